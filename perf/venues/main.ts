// `npm run bench:venues`: every live venue against its local server for ten minutes with faults.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { faultPlans } from "../../infra/venue-server/faults.ts";
import { soak } from "./soak.ts";
import { soakedVenues } from "./soaked.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    faults: { type: "string", default: "rough" },
    seed: { type: "string", default: "7" },
    venues: { type: "string", default: soakedVenues.map(({ venue }) => venue).join(",") },
  },
});
const chosen = soakedVenues.filter(({ venue }) => values.venues.split(",").includes(venue));
const faults = faultPlans[values.faults as keyof typeof faultPlans];
if (chosen.length === 0 || faults === undefined) {
  console.error(`error: expected venues of ${soakedVenues.map(({ venue }) => venue).join(", ")}`);
  process.exit(1);
}
const seconds = Number(values.seconds);
const results = await Promise.all(
  chosen.map((one) => soak({ ...one, seconds, faults, seed: Number(values.seed) })),
);
const wrong = results.filter((one) =>
  one.booksThatDiffer + one.gapsNotSeen + one.ordersDoubled + one.ordersLost +
      one.ordersThatDiffer +
      one.fillsLost + one.fillsInvented > 0
);
const report = {
  what: "live adapters against the local venue server, with faults",
  command:
    `npm run bench:venues -- --seconds ${seconds} --faults ${values.faults} --seed ${values.seed}`,
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  faults: values.faults,
  allWell: wrong.length === 0,
  results,
};
writeFileSync(
  new URL("../results/venues.json", import.meta.url),
  `${JSON.stringify(report, undefined, 2)}\n`,
);
console.table(results.map((one) => ({
  venue: one.venue,
  checkpoints: one.checkpoints,
  "books that differ": one.booksThatDiffer,
  "gaps made": one.gapsMade,
  "not seen": one.gapsNotSeen,
  orders: one.orders,
  doubled: one.ordersDoubled,
  lost: one.ordersLost,
  differ: one.ordersThatDiffer,
  fills: one.fills,
  "fills lost": one.fillsLost,
})));
process.exit(wrong.length === 0 ? 0 : 1);
