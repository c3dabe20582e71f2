// What a system recorded, as a source and as a tear sheet: the same as of the market it was recorded from.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect } from "effect";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runActors } from "../../../actors/run/backtest/actors-engine.ts";
import { marketActors, tradingActors } from "../../../actors/roster.ts";
import { simulatedSource } from "../../../actors/sources/simulated/source.ts";
import { openInference } from "../../../models/inference.ts";
import { InstrumentRegistry } from "../../../streams/instruments.ts";
import { jsonLine } from "../../../streams/message.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../../streams/records.ts";
import { clickHouseStore, Store } from "../../../streams/transport/clickhouse.ts";
import { migrate } from "../../clickhouse/migrate.ts";
import { startTestServers, type TestServers } from "../testing.ts";

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers();
  await record();
}, 300_000);
afterAll(() => servers?.stop());

const market = () => simulatedSource({ seed: 5, speed: 0, ticks: 30_000 });
const instruments = new InstrumentRegistry();
const kept = ["bookSnapshot", "orderCommand", "orderEvent", "fill"] as const;

/** Ticks as the input log numbers them, and what the paper session made of them, in the tables. */
const record = async (): Promise<void> => {
  const rows = new Map<Tag, AnyRecord[]>();
  const add = (one: AnyRecord) => rows.set(one._tag, [...rows.get(one._tag) ?? [], { ...one }]);
  const inference = await openInference();
  let position = 0;
  for await (const { ticks } of market().open(undefined, () => {}, new AbortController().signal)) {
    for (const tick of ticks) add({ ...tick, position: ++position, outputIndex: 0 });
  }
  const options = { source: market(), instruments, market: marketActors, trading: tradingActors };
  await runActors({
    ...{ ...options, predict: inference.predict, settings: {}, clock: () => 0 },
    watch: (one) => kept.some((tag) => tag === one._tag) && add(one),
  });
  await inference.close();
  const { url, users } = servers.endpoints.clickhouse;
  const store = clickHouseStore({ url, ...users.ingest, name: "test" });
  await Effect.runPromise(
    Effect.gen(function* () {
      const into = yield* Store;
      yield* migrate(into);
      for (const [tag, records] of rows) yield* into.insert(insertOf(tag, records));
    }).pipe(Effect.provide(store)),
  );
};

const insertOf = (tag: Tag, records: readonly AnyRecord[]) => {
  const definition = definitionOf(tag);
  const { frame, table, columns } = definition;
  const names = columns.map(({ name }) => name);
  const shared = { table, columns: names, token: `test ${tag}` };
  if (frame === undefined) {
    const lines = records.map((one) => jsonLine(definition, one)).join("\n");
    return { ...shared, format: "JSONEachRow" as const, parts: [new TextEncoder().encode(lines)] };
  }
  const bytes = new Uint8Array(frame.rowBytes * records.length);
  const view = new DataView(bytes.buffer);
  records.forEach((one, i) => frame.write(view, i * frame.rowBytes, one as never));
  return { ...shared, format: "RowBinary" as const, parts: [bytes] };
};

const run = (program: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) =>
    execFile(
      process.execPath,
      [join(import.meta.dirname, program), ...args, "--store", servers.dataDir],
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    )
  );
const last = (out: string) =>
  JSON.parse(out.trimEnd().split("\n").at(-1)!) as Record<string, unknown>;

it("runs over the tables of a system as over the market they are of", async () => {
  const both = ["--strategy", "imbalance-taker,prediction-follower", "--json"];
  const stored = last((await run("main.ts", ...both, "--from", "2020-01-01")).out);
  const alone = last((await run("main.ts", ...both, "--seed", "5", "--ticks", "30000")).out);
  const figures = ({ events, fills, orders, statistics }: Record<string, unknown>) => ({
    ...{ events, fills, orders, statistics },
  });
  expect(figures(stored)).toEqual(figures(alone));
  expect(stored["fills"]).toBeGreaterThan(10);
  expect(stored["id"]).not.toBe(alone["id"]);
  const again = await run("main.ts", "--again", String(stored["id"]));
  expect(again.out).toContain(`The same run again: ${stored["id"]}`);
}, 120_000);

it("tells of a session what a backtest of it tells", async () => {
  const folder = mkdtempSync(join(tmpdir(), "contrail-sheet-"));
  try {
    const { out, err } = await run("sheet.ts", "--json", "--out", folder);
    expect(err).not.toMatch(/error/);
    const told = last(out);
    expect(told).toMatchObject({ kind: "paper", title: "Account paper" });
    const both = ["--strategy", "imbalance-taker,prediction-follower", "--json"];
    const backtest = last((await run("main.ts", ...both, "--seed", "5", "--ticks", "30000")).out);
    const figures = (one: Record<string, unknown>) => {
      const { fills, roundTrips, turnover, costs } = one["statistics"] as Record<string, unknown>;
      return { fills, roundTrips, turnover, fees: (costs as Record<string, number>)["fees"] };
    };
    expect(figures(told)).toEqual(figures(backtest));
    const page = readFileSync(join(folder, "tear-sheet.html"), "utf8");
    for (const title of ["Equity", "Exposure", "Rolling Sharpe", "Costs", "Excursions", "Months"]) {
      expect(page).toContain(`<h2>${title}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);

it.each([
  [
    "main.ts",
    ["--strategy", "grid-maker", "--from", "2020-01-01", "--to", "2020-01-02"],
    /nothing is recorded there; .* has data from 20/,
  ],
  ["sheet.ts", ["--account", "nobody"], /Nothing was filled for "nobody" in that time/],
  ["sheet.ts", ["--from", "yesterday"], /--from "yesterday": expected a time such as/],
])("says what is wrong with %s %j", async (program, args, message) => {
  const { code, err } = await run(program, ...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/ at .*\.ts:/);
  expect(code).toBeGreaterThan(0);
}, 180_000);
