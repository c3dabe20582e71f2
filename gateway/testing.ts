// A gateway over real servers for tests: records go through the stream writers and into the tables, answers come by HTTP.
import { Effect, Exit, Layer, Scope } from "effect";
import { migrate } from "../infra/clickhouse/migrate.ts";
import { recordInstruments } from "../infra/clickhouse/record-instruments.ts";
import type { Endpoints } from "../infra/local/endpoints.ts";
import { startTestServers, type TestServers } from "../infra/local/testing.ts";
import { InstrumentRegistry } from "../streams/instruments.ts";
import { FrameWriter, jsonLine, runHeaderBytes } from "../streams/message.ts";
import type { RecordDefinition } from "../streams/record.ts";
import { type AnyRecord, definitionOf } from "../streams/records.ts";
import { allStreams, type StreamName, streamOf } from "../streams/subjects.ts";
import type { ProcessStatus } from "../streams/status.ts";
import { clickHouseStore, Store, type StoreShape } from "../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../streams/transport/jetstream.ts";
import { Transport, type TransportShape } from "../streams/transport/transport.ts";
import type { AccessMode } from "./access/access.ts";
import type { VerifyToken } from "./access/tokens.ts";
import { openGateway } from "./gateway.ts";
import type { Hub } from "./hub.ts";
import type { LiveOrders } from "./live-orders.ts";
import type { Recent } from "./recent.ts";

/** A gateway that serves, and what a test does to the system behind it. */
export interface TestGateway {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  readonly servers: TestServers;
  readonly hub: Hub;
  /** What it answers with out of memory. */
  readonly memory: { readonly recent: Recent; readonly orders: LiveOrders };
  /** Asks the store as the gateway does. */
  readonly asStore: <A, E>(ask: (store: StoreShape) => Effect.Effect<A, E>) => Promise<A>;
  /** Appends records to their streams and waits until they are durable. */
  readonly write: (records: readonly AnyRecord[]) => Promise<void>;
  /** Says how a process does. */
  readonly say: (status: ProcessStatus) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const as = (endpoints: Endpoints, user: "core" | "recorder" | "gateway") =>
  jetStreamTransport({ url: endpoints.nats.url, ...endpoints.nats.users[user], name: user });
const storeAs = (endpoints: Endpoints, user: "ingest" | "api") =>
  clickHouseStore({
    url: endpoints.clickhouse.url,
    ...endpoints.clickhouse.users[user],
    name: user,
  });

/** Appends records to their streams, in order. */
const append = Effect.fnUntraced(function* (records: readonly AnyRecord[]) {
  const transport = yield* Transport;
  for (const stream of new Set(records.map((record) => streamOf(record._tag).name))) {
    const writer = yield* transport.openWriter(stream as StreamName);
    for (const record of records) {
      if (streamOf(record._tag).name === stream) writer.append(record);
    }
    yield* writer.flush;
  }
}, Effect.scoped);

/** Puts records into their tables, encoded as they travel. */
const record = Effect.fnUntraced(function* (records: readonly AnyRecord[]) {
  const store = yield* Store;
  yield* migrate(store);
  yield* recordInstruments(store, new InstrumentRegistry().all);
  for (const tag of new Set(records.map((one) => one._tag))) {
    const definition = definitionOf(tag);
    const rows = records.filter((one) => one._tag === tag);
    yield* store.insert({
      table: definition.table,
      columns: definition.columns.map((column) => column.name),
      format: definition.frame === undefined ? "JSONEachRow" : "RowBinary",
      parts: [encoded(definition, rows)],
      token: `story:${tag}`,
    });
  }
});

const encoded = (definition: RecordDefinition, rows: readonly AnyRecord[]): Uint8Array => {
  if (definition.frame === undefined) {
    return new TextEncoder().encode(rows.map((row) => jsonLine(definition, row)).join("\n"));
  }
  const writer = new FrameWriter();
  for (const row of rows) writer.append(definition, row);
  return writer.take().subarray(runHeaderBytes);
};

/** How a test gateway lets in; everyone of this machine where nothing is said. */
export interface TestGatewayOptions {
  readonly access: AccessMode;
  readonly tokens?: VerifyToken;
  /** Records that lie in the store and no longer in the streams. */
  readonly older?: readonly AnyRecord[];
}

/** Does something with the transport of the core of a test gateway. */
export const runAsCore = (
  { servers: { endpoints } }: TestGateway,
  run: (transport: TransportShape) => Promise<void>,
): Promise<void> =>
  Effect.runPromise(
    Effect.flatMap(Transport, (transport) => Effect.promise(() => run(transport))).pipe(
      Effect.provide(as(endpoints, "core")),
    ),
  );

/** Starts servers, records `past`, and serves. */
export const startTestGateway = async (
  past: readonly AnyRecord[],
  { older = [], ...options }: TestGatewayOptions = { access: "local" },
): Promise<TestGateway> => {
  const servers = await startTestServers();
  const { endpoints, dataDir } = servers;
  const scope = await Effect.runPromise(Scope.make());
  const stop = async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void));
    await servers.stop();
  };
  const start = Effect.gen(function* () {
    const core = yield* Layer.build(as(endpoints, "core"));
    const recorder = yield* Layer.build(as(endpoints, "recorder"));
    yield* Effect.flatMap(Transport, (one) => one.ensureStreams(allStreams)).pipe(
      Effect.provide(core),
    );
    yield* append(past).pipe(Effect.provide(core));
    yield* record([...older, ...past]).pipe(Effect.provide(storeAs(endpoints, "ingest")));
    const own = yield* Layer.build(
      Layer.merge(as(endpoints, "gateway"), storeAs(endpoints, "api")),
    );
    const gateway = yield* openGateway({ ...options, dataDir, host: "127.0.0.1", port: 0 }).pipe(
      Effect.provide(own),
    );
    return { core, recorder, own, ...gateway };
  });
  const { core, recorder, own, port, hub, recent, orders } = await Effect.runPromise(
    Scope.provide(start, scope),
  ).catch(async (cause) => {
    await stop();
    throw cause;
  });
  const run = <E>(effect: Effect.Effect<void, E, Transport>) =>
    Effect.runPromise(effect.pipe(Effect.provide(core)));
  return {
    url: `http://127.0.0.1:${port}`,
    servers,
    hub,
    memory: { recent, orders },
    asStore: (ask) => Effect.runPromise(Effect.flatMap(Store, ask).pipe(Effect.provide(own))),
    write: (records) => run(append(records)),
    // Nobody may speak for another process.
    say: (status) =>
      Effect.runPromise(
        Effect.flatMap(Transport, (one) => one.publishStatus(status)).pipe(
          Effect.provide(status.process === "recorder" ? recorder : core),
        ),
      ),
    stop,
  };
};
