// The recorder over memory streams and a real ClickHouse: what it stores, skips, refuses and lets go.
import { Deferred, Effect, Fiber, type Layer } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate, migrations } from "../../infra/clickhouse/migrate.ts";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { FrameWriter, runsOf } from "../../streams/message.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../streams/records.ts";
import { allStreams, type StreamName, streams } from "../../streams/subjects.ts";
import { sampleRows } from "../../streams/testing/samples.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { MemoryStore, memoryTransport } from "../../streams/transport/memory.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import { keepMessages } from "./limits.ts";
import type { RecordedStream } from "./recorded-stream.ts";
import { recordStream } from "./recorder.ts";
import { purgePoint } from "./retention.ts";
import { TableBuffer } from "./table-buffer.ts";

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers({ nats: false });
});
afterAll(() => servers?.stop());

const march = 1_709_294_400_000_000;
const recordAt = (tag: Tag, position: number, change: object = {}): AnyRecord => ({
  ...sampleRows(definitionOf(tag), 1, position % 7)[0]!,
  position,
  outputIndex: 0,
  instrumentId: 1,
  eventTimeUs: march + position * 250_000,
  ...change,
} as unknown as AnyRecord);

/** A log in memory, and an empty ClickHouse. */
const fresh = async <A>(
  work: Effect.Effect<A, unknown, Transport | Store>,
  memory = new MemoryStore(),
): Promise<A> => {
  const { url, users } = servers.endpoints.clickhouse;
  const store = clickHouseStore({ url, ...users.ingest, name: "test" });
  const start = Effect.gen(function* () {
    const tables = yield* Store;
    yield* migrate(tables);
    for (
      const { tag } of allStreams.flatMap((one) => Object.keys(one.carries).map((tag) => ({ tag })))
    ) {
      yield* tables.command(`TRUNCATE TABLE ${definitionOf(tag as Tag).table}`);
    }
    yield* tables.command("TRUNCATE TABLE bars_1m");
    yield* (yield* Transport).ensureStreams(allStreams);
    return yield* work;
  });
  return await Effect.runPromise(
    start.pipe(
      Effect.provide(memoryTransport(memory) as Layer.Layer<Transport>),
      Effect.provide(store),
    ),
  );
};

const append = (stream: StreamName, records: readonly AnyRecord[]) =>
  Effect.scoped(Effect.gen(function* () {
    const writer = yield* (yield* Transport).openWriter(stream);
    for (const record of records) {
      writer.append(record, record.position);
      yield* writer.flush;
    }
  }));

/** Records a stream up to its end as it stands. */
const recordAll = (stream: StreamName) =>
  Effect.gen(function* () {
    let recorded: RecordedStream | undefined;
    yield* recordStream(streams[stream], Effect.void, (one) => {
      recorded = one;
    });
    return recorded!;
  });

