// The book of one simulated instrument: quantities by distance from the best price, never crossed.

/** Levels a side that the simulated venue shows. */
export const ladderLevels = 30;

/** One side: quantity at the best price and at each increment behind it. */
export interface LadderSide {
  /** Best price, in increments. */
  best: number;
  readonly lots: number[];
}

/** Both sides of a book. Plain data. */
export interface Ladder {
  readonly buy: LadderSide;
  readonly sell: LadderSide;
}

/** Takes a level that changed: its price in increments and what rests there now, 0 where it is gone. */
export type Change = (side: "buy" | "sell", price: number, lots: number) => void;

const outward = { buy: -1, sell: 1 } as const;
const opposite = { buy: "sell", sell: "buy" } as const;

/** The spread, in increments: at least 1. */
export const spreadOf = (ladder: Ladder): number => ladder.sell.best - ladder.buy.best;

/** The price of a level, in increments. */
export const priceAt = (ladder: Ladder, side: "buy" | "sell", level: number): number =>
  ladder[side].best + outward[side] * level;

/** Rests a quantity at a level. */
export const rest = (
  ladder: Ladder,
  side: "buy" | "sell",
  level: number,
  lots: number,
  change: Change,
): void => {
  ladder[side].lots[level]! += lots;
  change(side, priceAt(ladder, side, level), ladder[side].lots[level]!);
};

/** Rests a quantity at a new best price, `by` increments inside the spread. `by` is less than the spread. */
export const improve = (
  ladder: Ladder,
  side: "buy" | "sell",
  by: number,
  lots: number,
  change: Change,
): void => {
  const one = ladder[side];
  one.best -= outward[side] * by;
  for (let i = 1; i < by; i++) one.lots.unshift(0);
  one.lots.unshift(lots);
  change(side, one.best, lots);
  while (one.lots.length > ladderLevels) {
    const price = priceAt(ladder, side, one.lots.length - 1);
    if (one.lots.pop()! > 0) change(side, price, 0);
  }
};

/** Takes a quantity from a level, at most what rests there. Levels behind the last one come from `fresh`. */
export const remove = (
  ladder: Ladder,
  side: "buy" | "sell",
  level: number,
  lots: number,
  fresh: () => number,
  change: Change,
): number => {
  const one = ladder[side];
  const taken = Math.min(lots, one.lots[level]!);
  one.lots[level]! -= taken;
  change(side, priceAt(ladder, side, level), one.lots[level]!);
  while (one.lots[0] === 0) {
    one.lots.shift();
    one.best += outward[side];
    one.lots.push(fresh());
    change(side, priceAt(ladder, side, one.lots.length - 1), one.lots.at(-1)!);
  }
  return taken;
};

/** The side a market order of `side` takes from. */
export const takenFrom = (side: "buy" | "sell"): "buy" | "sell" => opposite[side];
