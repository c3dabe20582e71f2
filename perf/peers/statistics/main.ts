// Makes the golden figures that statistics.test.ts compares with, by empyrical: `npm run bench:statistics`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { askPeer } from "../python.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const golden = new URL("../../../actors/run/backtest/statistics.golden.json", import.meta.url);
writeFileSync(golden, `${JSON.stringify(askPeer(here, "run.py"))}\n`);
console.log(`wrote ${fileURLToPath(golden)}`);
