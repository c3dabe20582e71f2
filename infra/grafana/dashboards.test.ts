// Dashboards are what the roster makes, and a system that runs answers every panel and leads a fill back to its tick.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Stack, startStack } from "../../gateway/testing-stack.ts";
import { findPrometheus } from "../prometheus/find.ts";
import { VenueServer } from "../venue-server/server.ts";
import { type Analyst, analystOf, answerOf, panels } from "./answers.ts";
import { type Collector, startCollector } from "./collector.ts";
import { dashboards } from "./dashboards.ts";
import { dashboardJson, type Panel } from "./panels.ts";
import { metricsOf, namesIn, until } from "./running.ts";
import { show, shown } from "./scenes.ts";

const prometheus = findPrometheus();
const folder = new URL("./dashboards/", import.meta.url);
const alerts = readFileSync(new URL("../prometheus/alerts.yml", import.meta.url), "utf8");
const sqlOf = ({ targets }: Panel) =>
  targets.flatMap((target) => "rawSql" in target ? [target.rawSql] : []);
const asked = [
  ...panels.flatMap(({ panel }) =>
    panel.targets.flatMap((target) => "expr" in target ? [target.expr] : [])
  ),
  ...[...alerts.matchAll(/expr: (.+)/g)].map((match) => match[1]!),
];
const metrics = [...new Set(asked.flatMap(metricsOf))];
/** Told only where the market is a live venue's. */
const ofFeed = (name: string) => name.startsWith("contrail_feed_");
/** Told only where something was refused, as gateway/stream.test.ts does. */
const occasional: readonly string[] = ["contrail_refusals_total"];
/** Tables that have rows as soon as the system has traded. */
const filled = [
  "trading: Fills",
  "trading: Use of limits",
  "latency: The slowest",
  "stores: Tables",
];

describe("the files", () => {
  it("are what the roster makes: else run `npm run dashboards`", () => {
    const names = readdirSync(folder).sort();
    expect(names).toEqual(dashboards.map(({ uid }) => `${uid}.json`).sort());
    for (const dashboard of dashboards) {
      const committed = readFileSync(new URL(`${dashboard.uid}.json`, folder), "utf8");
      expect(committed).toBe(`${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`);
    }
  });

  it("lay no panel over another", () => {
    for (const dashboard of dashboards) {
      const cells = dashboardJson(dashboard).panels.flatMap(({ gridPos: { x, y, w } }) =>
        Array.from({ length: w }, (_, i) => `${x + i}/${y}`)
      );
      expect(new Set(cells).size).toBe(cells.length);
    }
  });
});

describe("a system that runs", () => {
  let collector: Collector;
  let stack: Stack;
  let analyst: Analyst;
  beforeAll(async () => {
    collector = await startCollector();
    stack = await startStack({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
    analyst = analystOf(stack.dataDir);
  });
  afterAll(async () => {
    await analyst?.close();
    await stack?.stop();
    await collector?.stop();
  });

  const missingIn = async (url: string, wanted: readonly string[]) => {
    const names = namesIn(await (await fetch(`${url}/metrics`)).text());
    return wanted.filter((name) => !names.has(name));
  };
  const allTold = (url: string, wanted: readonly string[]) => {
    let missing: readonly string[] = wanted;
    return until(async () => {
      missing = await missingIn(url, wanted);
      return missing.length === 0 ? true : undefined;
    }, { withinMs: 100_000, missing: () => `No scrape tells ${missing.join(", ")}` });
  };

  it("tells every metric that dashboards and alerts ask for", async () => {
    await allTold(stack.url, metrics.filter((name) => !ofFeed(name) && !occasional.includes(name)));
  });

  it("answers every panel of SQL", async () => {
    const prometheus = { lines: () => Promise.reject(new Error("Only SQL is asked here")) };
    for (const { name, panel } of panels.filter(({ panel }) => sqlOf(panel).length > 0)) {
      const answer = () => answerOf(name, panel, { prometheus, analyst });
      await answer();
      if (!filled.some((one) => name.startsWith(one))) continue;
      await until(async () => (await answer()).rows > 0 ? true : undefined, {
        withinMs: 100_000,
        missing: () => `"${name}" has no rows`,
      });
    }
  });

  it("leads from a fill on a dashboard to its reasons, its tick and its trace", async () => {
    const { panel } = panels.find(({ name }) => name.startsWith("trading: Fills"))!;
    const followed = await until(async () => {
      for (const row of await analyst.rowsOf(sqlOf(panel)[0]!)) {
        const ours = collector.spans.filter(({ traceId }) => traceId === row["trace_id"]);
        if (ours.some(({ name }) => name === "fill")) return { row, ours };
      }
      return undefined;
    }, {
      withinMs: 60_000,
      missing: () => `None of ${collector.spans.length} spans is of a fill on the page`,
    });
    const { row, ours } = followed;
    const id = encodeURIComponent(row["fill_id"] as string);
    const why = await (await fetch(`${stack.url}/v1/fills/${id}/why`)).json() as {
      readonly trace_id: string;
      readonly tick: unknown;
    };
    expect(why.trace_id).toBe(row["trace_id"]);
    expect(why.tick).not.toBeNull();
    expect(ours.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["tick to order", "order durable", "fill"]),
    );
  });

  it("tells how a live venue's feed does, where there is one", async () => {
    const venues = new VenueServer({ port: 0, seed: 1, venues: ["binance"] });
    const args = ["--source=binance", "--symbols=BTC/USDT", `--venue-url=${await venues.start()}`];
    const live = await startStack({ args });
    try {
      await allTold(live.url, metrics.filter(ofFeed));
    } finally {
      await live.stop();
      await venues.stop();
    }
  });
});

describe.skipIf(prometheus === undefined)(
  "systems to which everything happens (skipped where Prometheus is not installed)",
  () => {
    let collector: Collector;
    beforeAll(async () => {
      collector = await startCollector();
    });
    afterAll(() => collector?.stop());

    it("are asked for every panel", () => {
      const asked = shown.flatMap(({ steps }) => steps.flatMap((step) => step.panels));
      expect(asked.map(({ name }) => name).sort()).toEqual(panels.map(({ name }) => name).sort());
    });

    it.each(shown)("answer every panel through Prometheus and ClickHouse: $system", async (one) => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
      const answers = await show(one, { binary: prometheus!, env });
      expect(answers.length).toBe(one.steps.flatMap((step) => step.panels).length);
    }, 400_000);
  },
);
