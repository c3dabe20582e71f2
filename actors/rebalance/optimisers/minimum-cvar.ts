// The least conditional value at risk: the mean of the worst scenarios (Rockafellar and Uryasev, 2000).
import { dot } from "../matrix.ts";
import { type HingeProgram, solveHinges } from "./hinge-program.ts";
import { type Optimiser, type Problem, Unsolvable } from "./optimiser.ts";
import { constraintsOf, turnoverHinges } from "./quadratic.ts";

/** min α + 1/((1-β)·T) · Σ max(0, -r_t·w - α); the threshold α is one variable more. */
export const minimumCvar: Optimiser = {
  name: "minimum-cvar",
  about: "The least mean of the worst scenarios (CVaR), 5 in 100 unless told otherwise",
  bounded: true,
  weights: (problem) => {
    const { returns, confidence = 0.95 } = problem;
    if (returns === undefined) throw new Unsolvable("There are no scenarios");
    const size = returns.columns.length;
    const tail = 1 / ((1 - confidence) * returns.periods);
    const { lower, upper, equation, below, start } = constraintsOf(problem);
    const wider = (row: Float64Array, last: number) => {
      const out = new Float64Array(size + 1);
      out.set(row);
      out[size] = last;
      return out;
    };
    // Numbers near 1 are what the steps are made for.
    const unit = spreadOf(returns.columns);
    const losses = rowsOf(returns.columns, -1 / unit);
    const scenarios: Hinges = losses.map((row) => ({ row, offset: 0, weight: tail }));
    const turnover = turnoverHinges(problem).map((one) => ({
      ...one,
      row: wider(one.row, 0),
      weight: one.weight / unit,
    }));
    const program = {
      quadratic: undefined,
      linear: wider(new Float64Array(size), 1),
      lower: wider(lower, -Infinity),
      upper: wider(upper, Infinity),
      equation: { row: wider(equation.row, 0), value: equation.value },
      below: below.map((one) => ({ ...one, row: wider(one.row, 0) })),
      start: wider(start, 0),
    };
    const isPlain = below.length === 0 && turnover.length === 0;
    const likely = isPlain ? leastRisky(problem) : [...lower.keys()];
    return solveInTail({ ...program, hinges: turnover }, scenarios, { likely, tail })
      .slice(0, size);
  },
};

type Hinges = HingeProgram["hinges"];

/** What a weight of each asset loses in each period, in some unit, less the threshold. */
const rowsOf = (columns: readonly Float64Array[], unit: number): readonly Float64Array[] => {
  const rows = Array.from({ length: columns[0]?.length ?? 0 }, () => {
    const row = new Float64Array(columns.length + 1);
    row[columns.length] = -1;
    return row;
  });
  columns.forEach((column, i) => {
    for (let t = 0; t < rows.length; t++) rows[t]![i] = unit * column[t]!;
  });
  return rows;
};

/** Scenarios that are looked at together, in sizes of the tail: most of the others never reach it. */
const scenariosAtOnce = 3;
/** Assets that are looked at together: most of the others are never held. */
const assetsAtOnce = 30;
/** The gap at which it is known which scenarios and assets matter. */
const roughly = 1e-3;
/** How far a scenario that was left out may reach into the tail, in deviations of a return. */
const nothing = 1e-12;
/** How much better an asset that was left out may be, of what is made small. */
const noBetter = 1e-11;

/** The assets that alone move least, as many as are looked at together, or as a whole portfolio takes. */
const leastRisky = ({ returns, lower, upper }: Problem): readonly number[] => {
  const risks = returns!.columns.map((column) => spreadOf([column]));
  const order = [...risks.keys()].sort((a, b) => risks[a]! - risks[b]!);
  let room = 1 - lower.reduce((sum, one) => sum + one, 0);
  let count = 0;
  // Twice as much as the budget takes, so that there is something to choose from.
  while (count < order.length && (count < assetsAtOnce || room > -1)) {
    const i = order[count++]!;
    room -= upper[i]! - lower[i]!;
  }
  return order.slice(0, count);
};

/**
 * Solves it over the worst scenarios and the likely assets alone. Those scenarios left out are worth nothing
 * below the threshold, and those assets at their least weight where more of them costs: where no scenario is
 * above it and no asset is better, what is found is best over all of them; else they come in, and it is
 * solved again.
 */
const solveInTail = (
  program: HingeProgram,
  scenarios: Hinges,
  { likely, tail }: { readonly likely: readonly number[]; readonly tail: number },
): Float64Array => {
  const size = program.linear.length - 1;
  const tailSize = Math.ceil(scenariosAtOnce / tail);
  const chosen = new Set<number>();
  const open = new Set(likely);
  // The last variable is the threshold: a value of a row is a loss above it.
  const above = (x: Float64Array) => scenarios.map(({ row }) => dot(row, x));
  const addWorst = (values: readonly number[], count: number) => {
    const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
    for (const t of order.slice(0, count)) chosen.add(t);
  };
  const start = Float64Array.from(
    program.start,
    (one, i) => i === size || open.has(i) ? one : program.lower[i]!,
  );
  addWorst(above(start), Math.max(tailSize, open.size));
  for (let goal: number | undefined = roughly;;) {
    const upper = program.upper.map((one, i) =>
      i === size || open.has(i) ? one : program.lower[i]!
    );
    const hinges = [...[...chosen].map((t) => scenarios[t]!), ...program.hinges];
    const { x, costs } = solveHinges({ ...program, start, upper, hinges }, goal);
    const values = above(x);
    const missed = [...values.keys()].filter((t) => values[t]! > nothing && !chosen.has(t));
    const cost = costs();
    const worth = noBetter * Math.abs(x[size]!);
    const better = [...open.size === size ? [] : program.lower.keys()]
      .filter((i) => i < size && !open.has(i) && cost[i]! < -worth)
      .sort((a, b) => cost[a]! - cost[b]!);
    if (missed.length === 0 && better.length === 0) {
      if (goal === undefined) return x;
      goal = undefined;
      continue;
    }
    for (const t of missed) chosen.add(t);
    for (const i of better.slice(0, assetsAtOnce)) open.add(i);
    addWorst(values, tailSize);
  }
};

const spreadOf = (columns: readonly Float64Array[]): number => {
  let squares = 0;
  let count = 0;
  for (const column of columns) {
    for (const one of column) squares += one * one;
    count += column.length;
  }
  return Math.sqrt(squares / count) || 1;
};

/** The conditional value at risk of weights over scenarios, exactly. */
export const cvarOf = (
  columns: readonly Float64Array[],
  w: Float64Array,
  confidence: number,
): number => {
  const periods = columns[0]?.length ?? 0;
  const losses = new Float64Array(periods);
  columns.forEach((column, i) => {
    for (let t = 0; t < periods; t++) losses[t]! -= w[i]! * column[t]!;
  });
  losses.sort().reverse();
  const tail = (1 - confidence) * periods;
  let [sum, left] = [0, tail];
  for (const loss of losses) {
    const part = Math.min(1, left);
    if (part <= 0) break;
    sum += part * loss;
    left -= part;
  }
  return sum / tail;
};
