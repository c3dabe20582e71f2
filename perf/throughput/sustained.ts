// Measures recorded ticks → features → ClickHouse, sustained, beside the raw stream and the raw insert in the same run.
// Run: npm run bench:throughput [-- --seconds 300]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { Effect } from "effect";
import { DeadLetters } from "../../actors/run/dead-letters.ts";
import { live } from "../../actors/run/live.ts";
import { noProgress } from "../../actors/run/progress.ts";
import { marketActors } from "../../actors/roster.ts";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { addInstruments, readInstruments } from "../../infra/local/instruments-file.ts";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { TestProcess } from "../../infra/local/testing-processes.ts";
import { FrameWriter, runHeaderBytes } from "../../streams/message.ts";
import type { Tick } from "../../streams/market.ts";
import { definitionOf } from "../../streams/records.ts";
import { allStreams } from "../../streams/subjects.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { loopedSource, type LoopedTicks, ticksToLoop } from "./looped.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "300" }, raw: { type: "string", default: "20" } },
});
const seconds = Number(values.seconds);
const rawSeconds = Number(values.raw);
/** Seconds between two looks at rate and memory. */
const sampleSeconds = 5;

const transportOf = ({ endpoints }: TestServers) =>
  jetStreamTransport({ url: endpoints.nats.url, ...endpoints.nats.users.core, name: "bench" });
const storeOf = ({ endpoints }: TestServers) =>
  clickHouseStore({
    url: endpoints.clickhouse.url,
    ...endpoints.clickhouse.users.ingest,
    name: "b",
  });

interface Sample {
  readonly ticksPerSecond: number;
  readonly coreMegabytes: number;
  readonly recorderMegabytes: number;
  readonly unrecorded: number;
}

/** The pipeline up to features, with the real recorder, for some seconds. */
const sustained = async (looped: LoopedTicks) => {
  const servers = await startTestServers();
  addInstruments(servers.dataDir, looped.instruments);
  const recorder = new TestProcess("recorder", servers.dataDir, {
    runId: "throughput",
    speed: 0,
    seed: 0,
  });
  const progress = noProgress();
  const stop = new AbortController();
  const program = Effect.gen(function* () {
    yield* (yield* Transport).ensureStreams(allStreams);
    yield* live({
      source: loopedSource(looped),
      runId: "throughput",
      stop: stop.signal,
      instruments: readInstruments(servers.dataDir),
      market: marketActors,
      trading: [],
      predict: (vectors) => Promise.resolve(vectors.map(() => [])),
      models: 0,
      progress,
      deadLetters: new DeadLetters(new Set()),
    });
  });
  const rowsRecorded = () =>
    ["quotes", "trades", "book_deltas"].reduce(
      (sum, table) => sum + (recorder.status?.tables?.[table] ?? 0),
      0,
    );
  const samples: Sample[] = [];
  const sampling = (async () => {
    let before = 0;
    while (!stop.signal.aborted) {
      await sleep(sampleSeconds * 1000);
      const { records } = progress;
      const sample = {
        ticksPerSecond: Math.round((records - before) / sampleSeconds),
        coreMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
        recorderMegabytes: Math.round((recorder.status?.memoryBytes ?? 0) / 1e6),
        unrecorded: records - rowsRecorded(),
      };
      before = records;
      samples.push(sample);
      console.log(JSON.stringify(sample));
    }
  })();
  const used = process.cpuUsage();
  const started = performance.now();
  setTimeout(() => stop.abort(), seconds * 1000);
  await Effect.runPromise(Effect.scoped(program).pipe(Effect.provide(transportOf(servers))));
  const { user, system } = process.cpuUsage(used);
  const written = progress.records;
  await recorder.until(() => rowsRecorded() >= written, 300_000);
  const took = (performance.now() - started) / 1000;
  await sampling;
  await recorder.end("SIGTERM");
  const counted = await Effect.runPromise(
    Effect.flatMap(Store, (store) =>
      store.query<Readonly<Record<string, number>>>(
        `SELECT (SELECT count() FROM quotes) + (SELECT count() FROM trades)
          + (SELECT count() FROM book_deltas) AS ticks, (SELECT count() FROM features) AS features,
          (SELECT uniqExact(position, output_index) FROM features) AS distinct`,
      )).pipe(Effect.provide(storeOf(servers))),
  );
  await servers.stop();
  const { ticks, features, distinct } = counted[0]!;
  return {
    ticksPerSecond: Math.round(written / took),
    seconds: Math.round(took),
    ticks: written,
    lost: written - ticks!,
    features,
    doubledFeatures: features! - distinct!,
    coreCpuUsPerTick: Math.round((user + system) / written * 100) / 100,
    samples: samples.filter((_, i) => i % Math.ceil(samples.length / 20) === 0),
  };
};

