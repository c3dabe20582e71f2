// Gathers what the check of one command looks at.
import { type TradingState, tradingStates } from "../../streams/control.ts";
import type { OrderCommand } from "../../streams/orders.ts";
import type { TimeUs } from "../../streams/units.ts";
import { midOf } from "../measures/best-prices.ts";
import { microsOf } from "../measures/money.ts";
import type { Account, Held, Market } from "./account.ts";
import { check, noVerdict, type Verdict, type Worst } from "./checks.ts";
import { countWithin } from "./rates.ts";

/** What of the state of risk a check needs. */
export interface Judging {
  readonly markets: readonly (Market | undefined)[];
  readonly knownIds: ReadonlySet<string>;
  readonly tradingStates: ReadonlyMap<string, TradingState>;
  readonly flattening: ReadonlySet<string>;
  readonly nowUs: TimeUs;
}

/** Client order ids of orders that close a position because all are to be closed begin so. */
export const flattenPrefix = "flatten-";

/** Judges a submit or replace of an instrument that there is. */
export const judge = (
  state: Judging,
  command: OrderCommand,
  { account, market, held }: {
    readonly account: Account;
    readonly market: Market;
    readonly held: Held;
  },
): Verdict => {
  const order = account.openOrders.get(command.clientOrderId);
  const replaces = command.command === "replace";
  if (replaces && order === undefined) return noVerdict("unknownOrder");
  const { totalMicros, dayStartMicros, peakMicros } = account.earnings;
  const addedLots = order !== undefined && replaces
    ? Math.max(0, command.quantityLots - order.cumLots - order.leavesLots)
    : command.quantityLots;
  return check(command, {
    ...held,
    instrument: market.instrument,
    best: market.best,
    tradingState: tradingStateOf(state, command.account),
    flattens: flattens(state, command),
    openOrders: account.openOrders.size + (replaces ? 0 : 1),
    ordersInSecond: countWithin(account.orderRate, state.nowUs),
    messagesInSecond: countWithin(account.messageRate, state.nowUs),
    quoteAgeMs: (state.nowUs - market.best.eventTimeUs) / 1000,
    dailyLoss: (dayStartMicros - totalMicros) / 1e6,
    drawdown: (peakMicros - totalMicros) / 1e6,
    equityMicros: Math.round(account.limits.capital * 1e6) + totalMicros,
    known: !replaces && state.knownIds.has(command.clientOrderId),
    addedLots,
    worst: () => worstOf(state, account, { ...command, addedLots }),
  });
};

/** The stricter of the account's own trading state and everybody's. */
const tradingStateOf = (state: Judging, account: string): TradingState => {
  const own = tradingStates.indexOf(state.tradingStates.get(account) ?? "active");
  const all = tradingStates.indexOf(state.tradingStates.get("") ?? "active");
  return tradingStates[Math.max(own, all)]!;
};

const flattens = ({ flattening }: Judging, command: OrderCommand): boolean =>
  flattening.size > 0 && (flattening.has("") || flattening.has(command.account)) &&
  command.execInst.includes("reduceOnly") && command.clientOrderId.startsWith(flattenPrefix);

/** What all positions are worth if all orders fill, at the last mid prices. */
const worstOf = (state: Judging, account: Account, order: {
  readonly instrumentId: number;
  readonly side: "buy" | "sell";
  readonly addedLots: number;
}): Worst => {
  const buys = order.side === "buy";
  let [grossMicros, netMicros, ownMicros] = [0, 0, 0];
  for (let i = 0; i < account.traded.length; i++) {
    const instrumentId = account.traded[i]!;
    const { positionLots, openBuyLots, openSellLots } = account.held[instrumentId]!.exposure;
    const own = instrumentId === order.instrumentId;
    if (!own && positionLots === 0 && openBuyLots === 0 && openSellLots === 0) continue;
    const market = state.markets[instrumentId]!;
    const mark = market.markHalfTicks = midOf(market.best) || market.markHalfTicks;
    const added = own ? order.addedLots : 0;
    const long = positionLots + openBuyLots + (buys ? added : 0);
    const short = positionLots - openSellLots - (buys ? 0 : added);
    const lots = Math.max(Math.abs(long), Math.abs(short));
    grossMicros += microsOf(lots, mark, market.ratio);
    netMicros += microsOf(buys ? long : -short, mark, market.ratio);
    if (own) ownMicros = microsOf(Math.abs(buys ? long : short), mark, market.ratio);
  }
  return { grossMicros, netMicros, ownMicros };
};
