// No impact: right for orders far smaller than what is shown.
import type { ImpactModel } from "./impact-model.ts";

/** The market does not notice us. */
export const noImpact: ImpactModel = {
  name: "none",
  about: "The market does not notice us",
  settings: {},
  watches: false,
  ticksOf: () => 0,
  took: () => {},
};
