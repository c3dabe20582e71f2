// The recorder process: every stream into ClickHouse.
import { Deferred, Effect } from "effect";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { recordInstruments } from "../../infra/clickhouse/record-instruments.ts";
import { readEndpoints } from "../../infra/local/endpoints.ts";
import { instrumentsVersion, readInstruments } from "../../infra/local/instruments-file.ts";
import { allStreams } from "../../streams/subjects.ts";
import { clickHouseStore, patiently, Store } from "../../streams/transport/clickhouse.ts";
import { Transport } from "../../streams/transport/transport.ts";
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
import { recorderStatus } from "./recorder-status.ts";
import type { RecordedStream } from "./recorded-stream.ts";
import { recordStream } from "./recorder.ts";

/** Tells the store new instruments when a source brought some. Never ends. */
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
  yield* patiently(migrate(yield* Store));
  const transport = yield* Transport;
  yield* transport.ensureStreams(allStreams);
  const recorded: RecordedStream[] = [];
  const status = recorderStatus(recorded);
  const state = () => stop.aborted ? "draining" : "running";
  yield* Effect.forkScoped(sayStatusEverySecond(() => status(state())));
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
  yield* Effect.raceFirst(record, followInstruments);
  yield* sayStatus(status(state()));
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
