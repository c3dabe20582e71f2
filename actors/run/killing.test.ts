// The real thing: core and recorder as processes, real servers, and each of them killed while ticks flow.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { optionsVariable } from "../../infra/local/options.ts";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import type { ProcessStatus } from "../../streams/status.ts";

const program = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const options = { runId: "killing", source: "simulated", files: [], speed: 5, seed: 11 };

/** A child process that can be killed and started again. */
class Child {
  private readonly file: string;
  private readonly env: NodeJS.ProcessEnv;
  private child: ChildProcess | undefined;
  private waiting: (() => void)[] = [];
  private ending = false;
  status: ProcessStatus | undefined;

  constructor(file: string, env: NodeJS.ProcessEnv) {
    this.file = program(file);
    this.env = env;
    this.start();
  }

  start(): void {
    this.ending = false;
    this.child = spawn(process.execPath, [this.file], {
      env: this.env,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // As under `npm start`: a process that gives up is started again.
    this.child.on("exit", () => {
      if (!this.ending) this.start();
    });
    this.child.on("message", (message: { readonly status?: ProcessStatus }) => {
      this.status = message.status ?? this.status;
      for (const look of this.waiting) look();
    });
  }

  /** Waits until a status satisfies a condition. */
  until(condition: (status: ProcessStatus) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.status === undefined || !condition(this.status)) return;
        this.waiting = this.waiting.filter((one) => one !== look);
        resolve();
      };
      this.waiting.push(look);
      look();
    });
  }

  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    this.ending = true;
    return new Promise((resolve) => {
      if (child!.exitCode !== null || child!.signalCode !== null) return resolve(child!.exitCode);
      child!.once("exit", (code) => resolve(code));
      child!.kill(signal);
    });
  }
}

let servers: TestServers;
let core: Child;
let recorder: Child;

beforeAll(async () => {
  servers = await startTestServers();
  const env = {
    ...process.env,
    CONTRAIL_DATA_DIR: servers.dataDir,
    [optionsVariable]: JSON.stringify(options),
  };
  core = new Child("main.ts", env);
  recorder = new Child("recorder-main.ts", env);
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
