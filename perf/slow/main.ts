// `npm run bench:slow`: 200 slow and dead clients beside 200 quick ones, and what the quick ones notice of it.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { measureSlow, type SlowResult } from "./clients.ts";

const options = { quick: 200, slow: 200, seconds: Number(process.env["SECONDS"] ?? 20) };
// The same stream with nobody slow: what its texts alone make of the gateway's memory.
const control = await measureSlow({ ...options, slow: 0 });
const result = await measureSlow(options);
const growthOf = ({ before, ...parts }: SlowResult, part: "during" | "later"): number =>
  parts[part].gatewayMebibytes - before.gatewayMebibytes;

const report = {
  command: "npm run bench:slow",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method: `${options.quick} clients on live quotes, ${options.seconds} s before, with and after ` +
    `${options.slow} more (these twice as long) that read nothing or next to nothing of 1.2 MB/s each; ages of ` +
    "messages from the gateway's time to the client's; control: as many clients and texts at another gateway, and " +
    "nobody slow; growth: of the resident memory since before",
  result: {
    ...result,
    p95Ratio: Number((result.during.p95Ms / result.before.p95Ms).toFixed(2)),
    growthMebibytes: growthOf(result, "during"),
    growthLaterMebibytes: growthOf(result, "later"),
  },
  control: {
    ...control,
    growthMebibytes: growthOf(control, "during"),
    growthLaterMebibytes: growthOf(control, "later"),
  },
};
console.log(JSON.stringify(report, null, 2));
if (process.argv.includes("--record")) {
  const to = new URL("../results/slow-clients.json", import.meta.url);
  writeFileSync(to, `${JSON.stringify(report, null, 2)}\n`);
}