const positionsIn = (table: string) =>
  Effect.gen(function* () {
    const rows = yield* (yield* Store).query<{ position: number }>(
      `SELECT position FROM ${table} ORDER BY position, output_index`,
    );
    return rows.map((row) => row.position);
  });
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("the recorder", () => {
  it("puts every record of every stream into its table, once, however often it runs", async () => {
    await fresh(Effect.gen(function* () {
      for (const { name, carries } of allStreams) {
        const tags = Object.keys(carries) as Tag[];
        const records = upTo(40).map((i) => recordAt(tags[i % tags.length]!, i));
        yield* append(name as StreamName, records);
        const first = yield* recordAll(name as StreamName);
        const again = yield* recordAll(name as StreamName);
        expect([first.sequence, first.position]).toEqual([40, 39]);
        expect(again.sequence).toBe(40);
        for (const [t, tag] of tags.entries()) {
          const expected = upTo(40).filter((i) => i % tags.length === t);
          expect(yield* positionsIn(definitionOf(tag).table), tag).toEqual(expected);
          expect(first.tables[tag]!.stored).toBe(expected.length);
          expect(again.tables[tag]!.stored).toBe(0);
        }
      }
    }));
  });

  it("goes on by what the tables hold where its checkpoint is lost", async () => {
    const memory = new MemoryStore();
    await fresh(
      Effect.gen(function* () {
        yield* append("INPUT", upTo(30).map((i) => recordAt("trade", i, { flags: 0 })));
        yield* recordAll("INPUT");
        memory.snapshots.clear();
        yield* append("INPUT", upTo(10).map((i) => recordAt("trade", 30 + i, { flags: 0 })));
        yield* recordAll("INPUT");
        expect(yield* positionsIn("trades")).toEqual(upTo(40));
        const [bars] = yield* (yield* Store).query("SELECT sum(trades) AS n FROM bars_1m");
        expect(bars).toEqual({ n: 40 });
      }),
      memory,
    );
  });

  it("stores what is there within its time, without being stopped", async () => {
    await fresh(Effect.gen(function* () {
      const stop = yield* Deferred.make<void>();
      const running = yield* Effect.forkChild(
        recordStream(streams.SIGNALS, Deferred.await(stop), () => {}),
      );
      yield* append("SIGNALS", upTo(5).map((i) => recordAt("signal", i)));
      const stored = yield* Effect.repeat(positionsIn("signals"), {
        until: (positions) => positions.length === 5,
      });
      expect(stored).toEqual(upTo(5));
      yield* Deferred.succeed(stop, undefined);
      yield* Fiber.join(running);
    }));
  });

  it("refuses tables that belong to another log, and says what to do", async () => {
    await fresh(Effect.gen(function* () {
      yield* append("SIGNALS", upTo(5).map((i) => recordAt("signal", i)));
      yield* recordAll("SIGNALS");
      const error = yield* Effect.flip(
        recordAll("SIGNALS").pipe(Effect.provide(otherLog)),
      );
      expect(error).toMatchObject({ reason: "mismatch" });
      expect(error.message).toContain(
        "Table signals holds rows up to position 4, but stream SIGNALS is empty",
      );
    }));
  });

  it("passes over a damaged message, counts it, and records the rest", async () => {
    const memory = new MemoryStore();
    await fresh(
      Effect.gen(function* () {
        yield* append("INPUT", upTo(3).map((i) => recordAt("quote", i)));
        const last = { position: 3, outputIndex: 0 };
        const damaged = { last, cursor: 3, records: 1, payload: Uint8Array.of(1, 0, 9) };
        memory.stream("INPUT").publish({ ...damaged, subject: "ticks.market" }, {
          token: 0,
          sequence: 3,
          after: undefined,
        }, 0);
        memory.stream("INPUT").publish({ ...damaged, subject: "control.log" }, {
          token: 0,
          sequence: 4,
          after: undefined,
        }, 0);
        yield* append("INPUT", [recordAt("quote", 4)]);
        const recorded = yield* recordAll("INPUT");
        expect(recorded).toMatchObject({ damaged: 2, sequence: 6, position: 4 });
        expect(yield* positionsIn("quotes")).toEqual([0, 1, 2, 4]);
      }),
      memory,
    );
  });

  it("passes over a line that ClickHouse cannot read, counts it, and records the rest", async () => {
    await fresh(Effect.gen(function* () {
      const half = { targetPositionLots: 1.5 };
      const records = upTo(5).map((i) => recordAt("signal", i, i === 2 ? half : {}));
      yield* append("SIGNALS", records);
      const recorded = yield* recordAll("SIGNALS");
      expect(recorded).toMatchObject({ refused: 1, sequence: 5 });
      expect(yield* positionsIn("signals")).toEqual([0, 1, 3, 4]);
      expect((yield* recordAll("SIGNALS")).refused).toBe(0);
    }));
  });

  it("repairs the bars of a batch that was cut off between its table and its view", async () => {
    await fresh(Effect.gen(function* () {
      const store = yield* Store;
      const trades = upTo(30).map((i) => recordAt("trade", i, { flags: 0 }));
      yield* append("INPUT", trades);
      const cutOff = new TableBuffer(definitionOf("trade"), undefined);
      const writer = new FrameWriter();
      for (const trade of trades.slice(0, 20)) writer.append(definitionOf("trade"), trade);
      const message = writer.take();
      const [run] = runsOf(message);
      cutOff.addRun(message, run!.offset, run!.rowBytes, run!.rows);
      const [batch] = cutOff.take();
      const intents = { trade: [{ first: batch!.first, last: batch!.last }] };
      yield* saveCheckpoint("INPUT", { sequence: 0, through: 20, intents });
      const view = migrations().find((one) => one.name.endsWith("_bars_1m_from_trades.sql"))!;
      yield* store.command("DROP VIEW bars_1m_from_trades");
      yield* store.insert(batch!.insert);
      yield* store.command(view.sql);

      yield* recordAll("INPUT");
      expect(yield* positionsIn("trades")).toEqual(upTo(30));
      const [bars] = yield* store.query("SELECT sum(trades) AS n FROM bars_1m");
      expect(bars).toEqual({ n: 30 });
    }));
  });

  it("inserts again what a killed server noted and did not keep", async () => {
    await fresh(Effect.gen(function* () {
      const store = yield* Store;
      yield* append("INPUT", upTo(20).map((i) => recordAt("quote", i)));
      const at = (position: number) => ({ position, outputIndex: 0 });
      const intents = { quote: [{ first: at(0), last: at(19) }] };
      yield* saveCheckpoint("INPUT", { sequence: 0, through: 20, intents });
      // Another row under the batch's token: the server knows the token and has none of the rows.
      const quotes = definitionOf("quote");
      const row = new Uint8Array(quotes.frame!.rowBytes);
      quotes.frame!.write(new DataView(row.buffer), 0, recordAt("quote", 0) as never);
      yield* store.insert({
        table: "quotes",
        columns: quotes.columns.map((column) => column.name),
        format: "RowBinary",
        parts: [row],
        token: "quotes:0.0-19.0",
      });
      yield* store.command("ALTER TABLE quotes DELETE WHERE 1 SETTINGS mutations_sync = 2");
      yield* recordAll("INPUT");
      expect(yield* positionsIn("quotes")).toEqual(upTo(20));
    }));
  });

  it("fails where a message is missing, rather than lose its rows without a word", async () => {
    const memory = new MemoryStore();
    await fresh(
      Effect.gen(function* () {
        yield* append("SIGNALS", upTo(5).map((i) => recordAt("signal", i)));
        memory.stream("SIGNALS").messages.splice(2, 1);
        const error = yield* Effect.flip(recordAll("SIGNALS"));
        expect(error).toMatchObject({ reason: "damaged" });
        expect(error.message).toContain("from 2 to 4");
      }),
      memory,
    );
  });

  it("misses nothing and doubles nothing while ClickHouse is killed again and again", async () => {
    await fresh(Effect.gen(function* () {
      const stop = yield* Deferred.make<void>();
      const before = servers.restarts().clickhouse;
      const running = yield* Effect.forkChild(
        recordStream(streams.INPUT, Deferred.await(stop), () => {}),
      );
      const trades = upTo(3000).map((i) => recordAt("trade", i, { quantityLots: 1, flags: 0 }));
      for (let from = 0; from < trades.length; from += 100) {
        yield* append("INPUT", trades.slice(from, from + 100));
        if (from % 1000 === 500) servers.killClickHouse();
        // Gives the server time to be somewhere in the middle of an insert when it is killed.
        yield* Effect.ignore((yield* Store).query("SELECT 1"));
      }
      yield* Deferred.succeed(stop, undefined);
      yield* Fiber.join(running);
      expect(servers.restarts().clickhouse - before).toBeGreaterThan(0);
      const store = yield* Store;
      expect(yield* positionsIn("trades")).toEqual(upTo(3000));
      const fromTrades = yield* store.query(
        `SELECT toStartOfMinute(event_time) AS minute, count() AS n, sum(quantity_lots) AS v
         FROM trades GROUP BY minute ORDER BY minute`,
      );
      const fromBars = yield* store.query(
        "SELECT minute, sum(trades) AS n, sum(volume) AS v FROM bars_1m GROUP BY minute ORDER BY minute",
      );
      expect(fromBars).toEqual(fromTrades);
    }));
  }, 180_000);
});

