// Hierarchical risk parity (López de Prado, 2016): assets that move together share one part of the risk.
import type { Matrix } from "../matrix.ts";
import type { Optimiser } from "./optimiser.ts";

/** Clusters by single linkage of correlation, then halves the budget down the tree by inverse variance. */
export const hierarchical: Optimiser = {
  name: "hierarchical-risk-parity",
  about: "What moves together shares one part of the risk (HRP); needs no inverse",
  bounded: false,
  weights: ({ covariance }) => {
    const order = leavesOf(covariance);
    const weights = new Float64Array(covariance.size).fill(1);
    const halve = (from: number, to: number): void => {
      if (to - from < 2) return;
      const middle = from + ((to - from) >> 1);
      const left = varianceOf(covariance, order.subarray(from, middle));
      const right = varianceOf(covariance, order.subarray(middle, to));
      const share = right / (left + right);
      for (let i = from; i < to; i++) weights[order[i]!]! *= i < middle ? share : 1 - share;
      halve(from, middle);
      halve(middle, to);
    };
    halve(0, order.length);
    return weights;
  },
};

/** Variance of some assets held by inverse variance. */
const varianceOf = ({ size, values }: Matrix, assets: Int32Array): number => {
  let total = 0;
  for (const i of assets) total += 1 / values[i * size + i]!;
  let variance = 0;
  for (const i of assets) {
    const from = i * size;
    let sum = 0;
    for (const j of assets) sum += values[from + j]! / values[j * size + j]!;
    variance += sum / values[from + i]!;
  }
  return variance / (total * total);
};

/** The assets as the leaves of the tree lie, from one side to the other. */
const leavesOf = ({ size, values }: Matrix): Int32Array => {
  const deviation = Float64Array.from({ length: size }, (_, i) => Math.sqrt(values[i * size + i]!));
  const distance = (i: number, j: number): number => {
    const correlation = values[i * size + j]! / (deviation[i]! * deviation[j]!);
    return Math.sqrt(Math.min(1, Math.max(0, (1 - correlation) / 2)));
  };
  // The least spanning tree (Prim) has the merges of single linkage as its edges.
  const edges: { readonly from: number; readonly to: number; readonly length: number }[] = [];
  const near = new Float64Array(size).fill(Infinity);
  const nearest = new Int32Array(size);
  const done = new Uint8Array(size);
  for (let at = 0, step = 1; step < size; step++) {
    done[at] = 1;
    let next = -1;
    for (let j = 0; j < size; j++) {
      if (done[j] === 1) continue;
      const length = distance(at, j);
      if (length < near[j]!) [near[j], nearest[j]] = [length, at];
      if (next < 0 || near[j]! < near[next]!) next = j;
    }
    edges.push({ from: nearest[next]!, to: next, length: near[next]! });
    at = next;
  }
  edges.sort((a, b) => a.length - b.length);
  // Clusters are numbered as they are made; the lower number lies left.
  const parent = Int32Array.from({ length: 2 * size - 1 }, (_, i) => i);
  const find = (one: number): number => {
    let at = one;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  const children: [number, number][] = [];
  for (const { from, to } of edges) {
    const [a, b] = [find(from), find(to)];
    const made = size + children.length;
    children.push(a < b ? [a, b] : [b, a]);
    parent[a] = parent[b] = made;
  }
  const leaves = new Int32Array(size);
  let count = 0;
  const open = [2 * size - 2];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one < size) leaves[count++] = one;
    else open.push(children[one - size]![1], children[one - size]![0]);
  }
  return leaves;
};
