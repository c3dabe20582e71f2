// Every latency model. A new one is a file in this folder and a line here.
import { constantLatency } from "./constant.ts";
import type { LatencyModel } from "./latency-model.ts";
import { recordedLatency } from "./recorded.ts";
import { sampledLatency } from "./sampled.ts";

/** The latency models; the first is the default. */
export const latencyModels: readonly LatencyModel[] = [
  constantLatency,
  sampledLatency,
  recordedLatency,
];
