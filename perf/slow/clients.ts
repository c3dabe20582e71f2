// Slow and dead clients beside quick ones: how old messages are when the quick ones get them, and what it costs in memory.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { WebSocket } from "ws";
import { quoteRow } from "../../actors/testing/rows.ts";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { allStreams } from "../../streams/subjects.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";

/** How many clients, and for how long each part is measured. */
export interface SlowOptions {
  readonly quick: number;
  readonly slow: number;
  readonly seconds: number;
}

/** What one part came to. */
export interface Part {
  readonly messages: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Resident memory of the gateway: the median of what it was each second. */
  readonly gatewayMebibytes: number;
}

/** Before, with and after the slow clients. */
export interface SlowResult {
  readonly before: Part;
  readonly during: Part;
  /** As `during`, as long again: what is kept for slow clients would have grown. */
  readonly later: Part;
  readonly after: Part;
  /** Clients that the gateway still had at the end of the part with slow ones: it cuts them off in time. */
  readonly clientsLeft: number;
  /** Quick clients that lost their connection. */
  readonly lost: number;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const node = join(root, "node_modules/.bin/node");
const sleep = (ms: number) => new Promise((go) => setTimeout(go, ms));

/** Nothing takes refusals out of their stream here, so it has room for all of them. */
const roomyStreams = allStreams.map((stream) =>
  stream.name === "OPERATIONS" ? { ...stream, maxBytes: 1 << 30 } : stream
);

const residentMebibytes = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024);

const subscribe = (socket: WebSocket, names: readonly string[]): void =>
  socket.send(JSON.stringify({ op: "subscribe", channels: names.map((name) => ({ name })) }));

/** Runs before, with and after the slow clients. */
export const measureSlow = async (options: SlowOptions): Promise<SlowResult> => {
  const servers = await startTestServers();
  const { nats, clickhouse } = servers.endpoints;
  const core = jetStreamTransport({ url: nats.url, ...nats.users.core, name: "core" });
  const ingest = clickHouseStore({
    url: clickhouse.url,
    ...clickhouse.users.ingest,
    name: "slow",
  });
  await Effect.runPromise(
    Effect.gen(function* () {
      yield* (yield* Transport).ensureStreams(roomyStreams);
      yield* migrate(yield* Store);
    }).pipe(Effect.provide(core), Effect.provide(ingest)),
  );
  const gateway = spawn(node, [join(root, "gateway/main.ts")], {
    env: { PATH: process.env["PATH"], CONTRAIL_DATA_DIR: servers.dataDir },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const url = await new Promise<string>((resolve) =>
    gateway.stdout!.on("data", (part) => {
      const found = /listening on http(\S+)/.exec(String(part))?.[1];
      if (found !== undefined) resolve(`ws${found}/v1/stream`);
    })
  );
  let writing = true;
  const writer = Effect.runPromise(
    Effect.scoped(Effect.gen(function* () {
      const transport = yield* Transport;
      const input = yield* transport.openWriter("INPUT");
      const operations = yield* transport.openWriter("OPERATIONS");
      for (let position = 1; writing; position++) {
        for (let instrumentId = 1; instrumentId <= 8; instrumentId++) {
          input.append(quoteRow({ position, outputIndex: instrumentId, instrumentId }));
        }
        // Much text for whoever listens to it, so that buffers of the system fill soon.
        operations.append(refusalOf(position));
        yield* Effect.sleep("50 millis");
      }
      yield* input.flush;
      yield* operations.flush;
    })).pipe(Effect.provide(core)),
  );

  let ages: number[] = [];
  let lost = 0;
  const quick = Array.from({ length: options.quick }, () => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("open", () => subscribe(socket, ["quotes"]));
    socket.on("message", (data: Buffer) => {
      const now = performance.timeOrigin + performance.now();
      const text = data.toString("latin1", 0, 120);
      const at = text.indexOf('"ts":"') + 6;
      if (text.startsWith('{"ch"')) ages.push(now - microTime(text.slice(at, at + 27)));
    });
    socket.on("error", () => {});
    socket.on("close", () => lost++);
    return socket;
  });
  const slow = new Set<WebSocket>();
  const trickle = setInterval(() => {
    let i = 0;
    for (const socket of slow) {
      // Half of them read a little every second, half of them nothing ever.
      if (i++ % 2 === 0 || socket.readyState !== WebSocket.OPEN) continue;
      socket.resume();
      setImmediate(() => socket.pause());
    }
  }, 1_000);
  const openSlow = (): void => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    slow.add(socket);
    socket.on("open", () => {
      subscribe(socket, ["quotes", "refusals", "status"]);
      socket.pause();
    });
    socket.on("error", () => {});
  };
  const part = async (): Promise<Part> => {
    ages = [];
    const memory: number[] = [];
    for (let second = 0; second < options.seconds; second++) {
      await sleep(1_000);
      memory.push(residentMebibytes(gateway.pid!));
    }
    const sorted = ages.toSorted((a, b) => a - b);
    const at = (share: number) =>
      Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
    return {
      messages: sorted.length,
      ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) },
      gatewayMebibytes: memory.sort((a, b) => a - b)[memory.length >> 1]!,
    };
  };
  try {
    while (quick.some(({ readyState }) => readyState !== WebSocket.OPEN)) await sleep(50);
    // The first part warms up and is not told.
    await part();
    const before = await part();
    for (let i = 0; i < options.slow; i++) openSlow();
    await part();
    const during = await part();
    const later = await part();
    const clientsLeft = await clientsOf(url);
    for (const socket of slow) socket.terminate();
    const after = await part();
    return { before, during, later, after, clientsLeft, lost };
  } finally {
    writing = false;
    clearInterval(trickle);
    for (const socket of [...quick, ...slow]) socket.terminate();
    await writer;
    const gone = new Promise((done) => gateway.once("exit", done));
    gateway.kill("SIGTERM");
    await gone;
    await servers.stop();
  }
};

/** How many clients the gateway has, by its own metrics. */
const clientsOf = async (url: string): Promise<number> => {
  const metrics = await fetch(`${url.replace(/^ws/, "http").replace("/v1/stream", "")}/metrics`);
  return Number(/^contrail_stream_clients (\d+)/m.exec(await metrics.text())?.[1] ?? Number.NaN);
};

const refusalOf = (position: number): AnyRecord => ({
  _tag: "refusal",
  ...{ position, outputIndex: 0, instrumentId: 0, eventTimeUs: 0 },
  ...{ source: "slow", field: "", expected: "", place: "", count: 1, value: "x".repeat(60_000) },
});

const microTime = (text: string): number =>
  Date.parse(`${text.slice(0, 23)}Z`) + Number(text.slice(23, 26)) / 1000;
