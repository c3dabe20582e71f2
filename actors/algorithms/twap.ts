// TWAP: the same quantity in every part of the time.
import { type Algorithm, elapsed, partOf, shareOf, slices } from "./algorithm.ts";

/** Equal slices at equal distances; the first at once. */
export const twap: Algorithm = {
  name: "twap",
  about: "Equal slices at equal distances in time",
  parameters: { slices },
  due: (progress) => {
    const parts = progress.parameters["slices"]!;
    return shareOf(progress, Math.min(parts, Math.floor(elapsed(progress) * parts) + 1) / parts);
  },
  clip: ({ quantityLots, parameters }) => partOf(quantityLots, parameters["slices"]!),
};
