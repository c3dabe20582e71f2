// Convex programs with hinges, by an interior point method (Mehrotra, 1992): CVaR, turnover, groups, any bounds.
import { cholesky, choleskySolve, dot, type Matrix, times } from "../matrix.ts";
import { Unsolvable } from "./optimiser.ts";

/**
 * Minimizes ½·x'Qx + c'x + Σ_j k_j·max(0, a_j'x + b_j) where E·x = e, G·x ≤ h and lower ≤ x ≤ upper. An
 * absolute value is two hinges; CVaR is one for each scenario (Rockafellar and Uryasev, 2000).
 */
export interface HingeProgram {
  /** Undefined where there is no quadratic part. */
  readonly quadratic: Matrix | undefined;
  readonly linear: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** One equation: its coefficients and what they sum to. */
  readonly equation: { readonly row: Float64Array; readonly value: number };
  readonly below: readonly { readonly row: Float64Array; readonly value: number }[];
  readonly hinges: readonly {
    readonly row: Float64Array;
    readonly offset: number;
    readonly weight: number;
  }[];
  readonly start: Float64Array;
}

/** Steps that a solution may take: 15 to 40 are usual. */
const mostSteps = 200;
/** Relative size of the gap between both bounds of the optimum at which it is good enough. */
const exact = 1e-12;
/** What rounding may leave of the balance of prices where one step more after the gap is closed does not help. */
const rounding = 1e-9;
/** Of the way to the border, so that nothing becomes exactly zero. */
const caution = 0.9995;

/** Positive pairs whose products go to zero together: slacks and their prices. */
interface Pairs {
  readonly slack: Float64Array;
  readonly price: Float64Array;
}

const pairs = (size: number, slack: (i: number) => number, price: number): Pairs => ({
  slack: Float64Array.from({ length: size }, (_, i) => slack(i)),
  price: new Float64Array(size).fill(price),
});

/** What was found, and what it rests on. */
export interface HingeSolution {
  readonly x: Float64Array;
  /** What more of a variable costs, also of one that cannot move; less than zero where more of it were better. */
  readonly costs: () => Float64Array;
}

/** Solves it, to a relative gap. Throws `Unsolvable`. */
export const solveHinges = (program: HingeProgram, goal = exact): HingeSolution => {
  const { lower, upper } = program;
  const free = [...lower.keys()].filter((i) => upper[i]! > lower[i]!);
  const x = Float64Array.from(lower);
  if (free.length === 0) return { x, costs: () => costsOf(program, x, pricesAt(program, x)) };
  const inside = solveInside(
    free.length === lower.length ? program : withoutFixed(program, free),
    goal,
  );
  inside.x.forEach((one, k) => x[free[k]!] = one);
  return { x, costs: () => costsOf(program, x, inside) };
};

/** The prices of the budget, of hinges and of limits where everything is in balance. */
interface Prices {
  readonly budget: number;
  readonly hinges: Float64Array;
  readonly limits: Float64Array;
}

/** The prices where nothing can move: of each hinge that is bent its weight, and none of what is kept to anyway. */
const pricesAt = ({ hinges, below }: HingeProgram, x: Float64Array): Prices => ({
  budget: 0,
  hinges: Float64Array.from(
    hinges,
    ({ row, offset, weight }) => dot(row, x) + offset > 0 ? weight : 0,
  ),
  limits: new Float64Array(below.length),
});

const costsOf = (
  { quadratic, linear, equation, hinges, below }: HingeProgram,
  x: Float64Array,
  prices: Prices,
): Float64Array => {
  const costs = Float64Array.from(linear);
  if (quadratic !== undefined) addTo(costs, times(quadratic, x), 1);
  addTo(costs, equation.row, prices.budget);
  hinges.forEach(({ row }, j) => addTo(costs, row, prices.hinges[j]!));
  below.forEach(({ row }, j) => addTo(costs, row, prices.limits[j]!));
  return costs;
};

