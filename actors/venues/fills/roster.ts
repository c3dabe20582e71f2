// Every fill model. A new one is a file in this folder and a line here.
import type { FillModel } from "./fill-model.ts";
import { partialFills } from "./partial.ts";
import { wholeFills } from "./whole.ts";

/** The fill models; the first is the default. */
export const fillModels: readonly FillModel[] = [partialFills, wholeFills];
