// A run that is kept in ClickHouse: all of it, once, and the same again from its id.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { Effect } from "effect";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clickHouseStore, Store } from "../../../streams/transport/clickhouse.ts";
import { startTestServers, type TestServers } from "../testing.ts";

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers();
}, 300_000);
afterAll(() => servers?.stop());

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) =>
    execFile(
      process.execPath,
      [join(import.meta.dirname, "main.ts"), ...args, "--store", servers.dataDir],
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    )
  );

const query = <A>(sql: string): Promise<A[]> => {
  const { url, users } = servers.endpoints.clickhouse;
  const store = clickHouseStore({ url, ...users.api, name: "test" });
  return Effect.runPromise(
    Effect.flatMap(Store, (one) => one.query<A>(sql)).pipe(Effect.provide(store)),
  );
};

it("keeps a run once, and runs it again from its id", async () => {
  const grid = ["--strategy", "grid-maker", "--set", "halfSpread=2", "--set", "interval=1"];
  const first = await run(...grid, "--ticks", "20000", "--json");
  expect(first.err).toMatch(/Kept run/);
  const told = JSON.parse(first.out.trimEnd().split("\n").at(-1)!) as Record<string, unknown>;
  await run(...grid, "--ticks", "20000");
  const again = await run("--again", String(told["id"]));
  expect(again.out).toContain(`The same run again: ${told["id"]}`);
  const rows = await query<Record<string, unknown>>(
    "SELECT run_id, strategy, engine, fills, net_profit FROM backtests FINAL",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ run_id: told["id"], strategy: "grid-maker", engine: "columns" });
  const count = async (table: string) =>
    Number((await query<{ n: number }>(`SELECT count() AS n FROM ${table} FINAL`))[0]!.n);
  expect(await count("backtest_fills")).toBe(told["fills"]);
  expect(await count("backtest_orders")).toBe(told["orders"]);
  expect(await count("backtest_equity")).toBeGreaterThan(10);
}, 120_000);

it("says what is wrong with what it is told to run again", async () => {
  const { code, err } = await run("--again", "0000000000000000");
  expect(err).toMatch(/--again "0000000000000000": there is no such run/);
  expect(err).not.toMatch(/ at .*\.ts:/);
  expect(code).toBe(2);
}, 180_000);
