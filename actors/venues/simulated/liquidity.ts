// What the market shows that an order can take, less what we have taken of it already.
import type { BookDelta, Quote } from "../../../streams/market.ts";
import type { PriceTicks, QuantityLots } from "../../../streams/units.ts";
import {
  type BookSide,
  levelsOf,
  priceAt,
  quantityAt,
  quantityAtPrice,
} from "../../measures/book-side.ts";
import {
  applyDelta,
  applyQuote,
  emptyBook,
  isSound,
  type OrderBook,
  resetBook,
} from "../../measures/order-book.ts";
import { maxTakenPrices } from "./settings.ts";

/** A side of the market: `buy` is the bids, `sell` the offers. */
export type Side = "buy" | "sell";

type Taken = Map<PriceTicks, QuantityLots>;

/** What is shown, and what we have taken of it. */
export interface Liquidity {
  /** What rests at a best price whose quote tells no quantity, in lots. */
  readonly untoldLots: QuantityLots;
  readonly book: OrderBook;
  /**
   * What we took of the quantity shown, by price. The market does not know of us and goes on
   * showing it, so it must not be taken twice. Forgotten with its level, and never more than is
   * shown.
   */
  readonly takenBids: Taken;
  readonly takenAsks: Taken;
}

/** Nothing is shown yet. */
export const noLiquidity = (untoldLots: QuantityLots): Liquidity => ({
  untoldLots,
  book: emptyBook(),
  takenBids: new Map(),
  takenAsks: new Map(),
});

/** Forgets everything shown: a new session. */
export const forgetLiquidity = (shown: Liquidity): void => {
  resetBook(shown.book);
  shown.takenBids.clear();
  shown.takenAsks.clear();
};

/** Takes over a quote. Returns false, and changes nothing, where it is marked or crossed. */
export const showQuote = (shown: Liquidity, quote: Quote): boolean => {
  if (!applyQuote(shown.book, quote)) return false;
  if (shown.takenBids.size > 0) forgetPassed(shown, "buy");
  if (shown.takenAsks.size > 0) forgetPassed(shown, "sell");
  return true;
};

/** Takes over a row of a book. Returns whether its message is complete, so that one may look. */
export const showDelta = (shown: Liquidity, delta: BookDelta): boolean => {
  const complete = applyDelta(shown.book, delta);
  const taken = delta.side === "buy" ? shown.takenBids : shown.takenAsks;
  if (taken.size > 0) bound(taken, delta.priceTicks, delta.quantityLots);
  return complete;
};

const bound = (taken: Taken, price: PriceTicks, shownLots: QuantityLots): void => {
  const before = taken.get(price);
  if (before === undefined) return;
  if (shownLots === 0) taken.delete(price);
  else if (before > shownLots) taken.set(price, shownLots);
};

/**
 * With quotes alone, a level better than the best is gone; one behind it is only out of sight.
 * Where there is depth, its deltas say what is gone.
 */
const forgetPassed = (shown: Liquidity, side: Side): void => {
  const taken = takenOf(shown, side);
  const levels = sideOf(shown, side);
  const best = priceAt(levels, 0);
  if (levels.count === 0) {
    for (const price of taken.keys()) {
      if (best === 0 || levels.sign * (price - best) > 0) taken.delete(price);
    }
  }
  const lots = quantityAt(levels, 0);
  if (lots > 0) bound(taken, best, lots);
};

const sideOf = (shown: Liquidity, side: Side): BookSide =>
  side === "buy" ? shown.book.bids : shown.book.asks;
const takenOf = (shown: Liquidity, side: Side): Taken =>
  side === "buy" ? shown.takenBids : shown.takenAsks;

/** Whether prices may be trusted: whole messages only, without a gap, not crossed. */
export const trusted = (shown: Liquidity): boolean => isSound(shown.book);

/** The best price of a side, in ticks; 0 where there is none. */
export const bestOf = (shown: Liquidity, side: Side): PriceTicks => priceAt(sideOf(shown, side), 0);

/**
 * What rests at a price, in lots; -1 where quotes alone do not tell, as it lies behind the best.
 */
export const displayedAt = (shown: Liquidity, side: Side, price: PriceTicks): QuantityLots => {
  const levels = sideOf(shown, side);
  const lots = quantityAtPrice(levels, price);
  if (lots > 0) return lots;
  const best = priceAt(levels, 0);
  if (best === 0) return 0;
  if (price === best) return shown.untoldLots;
  return levels.count === 0 && levels.sign * (price - best) < 0 ? -1 : 0;
};

/** Where to take from: one side, up to a limit price or, where there is none, to its end. */
export interface Reach {
  readonly side: Side;
  readonly limit: PriceTicks | undefined;
}

/**
 * Calls `each` for what is left at every level within reach, best first, until it returns false.
 */
const walk = (
  shown: Liquidity,
  { side, limit }: Reach,
  each: (price: PriceTicks, lots: QuantityLots) => boolean,
): void => {
  const levels = sideOf(shown, side);
  const taken = takenOf(shown, side);
  const count = levelsOf(levels);
  for (let level = 0; level < count; level++) {
    const price = priceAt(levels, level);
    if (limit !== undefined && levels.sign * (price - limit) < 0) return;
    const lots = quantityAt(levels, level) || shown.untoldLots;
    const left = lots - (taken.get(price) ?? 0);
    if (left > 0 && !each(price, left)) return;
  }
};

/** Lots that could be taken, at most `wantedLots`. Takes nothing. */
export const takeable = (
  shown: Liquidity,
  reach: Reach,
  wantedLots: QuantityLots,
): QuantityLots => {
  let found = 0;
  walk(shown, reach, (_, lots) => (found += lots) < wantedLots);
  return Math.min(found, wantedLots);
};

/** Takes up to `wantedLots`, level by level from the best. */
export const takeFrom = (
  shown: Liquidity,
  reach: Reach,
  wantedLots: QuantityLots,
): { readonly priceTicks: PriceTicks; readonly quantityLots: QuantityLots }[] => {
  const parts: { priceTicks: PriceTicks; quantityLots: QuantityLots }[] = [];
  const taken = takenOf(shown, reach.side);
  let left = wantedLots;
  walk(shown, reach, (price, lots) => {
    const part = Math.min(left, lots);
    parts.push({ priceTicks: price, quantityLots: part });
    taken.set(price, (taken.get(price) ?? 0) + part);
    if (taken.size > maxTakenPrices) taken.delete(taken.keys().next().value!);
    left -= part;
    return left > 0;
  });
  return parts;
};
