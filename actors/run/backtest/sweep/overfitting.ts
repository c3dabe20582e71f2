// How much of the best of many trials is luck (Bailey and López de Prado, 2014; Bailey et al., 2015).
import { normalQuantile, normalShare } from "../../../measures/normal.ts";
import { maxHalvings } from "../limits.ts";
import { deviation, mean } from "../statistics.ts";
import { sharpeOf } from "./trial.ts";

/** Euler's and Mascheroni's constant. */
const gamma = 0.5772156649015329;

/** The deflated Sharpe ratio of the best trial. Ratios are of one period, not of a year. */
export interface Deflated {
  readonly sharpe: number;
  /** Sharpe ratio that the best of so many worthless trials is expected to have. */
  readonly expectedOfLuck: number;
  /** Probability that the true ratio is above it, for returns with this skew and these tails. */
  readonly probability: number;
}

/** Deflates the best of trials. NaN where fewer than two trials have a ratio. */
export const deflate = (trials: readonly ArrayLike<number>[]): Deflated => {
  const ratios = trials.map(sharpeOf);
  const known = ratios.filter((one) => !Number.isNaN(one));
  if (known.length < 2) return { sharpe: known[0] ?? NaN, expectedOfLuck: NaN, probability: NaN };
  const sharpe = known.reduce((most, one) => Math.max(most, one));
  const returns = Array.from(trials[ratios.indexOf(sharpe)]!);
  const count = known.length;
  const expectedOfLuck = deviation(known) * (
    (1 - gamma) * normalQuantile(1 - 1 / count) + gamma * normalQuantile(1 - 1 / (count * Math.E))
  );
  const average = mean(returns);
  const moment = (power: number) => mean(returns.map((one) => (one - average) ** power));
  const spread = Math.sqrt(moment(2));
  const skew = moment(3) / spread ** 3;
  const tails = moment(4) / spread ** 4;
  const error = Math.sqrt(1 - skew * sharpe + (tails - 1) / 4 * sharpe ** 2);
  return {
    sharpe,
    expectedOfLuck,
    probability: normalShare((sharpe - expectedOfLuck) * Math.sqrt(returns.length - 1) / error),
  };
};

/** The probability of backtest overfitting by combinatorially symmetric cross-validation. */
export interface Overfitting {
  /** Share of the halvings in which the best of one half was not above the median of the other. */
  readonly probability: number;
  /** Blocks of periods, of which each half takes one in two. */
  readonly blocks: number;
  readonly halvings: number;
}

/** NaN where there are fewer than two trials, or fewer than two periods a block. */
export const probabilityOfOverfitting = (trials: readonly Float64Array[]): Overfitting => {
  const periods = trials[0]?.length ?? 0;
  const blocks =
    [16, 14, 12, 10, 8, 6, 4].find((many) =>
      periods >= 2 * many && halvingsOf(many).length * trials.length <= maxHalvings
    ) ?? 0;
  if (blocks === 0 || trials.length < 2) return { probability: NaN, blocks, halvings: 0 };
  const size = Math.floor(periods / blocks);
  // Sums and sums of squares by trial and block are enough for every ratio.
  const sums = new Float64Array(trials.length * blocks);
  const squares = new Float64Array(trials.length * blocks);
  for (const [trial, returns] of trials.entries()) {
    for (let period = 0; period < size * blocks; period++) {
      const at = trial * blocks + Math.floor(period / size);
      sums[at]! += returns[period]!;
      squares[at]! += returns[period]! ** 2;
    }
  }
  const halves = halvingsOf(blocks);
  const count = size * blocks / 2;
  const ratio = (trial: number, half: number): number => {
    let [sum, square] = [0, 0];
    for (let block = 0; block < blocks; block++) {
      if ((half >> block & 1) === 0) continue;
      sum += sums[trial * blocks + block]!;
      square += squares[trial * blocks + block]!;
    }
    const variance = square / count - (sum / count) ** 2;
    return variance > 1e-30 ? sum / count / Math.sqrt(variance) : 0;
  };
  let lost = 0;
  const all = (1 << blocks) - 1;
  for (const half of halves) {
    let [best, most] = [0, -Infinity];
    for (let trial = 0; trial < trials.length; trial++) {
      const one = ratio(trial, half);
      if (one > most) [best, most] = [trial, one];
    }
    const reached = ratio(best, all ^ half);
    let [below, equal] = [0, 0];
    for (let trial = 0; trial < trials.length; trial++) {
      const one = ratio(trial, all ^ half);
      if (one < reached) below++;
      else if (one === reached) equal++;
    }
    // Equal ones share the ranks they have together.
    const rank = (below + (equal + 1) / 2) / (trials.length + 1);
    if (rank <= 0.5) lost++;
  }
  return { probability: lost / halves.length, blocks, halvings: halves.length };
};

/** Every choice of half of the blocks, as bits. */
const halvingsOf = (blocks: number): number[] => {
  const out: number[] = [];
  for (let bits = 0; bits < 1 << blocks; bits++) {
    let ones = 0;
    for (let rest = bits; rest > 0; rest &= rest - 1) ones++;
    if (ones === blocks / 2) out.push(bits);
  }
  return out;
};
