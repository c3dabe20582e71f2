// Quadratic programs with one budget, bounds and costs of turnover, by an active set: exact, and quick where few assets move.
import { Factor } from "../factor.ts";
import { addRows, type Matrix, times } from "../matrix.ts";
import { Unsolvable } from "./optimiser.ts";

/** min ½·w'Σw - linear·w + Σ cost·|w - before|, where w sums to 1 and keeps to its bounds. */
export interface BudgetProgram {
  readonly quadratic: Matrix;
  readonly linear: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly turnover?: { readonly before: Float64Array; readonly cost: Float64Array };
  readonly warm?: Float64Array;
}

const budget = 1;
/** Of the largest slope: what is smaller counts as rounding. */
const rounding = 1e-12;

/** Assets that are let go at once, as long as each of them gains at least half of what the first does. */
const mostAtOnce = 8;

/** An asset and the way it goes. */
interface Freed {
  readonly asset: number;
  readonly isUp: boolean;
}

/** Solves the program. Throws `Unsolvable`. */
export const solveBudget = (program: BudgetProgram): Float64Array => new ActiveSet(program).solve();

/**
 * Assets at an edge are held there: at a bound, or at the weight of before. Over the others the optimum is a
 * linear system. A step that would cross an edge ends at the first one, where that asset is held from then
 * on; where no step is left, the assets whose edges cost most are let go. Several at once may hinder one
 * another, so where a step is none, they become fewer: one alone always gains.
 */
class ActiveSet {
  private readonly program: BudgetProgram;
  private readonly before: Float64Array;
  private readonly cost: Float64Array;
  private readonly w: Float64Array;
  /** Σw - linear. */
  private gradient: Float64Array;
  private readonly factor: Factor;
  private readonly isFree: Uint8Array;
  /** Of assets that are free: between which edges, and the slope of the cost there. */
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly slope: Float64Array;
  private atOnce = mostAtOnce;

