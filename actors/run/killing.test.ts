// The real thing: core and recorder as processes, real servers, and each of them killed while ticks flow.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { TestProcess } from "../../infra/local/testing-processes.ts";

const options = { runId: "killing", speed: 5, seed: 11 };

let servers: TestServers;
let core: TestProcess;
let recorder: TestProcess;

beforeAll(async () => {
  servers = await startTestServers();
  core = new TestProcess("core", servers.dataDir, options);
  recorder = new TestProcess("recorder", servers.dataDir, options);
});
afterAll(async () => {
  await Promise.all([core?.end("SIGKILL"), recorder?.end("SIGKILL")]);
  await servers?.stop();
});

const ask = async (sql: string): Promise<string[]> => {
  const { url, users } = servers.endpoints.clickhouse;
  const login = btoa(`${users.ingest.user}:${users.ingest.password}`);
  const headers = { authorization: `Basic ${login}` };
  const answer = await fetch(url, { method: "POST", body: `${sql} FORMAT TSV`, headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text.trim().split("\t");
};

/** Waits until so many more ticks have gone through the core. */
const ticks = (more: number) => {
  const from = core.status?.source?.records ?? 0;
  return core.until((status) => (status.source?.records ?? 0) >= from + more);
};

/** Waits until a process that was started again says how it does. */
const awake = (one: TestProcess) => {
  const { status } = one;
  return one.until((now) => now !== status);
};

it("loses and doubles no tick when anything is killed", async () => {
  await ticks(4_000);
  for (let round = 0; round < 2; round++) {
    servers.killClickHouse();
    await ticks(6_000);
    servers.killNats();
    await ticks(6_000);
    await core.end("SIGKILL");
    core.start();
    await ticks(6_000);
    await recorder.end("SIGKILL");
    recorder.start();
    await ticks(6_000);
  }
  await awake(recorder);
  expect(await core.end("SIGTERM")).toBe(0);
  expect(await recorder.end("SIGTERM")).toBe(0);

  const input = ["quotes", "trades", "book_deltas", "controls"];
  const all = input.map((table) => `SELECT position FROM ${table}`).join(" UNION ALL ");
  const [rows, distinct, last] = await ask(
    `SELECT count(), uniqExact(position), max(position) + 1 FROM (${all})`,
  );
  expect(distinct, "doubled").toBe(rows);
  expect(rows, "lost").toBe(last);
  expect(Number(rows)).toBeGreaterThan(50_000);
  for (const table of ["features", "predictions", "order_commands", "order_events", "fills"]) {
    const [count, unique] = await ask(
      `SELECT count(), uniqExact(position, output_index) FROM ${table}`,
    );
    expect(unique, `${table} doubled`).toBe(count);
  }
  const [features] = await ask("SELECT count() FROM features");
  const [predictions] = await ask("SELECT count() FROM predictions");
  expect(predictions).toBe(features);
  const [trades] = await ask("SELECT count() FROM trades");
  const [inBars] = await ask("SELECT sum(trades) FROM bars_1m");
  expect(inBars, "trades in the materialized view").toBe(trades);
}, 180_000);