/** The program of the variables that can move: the others are numbers in it. */
const withoutFixed = (program: HingeProgram, free: readonly number[]): HingeProgram => {
  const { quadratic, linear, lower, upper, equation, below, hinges, start } = program;
  const fixed = Float64Array.from(lower);
  for (const i of free) fixed[i] = 0;
  const pick = (from: Float64Array) => {
    const out = new Float64Array(free.length);
    for (let k = 0; k < free.length; k++) out[k] = from[free[k]!]!;
    return out;
  };
  const pull = quadratic === undefined ? undefined : times(quadratic, fixed);
  return {
    quadratic: quadratic === undefined ? undefined : {
      size: free.length,
      values: Float64Array.from(
        free.flatMap((i) => free.map((j) => quadratic.values[i * quadratic.size + j]!)),
      ),
    },
    linear: Float64Array.from(free, (i) => linear[i]! + (pull?.[i] ?? 0)),
    lower: pick(lower),
    upper: pick(upper),
    equation: { row: pick(equation.row), value: equation.value - dot(equation.row, fixed) },
    below: below.map(({ row, value }) => ({ row: pick(row), value: value - dot(row, fixed) })),
    hinges: hinges.map(({ row, offset, weight }) => ({
      row: pick(row),
      offset: offset + dot(row, fixed),
      weight,
    })),
    start: pick(start),
  };
};

