// The store: queries with bound parameters, and inserts of bytes that are ready to insert.
import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { Context, Data, Effect, Layer, Schedule } from "effect";
import { storeRetries, storeRetryMs } from "./limits.ts";

/** The store failed. `unreachable` may pass by itself; `refused` is the store's own word and does not. */
export class StoreError extends Data.TaggedError("StoreError")<{
  readonly reason: "unreachable" | "refused";
  readonly message: string;
  readonly cause?: unknown;
}> {}

/** Rows to insert, encoded. */
export interface Insert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly format: "RowBinary" | "JSONEachRow";
  readonly parts: readonly Uint8Array[];
  /** The same token for the same rows: a second insert with it changes nothing. */
  readonly token: string;
}

/** The values a query binds. */
export type Parameters = Readonly<Record<string, string | number | boolean | readonly number[]>>;

/** A store. */
export interface StoreShape {
  /** The rows of a query; `{name:Type}` in it is bound to a parameter. */
  readonly query: <Row>(sql: string, parameters?: Parameters) => Effect.Effect<Row[], StoreError>;
  /** Runs a statement that gives no rows. */
  readonly command: (sql: string) => Effect.Effect<void, StoreError>;
  /** Inserts rows, trying again with the same token while the store is out of reach. */
  readonly insert: (insert: Insert) => Effect.Effect<void, StoreError>;
}

/** Where the store is, and as whom. */
export interface StoreOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly name: string;
}

/** The store of this process. */
export class Store extends Context.Service<Store, StoreShape>()("contrail/Store") {}

/** The store over HTTP. The scope of the layer closes its connections. */
export const clickHouseStore = (options: StoreOptions): Layer.Layer<Store> =>
  Layer.effect(
    Store,
    Effect.acquireRelease(
      Effect.sync(() =>
        createClient({
          url: options.url,
          username: options.user,
          password: options.password,
          application: options.name,
          // Failures are told once, by whoever handles them.
          log: { level: ClickHouseLogLevel.OFF },
          request_timeout: 60_000,
          max_open_connections: 8,
          clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
        })
      ),
      (client) => Effect.promise(() => client.close()),
    ).pipe(Effect.map(storeOver)),
  );

const storeOver = (client: ClickHouseClient): StoreShape => ({
  query: <Row>(sql: string, parameters: Parameters = {}) =>
    attempt(async () => {
      const answer = await client.query({
        query: sql,
        format: "JSONEachRow",
        query_params: parameters,
      });
      return await answer.json<Row>() as Row[];
    }),
  command: (sql) => attempt(() => client.command({ query: sql })).pipe(Effect.asVoid),
  insert: (insert) =>
    attempt(() => insertParts(client, insert)).pipe(Effect.retry(whileUnreachable)),
});

const whileUnreachable = {
  schedule: Schedule.min([
    Schedule.exponential(storeRetryMs.first),
    Schedule.spaced(storeRetryMs.longest),
  ]).pipe(Schedule.jittered, Schedule.upTo({ times: storeRetries })),
  while: (error: StoreError) => error.reason === "unreachable",
};

const insertParts = async (client: ClickHouseClient, insert: Insert): Promise<void> => {
  const { stream } = await client.exec({
    query: `INSERT INTO ${insert.table} (${insert.columns.join(", ")}) FORMAT ${insert.format}`,
    values: Readable.from(insert.parts),
    clickhouse_settings: {
      insert_deduplication_token: insert.token,
      deduplicate_blocks_in_dependent_materialized_views: 1,
      // Integers of microseconds, in both formats.
      input_format_json_read_numbers_as_strings: 0,
    },
  });
  for await (const part of stream) void part;
};

const attempt = <A>(run: () => Promise<A>): Effect.Effect<A, StoreError> =>
  Effect.tryPromise({
    try: run,
    catch: (cause) => {
      const { code, message } = cause as { readonly code?: string; readonly message?: string };
      // A number is ClickHouse's own error code; 241 and 252 (memory, too many parts) pass by themselves.
      const refused = /^\d+$/.test(code ?? "") && code !== "241" && code !== "252";
      return new StoreError({
        reason: refused ? "refused" : "unreachable",
        message: message ?? String(cause),
        cause,
      });
    },
  });
