// A Prometheus over a system that runs: it scrapes every second, and may run the rules with their times divided.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect } from "effect";
import { until } from "../grafana/running.ts";
import { freePort } from "../local/ports.ts";

/** Seconds of a page of Grafana that are asked for, and between two points of it. */
const pageSeconds = { long: 900, step: 5 } as const;

/** A Prometheus that runs. */
export interface Prometheus {
  /** Names of the alerts that fire now. */
  readonly firing: () => Promise<ReadonlySet<string>>;
  /** Labels of each line that a query draws over the last quarter of an hour, as Grafana asks. Throws where it is refused. */
  readonly lines: (query: string) => Promise<readonly Readonly<Record<string, string>>[]>;
  readonly stop: () => Promise<void>;
}

const seconds = { s: 1, m: 60 } as const;
const short = (count: string, unit: string, by: number): string =>
  `${Math.max(1, Math.round(Number(count) * seconds[unit as keyof typeof seconds] / by))}s`;

/** The rules with their times divided: how long a condition must hold, and over what it is counted. */
export const shortRules = (rules: string, by: number): string =>
  rules.replaceAll(/for: (\d+)([sm])/g, (_, count, unit) => `for: ${short(count, unit, by)}`)
    .replaceAll(/\[(\d+)([sm])\]/g, (_, count, unit) => `[${short(count, unit, by)}]`)
    .replaceAll(/offset (\d+)([sm])/g, (_, count, unit) => `offset ${short(count, unit, by)}`);

/** Starts Prometheus over the `/metrics` of a system, with the times in its rules divided by `shortened`. */
export const startPrometheus = async (
  binary: string,
  target: string,
  { shortened = 1 }: { readonly shortened?: number } = {},
): Promise<Prometheus> => {
  const dir = mkdtempSync(join(tmpdir(), "contrail-prometheus-"));
  const rules = readFileSync(new URL("./alerts.yml", import.meta.url), "utf8");
  writeFileSync(join(dir, "alerts.yml"), shortRules(rules, shortened));
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
    lines: async (query) => {
      const end = Date.now() / 1000;
      const asked = { query, start: end - pageSeconds.long, end, step: pageSeconds.step };
      const search = new URLSearchParams(
        Object.entries(asked).map(([name, value]) => [name, String(value)]),
      );
      const answer = await (await fetch(`${url}/api/v1/query_range?${search}`)).json() as Range;
      if (answer.status !== "success") {
        throw new Error(`Prometheus refused "${query}": ${answer.error}`);
      }
      return answer.data.result.map(({ metric }) => metric);
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

interface Range {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
  };
}
