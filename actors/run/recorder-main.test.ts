// The recorder as its own process on real servers: killed in the middle of what it does, again and again.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { type AnyRecord, definitionOf } from "../../streams/records.ts";
import type { ProcessStatus } from "../../streams/status.ts";
import { allStreams } from "../../streams/subjects.ts";
import { sampleRows } from "../../streams/testing/samples.ts";
import { clickHouseStore, Store, type StoreShape } from "../../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";

const rowsOfRound = 60_000;
const rounds = 6;
const program = fileURLToPath(new URL("recorder-main.ts", import.meta.url));

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers();
});
afterAll(() => servers?.stop());

/** Starts a recorder; `until` waits for a number of rows in its status, `end` for its exit. */
const startRecorder = () => {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, CONTRAIL_DATA_DIR: servers.dataDir },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const words: string[] = [];
  child.stderr?.on("data", (bytes) => words.push(String(bytes)));
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let status: ProcessStatus | undefined;
  const ready = new Promise<void>((resolve) =>
    child.on("message", (message: { type: string; status?: ProcessStatus }) => {
      status = message.status ?? status;
      if (message.type === "ready") resolve();
    })
  );
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exit;
  };
  return { ready: Promise.race([ready, exit]), end, words, status: () => status };
};

const templates = { trade: sampleRows(definitionOf("trade"), 1)[0]! };
const bookTemplate = sampleRows(definitionOf("bookSnapshot"), 1)[0]!;
const march = 1_709_294_400_000_000;
const tradeAt = (position: number): AnyRecord => ({
  ...templates.trade,
  position,
  outputIndex: 0,
  instrumentId: 1 + position % 8,
  quantityLots: 1 + position % 10,
  flags: 0,
  eventTimeUs: march + position * 2_000,
} as unknown as AnyRecord);
const bookAt = (position: number): AnyRecord => ({
  ...bookTemplate,
  position,
  outputIndex: position % 3,
  eventTimeUs: march + position * 2_000,
} as unknown as AnyRecord);

const onStreams = <A>(work: Effect.Effect<A, unknown, Transport>): Promise<A> => {
  const { url, users } = servers.endpoints.nats;
  return Effect.runPromise(
    work.pipe(Effect.provide(jetStreamTransport({ url, ...users.core, name: "test" }))),
  );
};
const onStore = <A>(work: (store: StoreShape) => Effect.Effect<A, unknown>): Promise<A> => {
  const { url, users } = servers.endpoints.clickhouse;
  const layer = clickHouseStore({ url, ...users.ingest, name: "test" });
  return Effect.runPromise(Effect.flatMap(Store, work).pipe(Effect.provide(layer)));
};

const write = (from: number) =>
  onStreams(Effect.scoped(Effect.gen(function* () {
    const transport = yield* Transport;
    yield* transport.ensureStreams(allStreams);
    const input = yield* transport.openWriter("INPUT");
    const market = yield* transport.openWriter("MARKET");
    for (let position = from; position < from + rowsOfRound; position++) {
      input.append(tradeAt(position), position + 1);
      if (position % 4 === 0) market.append(bookAt(position));
      if (position % 500 === 0) {
        yield* input.room;
        yield* market.room;
        yield* Effect.yieldNow;
      }
    }
    yield* input.flush;
    yield* market.flush;
  })));

it(
  "misses nothing and doubles nothing when it and ClickHouse are killed in mid-batch",
  async () => {
    await write(0);
    for (let round = 1; round < rounds; round++) {
      const recorder = startRecorder();
      await recorder.ready;
      const written = write(round * rowsOfRound);
      if (round % 2 === 0) servers.killClickHouse();
      // The kill lands wherever the recorder is when the round's rows are in the stream.
      await written;
      await recorder.end("SIGKILL");
      if (round % 3 === 0) servers.killClickHouse();
    }
    const last = startRecorder();
    await last.ready;
    expect(await last.end("SIGTERM"), last.words.join("")).toBe(0);
    expect(last.status()?.state).toBe("draining");

    const rows = rounds * rowsOfRound;
    const sums = await onStore((store) =>
      store.query(
        `SELECT count() AS n, uniqExact(position) AS u, max(position) AS last,
        sum(quantity_lots) AS lots FROM trades`,
      )
    );
    const lots = Array.from({ length: rows }, (_, i) => 1 + i % 10).reduce((a, b) => a + b, 0);
    expect(sums).toEqual([{ n: rows, u: rows, last: rows - 1, lots }]);
    const books = await onStore((store) =>
      store.query("SELECT count() AS n, uniqExact(position, output_index) AS u FROM book_snapshots")
    );
    expect(books).toEqual([{ n: rows / 4, u: rows / 4 }]);
    const bars = (table: string, columns: string) =>
      onStore((store) =>
        store.query(
          `SELECT instrument_id AS i, toStartOfMinute(${
            table === "trades" ? "event_time" : "minute"
          }) AS m, ${columns} FROM ${table} GROUP BY i, m ORDER BY i, m`,
        )
      );
    expect(await bars("bars_1m", "sum(trades) AS n, sum(volume) AS v")).toEqual(
      await bars("trades", "count() AS n, sum(quantity_lots) AS v"),
    );
  },
  120_000,
);
