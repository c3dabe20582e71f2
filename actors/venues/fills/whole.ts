// Fills an order whole once the market has come to it: right for orders far smaller than the market.
import type { FillModel } from "./fill-model.ts";

/** No partial fills: the counterpart of hftbacktest's exchange of the same name. */
export const wholeFills: FillModel = {
  name: "whole",
  atPrice: (leaves, past) => past > 0 ? leaves : 0,
  through: (leaves) => leaves,
  take: (leaves, shown) => shown > 0 ? leaves : 0,
};