const solveInside = (
  program: HingeProgram,
  goal: number,
): Prices & { readonly x: Float64Array } => {
  const { quadratic, linear, lower, upper, equation, below, hinges } = program;
  const n = linear.length;
  const x = Float64Array.from(program.start);
  const low = indices(lower);
  const high = indices(upper);
  const scale = 1 + linear.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const atHinges = () => Float64Array.from(hinges, ({ row, offset }) => dot(row, x) + offset);
  const first = atHinges();
  const spread = 1e-3 + first.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const bottom = pairs(low.length, (i) => Math.max(1e-6, x[low[i]!]! - lower[low[i]!]!), scale);
  const top = pairs(high.length, (i) => Math.max(1e-6, upper[high[i]!]! - x[high[i]!]!), scale);
  const under = pairs(hinges.length, (i) => Math.max(first[i]!, 0) + spread, 0);
  const over = pairs(hinges.length, (i) => under.slack[i]! - first[i]!, 0);
  hinges.forEach(({ weight }, i) => under.price[i] = over.price[i] = weight / 2);
  const limits = pairs(
    below.length,
    (i) => Math.max(1e-3, below[i]!.value - dot(below[i]!.row, x)),
    scale,
  );
  const all = [bottom, top, under, over, limits];
  const count = all.reduce((sum, one) => sum + one.slack.length, 0);
  let y = 0;
  let isClosed = false;
  const found = () => ({ x, budget: y, hinges: over.price, limits: limits.price });
  for (let step = 0; step < mostSteps; step++) {
    const gap = all.reduce((sum, one) => sum + dot(one.slack, one.price), 0);
    const mu = gap / Math.max(1, count);
    const rest = linear.map((one) => -one);
    if (quadratic !== undefined) {
      const q = times(quadratic, x);
      for (let i = 0; i < n; i++) rest[i]! -= q[i]!;
    }
    for (let i = 0; i < n; i++) rest[i]! -= equation.row[i]! * y;
    hinges.forEach(({ row }, j) => addTo(rest, row, -over.price[j]!));
    below.forEach(({ row }, j) => addTo(rest, row, -limits.price[j]!));
    low.forEach((i, k) => rest[i]! += bottom.price[k]!);
    high.forEach((i, k) => rest[i]! -= top.price[k]!);
    const missing = equation.value - dot(equation.row, x);
    const value = valueOf(program, x);
    const off = rest.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    if (gap <= goal * (1e-300 + Math.abs(value)) && Math.abs(missing) < goal) {
      if (off <= (isClosed ? Math.max(10 * goal, rounding) : 10 * goal) * scale) return found();
      isClosed = true;
    }
    const bottomGap = low.map((i, k) => x[i]! - lower[i]! - bottom.slack[k]!);
    const topGap = high.map((i, k) => upper[i]! - x[i]! - top.slack[k]!);
    const limitGap = below.map(({ row, value: bound }, j) =>
      bound - dot(row, x) - limits.slack[j]!
    );
    const weights = hinges.map((_, j) => {
      const [a, b] = [under.price[j]! / under.slack[j]!, over.price[j]! / over.slack[j]!];
      return { a, b, both: a * b / (a + b) };
    });
    const factor = factorOf(program, {
      weights: weights.map(({ both }) => both),
      diagonal: diagonalOf(n, [[low, bottom], [high, top]]),
      limits,
    });
    if (factor === undefined) break;
    const hingeValues = atHinges();
    const move = (target: number, corrector: readonly Float64Array[] | undefined) => {
      const centre = ({ slack, price }: Pairs, k: number, kind: number) =>
        (target - (corrector === undefined ? 0 : corrector[kind]![k]!)) / slack[k]! - price[k]!;
      const right = Float64Array.from(rest);
      low.forEach((i, k) => {
        const w = bottom.price[k]! / bottom.slack[k]!;
        right[i]! += centre(bottom, k, 0) - w * bottomGap[k]!;
      });
      high.forEach((i, k) => {
        const w = top.price[k]! / top.slack[k]!;
        right[i]! -= centre(top, k, 1) - w * topGap[k]!;
      });
      const rho = hinges.map(({ weight }, j) => {
        const { b } = weights[j]!;
        const slip = under.slack[j]! - hingeValues[j]! - over.slack[j]!;
        const [p, q] = [centre(under, j, 2), centre(over, j, 3)];
        return {
          p,
          q: q - b * slip,
          sum: -(weight - under.price[j]! - over.price[j]!) + p + q - b * slip,
          slip,
        };
      });
      hinges.forEach(({ row }, j) => {
        const { a, b } = weights[j]!;
        addTo(right, row, -(rho[j]!.q - b / (a + b) * rho[j]!.sum));
      });
      below.forEach(({ row }, j) => {
        const w = limits.price[j]! / limits.slack[j]!;
        addTo(right, row, -(centre(limits, j, 4) - w * limitGap[j]!));
      });
      const direct = choleskySolve(factor, right);
      const along = choleskySolve(factor, equation.row);
      const dy = (dot(equation.row, direct) - missing) / dot(equation.row, along);
      const dx = direct.map((one, i) => one - dy * along[i]!);
      const ds = [
        Float64Array.from(low, (i, k) => dx[i]! + bottomGap[k]!),
        Float64Array.from(high, (i, k) => -dx[i]! + topGap[k]!),
        new Float64Array(hinges.length),
        new Float64Array(hinges.length),
        Float64Array.from(below, ({ row }, j) => limitGap[j]! - dot(row, dx)),
      ];
      hinges.forEach(({ row }, j) => {
        const { a, b } = weights[j]!;
        const along2 = dot(row, dx);
        ds[2]![j] = (rho[j]!.sum + b * along2) / (a + b);
        ds[3]![j] = ds[2]![j]! - along2 + rho[j]!.slip;
      });
      const dz = all.map((one, kind) =>
        one.slack.map((slack, k) => centre(one, k, kind) - one.price[k]! / slack * ds[kind]![k]!)
      );
      return { dx, dy, ds, dz };
    };
    const probe = move(0, undefined);
    const reach = (m: ReturnType<typeof move>) => ({
      primal: Math.min(1, ...all.map((one, kind) => room(one.slack, m.ds[kind]!))),
      dual: Math.min(1, ...all.map((one, kind) => room(one.price, m.dz[kind]!))),
    });
    const to = reach(probe);
    const after = all.reduce((sum, one, kind) => {
      for (let k = 0; k < one.slack.length; k++) {
        sum += (one.slack[k]! + to.primal * probe.ds[kind]![k]!) *
          (one.price[k]! + to.dual * probe.dz[kind]![k]!);
      }
      return sum;
    }, 0);
    const sigma = gap > 0 ? (after / gap) ** 3 : 0;
    const corrector = probe.ds.map((ds, kind) => ds.map((one, k) => one * probe.dz[kind]![k]!));
    const taken = move(sigma * mu, corrector);
    const { primal, dual } = reach(taken);
    // With a quadratic part both move by the same step, or the equation of prices is lost.
    const both = Math.min(primal, dual);
    const [p, d] = quadratic === undefined ? [primal, dual] : [both, both];
    for (let i = 0; i < n; i++) x[i]! += caution * p * taken.dx[i]!;
    y += caution * d * taken.dy;
    all.forEach((one, kind) => {
      for (let k = 0; k < one.slack.length; k++) {
        one.slack[k]! += caution * p * taken.ds[kind]![k]!;
        one.price[k]! += caution * d * taken.dz[kind]![k]!;
      }
    });
    if (!Number.isFinite(x[0]!)) break;
    if (gap <= 1e3 * goal * Math.abs(value) && step > 60) return found();
  }
  throw new Unsolvable("No weights keep to all bounds, groups and the budget at once");
};