/** The same ticks, packed, into the stream and nowhere else. */
const rawStream = async ({ ticks }: LoopedTicks): Promise<number> => {
  const servers = await startTestServers({ clickhouse: false });
  const program = Effect.gen(function* () {
    const transport = yield* Transport;
    yield* transport.ensureStreams(allStreams);
    const writer = yield* transport.openWriter("INPUT");
    const started = performance.now();
    let position = 0;
    while (performance.now() - started < rawSeconds * 1000) {
      for (let i = 0; i < 1024; i++) {
        const tick = ticks[position % ticks.length]! as Tick;
        Object.assign(tick, { position: position++, outputIndex: 0 });
        writer.append(tick, position);
      }
      yield* writer.room;
      if (position % (1024 * 2000) === 0) {
        yield* writer.flush;
        yield* transport.purge("INPUT", writer.sequence());
      }
    }
    yield* writer.flush;
    return Math.round(position / (performance.now() - started) * 1000);
  });
  const rate = await Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(transportOf(servers))),
  );
  await servers.stop();
  return rate;
};

/** The same ticks as RowBinary, encoded before, into ClickHouse and from nowhere. */
const rawInsert = async ({ ticks }: LoopedTicks): Promise<number> => {
  const servers = await startTestServers({ nats: false });
  const program = Effect.gen(function* () {
    const store = yield* Store;
    yield* migrate(store);
    const parts = (["quote", "trade", "bookDelta"] as const).map((tag) => {
      const rows = ticks.filter((tick) => tick._tag === tag).slice(0, 100_000);
      const frames = new FrameWriter();
      rows.forEach((row, i) =>
        frames.append(definitionOf(tag), { ...row, position: i, outputIndex: 0 })
      );
      return { tag, rows: rows.length, bytes: frames.take().subarray(runHeaderBytes) };
    });
    const started = performance.now();
    let inserted = 0;
    for (let round = 0; performance.now() - started < rawSeconds * 1000; round++) {
      yield* Effect.forEach(parts, ({ tag, rows, bytes }) => {
        const { table, columns } = definitionOf(tag);
        inserted += rows;
        return store.insert({
          table,
          columns: columns.map((column) => column.name),
          format: "RowBinary",
          parts: [bytes],
          token: `raw:${round}:${table}`,
        });
      }, { concurrency: 2, discard: true });
    }
    return Math.round(inserted / (performance.now() - started) * 1000);
  });
  const rate = await Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(storeOf(servers))),
  );
  await servers.stop();
  return rate;
};

const looped = await ticksToLoop();
console.log(`${looped.ticks.length} ${looped.name}`);
const rawStreamTicksPerSecond = await rawStream(looped);
const rawInsertTicksPerSecond = await rawInsert(looped);
console.log(JSON.stringify({ rawStreamTicksPerSecond, rawInsertTicksPerSecond }));
const result = await sustained(looped);
const report = {
  command: "npm run bench:throughput",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${looped.name}, looped in memory; book, bars and features in one process, all streams, ` +
    "the recorder in another, nats-server and ClickHouse on the same cores; from the first tick " +
    `to the last row. Before it, alone for ${rawSeconds} s each: the same ticks appended to INPUT, ` +
    "and the same rows inserted from memory",
  loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  rawStreamTicksPerSecond,
  rawInsertTicksPerSecond,
  ...result,
};
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}throughput.json`, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify({ ...report, samples: undefined }));
process.exit(0);
