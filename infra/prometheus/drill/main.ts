// `npm run alerts:drill`: causes the condition of every alert on systems that run, and sees a real Prometheus fire it.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startStack } from "../../../gateway/testing-stack.ts";
import { until } from "../../grafana/running.ts";
import { findPrometheus } from "../find.ts";
import { type Prometheus, startPrometheus } from "../running.ts";
import { type Cause, type Scene, scenes } from "./causes.ts";

const help = `Usage: npm run alerts:drill -- [options]

Starts the system and a Prometheus over it (apt-get install prometheus), causes what each alert is for, and
tells how long it took to fire. Times in the rules are a tenth of what they are, and it scrapes every second.

  --only TEXT  Only the systems whose name has this text
  --record     Keep the result in perf/results/alerts.json, beside what it says of other systems
  --help       This text`;

const { values: given } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    record: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** Every time in the rules is divided by this. */
const shortened = 10;
/** Milliseconds in which an alert has to fire once its cause is there: the longest rule waits a minute of them. */
const fireMs = 150_000;
/** Milliseconds in which what was before has to be over. */
const clearMs = 240_000;
/** Milliseconds between two looks. */
const lookMs = 250;

interface Fired {
  readonly alert: string;
  readonly system: string;
  readonly cause: string;
  /** Seconds from the cause until it fired; null where it did not. */
  readonly seconds: number | null;
}

const rules = readFileSync(new URL("../alerts.yml", import.meta.url), "utf8");
const names = [...rules.matchAll(/alert: (\w+)/g)].map((match) => match[1]!);

const waitFor = async (prometheus: Prometheus, cause: Cause, beganMs: number) => {
  const after = new Map<string, number>();
  while (after.size < cause.alerts.length && performance.now() - beganMs < fireMs) {
    const firing = await prometheus.firing();
    for (const alert of cause.alerts) {
      if (firing.has(alert) && !after.has(alert)) after.set(alert, performance.now() - beganMs);
    }
    await sleep(lookMs);
  }
  return after;
};

/** Waits until none of a cause's alerts fires any more of what was before. Throws where one goes on. */
const clear = (prometheus: Prometheus, { what, alerts }: Cause): Promise<true> =>
  until(async () => {
    const firing = await prometheus.firing();
    return alerts.some((one) => firing.has(one)) ? undefined : true;
  }, { withinMs: clearMs, missing: () => `Before "${what}", ${alerts.join(", ")} fired already` });

const play = async (scene: Scene, binary: string): Promise<readonly Fired[]> => {
  const dir = mkdtempSync(join(tmpdir(), "contrail-drill-"));
  const stack = await startStack({ args: await scene.prepare(dir) });
  const prometheus = await startPrometheus(binary, stack.url, { shortened });
  const fired: Fired[] = [];
  try {
    for (const cause of scene.causes) {
      await clear(prometheus, cause);
      const beganMs = performance.now();
      await cause.bring(stack);
      const after = await waitFor(prometheus, cause, beganMs);
      await cause.mend(stack);
      for (const alert of cause.alerts) {
        const ms = after.get(alert);
        const seconds = ms === undefined ? null : Math.round(ms / 100) / 10;
        fired.push({ alert, system: scene.name, cause: cause.what, seconds });
        console.error(`${alert.padEnd(18)} ${seconds ?? "never"} s after: ${cause.what}`);
      }
    }
  } finally {
    await prometheus.stop();
    await stack.stop();
    await scene.end();
    rmSync(dir, { recursive: true, force: true });
  }
  return fired;
};

const resultPath = new URL("../../../perf/results/alerts.json", import.meta.url);
const recorded = (): Fired[] =>
  existsSync(resultPath) ? [...JSON.parse(readFileSync(resultPath, "utf8")).alerts] : [];

const drill = async (): Promise<number> => {
  const binary = findPrometheus();
  if (binary === undefined) {
    console.error("error: prometheus is not installed: apt-get install prometheus");
    return 2;
  }
  const played = scenes.filter(({ name }) => name.includes(given.only));
  // What was recorded of the other systems stays.
  const alerts = recorded().filter(({ system }) =>
    scenes.some(({ name }) => name === system) && !played.some(({ name }) => name === system)
  );
  for (const scene of played) alerts.push(...await play(scene, binary));
  const caused = new Set(alerts.filter(({ seconds }) => seconds !== null).map((one) => one.alert));
  const onlyByRuleTest = names.filter((name) => !caused.has(name));
  const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? "", node: process.version };
  const command = "npm run alerts:drill";
  const result = { machine, command, shortened, alerts, onlyByRuleTest };
  console.log(JSON.stringify(result, null, 2));
  if (given.record) writeFileSync(resultPath, `${JSON.stringify(result, null, 2)}\n`);
  return alerts.some(({ seconds }) => seconds === null) ? 1 : 0;
};

if (given.help) console.log(help);
else process.exit(await drill());
