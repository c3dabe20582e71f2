// Measures the recorder against ClickHouse itself: the same bytes recorded from a stream and inserted raw.
// Run: npm run bench:recorder
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { recordStream } from "../../actors/run/recorder.ts";
import { randomTicks } from "../../actors/testing/random-market.ts";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../streams/records.ts";
import { allStreams, streams } from "../../streams/subjects.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";

/** Ticks of a round, and rounds; the median one counts. */
const ticks = 1_000_000;
const rounds = 5;
/** Rows of a raw insert: as many as the recorder puts into one. */
const rawRows = 100_000;
/** Bytes of a part of a raw insert. */
const partBytes = 1024 * 1024;

const tags: readonly Tag[] = ["quote", "trade", "bookDelta"];

const recordsOf = (seed: number): readonly AnyRecord[] =>
  randomTicks({ seed, records: ticks, instruments: 8, meanGapUs: 100 }) as readonly AnyRecord[];

const fill = Effect.fnUntraced(function* (seed: number) {
  const from = seed * ticks;
  yield* Effect.scoped(Effect.gen(function* () {
    const records = recordsOf(seed);
    const writer = yield* (yield* Transport).openWriter("INPUT");
    for (const [i, record] of records.entries()) {
      writer.append({ ...record, position: from + i, outputIndex: 0 }, from + i);
      if (i % 1024 === 0) yield* writer.room;
    }
    yield* writer.flush;
  }));
});

/** Records what came since the last round, and gives the milliseconds it took. */
const recordRound = Effect.gen(function* () {
  const start = performance.now();
  const used = process.cpuUsage();
  yield* recordStream(streams.INPUT, Effect.void, () => {});
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 };
});

/** The rows of one table as the stream holds them, in parts. */
const partsOf = (records: readonly AnyRecord[], tag: Tag, from: number): Uint8Array[] => {
  const { rowBytes, write } = definitionOf(tag).frame!;
  const rowsOfPart = Math.floor(partBytes / rowBytes);
  const own = records.map((record, i) => ({ ...record, position: from + i, outputIndex: 0 }))
    .filter((record) => record._tag === tag);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < own.length; at += rowsOfPart) {
    const some = own.slice(at, at + rowsOfPart);
    const part = new Uint8Array(some.length * rowBytes);
    const view = new DataView(part.buffer);
    for (const [i, record] of some.entries()) write(view, i * rowBytes, record as never);
    parts.push(part);
  }
  return parts;
};

/** Inserts the same rows into tables alike, and gives the milliseconds it took. */
const insertRound = Effect.fnUntraced(function* (seed: number) {
  const store = yield* Store;
  const from = seed * ticks;
  const records = recordsOf(seed);
  const prepared = tags.map((tag) => ({
    definition: definitionOf(tag),
    parts: partsOf(records, tag, from),
  }));
  const start = performance.now();
  yield* Effect.forEach(prepared, ({ definition, parts }) => {
    const columns = definition.columns.map((column) => column.name);
    const perInsert = Math.ceil(rawRows * definition.frame!.rowBytes / partBytes);
    const inserts = Array.from(
      { length: Math.ceil(parts.length / perInsert) },
      (_, i) =>
        store.insert({
          table: `raw_${definition.table}`,
          columns,
          format: "RowBinary",
          parts: parts.slice(i * perInsert, (i + 1) * perInsert),
          token: `raw:${from}:${definition.table}:${i}`,
        }),
    );
    return Effect.all(inserts, { discard: true });
  }, { concurrency: 2, discard: true });
  return performance.now() - start;
});

const prepare = Effect.gen(function* () {
  const store = yield* Store;
  yield* migrate(store);
  yield* (yield* Transport).ensureStreams(allStreams);
  for (const tag of tags) {
    const { table } = definitionOf(tag);
    yield* store.command(`CREATE TABLE raw_${table} AS ${table}`);
  }
  // The raw trades feed one-minute bars too, as the recorded ones do.
  yield* store.command("CREATE TABLE raw_bars_1m AS bars_1m");
  const [view] = yield* store.query<{ sql: string }>(
    "SELECT as_select AS sql FROM system.tables WHERE name = 'bars_1m_from_trades'",
  );
  const select = view!.sql.replace(/FROM \S*trades/, "FROM raw_trades");
  yield* store.command(`CREATE MATERIALIZED VIEW raw_view TO raw_bars_1m AS ${select}`);
});

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
const perSecond = (ms: number): number => Math.round(ticks / ms * 1000);

const program = Effect.gen(function* () {
  yield* prepare;
  const made: { recorded: number; raw: number; cpu: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    yield* fill(round);
    // What was needed to fill the stream must not slow the recorder's own collection of garbage.
    globalThis.gc?.();
    const { ms, cpuMs } = yield* recordRound;
    const raw = yield* insertRound(round);
    made.push({ recorded: perSecond(ms), raw: perSecond(raw), cpu: cpuMs / ticks * 1000 });
    console.log(
      `round ${round + 1}: ${perSecond(ms)} rows/s recorded, ${perSecond(raw)} raw, ` +
        `${(cpuMs / ticks * 1000).toFixed(2)} µs a row of the recorder's CPU`,
    );
  }
  const store = yield* Store;
  const [counts] = yield* store.query<Readonly<Record<string, number>>>(
    `SELECT (SELECT count() FROM quotes) + (SELECT count() FROM trades)
      + (SELECT count() FROM book_deltas) AS rows,
      (SELECT sum(trades) FROM bars_1m) AS bars, (SELECT sum(trades) FROM raw_bars_1m) AS rawBars`,
  );
  if (counts!.rows !== rounds * ticks || counts!.bars !== counts!.rawBars) {
    throw new Error(`Recorded ${JSON.stringify(counts)} of ${rounds * ticks} rows`);
  }
  const size = yield* (yield* Transport).size("INPUT");
  return { made, messages: size.last };
});

const servers = await startTestServers();
const { nats, clickhouse } = servers.endpoints;
try {
  const { made, messages } = await Effect.runPromise(
    program.pipe(
      Effect.provide(
        clickHouseStore({ url: clickhouse.url, ...clickhouse.users.ingest, name: "bench" }),
      ),
      Effect.provide(jetStreamTransport({ url: nats.url, ...nats.users.core, name: "bench" })),
    ),
  );
  const recorded = median(made.map((one) => one.recorded));
  const raw = median(made.map((one) => one.raw));
  const report = {
    command: "npm run bench:recorder",
    machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
    method:
      `wall time of ${ticks} ticks of 8 instruments (quotes, trades, deltas; one-minute bars by ` +
      `view), median of ${rounds} rounds; recorded from JetStream to acknowledged in ClickHouse, ` +
      `against the same rows inserted from memory, both servers on the same cores`,
    rowsPerMessage: Math.round(rounds * ticks / messages),
    recordedRowsPerSecond: recorded,
    rawRowsPerSecond: raw,
    share: Math.round(recorded / raw * 100) / 100,
    recorderCpuUsPerRow: Math.round(median(made.map((one) => one.cpu)) * 100) / 100,
    // Other work on the machine; a quiet one has about 2 here, from the servers and this.
    loadAverage: Math.round(loadavg()[0]! * 10) / 10,
    memoryMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
  };
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}recorder-insert.json`, `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report));
} finally {
  await servers.stop();
}
