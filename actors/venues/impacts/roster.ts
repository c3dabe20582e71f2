// Every impact model. A new one is a file in this folder and a line here.
import type { ImpactModel } from "./impact-model.ts";
import { noImpact } from "./none.ts";
import { squareRootImpact } from "./square-root.ts";
import { transientImpact } from "./transient.ts";

/** The impact models; the first is the default. */
export const impactModels: readonly ImpactModel[] = [noImpact, squareRootImpact, transientImpact];
