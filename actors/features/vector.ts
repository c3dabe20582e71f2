// The feature vector of one instrument now: every value finite and rounded to single precision.
import { featureFlags, featureSet, type FeatureVector } from "../../streams/features.ts";
import { type BookSide, levelsOf, priceAt, quantityAt } from "../measures/book-side.ts";
import { advance, countOf, firstSum, push, secondSum, type Windows } from "../measures/windows.ts";
import {
  type FeatureState,
  moveWindow,
  quoteWindow,
  slowUs,
  tradeWindow,
  warmUs,
} from "./state.ts";

const { fround, log, log1p, max, min, sqrt } = Math;
const bps = 10_000;
const fiveSecondsUs = 5_000_000;
/** Bounds of features that could otherwise grow without end: in spreads, and as a ratio. */
const largestSlope = 1_000;
const largestOffset = 5;
const largestRatio = 10;

/** Sums over the best levels of one side, in lots, and its slope, in half ticks × lots. */
interface SideSums {
  of1: number;
  of3: number;
  of5: number;
  of10: number;
  distance5: number;
}
// Scratch space that is written before it is read, so it is no state.
const bids: SideSums = { of1: 0, of3: 0, of5: 0, of10: 0, distance5: 0 };
const asks: SideSums = { of1: 0, of3: 0, of5: 0, of10: 0, distance5: 0 };

const sumLevels = (side: BookSide, mid: number, into: SideSums): void => {
  const levels = min(10, levelsOf(side));
  let sum = 0;
  let distance = 0;
  into.of1 = into.of3 = into.of5 = -1;
  for (let level = 0; level < levels; level++) {
    const quantity = quantityAt(side, level);
    sum += quantity;
    if (level < 5) distance += quantity * Math.abs(mid - 2 * priceAt(side, level));
    if (level === 0) into.of1 = sum;
    else if (level === 2) into.of3 = sum;
    else if (level === 4) into.of5 = sum;
  }
  // A book of fewer levels has all of them within.
  into.of10 = sum;
  if (into.of3 < 0) into.of3 = sum;
  if (into.of5 < 0) into.of5 = sum;
  into.distance5 = distance;
};

const imbalance = (bid: number, ask: number): number =>
  bid + ask > 0 ? fround((bid - ask) / (bid + ask)) : 0;
/** Mean distance of the quantity of five levels from mid, in spreads. */
const slope = (sums: SideSums, step: number): number =>
  sums.of5 > 0 ? fround(min(largestSlope, sums.distance5 / (2 * sums.of5 * step))) : 0;
const flowOver = (windows: Windows, window: number, meanDepth: number): number =>
  meanDepth > 0 ? fround(firstSum(windows, window) / meanDepth) : 0;
const signedOver = (windows: Windows, window: number): number =>
  secondSum(windows, window) > 0
    ? fround(firstSum(windows, window) / secondSum(windows, window))
    : 0;
const returnOver = (windows: Windows, window: number, mid: number): number => {
  const move = firstSum(windows, window);
  return mid > move ? fround(bps * move / (mid - move)) : 0;
};
const volatilityOver = (windows: Windows, window: number, mid: number): number =>
  fround(bps * sqrt(secondSum(windows, window)) / mid);
const intensityOver = (windows: Windows, window: number): number =>
  fround(log1p(countOf(windows, window)));

