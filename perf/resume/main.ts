// `npm run resume`: 100 kills of a consumer and its gateway during a stream of fills; each fill is to be seen once, in order.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { killAndCompare } from "./kills.ts";

const kills = Number(process.env["KILLS"] ?? 100);
const seed = Number(process.env["SEED"] ?? 1);
const result = await killAndCompare({ kills, seed, progress: (words) => console.error(words) });
const report = {
  command: "npm run resume",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${kills} times SIGKILL to the gateway or the consumer at random, seed ${seed}; the consumer ` +
    "writes what it saw and its place into one file, and goes on from there",
  result,
};
console.log(JSON.stringify(report, null, 2));
if (process.argv.includes("--record")) {
  const to = new URL("../results/resume.json", import.meta.url);
  writeFileSync(to, `${JSON.stringify(report, null, 2)}\n`);
}
const { fills, seen, lost, doubled, outOfOrder } = result;
process.exitCode = seen === fills && lost + doubled + outOfOrder === 0 ? 0 : 1;