/** What is made small. */
export const valueOf = (program: HingeProgram, x: Float64Array): number =>
  dot(program.linear, x) +
  (program.quadratic === undefined ? 0 : dot(x, times(program.quadratic, x)) / 2) +
  program.hinges.reduce(
    (sum, { row, offset, weight }) => sum + weight * Math.max(0, dot(row, x) + offset),
    0,
  );

const indices = (bounds: Float64Array): number[] =>
  [...bounds.keys()].filter((i) => Number.isFinite(bounds[i]!));

const addTo = (to: Float64Array, row: Float64Array, factor: number): void => {
  if (factor === 0) return;
  for (let i = 0; i < to.length; i++) to[i]! += factor * row[i]!;
};

/** How far values can go in a direction before one of them is no longer positive. */
const room = (values: Float64Array, by: Float64Array): number => {
  let most = 1;
  for (let i = 0; i < values.length; i++) {
    if (by[i]! < 0) most = Math.min(most, -values[i]! / by[i]!);
  }
  return most;
};

const diagonalOf = (
  n: number,
  bounds: readonly (readonly [readonly number[], Pairs])[],
): Float64Array => {
  const out = new Float64Array(n);
  for (const [at, { slack, price }] of bounds) {
    at.forEach((i, k) => out[i]! += price[k]! / slack[k]!);
  }
  return out;
};

/** The factor of Q + A'·D·A + G'·R·G + diagonal. Hinges that weigh nothing are passed over. */
const factorOf = ({ quadratic, linear, hinges, below }: HingeProgram, on: {
  readonly weights: readonly number[];
  readonly diagonal: Float64Array;
  readonly limits: Pairs;
}): Float64Array | undefined => {
  const n = linear.length;
  const values = quadratic === undefined
    ? new Float64Array(n * n)
    : Float64Array.from(quadratic.values);
  const most = on.weights.reduce((top, one) => Math.max(top, one), 0);
  const rows: { readonly row: Float64Array; readonly weight: number }[] = [];
  hinges.forEach(({ row }, j) => {
    if (on.weights[j]! > most * 1e-14) rows.push({ row, weight: on.weights[j]! });
  });
  below.forEach(({ row }, j) =>
    rows.push({ row, weight: on.limits.price[j]! / on.limits.slack[j]! })
  );
  addProducts(values, n, rows);
  for (let i = 0; i < n; i++) values[i * n + i]! += on.diagonal[i]!;
  const order = Array.from({ length: n }, (_, i) => i);
  const factor = cholesky({ size: n, values }, order);
  if (factor !== undefined) return factor;
  let trace = 0;
  for (let i = 0; i < n; i++) trace += values[i * n + i]!;
  for (let i = 0; i < n; i++) values[i * n + i]! += 1e-13 * trace / n;
  return cholesky({ size: n, values }, order);
};

/** Adds Σ weight · row · row' to the lower half, four rows at a time. */
const addProducts = (
  values: Float64Array,
  n: number,
  rows: readonly { readonly row: Float64Array; readonly weight: number }[],
): void => {
  const none = { row: new Float64Array(n), weight: 0 };
  for (let j = 0; j < rows.length; j += 4) {
    const [a, b, c, d] = [rows[j]!, rows[j + 1] ?? none, rows[j + 2] ?? none, rows[j + 3] ?? none];
    const [ra, rb, rc, rd] = [a.row, b.row, c.row, d.row];
    for (let i = 0; i < n; i++) {
      const wa = a.weight * ra[i]!;
      const wb = b.weight * rb[i]!;
      const wc = c.weight * rc[i]!;
      const wd = d.weight * rd[i]!;
      if (wa === 0 && wb === 0 && wc === 0 && wd === 0) continue;
      const at = i * n;
      for (let k = 0; k <= i; k++) {
        values[at + k]! += wa * ra[k]! + wb * rb[k]! + wc * rc[k]! + wd * rd[k]!;
      }
    }
  }
};