/** Brings the windows to now, and computes the vector. The state has a best level of both sides. */
export const vectorOf = (
  state: FeatureState,
  instrumentId: number,
  eventTimeUs: number,
): FeatureVector => {
  const { nowUs, quotes, moves, slowMoves, trades, depth } = state;
  const mid = state.bidPrice + state.askPrice;
  sumLevels(state.book.bids, mid, bids);
  sumLevels(state.book.asks, mid, asks);
  for (const windows of [quotes, moves, slowMoves, trades]) advance(windows, nowUs);
  const depth5 = bids.of5 + asks.of5;
  push(depth, nowUs, depth5, 0);
  advance(depth, nowUs);
  const usualDepth5 = firstSum(depth, 0) / countOf(depth, 0);
  const spread = state.askPrice - state.bidPrice;
  const step = max(spread, state.stepTicks);
  const changes = countOf(quotes, quoteWindow.s30);
  const meanDepth = changes > 0 ? secondSum(quotes, quoteWindow.s30) / (2 * changes) : 0;
  const imbalance1 = imbalance(bids.of1, asks.of1);
  return {
    _tag: "featureVector",
    // The host stamps these two; to have room for them at once is quicker.
    position: 0,
    outputIndex: 0,
    instrumentId,
    eventTimeUs: nowUs,
    set: featureSet,
    flags: flagsOf(state, eventTimeUs),
    bidPriceTicks: state.bidPrice,
    askPriceTicks: state.askPrice,
    spreadBps: fround(2 * bps * spread / mid),
    micropriceOffset: fround(imbalance1 * bps * spread / mid),
    imbalance1,
    imbalance3: imbalance(bids.of3, asks.of3),
    imbalance5: imbalance(bids.of5, asks.of5),
    imbalance10: imbalance(bids.of10, asks.of10),
    depthRatio5: depth5 > 0 ? fround(log(depth5 / usualDepth5)) : 0,
    bookSlopeBid5: slope(bids, step),
    bookSlopeAsk5: slope(asks, step),
    orderFlow100ms: flowOver(quotes, quoteWindow.ms100, meanDepth),
    orderFlow1s: flowOver(quotes, quoteWindow.s1, meanDepth),
    orderFlow5s: flowOver(quotes, quoteWindow.s5, meanDepth),
    orderFlow30s: flowOver(quotes, quoteWindow.s30, meanDepth),
    tradeImbalance1s: signedOver(trades, tradeWindow.s1),
    tradeImbalance5s: signedOver(trades, tradeWindow.s5),
    tradeImbalance30s: signedOver(trades, tradeWindow.s30),
    return100ms: returnOver(moves, moveWindow.ms100, mid),
    return1s: returnOver(moves, moveWindow.s1, mid),
    return5s: returnOver(moves, moveWindow.s5, mid),
    return30s: returnOver(moves, moveWindow.s30, mid),
    volatility5s: volatilityOver(moves, moveWindow.s5, mid),
    volatility30s: volatilityOver(moves, moveWindow.s30, mid),
    volatility300s: volatilityOver(slowMoves, 0, mid),
    quoteIntensity1s: intensityOver(quotes, quoteWindow.s1),
    quoteIntensity10s: intensityOver(quotes, quoteWindow.s10),
    tradeIntensity1s: intensityOver(trades, tradeWindow.s1),
    tradeIntensity10s: intensityOver(trades, tradeWindow.s10),
    lastTradeSide: state.tradeSide,
    lastTradeOffset: tradeOffsetOf(state, mid, step),
    lastMoveSide: state.moveSide,
    sinceMoveSeconds: fround(log1p((nowUs - state.movedUs) / 1e6)),
    volatilityRatio: volatilityRatioOf(state),
  };
};

const tradeOffsetOf = (state: FeatureState, mid: number, step: number): number => {
  if (state.tradePrice === 0) return 0;
  const spreads = (2 * state.tradePrice - mid) / (2 * step);
  return fround(max(-largestOffset, min(largestOffset, spreads)));
};

const volatilityRatioOf = (state: FeatureState): number => {
  const slow = secondSum(state.slowMoves, 0);
  if (slow === 0) return 0;
  // A session younger than the slow window has filled only so much of it.
  const filledUs = max(fiveSecondsUs, min(slowUs, state.nowUs - state.startedUs));
  const fast = secondSum(state.moves, moveWindow.s5);
  return fround(min(largestRatio, sqrt(fast * filledUs / (slow * fiveSecondsUs))));
};

const flagsOf = (state: FeatureState, eventTimeUs: number): number => {
  const { nowUs, book } = state;
  const depthIsOld = book.depthTimeUs > 0 && book.depthTimeUs < nowUs - state.staleUs;
  return (nowUs - state.startedUs < warmUs ? featureFlags.warming : 0) |
    (depthIsOld || eventTimeUs < nowUs - state.staleUs ? featureFlags.stale : 0) |
    (nowUs < state.gappedUntilUs ? featureFlags.gapped : 0);
};
