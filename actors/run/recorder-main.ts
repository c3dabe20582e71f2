// The recorder process: every stream into ClickHouse.
import { Deferred, Effect } from "effect";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { recordInstruments } from "../../infra/clickhouse/record-instruments.ts";
import { readEndpoints } from "../../infra/local/endpoints.ts";
import { instrumentsVersion, readInstruments } from "../../infra/local/instruments-file.ts";
import type { ProcessStatus } from "../../streams/status.ts";
import { allStreams } from "../../streams/subjects.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { nowUs } from "./clock.ts";
import {
  aborted,
  dataDir,
  runProcess,
  sayReady,
  sayStatus,
  sayStatusEverySecond,
  stopSignal,
  transportOf,
} from "./process.ts";
import { type RecordedStream, recordStream } from "./recorder.ts";

const startedTimeUs = nowUs();

const statusOf = (
  recorded: readonly RecordedStream[],
  state: ProcessStatus["state"],
): ProcessStatus => ({
  process: "recorder",
  state,
  timeUs: nowUs(),
  startedTimeUs,
  actors: [],
  streams: recorded.map((one) => ({
    name: one.stream,
    role: "reader",
    sequence: one.sequence,
    position: one.position,
    pending: one.waiting,
  })),
  tables: Object.fromEntries(
    recorded.flatMap((one) =>
      Object.values(one.tables).map((table) => [table.definition.table, table.taken])
    ),
  ),
  memoryBytes: process.memoryUsage.rss(),
});

/** Tells the store new instruments when a source brought some. */
const followInstruments = Effect.gen(function* () {
  const store = yield* Store;
  let version = -1;
  while (true) {
    const now = instrumentsVersion(dataDir());
    if (now !== version) yield* recordInstruments(store, readInstruments(dataDir()).all);
    version = now;
    yield* Effect.sleep("1 second");
  }
});

const program = Effect.gen(function* () {
  const stop = stopSignal();
  yield* migrate(yield* Store);
  const transport = yield* Transport;
  yield* transport.ensureStreams(allStreams);
  yield* Effect.forkScoped(followInstruments);
  const recorded: RecordedStream[] = [];
  let state: ProcessStatus["state"] = "running";
  yield* Effect.forkScoped(sayStatusEverySecond(() => statusOf(recorded, state)));
  const opened = yield* Deferred.make<void>();
  const record = Effect.forEach(
    allStreams,
    (stream) =>
      recordStream(stream, aborted(stop), (one) => {
        recorded.push(one);
        if (recorded.length === allStreams.length) Deferred.doneUnsafe(opened, Effect.void);
      }),
    { concurrency: "unbounded", discard: true },
  );
  yield* Effect.forkScoped(Effect.andThen(Deferred.await(opened), sayReady));
  yield* record;
  state = "draining";
  yield* sayStatus(statusOf(recorded, state));
});

const store = () => {
  const { url, users } = readEndpoints(dataDir()).clickhouse;
  return clickHouseStore({ url, ...users.ingest, name: "recorder" });
};

runProcess(
  Effect.scoped(program).pipe(
    Effect.provide(store()),
    Effect.provide(transportOf("recorder")),
  ),
);
