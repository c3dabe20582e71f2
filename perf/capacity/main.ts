// One machine, ten, and a thousand under bursts and lost nodes, from the measured costs: `npm run capacity`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { play } from "./play.ts";

const results = fileURLToPath(new URL("../results/", import.meta.url));
const measured = JSON.parse(readFileSync(`${results}throughput.json`, "utf8")) as {
  readonly ticksPerSecond: number;
};
/** What one cell takes: one core of the measured machine, which had two for everything. */
const capacity = measured.ticksPerSecond;

const day = 86_400;
const burst = { everySeconds: 3_600, lasts: 60, times: 3 };
const sizes = [
  { machines: 1, cells: 1, lossEvery: 30 * day },
  { machines: 10, cells: 40, lossEvery: 3 * day },
  { machines: 1_000, cells: 4_000, lossEvery: 45 * 60 },
];
const rows = sizes.flatMap(({ machines, cells, lossEvery }) =>
  [0.2, 0.4, 0.6].map((load) => {
    const loss = { everySeconds: lossEvery, cells: cells / machines, away: 10 };
    // A day of the largest is enough: it loses a node every 45 minutes.
    const seconds = machines === 1_000 ? day : 30 * day;
    const rate = load * capacity;
    const played = play({ cells, capacity, rate, seconds, burst, loss, seed: 7 });
    return { machines, cells, load, rate: Math.round(rate * cells), ...played };
  })
);

const round = (value: number, digits = 0): string => value.toFixed(digits);
console.log(
  "| machines | cells | load | ticks/s in all | losses | most behind | longest recovery | behind, share of time |",
);
console.log("|---:|---:|---:|---:|---:|---:|---:|---:|");
for (const row of rows) {
  console.log(
    `| ${row.machines} | ${row.cells} | ${round(row.load * 100)} % | ${
      round(row.rate / 1e6, 1)
    } M | ` +
      `${row.losses} | ${round(row.worstSecondsBehind)} s | ${row.longestRecoverySeconds} s | ` +
      `${round(row.behindShare * 100, 2)} % |`,
  );
}
if (process.argv.includes("--record")) {
  const kept = { command: "npm run capacity -- --record", capacity, burst, awaySeconds: 10, rows };
  writeFileSync(`${results}capacity.json`, `${JSON.stringify(kept, null, 2)}\n`);
}
