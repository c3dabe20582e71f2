// The quadratic program of an optimiser: by an active set, but for groups by hinges.
import type { Matrix } from "../matrix.ts";
import { solveBudget } from "./active-set.ts";
import { type HingeProgram, solveHinges } from "./hinge-program.ts";
import { type Problem, Unsolvable } from "./optimiser.ts";

/** min ½·w'Qw - linear·w, with the bounds, groups and costs of turnover of a problem. */
export const solveQuadratic = (
  problem: Problem,
  { quadratic, linear }: { readonly quadratic: Matrix; readonly linear: Float64Array },
): Float64Array => {
  const { lower, upper, warm, groups = [], before, turnoverCost } = problem;
  if (groups.length === 0) {
    return solveBudget({
      quadratic,
      linear,
      lower,
      upper,
      ...(before === undefined || turnoverCost === undefined
        ? {}
        : { turnover: { before, cost: turnoverCost } }),
      ...(warm === undefined ? {} : { warm }),
    });
  }
  const hinges = turnoverHinges(problem);
  // Numbers near 1 are what the steps are made for.
  let trace = 0;
  for (let i = 0; i < quadratic.size; i++) trace += quadratic.values[i * quadratic.size + i]!;
  const unit = trace / quadratic.size;
  return solveHinges({
    ...constraintsOf(problem),
    quadratic: { size: quadratic.size, values: quadratic.values.map((one) => one / unit) },
    linear: linear.map((one) => -one / unit),
    hinges: hinges.map((one) => ({ ...one, weight: one.weight / unit })),
  }).x;
};

/** What every weight must keep to. */
export const constraintsOf = (
  problem: Problem,
): Pick<HingeProgram, "lower" | "upper" | "equation" | "below" | "start"> => {
  const { lower, upper, groups = [], before } = problem;
  const size = lower.length;
  const total = (w: Float64Array) => w.reduce((sum, one) => sum + one, 0);
  if (total(lower) > 1 + 1e-12 || total(upper) < 1 - 1e-12) {
    throw new Unsolvable(
      `Weights must sum to 1, but the bounds allow ${total(lower)} to ${total(upper)}`,
    );
  }
  const rowOf = (assets: readonly number[], sign: 1 | -1) => {
    const row = new Float64Array(size);
    for (const i of assets) row[i] = sign;
    return row;
  };
  const below = groups.flatMap((group) => [
    ...(group.upper < total(upper.filter((_, i) => group.assets.includes(i)))
      ? [{ row: rowOf(group.assets, 1), value: group.upper }]
      : []),
    ...(group.lower > total(lower.filter((_, i) => group.assets.includes(i)))
      ? [{ row: rowOf(group.assets, -1), value: -group.lower }]
      : []),
  ]);
  const start = Float64Array.from(lower, (low, i) => {
    const near = before?.[i] ?? 1 / size;
    const inner = 0.01 * (upper[i]! - low);
    return Math.min(upper[i]! - inner, Math.max(low + inner, near));
  });
  return { lower, upper, equation: { row: rowOf([...lower.keys()], 1), value: 1 }, below, start };
};

/** |w - before| · cost, as two hinges for each asset. */
export const turnoverHinges = ({ before, turnoverCost }: Problem): HingeProgram["hinges"] => {
  if (before === undefined || turnoverCost === undefined) return [];
  return [...turnoverCost.keys()].flatMap((i) => {
    const weight = turnoverCost[i]!;
    if (weight === 0) return [];
    const row = (sign: 1 | -1) => {
      const out = new Float64Array(before.length);
      out[i] = sign;
      return out;
    };
    return [
      { row: row(1), offset: -before[i]!, weight },
      { row: row(-1), offset: before[i]!, weight },
    ];
  });
};
