// A Prometheus for the drill: it scrapes every second, and every time in the rules is a tenth of what it is.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect } from "effect";
import { freePort } from "../../local/ports.ts";
import { until } from "../../grafana/running.ts";

/** Every time in the rules is divided by this. */
export const shortened = 10;

/** A Prometheus that runs. */
export interface Prometheus {
  /** Names of the alerts that fire now. */
  readonly firing: () => Promise<ReadonlySet<string>>;
  readonly stop: () => Promise<void>;
}

const seconds = { s: 1, m: 60 } as const;
const short = (count: string, unit: string): string =>
  `${Math.max(1, Math.round(Number(count) * seconds[unit as keyof typeof seconds] / shortened))}s`;

/** The rules with their times divided: how long a condition must hold, and over what it is counted. */
export const shortRules = (rules: string): string =>
  rules.replaceAll(/for: (\d+)([sm])/g, (_, count, unit) => `for: ${short(count, unit)}`)
    .replaceAll(/\[(\d+)([sm])\]/g, (_, count, unit) => `[${short(count, unit)}]`);

/** Starts Prometheus over the `/metrics` of a system. */
export const startPrometheus = async (binary: string, target: string): Promise<Prometheus> => {
  const dir = mkdtempSync(join(tmpdir(), "contrail-prometheus-"));
  const rules = readFileSync(new URL("../alerts.yml", import.meta.url), "utf8");
  writeFileSync(join(dir, "alerts.yml"), shortRules(rules));
  writeFileSync(
    join(dir, "prometheus.yml"),
    `global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [alerts.yml]
scrape_configs:
  - job_name: contrail
    static_configs: [{ targets: ["${new URL(target).host}"] }]
`,
  );
  const port = await Effect.runPromise(freePort("127.0.0.1"));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(binary, [
    `--config.file=${join(dir, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(dir, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ], { stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await until(
    () => fetch(`${url}/-/ready`).then(({ ok }) => ok ? true : undefined, () => undefined),
    { withinMs: 30_000, missing: () => "Prometheus is not ready" },
  );
  return {
    firing: async () => {
      const { data } = await (await fetch(`${url}/api/v1/alerts`)).json() as Alerts;
      return new Set(
        data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels.alertname),
      );
    },
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

interface Alerts {
  readonly data: {
    readonly alerts: readonly {
      readonly state: string;
      readonly labels: { readonly alertname: string };
    }[];
  };
}
