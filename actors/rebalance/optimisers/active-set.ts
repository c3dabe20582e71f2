// Quadratic programs with one budget and bounds, by an active set: exact, and quick where few assets are held.
import { cholesky, choleskySolve, type Matrix, times } from "../matrix.ts";
import { Unsolvable } from "./optimiser.ts";

/** min ½·w'Σw - linear·w, where w sums to 1 and keeps to its bounds. */
export interface BudgetProgram {
  readonly quadratic: Matrix;
  readonly linear: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly warm?: Float64Array;
}

const budget = 1;

/**
 * Solves the program. Assets at a bound are held there; over the others the optimum is a linear system. A
 * step that would leave the bounds ends at the first one, which is held from then on; where no step is
 * left, the asset whose bound costs most is let go. Throws `Unsolvable`.
 */
export const solveBudget = (program: BudgetProgram): Float64Array => {
  const { quadratic, linear, lower, upper } = program;
  const { size } = quadratic;
  const w = startOf(program);
  const free = new Set<number>();
  for (let i = 0; i < size; i++) if (w[i]! > lower[i]! && w[i]! < upper[i]!) free.add(i);
  // Each turn holds or lets go one asset; many times as many turns mean that rounding goes in circles.
  for (let turn = 0; turn < 50 * size + 100; turn++) {
    const held = [...free];
    const target = held.length === 0 ? undefined : optimumOver(program, w, held);
    if (target !== undefined) {
      let step = 1;
      let blocking = -1;
      for (const [k, i] of held.entries()) {
        const move = target[k]! - w[i]!;
        const room = move > 0 ? upper[i]! - w[i]! : lower[i]! - w[i]!;
        if (move !== 0 && room / move < step) [step, blocking] = [Math.max(0, room / move), i];
      }
      for (const [k, i] of held.entries()) w[i]! += step * (target[k]! - w[i]!);
      if (blocking >= 0) {
        const move = target[held.indexOf(blocking)]! - w[blocking]!;
        w[blocking] = move > 0 ? upper[blocking]! : lower[blocking]!;
        free.delete(blocking);
        continue;
      }
    }
    const gradient = times(quadratic, w);
    for (let i = 0; i < size; i++) gradient[i]! -= linear[i]!;
    const next = release(gradient, { w, free, lower, upper });
    if (next.length === 0) return w;
    for (const i of next) free.add(i);
  }
  throw new Unsolvable("The weights go in circles: the covariance is too close to singular");
};

/** What keeps to the budget and the bounds: the weights of before, or the least risky assets as far as they go. */
const startOf = ({ quadratic, lower, upper, warm }: BudgetProgram): Float64Array => {
  const { size, values } = quadratic;
  const sum = (w: Float64Array) => w.reduce((total, one) => total + one, 0);
  if (sum(lower) > budget + 1e-12 || sum(upper) < budget - 1e-12) {
    throw new Unsolvable(
      `Weights must sum to 1, but the bounds allow ${sum(lower)} to ${sum(upper)}`,
    );
  }
  const w = Float64Array.from(lower);
  if (warm !== undefined) {
    for (let i = 0; i < size; i++) w[i] = clamp(warm[i]!, lower[i]!, upper[i]!);
  }
  let left = budget - sum(w);
  const byRisk = Array.from({ length: size }, (_, i) => i)
    .sort((a, b) => values[a * size + a]! - values[b * size + b]!);
  for (const i of byRisk) {
    if (left === 0) break;
    const moved = left > 0 ? Math.min(left, upper[i]! - w[i]!) : Math.max(left, lower[i]! - w[i]!);
    w[i] = clamp(w[i]! + moved, lower[i]!, upper[i]!);
    left -= moved;
  }
  return w;
};

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** The optimum over some assets while the others stay; undefined where their covariance is singular. */
const optimumOver = (
  { quadratic, linear }: BudgetProgram,
  w: Float64Array,
  rows: readonly number[],
): Float64Array | undefined => {
  const { size, values } = quadratic;
  const factor = cholesky(quadratic, rows);
  if (factor === undefined) {
    throw new Unsolvable("The covariance is singular: use ledoit-wolf, or more periods");
  }
  const isFree = new Uint8Array(size);
  for (const i of rows) isFree[i] = 1;
  const others: number[] = [];
  let rest = budget;
  for (let j = 0; j < size; j++) {
    if (isFree[j] === 1 || w[j] === 0) continue;
    others.push(j);
    rest -= w[j]!;
  }
  const right = Float64Array.from(rows, (i) => {
    let sum = linear[i]!;
    for (const j of others) sum -= values[i * size + j]! * w[j]!;
    return sum;
  });
  const a = choleskySolve(factor, right);
  const b = choleskySolve(factor, new Float64Array(rows.length).fill(1));
  const sum = (values: Float64Array) => values.reduce((total, one) => total + one, 0);
  const price = (rest - sum(a)) / sum(b);
  return a.map((one, k) => one + price * b[k]!);
};

/** The asset whose bound costs most; two where none is free; none where all bounds are well held. */
const release = (
  gradient: Float64Array,
  { w, free, lower, upper }: {
    readonly w: Float64Array;
    readonly free: ReadonlySet<number>;
    readonly lower: Float64Array;
    readonly upper: Float64Array;
  },
): readonly number[] => {
  let scale = 1e-300;
  for (const one of gradient) scale = Math.max(scale, Math.abs(one));
  const tolerance = 1e-12 * scale;
  // Which asset would gain most by more of it, and which by less.
  let [more, less] = [-1, -1];
  for (let i = 0; i < gradient.length; i++) {
    if (free.has(i) || lower[i] === upper[i]) continue;
    if (w[i]! < upper[i]! && (more < 0 || gradient[i]! < gradient[more]!)) more = i;
    if (w[i]! > lower[i]! && (less < 0 || gradient[i]! > gradient[less]!)) less = i;
  }
  if (free.size === 0) {
    return more >= 0 && less >= 0 && gradient[less]! - gradient[more]! > tolerance
      ? [more, less]
      : [];
  }
  let price = 0;
  for (const i of free) price += gradient[i]! / free.size;
  const gains = more < 0 ? 0 : price - gradient[more]!;
  const costs = less < 0 ? 0 : gradient[less]! - price;
  if (Math.max(gains, costs) <= tolerance) return [];
  return [gains >= costs ? more : less];
};
