// Millions of random event sequences through orders, reconciliation and positions: `npm run bench:order-states`.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { playSequence } from "../../actors/testing/sequences.ts";

const sequences = Number(process.argv[2] ?? 1_000_000);
const steps = 12;
const startedMs = performance.now();
let wrong: string[] = [];
for (let seed = 1; seed <= sequences && wrong.length === 0; seed++) {
  wrong = playSequence(seed, steps);
  if (seed % 50_000 === 0) process.stderr.write(`${seed} sequences\n`);
}
const seconds = (performance.now() - startedMs) / 1000;
const result = {
  command: `npm run bench:order-states -- ${sequences}`,
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    "Each sequence submits three orders and plays random events, legal and illegal, and fill reports, new and " +
    "repeated; after every event: no illegal state, no double fill, no overfill; at the end quantity and cash.",
  sequences,
  events: sequences * steps,
  seconds: Math.round(seconds),
  broken: wrong,
};
console.log(JSON.stringify(result, null, 2));
if (sequences >= 1_000_000) {
  writeFileSync(
    new URL("../results/order-states.json", import.meta.url),
    `${JSON.stringify(result, null, 2)}\n`,
  );
}
process.exitCode = wrong.length === 0 ? 0 : 1;
