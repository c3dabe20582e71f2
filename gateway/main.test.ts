// The process over real servers: it starts, outlives its servers, ends in time, and says why it cannot start.
import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { migrate } from "../infra/clickhouse/migrate.ts";
import { writeEndpoints } from "../infra/local/endpoints.ts";
import { startTestServers, type TestServers } from "../infra/local/testing.ts";
import { allStreams } from "../streams/subjects.ts";
import { clickHouseStore, Store } from "../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../streams/transport/jetstream.ts";
import { Transport } from "../streams/transport/transport.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
let servers: TestServers;
let children: ChildProcess[] = [];
beforeAll(async () => {
  servers = await startTestServers();
  const { nats, clickhouse } = servers.endpoints;
  await Effect.runPromise(
    Effect.gen(function* () {
      yield* (yield* Transport).ensureStreams(allStreams);
      yield* migrate(yield* Store);
    }).pipe(
      Effect.provide(jetStreamTransport({ url: nats.url, ...nats.users.core, name: "test" })),
      Effect.provide(
        clickHouseStore({ url: clickhouse.url, ...clickhouse.users.ingest, name: "test" }),
      ),
    ),
  );
}, 300_000);
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
});
afterAll(() => servers?.stop());

/** A gateway process with what it wrote. */
const start = (port: number) => {
  writeEndpoints(servers.dataDir, {
    ...servers.endpoints,
    http: { host: "127.0.0.1", port, access: "local" },
  });
  const node = join(root, "node_modules", ".bin", "node");
  const child = spawn(node, [join(root, "gateway", "main.ts")], {
    env: { PATH: process.env.PATH, CONTRAIL_DATA_DIR: servers.dataDir },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  children.push(child);
  const wrote = { text: "" };
  const listening = new Promise<string>((resolve) => {
    const take = (bytes: Buffer) => {
      wrote.text += bytes.toString();
      const url = /listening on (\S+)/.exec(wrote.text)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout!.on("data", take);
    child.stderr!.on("data", take);
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const silent = new Promise<void>((resolve) => child.stderr!.on("close", resolve));
  const said = (type: string) =>
    new Promise<{ readonly status: unknown }>((resolve) =>
      child.on("message", (message: { readonly type: string; readonly status: unknown }) => {
        if (message.type === type) resolve(message);
      })
    );
  return { child, wrote, listening, ended, silent, ready: said("ready"), status: said("status") };
};

/** Asks again until the answer is as wished: what a client with a retry sees. */
const until = async (url: string, wished: (status: number) => boolean): Promise<void> => {
  for (;;) {
    const { status } = await fetch(url);
    if (wished(status)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe("the gateway process", () => {
  it("says that it is ready, how it does, and ends at a signal in spite of open clients", async () => {
    const gateway = start(0);
    const url = await gateway.listening;
    await gateway.ready;
    expect(await gateway.status).toMatchObject({
      status: { process: "gateway", state: "running" },
    });
    const socket = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
    await new Promise((resolve) => socket.on("message", resolve));
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    // A client that never finishes its request does not keep the process.
    const halfway = connect(Number(new URL(url).port), "127.0.0.1");
    await new Promise((resolve) => halfway.write("GET /v1/health HTTP/1.1\r\n", resolve));
    const startedMs = performance.now();
    gateway.child.kill("SIGTERM");
    expect(await closed).toBe(1012);
    expect(await gateway.ended).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    halfway.destroy();
  });

  it("ends when its supervisor is gone", async () => {
    const gateway = start(0);
    await gateway.ready;
    gateway.child.disconnect();
    expect(await gateway.ended).toBe(0);
    await gateway.silent;
    expect(gateway.wrote.text).not.toContain("Error");
  });

  it("outlives a restart of each server, and says 503 meanwhile", async () => {
    const gateway = start(0);
    const url = await gateway.listening;
    await gateway.ready;
    await until(`${url}/v1/fills`, (status) => status === 200);
    servers.killClickHouse();
    const during = await fetch(`${url}/v1/fills`);
    expect([200, 503]).toContain(during.status);
    await until(`${url}/v1/fills`, (status) => status === 200);
    servers.killNats();
    expect((await fetch(`${url}/v1/instruments`)).status).toBe(200);
    // It says how it does by way of NATS, so hearing itself again proves that it is back.
    const socket = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
    const again = new Promise<void>((resolve) =>
      socket.on("message", (data) => {
        const message = JSON.parse(data.toString());
        if (message.ch === "status" && message.type === "update") resolve();
      })
    );
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send(JSON.stringify({ op: "subscribe", channels: [{ name: "status" }] }));
    await again;
    socket.terminate();
    expect(gateway.child.exitCode).toBeNull();
    gateway.child.kill("SIGTERM");
    expect(await gateway.ended).toBe(0);
  }, 180_000);

  it("says that its port is in use, with what to do, and ends with 1", async () => {
    const first = start(0);
    const port = Number(new URL(await first.listening).port);
    const second = start(port);
    expect(await second.ended).toBe(1);
    await second.silent;
    expect(second.wrote.text).toContain(`Port ${port} is in use: give another with --port`);
    expect(second.wrote.text).not.toMatch(/\n\s+at /);
  });
});
