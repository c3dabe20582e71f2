// Fills no more than was there: what traded beyond the queue, and what is shown level by level.
import type { FillModel } from "./fill-model.ts";

/** Partial fills. No trade fills more than it traded. */
export const partialFills: FillModel = {
  name: "partial",
  atPrice: (leaves, past, left) => Math.max(0, Math.min(leaves, past, left)),
  through: (leaves, left) => Math.min(leaves, left),
  take: (leaves, shown) => Math.min(leaves, shown),
};
