// `npm run dashboards`: writes the files that Grafana reads.
import { writeFileSync } from "node:fs";
import { dashboards } from "./dashboards.ts";
import { dashboardJson } from "./panels.ts";

for (const dashboard of dashboards) {
  const path = new URL(`./dashboards/${dashboard.uid}.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`);
  console.log(`wrote infra/grafana/dashboards/${dashboard.uid}.json`);
}