const otherLog = memoryTransport(withStreams());
function withStreams(): MemoryStore {
  const memory = new MemoryStore();
  for (const stream of allStreams) memory.ensure(stream);
  return memory;
}

describe("retention", () => {
  const size = { first: 1, last: 10_000, messages: 10_000, bytes: 10_000 * 100 };
  const held = { size, recorded: 9_000, snapshot: 8_000 };

  it("lets go what is recorded and behind the core's snapshot, but for the newest", () => {
    expect(purgePoint(streams.INPUT, { ...held, recorded: 5_000 })).toBe(5_001);
    expect(purgePoint(streams.INPUT, { ...held, snapshot: 4_000 })).toBe(4_001);
    expect(purgePoint(streams.INPUT, { ...held, recorded: 9_999, snapshot: 9_999 })).toBe(
      10_001 - keepMessages,
    );
  });

  it("keeps the input log where the core has no snapshot yet", () => {
    expect(purgePoint(streams.INPUT, { ...held, snapshot: undefined })).toBeUndefined();
  });

  it("asks no snapshot about what the core does not read again", () => {
    expect(purgePoint(streams.FEATURES, { ...held, snapshot: Infinity })).toBe(8_001);
  });

  it("keeps fewer of large messages, so that a stream is never full of what could go", () => {
    const bytes = streams.MARKET.maxBytes;
    const full = { ...size, bytes, messages: 2_000, first: 8_001 };
    const below = purgePoint(streams.MARKET, { size: full, recorded: 10_000, snapshot: Infinity });
    expect(below).toBe(10_001 - 500);
  });

  it("never lets go the last message", () => {
    const one = { first: 10_000, last: 10_000, messages: 1, bytes: streams.MARKET.maxBytes };
    expect(purgePoint(streams.MARKET, { size: one, recorded: 10_000, snapshot: 10_000 }))
      .toBeUndefined();
    const two = { first: 9_999, last: 10_000, messages: 2, bytes: streams.MARKET.maxBytes };
    expect(purgePoint(streams.MARKET, { size: two, recorded: 10_000, snapshot: 10_000 })).toBe(
      10_000,
    );
  });
});
