// Rows of the store as records: the columns of a definition, and a newest-first page of any table.
import { Effect } from "effect";
import { type AnyRecord, definitionOf, type Tag } from "../streams/records.ts";
import type { Parameters, StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import { recordOf, selectList } from "../streams/transport/stored-rows.ts";
import type { Recent, RecentTag } from "./recent.ts";

/** Microseconds that event times of one position may differ: venues step back a little. */
const aroundUs = 60_000_000;

/** A row as the store gives it. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** A row of the store as a record. */
export const recordFrom = <T extends Tag>(
  tag: T,
  row: StoredRow,
): Extract<AnyRecord, { readonly _tag: T }> =>
  recordOf(definitionOf(tag), row) as Extract<AnyRecord, { readonly _tag: T }>;

/** Which rows of a table. Without a value a filter lets everything through. */
export interface RowFilter {
  readonly limit: number;
  /** Only rows before this one: the last of the page before. */
  readonly before?: { readonly position: number; readonly outputIndex: number } | undefined;
  readonly instrumentId?: number | undefined;
  /** Only rows of about this event time: what the tables are sorted by, so that little is read. */
  readonly aroundUs?: number | undefined;
  /** Only what somebody may see, of tables with accounts and strategies. */
  readonly owner?: Owner | undefined;
  /** Equal values of further columns. */
  readonly equal?: Readonly<Record<string, string | number>>;
}

/** The accounts and strategies that somebody may see; every one where a list is empty. */
export interface Owner {
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
}

/** Everybody's. */
export const everybody: Owner = { accounts: [], strategies: [] };

/** The newest rows of a table, newest first. */
export const newestRecords = <T extends Tag>(
  store: StoreShape,
  tag: T,
  filter: RowFilter,
): Effect.Effect<Extract<AnyRecord, { readonly _tag: T }>[], StoreError> => {
  const definition = definitionOf(tag);
  const conditions = ["1"];
  const parameters: Record<string, string | number | readonly string[]> = { limit: filter.limit };
  if (filter.before !== undefined) {
    conditions.push("(t.position, t.output_index) < ({position:UInt64}, {index:UInt16})");
    parameters["position"] = filter.before.position;
    parameters["index"] = filter.before.outputIndex;
  }
  if (filter.instrumentId !== undefined) {
    conditions.push("t.instrument_id = {instrument:UInt32}");
    parameters["instrument"] = filter.instrumentId;
  }
  if (filter.aroundUs !== undefined) {
    conditions.push(
      "t.event_time BETWEEN fromUnixTimestamp64Micro({from:Int64}) " +
        "AND fromUnixTimestamp64Micro({to:Int64})",
    );
    parameters["from"] = filter.aroundUs - aroundUs;
    parameters["to"] = filter.aroundUs + aroundUs;
  }
  for (const [column, values] of Object.entries(ownersOf(filter.owner))) {
    conditions.push(`t.${column} IN {owned_${column}:Array(String)}`);
    parameters[`owned_${column}`] = values;
  }
  for (const [column, value] of Object.entries(filter.equal ?? {})) {
    conditions.push(`t.${column} = {${column}:${typeof value === "number" ? "UInt64" : "String"}}`);
    parameters[column] = value;
  }
  const sql =
    `SELECT ${selectList(definition, "t")} FROM ${definition.table} AS t WHERE ${
      conditions.join(" AND ")
    } ` +
    "ORDER BY t.position DESC, t.output_index DESC LIMIT {limit:UInt32}";
  return store.query<Record<string, unknown>>(sql, parameters as Parameters).pipe(
    Effect.map((rows) => rows.map((row) => recordFrom(tag, row))),
  );
};

/** The newest rows of a table, newest first: out of memory, where it knows them all. */
export const recentRows = <T extends RecentTag>(
  { recent, store }: { readonly recent: Recent; readonly store: StoreShape },
  tag: T,
  filter: RowFilter,
): Effect.Effect<readonly Extract<AnyRecord, { readonly _tag: T }>[], StoreError> => {
  const known = recent.newest(tag, filter);
  return known === undefined ? newestRecords(store, tag, filter) : Effect.succeed(known);
};

/** The lists that hold somebody back, by column. */
const ownersOf = (
  { accounts, strategies }: Owner = everybody,
): Readonly<Record<string, readonly string[]>> => ({
  ...(accounts.length === 0 ? {} : { account: accounts }),
  ...(strategies.length === 0 ? {} : { strategy: strategies }),
});
