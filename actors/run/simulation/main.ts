// `npm run simulate`: seeds by the thousand, and the first one that breaks something.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { together } from "./campaign.ts";
import { faultNames } from "./faults.ts";
import { help, type SimulateOptions, simulateOptions } from "./options.ts";
import { campaignOnThread } from "./thread.ts";

const everyMs = 2_000;

const again = ({ steps, plant, faults }: SimulateOptions, seed: number): string =>
  `npm run simulate -- --seed ${seed} --seeds 1 --steps ${steps}` +
  (faults.length === faultNames.length ? "" : ` --faults ${faults.join(",") || "none"}`) +
  (plant === undefined ? "" : ` --plant ${plant}`);

const run = async (options: SimulateOptions): Promise<boolean> => {
  const say = (line: string) => console.error(line);
  const startedMs = performance.now();
  const threads = Math.min(options.workers, options.seeds);
  const share = Math.ceil(options.seeds / threads);
  const done = new Array<number>(threads).fill(0);
  let saidMs = startedMs;
  const parts = await Promise.all(done.map((_, i) => {
    const seeds = Math.min(share, options.seeds - i * share);
    return campaignOnThread({ ...options, seed: options.seed + i * share, seeds }, (of, broken) => {
      done[i] = of;
      if (broken !== undefined) {
        say(`Seed ${broken.seed}: ${broken.what}`);
        say(`  Again: ${again(options, broken.seed)}`);
      }
      const nowMs = performance.now();
      if (nowMs - saidMs < everyMs) return;
      saidMs = nowMs;
      const all = done.reduce((sum, one) => sum + one, 0);
      const perSecond = all / (nowMs - startedMs) * 1000;
      const leftSeconds = Math.round((options.seeds - all) / perSecond);
      say(
        `${all}/${options.seeds} seeds (${Math.floor(100 * all / options.seeds)} %)  ` +
          `${perSecond.toFixed(1)} seeds/s  ${leftSeconds} s left`,
      );
    });
  }));
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  const { firstBroken, ...campaign } = together(parts);
  const result = {
    ...campaign,
    firstBrokenSeed: firstBroken[0]?.seed ?? null,
    firstBroken,
    seconds,
    simulatedHoursPerCpuHour: Math.round(campaign.simulatedSeconds / (seconds * threads) * 10) / 10,
  };
  const { seed, steps: ticks, plant, workers } = options;
  if (options.record) {
    const folder = fileURLToPath(new URL("../../../perf/results/", import.meta.url));
    mkdirSync(folder, { recursive: true });
    const report = {
      command: `npm run simulate -- --seed ${seed} --seeds ${options.seeds} --steps ${ticks} ` +
        `--workers ${workers}`,
      machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
      ...result,
    };
    writeFileSync(`${folder}simulation.json`, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (options.json) console.log(JSON.stringify({ seed, ticks, plant: plant ?? null, ...result }));
  else say(`${campaign.seeds} seeds, ${campaign.broken} broken, ${seconds} s, ${campaign.digest}`);
  return campaign.broken === 0;
};

try {
  const options = simulateOptions(process.argv.slice(2));
  if (options === undefined) console.log(help);
  else if (!await run(options)) process.exitCode = 1;
} catch (cause) {
  console.error(`error: ${(cause as Error).message}`);
  process.exitCode = 1;
}
