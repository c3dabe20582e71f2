// What each strategy holds and has earned: a fold of fills, marked at the mid price.
import { readFundingRate } from "../streams/funding.ts";
import type { FeatureVector } from "../streams/features.ts";
import type { Quote } from "../streams/market.ts";
import type { Fill } from "../streams/orders.ts";
import type { TimeUs } from "../streams/units.ts";
import type { Control } from "../streams/control.ts";
import type { Actor, Emit } from "./actor.ts";
import {
  type BestPrices,
  forgetPrices,
  midOf,
  noPrices,
  takePrices,
} from "./measures/best-prices.ts";
import { multiplyDivide } from "./measures/money.ts";
import { addExecution, type Holding, nothingHeld } from "./positions/holding.ts";

/** Microseconds of event time between two marks of one instrument. */
export const markEveryUs = 1_000_000;

/** The holdings of one instrument, by account and strategy. */
export interface PositionsState {
  holdings: Map<string, Holding & { readonly account: string; readonly strategy: string }>;
  best: BestPrices;
  /** Last mid price that was no mark of a bad record, or last fill price, as half ticks. */
  markPriceHalfTicks: number;
  /** How many holdings are not flat. */
  open: number;
  nowUs: TimeUs;
  markedUs: TimeUs;
}

type In = "quote" | "featureVector" | "fill" | "control";

/** Emits a position after every fill, and at a mark at most once a second while it is not flat. */
export const positions: Actor<PositionsState, In, "position"> = {
  name: "positions",
  key: "instrument",
  receives: ["quote", "featureVector", "fill", "control"],
  emits: ["position"],
  initial: () => ({
    holdings: new Map(),
    best: noPrices(),
    markPriceHalfTicks: 0,
    open: 0,
    nowUs: 0,
    markedUs: 0,
  }),
  receive: (state, message, emit) => {
    if (message._tag === "control") {
      if (message.control === "sessionStarted") startSession(state);
      else if (message.control === "funding") fund(state, message, emit);
    } else if (message._tag === "fill") fold(state, message, emit);
    else if (takePrices(state.best, message)) mark(state, message, emit);
  },
};

const startSession = (state: PositionsState): void => {
  forgetPrices(state.best);
  state.markPriceHalfTicks = 0;
  state.nowUs = 0;
  state.markedUs = 0;
};

const mark = (
  state: PositionsState,
  message: Quote | FeatureVector,
  emit: Emit<"position">,
): void => {
  const mid = midOf(state.best);
  if (mid > 0) state.markPriceHalfTicks = mid;
  if (message.eventTimeUs > state.nowUs) state.nowUs = message.eventTimeUs;
  if (state.open === 0 || state.nowUs < state.markedUs + markEveryUs || mid === 0) return;
  state.markedUs = state.nowUs;
  for (const holding of state.holdings.values()) {
    if (holding.quantityLots !== 0) tell(state, holding, message.instrumentId, emit);
  }
};

/**
 * Funding of a perpetual: at a rate above zero, long pays short, of the value at the mark. `value` is the
 * rate in parts per million. What is paid is rounded up, so that a cost is never understated.
 */
const fund = (state: PositionsState, control: Control, emit: Emit<"position">): void => {
  const ppm = readFundingRate(control.value);
  if (ppm === undefined) {
    throw new Error(`Control "funding" holds no rate in parts per million: ${control.value}`);
  }
  for (const holding of state.holdings.values()) {
    if (holding.quantityLots === 0) continue;
    if (control.name !== "" && control.name !== holding.account) continue;
    const halfTickLots = holding.quantityLots * state.markPriceHalfTicks;
    holding.fundingTickLots += -multiplyDivide(halfTickLots, -ppm, 2_000_000) + 0;
    tell(state, holding, control.instrumentId, emit);
  }
};

const fold = (state: PositionsState, fill: Fill, emit: Emit<"position">): void => {
  const key = `${fill.account}/${fill.strategy}`;
  const holding = state.holdings.get(key) ??
    { ...nothingHeld(), account: fill.account, strategy: fill.strategy };
  state.holdings.set(key, holding);
  const wasOpen = holding.quantityLots !== 0;
  addExecution(holding, fill.side === "buy" ? fill.lastQuantityLots : -fill.lastQuantityLots, {
    priceTicks: fill.lastPriceTicks,
    feeTickLots: fill.feeTickLots,
  });
  state.open += Number(holding.quantityLots !== 0) - Number(wasOpen);
  if (state.markPriceHalfTicks === 0) state.markPriceHalfTicks = 2 * fill.lastPriceTicks;
  if (fill.eventTimeUs > state.nowUs) state.nowUs = fill.eventTimeUs;
  tell(state, holding, fill.instrumentId, emit);
};

const tell = (
  state: PositionsState,
  holding: Holding & { readonly account: string; readonly strategy: string },
  instrumentId: number,
  emit: Emit<"position">,
): void =>
  emit({
    _tag: "position",
    instrumentId,
    eventTimeUs: state.nowUs,
    account: holding.account,
    strategy: holding.strategy,
    quantityLots: holding.quantityLots,
    costTickLots: holding.costTickLots,
    realizedTickLots: holding.realizedTickLots,
    feesTickLots: holding.feesTickLots,
    markPriceHalfTicks: state.markPriceHalfTicks,
    unrealizedHalfTickLots: holding.quantityLots * state.markPriceHalfTicks -
      2 * holding.costTickLots,
    fills: holding.fills,
    fifoRealizedTickLots: holding.fifoRealizedTickLots,
    fundingTickLots: holding.fundingTickLots,
  });
