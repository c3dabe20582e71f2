// What else the same trades could have looked like: their profits in other orders.
import { randomState, uniform } from "../../measures/random.ts";
import { quantile } from "./statistics.ts";

/** The percentiles that are told. */
const percentiles = [5, 25, 50, 75, 95] as const;

/** Of many orders of the same round trips. Drawdowns are parts of the highest equity so far. */
export interface MonteCarlo {
  readonly orders: number;
  readonly seed: number;
  readonly roundTrips: number;
  /** As it happened, by round trips. */
  readonly drawdown: number;
  /** Drawdown that a percentage of the orders stay below. */
  readonly drawdownAt: Readonly<Record<string, number>>;
  /** Share of the orders whose drawdown was at least the one that happened. */
  readonly worseShare: number;
  /** Share of the orders in which equity fell to 0. */
  readonly ruinShare: number;
}

/** Shuffles the profits of round trips, in money. The same seed gives the same. */
export const monteCarlo = (
  profits: readonly number[],
  { capital, orders, seed }: {
    readonly capital: number;
    readonly orders: number;
    readonly seed: number;
  },
): MonteCarlo => {
  const state = randomState(seed);
  const drawdown = fall(profits, capital);
  const shuffled = [...profits];
  const falls = Array.from({ length: orders }, () => {
    for (let i = shuffled.length - 1; i > 0; i--) {
      const other = Math.floor(uniform(state) * (i + 1));
      [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
    }
    return fall(shuffled, capital);
  });
  const share = (count: number) => orders === 0 ? NaN : count / orders;
  return {
    orders,
    seed,
    roundTrips: profits.length,
    drawdown,
    drawdownAt: Object.fromEntries(percentiles.map((at) => [at, quantile(falls, at / 100)])),
    worseShare: share(falls.filter((one) => one >= drawdown - 1e-12).length),
    ruinShare: share(falls.filter((one) => one >= 1).length),
  };
};

/** The deepest fall of equity from a high, as a part of it. */
const fall = (profits: readonly number[], capital: number): number => {
  let equity = capital;
  let high = capital;
  let depth = 0;
  for (const profit of profits) {
    equity += profit;
    high = Math.max(high, equity);
    depth = Math.max(depth, 1 - equity / high);
  }
  return depth;
};
