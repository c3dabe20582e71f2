// For tests that ask the store: its statements as promises, and records into their tables.
import { Effect } from "effect";
import { FrameWriter, jsonLine, runHeaderBytes } from "../../streams/message.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../streams/records.ts";
import {
  clickHouseStore,
  type Insert,
  type Parameters,
  Store,
  type StoreShape,
} from "../../streams/transport/clickhouse.ts";
import type { TestServers } from "../local/testing.ts";

/** A store whose effects run at once. */
export interface TestStore {
  readonly run: <A>(work: (store: StoreShape) => Effect.Effect<A, unknown>) => Promise<A>;
  readonly query: <Row>(sql: string, parameters?: Parameters) => Promise<Row[]>;
  /** Puts records into their tables, a batch for each kind and once for one token. */
  readonly record: (records: readonly AnyRecord[], token: string) => Promise<void>;
}

/** The store of test servers, as its user `ingest`. */
export const testStore = (servers: TestServers): TestStore => {
  const { url, users } = servers.endpoints.clickhouse;
  const layer = clickHouseStore({ url, ...users.ingest, name: "test" });
  const run: TestStore["run"] = (work) =>
    Effect.runPromise(Effect.flatMap(Store, work).pipe(Effect.provide(layer)));
  return {
    run,
    query: (sql, parameters) => run((store) => store.query(sql, parameters)),
    record: (records, token) =>
      run((store) =>
        Effect.forEach(
          Map.groupBy(records, (record) => record._tag),
          ([tag, rows]) => store.insert(insertOf(tag, rows, `${token}:${tag}`)),
          { discard: true },
        )
      ),
  };
};

const insertOf = (tag: Tag, rows: readonly AnyRecord[], token: string): Insert => {
  const definition = definitionOf(tag);
  const isFrame = definition.frame !== undefined;
  return {
    table: definition.table,
    columns: definition.columns.map(({ name }) => name),
    format: isFrame ? "RowBinary" : "JSONEachRow",
    parts: [isFrame ? framed(definition, rows) : lines(definition, rows)],
    token,
  };
};

type Definition = ReturnType<typeof definitionOf>;

const framed = (definition: Definition, rows: readonly AnyRecord[]): Uint8Array => {
  const writer = new FrameWriter();
  for (const row of rows) writer.append(definition, row);
  return writer.take().subarray(runHeaderBytes);
};

const lines = (definition: Definition, rows: readonly AnyRecord[]): Uint8Array =>
  new TextEncoder().encode(rows.map((row) => `${jsonLine(definition, row)}\n`).join(""));
