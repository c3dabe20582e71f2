// The least conditional value at risk: the mean of the worst scenarios (Rockafellar and Uryasev, 2000).
import { dot } from "../matrix.ts";
import { type HingeProgram, solveHinges } from "./hinge-program.ts";
import { type Optimiser, Unsolvable } from "./optimiser.ts";
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
    const scenarios: Hinges = Array.from({ length: returns.periods }, (_, t) => ({
      row: wider(Float64Array.from(returns.columns, (column) => -column[t]! / unit), -1),
      offset: 0,
      weight: tail,
    }));
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
    // As many as there are weights, where that is few: with fewer the rest is left to chance.
    const few = size < returns.periods / 4 ? size : 0;
    const least = Math.ceil(Math.max(scenariosAtOnce / tail, few));
    return solveInTail({ ...program, hinges: turnover }, scenarios, least).slice(0, size);
  },
};

type Hinges = HingeProgram["hinges"];

/** Scenarios that are looked at together, in sizes of the tail: most of the others never reach it. */
const scenariosAtOnce = 3;
/** The gap at which it is known which scenarios matter. */
const roughly = 1e-3;
/** How far a scenario that was left out may reach into the tail, in deviations of a return. */
const nothing = 1e-12;

/**
 * Solves it over the worst scenarios alone. Those left out are worth nothing below the threshold: where none
 * of them is above it, what is found is best over all of them; else they come in, and it is solved again.
 */
const solveInTail = (
  program: HingeProgram,
  scenarios: Hinges,
  least: number,
): Float64Array => {
  const chosen = new Set<number>();
  const solve = (goal?: number) =>
    solveHinges(
      { ...program, hinges: [...[...chosen].map((t) => scenarios[t]!), ...program.hinges] },
      goal,
    );
  // The last variable is the threshold: a value of a row is a loss above it.
  const above = (x: Float64Array) => scenarios.map(({ row }) => dot(row, x));
  const addWorst = (x: Float64Array, count: number) => {
    const values = above(x);
    const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
    for (const t of order.slice(0, count)) chosen.add(t);
  };
  addWorst(program.start, least);
  if (chosen.size < scenarios.length) addWorst(solve(roughly), least);
  for (;;) {
    const x = solve();
    const missed = chosen.size === scenarios.length
      ? []
      : above(x).flatMap((value, t) => value > nothing && !chosen.has(t) ? [t] : []);
    if (missed.length === 0) return x;
    for (const t of missed) chosen.add(t);
    addWorst(x, least);
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