  constructor(program: BudgetProgram) {
    const { quadratic, lower, upper, turnover } = program;
    const { size } = quadratic;
    this.program = program;
    // Without a cost it is no edge.
    this.before = turnover?.before ?? lower;
    this.cost = turnover?.cost ?? new Float64Array(size);
    this.w = startOf(program);
    this.gradient = this.exactGradient();
    this.factor = new Factor(quadratic);
    this.isFree = new Uint8Array(size);
    this.low = new Float64Array(size);
    this.high = new Float64Array(size);
    this.slope = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const w = this.w[i]!;
      const isEdge = this.cost[i]! > 0 && w === this.before[i]!;
      if (w > lower[i]! && w < upper[i]! && !isEdge && !this.free(i, true)) throw singular();
    }
  }

  solve(): Float64Array {
    let isExact = true;
    // Each turn holds an asset or lets some go; many times as many turns mean that rounding goes in circles.
    for (let turn = 0; turn < 50 * this.w.length + 100; turn++) {
      const price = this.step();
      if (price === "edge") {
        isExact = false;
        continue;
      }
      const next = this.mostCostly(price);
      if (next.length > 0) {
        this.freeAll(next, price);
        isExact = false;
        continue;
      }
      if (isExact) return this.w;
      // What many small steps left of rounding is stepped over once more.
      this.gradient = this.exactGradient();
      isExact = true;
    }
    throw new Unsolvable("The weights go in circles: the covariance is too close to singular");
  }

  private exactGradient(): Float64Array {
    const { quadratic, linear } = this.program;
    const gradient = times(quadratic, this.w);
    for (let i = 0; i < gradient.length; i++) gradient[i]! -= linear[i]!;
    return gradient;
  }

  /** Lets assets go: all where two are needed, else as many as the covariance bears. */
  private freeAll(next: readonly Freed[], price: number | undefined): void {
    const needed = price === undefined ? next.length : 1;
    for (const [k, { asset, isUp }] of next.entries()) {
      if (this.free(asset, isUp)) continue;
      if (k < needed) throw singular();
      return;
    }
  }

  /** Lets an asset go up from where it stands, or down; false where the covariance is singular with it. */
  private free(i: number, isUp: boolean): boolean {
    if (!this.factor.add(i)) return false;
    const { lower, upper } = this.program;
    const before = this.before[i]!;
    const isBelow = isUp ? this.w[i]! < before : this.w[i]! <= before;
    this.low[i] = isBelow ? lower[i]! : Math.max(lower[i]!, before);
    this.high[i] = isBelow ? Math.min(upper[i]!, before) : upper[i]!;
    this.slope[i] = isBelow ? -this.cost[i]! : this.cost[i]!;
    this.isFree[i] = 1;
    return true;
  }

  /** Goes to the optimum over what is free, and tells its price of the budget, or to the first edge on the way. */
  private step(): number | "edge" | undefined {
    const { factor, w, gradient, low, high, slope } = this;
    const { rows } = factor;
    if (rows.length === 0) return undefined;
    const move = factor.solve(Float64Array.from(rows, (i) => -gradient[i]! - slope[i]!));
    const unit = factor.solve(new Float64Array(rows.length).fill(1));
    const price = -sum(move) / sum(unit);
    let step = 1;
    let edge = -1;
    let isRising = false;
    for (let k = 0; k < rows.length; k++) {
      const i = rows[k]!;
      const one = move[k]! + price * unit[k]!;
      move[k] = one;
      const room = one > 0 ? high[i]! - w[i]! : low[i]! - w[i]!;
      if (one === 0 || room / one >= step) continue;
      [step, edge, isRising] = [Math.max(0, room / one), k, one > 0];
    }
    for (let k = 0; k < rows.length; k++) w[rows[k]!]! += move[k]! *= step;
    addRows(this.program.quadratic, { rows, by: move }, gradient);
    if (edge < 0) return price;
    if (step === 0) this.atOnce = Math.max(1, this.atOnce >> 1);
    const held = rows[edge]!;
    w[held] = isRising ? high[held]! : low[held]!;
    this.isFree[held] = 0;
    factor.removeAt(edge);
    return "edge";
  }

  /** The assets whose edges cost most; two where none is free; none where all are well held. */
  private mostCostly(price: number | undefined): readonly Freed[] {
    const { gradient, atOnce } = this;
    let scale = 1e-300;
    let [more, less] = [-1, -1];
    let [up, down] = [Infinity, -Infinity];
    for (let i = 0; i < gradient.length; i++) {
      scale = Math.max(scale, Math.abs(gradient[i]!));
      const [above, below] = [this.above(i), this.below(i)];
      if (above < up) [more, up] = [i, above];
      if (below > down) [less, down] = [i, below];
    }
    const tolerance = rounding * scale;
    const [rising, falling] = [{ asset: more, isUp: true }, { asset: less, isUp: false }];
    if (price === undefined) return down - up > tolerance ? [rising, falling] : [];
    const most = Math.max(price - up, down - price);
    if (most <= tolerance) return [];
    const freed: Freed[] = [most === price - up ? rising : falling];
    const first = freed[0]!.asset;
    for (let i = 0; i < gradient.length && freed.length < atOnce; i++) {
      if (i === first) continue;
      if (price - this.above(i) > most / 2) freed.push({ asset: i, isUp: true });
      else if (this.below(i) - price > most / 2) freed.push({ asset: i, isUp: false });
    }
    return freed;
  }

  /** What more of a held asset costs: endless where it cannot be more. */
  private above(i: number): number {
    const w = this.w[i]!;
    if (this.isFree[i] === 1 || w >= this.program.upper[i]!) return Infinity;
    return this.gradient[i]! + (w < this.before[i]! ? -this.cost[i]! : this.cost[i]!);
  }

  /** What less of a held asset saves: less than nothing where it cannot be less. */
  private below(i: number): number {
    const w = this.w[i]!;
    if (this.isFree[i] === 1 || w <= this.program.lower[i]!) return -Infinity;
    return this.gradient[i]! + (w > this.before[i]! ? this.cost[i]! : -this.cost[i]!);
  }
}

const singular = (): Unsolvable =>
  new Unsolvable("The covariance is singular: use ledoit-wolf, or more periods");

/** What keeps to the budget and the bounds: the weights of before, or the least risky assets as far as they go. */
const startOf = ({ quadratic, lower, upper, turnover, warm }: BudgetProgram): Float64Array => {
  const { size, values } = quadratic;
  if (sum(lower) > budget + 1e-12 || sum(upper) < budget - 1e-12) {
    throw new Unsolvable(
      `Weights must sum to 1, but the bounds allow ${sum(lower)} to ${sum(upper)}`,
    );
  }
  const near = warm ?? turnover?.before ?? lower;
  const w = Float64Array.from(near, (one, i) => clamp(one, lower[i]!, upper[i]!));
  let left = budget - sum(w);
  const byRisk = Array.from({ length: size }, (_, i) => i)
    .sort((a, b) => values[a * size + a]! - values[b * size + b]!);
  for (const i of byRisk) {
    if (Math.abs(left) <= 1e-16 * size) break;
    const moved = left > 0 ? Math.min(left, upper[i]! - w[i]!) : Math.max(left, lower[i]! - w[i]!);
    w[i] = clamp(w[i]! + moved, lower[i]!, upper[i]!);
    left -= moved;
  }
  return w;
};

const sum = (values: Float64Array): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
};

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
