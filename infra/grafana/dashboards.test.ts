// Dashboards are what the roster makes, and a system that runs answers every panel and leads a fill back to its tick.
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Span } from "../../gateway/spans.ts";
import { type Stack, startStack } from "../../gateway/testing-stack.ts";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { readEndpoints } from "../local/endpoints.ts";
import { VenueServer } from "../venue-server/server.ts";
import { dashboards } from "./dashboards.ts";
import { dashboardJson, type Panel } from "./panels.ts";
import { expanded, metricsOf, namesIn, until } from "./running.ts";

const folder = new URL("./dashboards/", import.meta.url);
const alerts = readFileSync(new URL("../prometheus/alerts.yml", import.meta.url), "utf8");
const panels = dashboards.flatMap(({ uid, panels }) =>
  panels.map((panel) => ({ name: `${uid}: ${panel.title}`, panel }))
);
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
  const spans: Span[] = [];
  let collector: Server;
  let stack: Stack;
  let analyst: ReturnType<typeof openByteStore>;
  beforeAll(async () => {
    collector = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        spans.push(
          ...JSON.parse(Buffer.concat(parts).toString()).resourceSpans[0].scopeSpans[0].spans,
        );
        response.writeHead(200).end("{}");
      });
    });
    await new Promise<void>((done) => collector.listen(0, "127.0.0.1", done));
    const port = (collector.address() as AddressInfo).port;
    stack = await startStack({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    });
    const { url, users } = readEndpoints(stack.dataDir).clickhouse;
    analyst = openByteStore({ url, ...users.analyst, name: "grafana" });
  });
  afterAll(async () => {
    await analyst?.close();
    await stack?.stop();
    await new Promise((done) => collector.close(done));
  });

  const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> => {
    const bytes = await analyst.query(`${expanded(sql)} FORMAT JSON`, {});
    return JSON.parse(new TextDecoder().decode(bytes)).data;
  };
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
    await until(
      async () =>
        (await rowsOf(sqlOf(panels.find(({ name }) => name.startsWith(filled[0]!))!.panel)[0]!))
            .length > 0
          ? true
          : undefined,
      { withinMs: 100_000, missing: () => "Nothing was filled" },
    );
    for (const { name, panel } of panels) {
      for (const sql of sqlOf(panel)) {
        const rows = await rowsOf(sql).catch((cause: Error) => cause.message);
        expect(rows, name).toBeInstanceOf(Array);
        if (filled.some((one) => name.startsWith(one))) {
          expect(rows.length, name).toBeGreaterThan(0);
        }
        if (panel.type === "timeseries" && rows.length > 0) {
          expect(Object.keys(rows[0]!), name).toContain("time");
        }
        for (const column of Object.keys(panel.links ?? {})) {
          if (rows.length > 0) expect(Object.keys(rows[0]!), name).toContain(column);
        }
      }
    }
  });

  it("leads from a fill on a dashboard to its reasons, its tick and its trace", async () => {
    const { panel } = panels.find(({ name }) => name.startsWith("trading: Fills"))!;
    const followed = await until(async () => {
      for (const row of await rowsOf(sqlOf(panel)[0]!)) {
        const ours = spans.filter(({ traceId }) => traceId === row["trace_id"]);
        if (ours.some(({ name }) => name === "fill")) return { row, ours };
      }
      return undefined;
    }, {
      withinMs: 60_000,
      missing: () => `None of ${spans.length} spans is of a fill on the page`,
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
