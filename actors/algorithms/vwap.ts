// VWAP: as the market trades over the day, by what was seen of it before.
import { type Algorithm, partOf, shareOf, slices } from "./algorithm.ts";
import { shareBy } from "./profile.ts";

/** Follows the volume to be expected at the time of day; evenly where nothing is known of it. */
export const vwap: Algorithm = {
  name: "vwap",
  about: "Follows the volume to be expected at the time of day, as it was learned",
  parameters: { slices },
  due: (progress) => shareOf(progress, shareBy(progress.profile, progress)),
  clip: ({ quantityLots, parameters }) => partOf(quantityLots, parameters["slices"]!),
};
