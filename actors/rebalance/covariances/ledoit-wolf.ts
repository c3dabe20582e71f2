// Ledoit and Wolf (2004): the sample shrunk towards equal variances and no correlation, by as much as is best.
import { crossProducts, meansOf } from "../returns.ts";
import type { Covariance } from "./covariance.ts";

/** Well conditioned with any number of assets. Products are divided by n, as scikit-learn does. */
export const ledoitWolf: Covariance = {
  name: "ledoit-wolf",
  about: "The sample, shrunk towards equal variances by as much as the data says is best",
  estimate: (returns) => {
    const { columns, periods } = returns;
    const size = columns.length;
    const means = meansOf(returns);
    const covariance = crossProducts(columns, means, 1 / periods);
    const { values } = covariance;
    let trace = 0;
    for (let i = 0; i < size; i++) trace += values[i * size + i]!;
    const mean = trace / size;
    // Of each period the squared length, for the mean square of what the sample is off by.
    const lengths = new Float64Array(periods);
    for (const [i, column] of columns.entries()) {
      const centre = means[i]!;
      for (let t = 0; t < periods; t++) lengths[t]! += (column[t]! - centre) ** 2;
    }
    const fourth = lengths.reduce((sum, square) => sum + square * square, 0);
    let squares = 0;
    for (const one of values) squares += one * one;
    const delta = squares / size - mean * mean;
    const beta = Math.min((fourth / periods - squares) / (size * periods), delta);
    const shrinkage = delta === 0 ? 0 : Math.max(0, beta) / delta;
    for (let i = 0; i < values.length; i++) values[i]! *= 1 - shrinkage;
    for (let i = 0; i < size; i++) values[i * size + i]! += shrinkage * mean;
    return covariance;
  },
};
