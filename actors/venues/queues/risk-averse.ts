// Only trades move us up: what was canceled is taken to have rested behind us.
import type { QueueModel } from "./queue-model.ts";

/** The most careful queue: no more is before us than is shown. */
export const riskAverse: QueueModel = {
  name: "risk-averse",
  settings: {},
  rule: () => (ahead, _traded, _before, after) => Math.min(ahead, after),
};
