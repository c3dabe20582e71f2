// POV: a share of what the others trade.
import { type Algorithm, partOf, slices } from "./algorithm.ts";

/** Keeps to a share of all volume since it began, its own included. */
export const pov: Algorithm = {
  name: "pov",
  about: "A share of everything that is traded meanwhile",
  parameters: {
    slices: { ...slices, default: 50 },
    participation: {
      default: 0.1,
      minimum: 0.001,
      maximum: 0.9,
      comment: "Share of all volume that is ours, 0 to 1",
    },
  },
  // Of all volume a share p is ours where of the others' volume it is p / (1 - p).
  due: ({ quantityLots, marketLots, parameters: { participation } }) =>
    Math.min(quantityLots, Math.floor(marketLots * participation! / (1 - participation!))),
  clip: ({ quantityLots, parameters }) => partOf(quantityLots, parameters["slices"]!),
};
