// `npm run bench:idempotency`: 10,000 submits of 1,000 orders, ten each, while everything they go through is killed.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type IdempotencyResult, sendWithinSeconds, submitUnderKills } from "./idempotency/run.ts";

const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "1000" },
    waves: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    venues: { type: "string", default: "paper,binance" },
    record: { type: "boolean", default: false },
  },
});
const [keys, waves, seed] = [Number(values.keys), Number(values.waves), Number(values.seed)];
const submitsPerKey = 10;

const isFine = (one: IdempotencyResult): boolean =>
  one.answers === one.submits && one.ordersInLog === one.keys &&
  one.ordersInTables === one.keys && one.ordersAtVenue === one.keys &&
  one.doubledAtVenue + one.doubledInLog + one.doubledInTables + one.answersThatDiffer +
        one.overfilled === 0;

const results: Record<string, IdempotencyResult & { readonly allWell: boolean }> = {};
for (const venue of ["paper", "binance"] as const) {
  if (!values.venues.split(",").includes(venue)) continue;
  const result = await submitUnderKills({
    ...{ keys, waves, seed, submitsPerKey, venue },
    progress: (words) => console.error(`${venue}: ${words}`),
  });
  results[venue] = { allWell: isFine(result), ...result };
}
const report = {
  command: ["npm run bench:idempotency --", ...process.argv.slice(2)].join(" "),
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${keys * submitsPerKey} submits over HTTP of ${keys} client order ids, ${submitsPerKey} ` +
    `each at once, half of them by Idempotency-Key, in ${waves} waves with one or two SIGKILLs in ` +
    "each; clients try again until they have an answer. paper: the simulated venue, which dies with " +
    "the core. binance: the local venue server over ccxt, which keeps its orders in a journal, with " +
    `--send-within ${sendWithinSeconds}: an order is sent after every kill, and again once it is certain ` +
    "that the venue never took it. " +
    "Counted in the answers, in the stream as it was written, in the tables and at the venue.",
  results,
};
console.log(JSON.stringify(report, null, 2));
if (values.record) {
  const to = new URL("../results/orders-idempotency.json", import.meta.url);
  writeFileSync(to, `${JSON.stringify(report, null, 2)}\n`);
}
process.exit(Object.values(results).every(({ allWell }) => allWell) ? 0 : 1);
