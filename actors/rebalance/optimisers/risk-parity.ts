// Equal contributions to risk, by cyclical coordinate descent (Griveau-Billion, Richard and Roncalli, 2013).
import { dot, times } from "../matrix.ts";
import { type Optimiser, Unsolvable } from "./optimiser.ts";

const tolerance = 1e-12;
const rounds = 10_000;

/** Every asset adds the same to variance: w_i·(Σw)_i is w'Σw / n. */
export const riskParity: Optimiser = {
  name: "risk-parity",
  about: "Every asset adds the same to the risk (ERC)",
  bounded: false,
  weights: ({ covariance }) => {
    const { size, values } = covariance;
    const share = 1 / size;
    // The minimum of ½·x'Σx - Σ ln(x_i) / n, scaled to sum to 1, is it; each coordinate has a closed form.
    const x = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(values[i * size + i]!));
    const risk = Math.sqrt(dot(x, times(covariance, x)) || 1);
    for (let i = 0; i < size; i++) x[i]! /= risk;
    const sums = times(covariance, x);
    for (let round = 0; round < rounds; round++) {
      let moved = 0;
      for (let i = 0; i < size; i++) {
        const own = values[i * size + i]!;
        const others = sums[i]! - own * x[i]!;
        const next = (Math.sqrt(others * others + 4 * own * share) - others) / (2 * own);
        const change = next - x[i]!;
        moved = Math.max(moved, Math.abs(change) / next);
        x[i] = next;
        const from = i * size;
        for (let j = 0; j < size; j++) sums[j]! += change * values[from + j]!;
      }
      if (moved > tolerance) continue;
      const total = x.reduce((sum, one) => sum + one, 0);
      return x.map((one) => one / total);
    }
    throw new Unsolvable("Contributions to risk do not become equal: the covariance is singular");
  },
};
