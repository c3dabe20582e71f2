// Dashboards and alerts ask only for what the system tells, and every alert says what to do.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const told = ["metrics", "timings", "accuracy"]
  .map((name) => read(`../gateway/${name}.ts`)).join("\n");
const folder = "./grafana/dashboards/";
const dashboards = readdirSync(new URL(folder, import.meta.url))
  .map((file) => JSON.parse(read(`${folder}${file}`)) as Dashboard);
const alerts = read("./prometheus/alerts.yml");
const expressions = [...alerts.matchAll(/expr: (.+)/g)].map((match) => match[1]!);

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const words = new Set(["rate", "increase", "sum", "absent", "and", "or", "by", "quantile"]);
/** Names of metrics in a query: words that are no function, label or text. */
const metricsOf = (query: string): string[] =>
  [...query.replaceAll(/"[^"]*"|\{[^}]*\}|\[[^\]]*\]/g, " ").matchAll(/[a-z][a-z0-9_]+/g)]
    .map(([name]) => name!).filter((name) => !words.has(name));

const unknown = (query: string): string[] =>
  metricsOf(query).filter((name) => !told.includes(`"${name}"`) && !told.includes(`${name} `));

describe.each(dashboards)("the dashboard $title", ({ panels }) => {
  it("asks only for metrics that there are", () => {
    expect(panels.length).toBeGreaterThan(3);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { targets } of panels) {
      for (const { expr } of targets) {
        expect(metricsOf(expr).length).toBeGreaterThan(0);
        expect(unknown(expr), expr).toEqual([]);
      }
    }
  });
});

describe("the alerts", () => {
  it.each(expressions)("%s asks only for metrics that there are", (expr) => {
    expect(metricsOf(expr).length).toBeGreaterThan(0);
    expect(unknown(expr)).toEqual([]);
  });

  it("say what to do", () => {
    const runbook = read("../docs/operations.md");
    const names = [...alerts.matchAll(/alert: (\w+)/g)].map((match) => match[1]!);
    expect(names.length).toBe(expressions.length);
    for (const name of names) {
      expect(runbook).toContain(`## ${name}\n`);
      expect(alerts).toContain(`docs/operations.md#${name.toLowerCase()}`);
    }
  });
});
