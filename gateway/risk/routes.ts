// Every route of risk: stops, limits, the dead-man's switch, reconciliation.
import type { Route } from "../route.ts";
import { algorithmRoutes } from "./algorithm-routes.ts";
import { deadmanRoutes } from "./deadman-routes.ts";
import { limitRoutes } from "./limit-routes.ts";
import { reconciliationRoutes } from "./reconciliation-routes.ts";
import { stopRoutes } from "./stop-routes.ts";

/** Routes of risk. */
export const riskRoutes: readonly Route[] = [
  ...stopRoutes,
  ...limitRoutes,
  ...deadmanRoutes,
  ...reconciliationRoutes,
  ...algorithmRoutes,
];
