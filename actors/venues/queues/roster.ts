// Every queue model. A new one is a file in this folder and a line here.
import { logarithm, logarithmOfWhole } from "./logarithm.ts";
import { power, powerOfFront, powerOfWhole } from "./power.ts";
import type { QueueModel } from "./queue-model.ts";
import { riskAverse } from "./risk-averse.ts";

/** The queue models; the first is the default. */
export const queueModels: readonly QueueModel[] = [
  riskAverse,
  power,
  powerOfWhole,
  powerOfFront,
  logarithm,
  logarithmOfWhole,
];
