// Measures the market actors: ns per tick alone and together, over generated and recorded ticks.
// Run: npm run bench:actors
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { AnyActor } from "../../actors/actor.ts";
import { bars } from "../../actors/bars.ts";
import { book } from "../../actors/book.ts";
import { features } from "../../actors/features.ts";
import { Machine } from "../../actors/machine.ts";
import { randomTicks } from "../../actors/testing/random-market.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { Tick } from "../../streams/market.ts";
import { recordedEquity, recordedTicks, recordingFolder, usdmBtcusdt } from "./recorded.ts";

/** Runs of each case; the best one counts, because the others share the machine with something. */
const rounds = 7;

interface Result {
  readonly ticks: string;
  readonly actors: string;
  readonly records: number;
  readonly outputs: number;
  readonly nsPerTick: number;
  readonly ticksPerSecond: number;
}

const instruments = new InstrumentRegistry();

const measure = (
  name: string,
  ticks: readonly Tick[],
  actors: readonly AnyActor[],
): Result => {
  let best = Infinity;
  let outputs = 0;
  for (let round = 0; round < rounds; round++) {
    outputs = 0;
    const machine = new Machine(actors, instruments, () => outputs++);
    const start = process.threadCpuUsage();
    for (let i = 0; i < ticks.length; i++) machine.receive(ticks[i]!);
    const used = process.threadCpuUsage(start);
    best = Math.min(best, 1e3 * (used.user + used.system));
  }
  const nsPerTick = best / ticks.length;
  return {
    ticks: name,
    actors: actors.map((actor) => actor.name).join("+"),
    records: ticks.length,
    outputs,
    nsPerTick: Math.round(nsPerTick),
    ticksPerSecond: Math.round(1e9 / nsPerTick),
  };
};

const cases: [string, () => Promise<readonly Tick[]> | readonly Tick[]][] = [
  [
    "generated: 8 instruments, quotes, trades and deltas",
    () => randomTicks({ seed: 1, records: 400_000, instruments: 8, meanGapUs: 100 }),
  ],
  [
    "generated: 1 instrument, quotes and trades",
    () => randomTicks({ seed: 2, records: 400_000, instruments: 1, meanGapUs: 500 }),
  ],
];
const binance = recordingFolder("binance-l2-20240808/usdm_btcusdt");
if (binance !== undefined) {
  cases.push([
    "recorded: Binance USD-M BTCUSDT, depth, quotes and trades",
    async () => (await recordedTicks(binance, usdmBtcusdt)).map(({ tick }) => tick),
  ]);
}
const aig = recordingFolder("us-equity-ticks-201310/AIG");
if (aig !== undefined) {
  cases.push([
    "recorded: AIG 2013-10-07, quotes and trades",
    () => recordedEquity(aig, "20131007"),
  ]);
}

const results: Result[] = [];
for (const [name, load] of cases) {
  const ticks = await load();
  for (const actors of [[book], [bars], [features], [book, bars, features]]) {
    const result = measure(name, ticks, actors);
    results.push(result);
    console.log(
      `${result.nsPerTick} ns a tick, ${result.ticksPerSecond} ticks/s, ${result.outputs} outputs ` +
        `of ${result.records}: ${result.actors}, ${name}`,
    );
  }
}
const report = {
  command: "npm run bench:actors",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method: `CPU time of the thread, best of ${rounds} runs, ticks as objects in memory`,
  results,
};
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}actors-machine.json`, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify({ results: "perf/results/actors-machine.json" }));
