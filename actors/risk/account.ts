// One account as risk sees it: its limits, what it holds and has working, and what it has earned.
import type { Instrument } from "../../streams/instruments.ts";
import type { PriceHalfTicks, TickLots } from "../../streams/units.ts";
import { type BestPrices, noPrices } from "../measures/best-prices.ts";
import { type MicrosRatio, microsRatioOf, tickLotsWithin } from "../measures/money.ts";
import {
  type Earnings,
  type Exposure,
  noEarnings,
  noExposure,
  type OpenOrder,
} from "./exposure.ts";
import type { LimitScope } from "./live-limits.ts";
import { limitsOf } from "./live-limits.ts";
import { type Limits, riskSettings } from "./limits.ts";
import { type RateWindow, rateWindow } from "./rates.ts";

/** An instrument as every account sees it. */
export interface Market {
  readonly instrument: Instrument;
  readonly ratio: MicrosRatio;
  readonly best: BestPrices;
  /** The last mid price there was, as half ticks: what positions are worth while there is none. */
  markHalfTicks: PriceHalfTicks;
}

/** One instrument of one account. */
export interface Held {
  readonly exposure: Exposure;
  limits: Limits;
  /** Notional limits in tick·lots of the instrument, exactly. */
  maxOrderTickLots: TickLots;
  maxPositionTickLots: TickLots;
}

/** One account. */
export interface Account {
  limits: Limits;
  /** By instrument id, where it has traded. */
  held: (Held | undefined)[];
  /** Ids of those. */
  traded: number[];
  openOrders: Map<string, OpenOrder>;
  orderRate: RateWindow;
  messageRate: RateWindow;
  earnings: Earnings;
}

/** What limits are made of. */
export interface LimitBook {
  readonly defaults: Limits;
  scopes: LimitScope[];
}

/** An instrument that nothing is known of yet. */
export const newMarket = (instrument: Instrument): Market => ({
  instrument,
  ratio: microsRatioOf(instrument),
  best: noPrices(),
  markHalfTicks: 0,
});

/** An account that has done nothing yet. */
export const newAccount = (name: string, book: LimitBook): Account => ({
  limits: limitsOf(book, { account: name, instrumentId: 0 }),
  held: [],
  traded: [],
  openOrders: new Map(),
  orderRate: rateWindow(riskSettings.maxOrdersPerSecond.maximum),
  messageRate: rateWindow(riskSettings.maxMessagesPerSecond.maximum),
  earnings: noEarnings(),
});

/** One instrument of an account, made where the account has not traded it yet. */
export const heldOf = (
  account: Account,
  name: string,
  on: { readonly market: Market; readonly book: LimitBook },
): Held => {
  const { instrument } = on.market;
  const { instrumentId } = instrument;
  const known = account.held[instrumentId];
  if (known !== undefined) return known;
  const held: Held = {
    exposure: noExposure(),
    limits: account.limits,
    maxOrderTickLots: 0,
    maxPositionTickLots: 0,
  };
  setLimits(held, instrument, limitsOf(on.book, { account: name, instrumentId }));
  account.traded.push(instrumentId);
  return account.held[instrumentId] = held;
};

/** Puts limits in force. */
export const setLimits = (held: Held, instrument: Instrument, limits: Limits): void => {
  held.limits = limits;
  held.maxOrderTickLots = tickLotsWithin(limits.maxOrderNotional, instrument);
  held.maxPositionTickLots = tickLotsWithin(limits.maxPositionNotional, instrument);
};
