// The store: queries with bound parameters, and inserts of bytes that are ready to insert.
import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { Context, Effect, Layer, Schedule } from "effect";
import { storeConnections, storeRequestMs, storeRetries, storeRetryMs } from "./limits.ts";
import { StoreError, storeError } from "./store-error.ts";

export { StoreError };

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
export type Parameters = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[]>
>;

/** What else a query is told. */
export interface QueryOptions {
  /** Names the query in the store's log, and to whoever wants to end it. */
  readonly queryId?: string;
}

/** A store. */
export interface StoreShape {
  /**
   * The rows of a query; `{name:Type}` in it is bound to a parameter. 64-bit integers come as numbers
   * (ours are safe integers; of sums take `toString`), decimals as strings, times as text.
   */
  readonly query: <Row>(
    sql: string,
    parameters?: Parameters,
    options?: QueryOptions,
  ) => Effect.Effect<Row[], StoreError>;
  /**
   * The bytes of a query that ends with its `FORMAT`, as they come. The store has all of them before the
   * first one leaves, so that an error is an error and not the end of a file.
   */
  readonly bytes: (sql: string, parameters?: Parameters) => Effect.Effect<Readable, StoreError>;
  /** Runs a statement that gives no rows. */
  readonly command: (sql: string, parameters?: Parameters) => Effect.Effect<void, StoreError>;
  /**
   * Inserts rows, trying again with the same token while the store is out of reach or busy. Tells how
   * many tries it took: after more than one, an earlier one may have been stored too.
   */
  readonly insert: (insert: Insert) => Effect.Effect<number, StoreError>;
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
      Effect.sync(() => connect(options)),
      (client) => Effect.promise(() => client.close()),
    ).pipe(Effect.map(storeOver)),
  );

/** Tries again, under a bounded schedule, while the store is out of reach or busy. */
export const patiently = <A>(effect: Effect.Effect<A, StoreError>): Effect.Effect<A, StoreError> =>
  Effect.retry(effect, { schedule: patience, while: (error) => error.passes });

const patience = Schedule.min([
  Schedule.exponential(storeRetryMs.first),
  Schedule.spaced(storeRetryMs.longest),
]).pipe(Schedule.jittered, Schedule.upTo({ times: storeRetries }));

const connect = (options: StoreOptions): ClickHouseClient =>
  createClient({
    url: options.url,
    username: options.user,
    password: options.password,
    application: options.name,
    // Failures are told once, by whoever handles them.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: storeRequestMs,
    max_open_connections: storeConnections,
    clickhouse_settings: {
      output_format_json_quote_64bit_integers: 0,
      output_format_json_quote_decimals: 1,
    },
  });

const storeOver = (client: ClickHouseClient): StoreShape => ({
  query: <Row>(sql: string, parameters: Parameters = {}, options: QueryOptions = {}) =>
    attempt(async (signal) => {
      // What nobody waits for any more is not to keep a connection from those who do.
      const answer = await client.query({
        query: sql,
        format: "JSONEachRow",
        query_params: parameters,
        abort_signal: signal,
        ...(options.queryId === undefined ? {} : { query_id: options.queryId }),
      });
      return await answer.json<Row>() as Row[];
    }),
  bytes: (sql, parameters = {}) =>
    attempt(async () => {
      const settings = { wait_end_of_query: 1 as const };
      const asked = { query: sql, query_params: parameters, clickhouse_settings: settings };
      return (await client.exec(asked)).stream as Readable;
    }),
  command: (sql, parameters = {}) =>
    attempt(() => client.command({ query: sql, query_params: parameters })).pipe(Effect.asVoid),
  insert: (insert) =>
    Effect.suspend(() => {
      let tries = 0;
      return patiently(attempt(() => {
        tries++;
        return insertParts(client, insert);
      })).pipe(Effect.map(() => tries));
    }),
});

const insertParts = async (client: ClickHouseClient, insert: Insert): Promise<void> => {
  const { stream } = await client.exec({
    query: `INSERT INTO ${insert.table} (${insert.columns.join(", ")}) FORMAT ${insert.format}`,
    values: Readable.from(insert.parts),
    clickhouse_settings: {
      insert_deduplication_token: insert.token,
      // The same token repairs a view that missed the batch when its table did not.
      deduplicate_blocks_in_dependent_materialized_views: 1,
      async_insert: 0,
    },
  });
  for await (const part of stream) void part;
};

const attempt = <A>(run: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, StoreError> =>
  Effect.tryPromise({ try: run, catch: storeError });
