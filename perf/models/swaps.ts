// Swaps the model that serves a hundred times under load: nothing lost, nothing doubled, nobody kept waiting.
// Run: npm run bench:swaps [-- --swaps 100 --rate 5000 --json]
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { runSwaps } from "./swap-run.ts";

const { values } = parseArgs({
  options: {
    swaps: { type: "string", default: "100" },
    rate: { type: "string", default: "5000" },
    json: { type: "boolean", default: false },
  },
});

const load = loadavg()[0];
const result = {
  command: `npm run bench:swaps -- --swaps ${values.swaps} --rate ${values.rate}`,
  machine: {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    load,
    node: process.version,
  },
  featuresPerSecond: Number(values.rate),
  ...await runSwaps({
    swaps: Number(values.swaps),
    featuresPerSecond: Number(values.rate),
    quietSeconds: 40,
    everySeconds: 1,
  }),
};
const file = new URL("../results/models-swaps.json", import.meta.url);
mkdirSync(new URL("./", file), { recursive: true });
writeFileSync(file, JSON.stringify(result, null, 2) + "\n");
process.stdout.write(JSON.stringify(result, null, values.json ? 0 : 2) + "\n");
const wrong = result.lost + result.doubled + result.wrongModel + result.otherThanReplay;
process.exit(wrong === 0 ? 0 : 1);
