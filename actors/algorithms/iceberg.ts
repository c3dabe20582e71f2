// Iceberg: only the tip is shown.
import { type Algorithm, partOf } from "./algorithm.ts";

/** Rests one part at a time, the next when it is filled. */
export const iceberg: Algorithm = {
  name: "iceberg",
  about: "Rests at its limit or the best price, and shows one part at a time",
  parameters: {
    parts: {
      default: 10,
      minimum: 1,
      maximum: 10_000,
      comment: "Parts the order is shown in, one after the other",
    },
  },
  due: ({ quantityLots, cumLots, parameters }) =>
    Math.min(quantityLots, cumLots + partOf(quantityLots, parameters["parts"]!)),
  clip: ({ quantityLots, parameters }) => partOf(quantityLots, parameters["parts"]!),
  onlyRests: true,
};
