// Exports: any range of any table as Parquet or CSV, streamed out of the store, within bounds and one's own.
import { Readable } from "node:stream";
import { Effect, Schema } from "effect";
import { allRecords, type AnyRecord, type Tag } from "../streams/records.ts";
import { allows, ownsAll, type Principal, type Scope } from "./access/principal.ts";
import { Raw } from "./answer.ts";
import { exportRows, exportsAtOnce, exportSeconds } from "./limits.ts";
import { instrumentIdOf, type Parameter, symbol, timeOf } from "./parameters.ts";
import { ProblemError } from "./problems.ts";
import { type Route, route } from "./route.ts";

const marketTables = new Set<Tag>([
  ...["quote", "trade", "bookDelta", "bookSnapshot", "bar", "featureVector", "prediction"] as const,
]);
const adminTables = new Set<Tag>(["audit"]);

/** The scope that a table needs. */
const scopeOfTable = (tag: Tag): Scope =>
  marketTables.has(tag) ? "read:market" : adminTables.has(tag) ? "admin" : "read:account";

const tables = new Map(allRecords.map((one) => [one.table, one]));
const formats = {
  parquet: { format: "Parquet", type: "application/vnd.apache.parquet" },
  csv: { format: "CSVWithNames", type: "text/csv; charset=utf-8" },
} as const;

const limit: Parameter<number> = {
  description: `Rows at most; ${exportRows} unless told otherwise`,
  expected: `a whole number from 1 to ${exportRows}`,
  schema: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: exportRows })),
  from: (text) => /^\d{1,9}$/.test(text) ? Number(text) : text,
  otherwise: { value: exportRows },
};
const format: Parameter<"parquet" | "csv"> = {
  description: "parquet, unless told otherwise, or csv",
  expected: "parquet or csv",
  schema: Schema.Literals(["parquet", "csv"]),
  from: (text) => text,
  otherwise: { value: "parquet" },
};

/** Exports that are under way. */
let running = 0;

const tableOf = (name: string, principal: Principal) => {
  const definition = tables.get(name);
  const missing = new ProblemError("notFound", `There is no table "${name.slice(0, 40)}"`, [
    { path: "id", message: `is no table: there are ${[...tables.keys()].join(", ")}` },
  ]);
  if (definition === undefined) return Effect.fail(missing);
  const scope = scopeOfTable(definition.tag as AnyRecord["_tag"]);
  if (!allows(principal, scope)) {
    return Effect.fail(new ProblemError("forbidden", `${name} needs the scope ${scope}`));
  }
  const owned = definition.columns.some((column) => column.name === "account");
  if (scope !== "read:market" && !owned && !ownsAll(principal)) {
    return Effect.fail(new ProblemError("forbidden", `${name} holds what is not only yours`));
  }
  return Effect.succeed(definition);
};

/** The route of exports. */
export const exportRoutes: readonly Route[] = [
  route({
    path: "/v1/export/{id}",
    rate: "heavy",
    scope: "open",
    summary: "Rows of a table as a file, oldest first; the scope is that of what the table holds",
    parameters: {
      format,
      symbol,
      from: timeOf("From this event time on"),
      to: timeOf("Before this event time"),
      limit,
    },
    content: Object.values(formats).map(({ type }) => type.split(";")[0]!),
    answer: Schema.String as never,
    respond: Effect.fnUntraced(function* ({ store, presenter, principal }, query, table) {
      const definition = yield* tableOf(table, principal);
      const instrument = instrumentIdOf(query.symbol, presenter.instruments);
      const names = definition.columns.map((column) => column.name);
      const conditions = ["1"];
      const parameters: Record<string, string | number | readonly string[]> = {
        limit: query.limit,
      };
      if (instrument !== undefined) {
        conditions.push("instrument_id = {instrument:UInt32}");
        parameters["instrument"] = instrument;
      }
      for (const [name, sign] of [["from", ">="], ["to", "<"]] as const) {
        const time = query[name];
        if (time === undefined) continue;
        conditions.push(`event_time ${sign} fromUnixTimestamp64Micro({${name}:Int64})`);
        parameters[name] = Date.parse(time) * 1000;
      }
      for (
        const [name, values] of [
          ["account", principal.accounts],
          ["strategy", principal.strategies],
        ] as const
      ) {
        if (values.length === 0 || !names.includes(name)) continue;
        conditions.push(`${name} IN {owned_${name}:Array(String)}`);
        parameters[`owned_${name}`] = values;
      }
      if (running >= exportsAtOnce) {
        return yield* Effect.fail(
          new ProblemError("tooMany", `${exportsAtOnce} exports are running already`),
        );
      }
      running++;
      const { type, format: written } = formats[query.format];
      const bytes = yield* store.bytes(
        `SELECT ${names.join(", ")} FROM ${definition.table} WHERE ${conditions.join(" AND ")} ` +
          `ORDER BY position, output_index LIMIT {limit:UInt32} ` +
          `SETTINGS max_execution_time = ${exportSeconds} FORMAT ${written}`,
        parameters,
      ).pipe(Effect.onError(() => Effect.sync(() => running--)));
      bytes.once("close", () => running--);
      return new Raw(Readable.toWeb(bytes) as ReadableStream<Uint8Array>, {
        "content-type": type,
        "content-disposition": `attachment; filename="${table}.${query.format}"`,
      });
    }),
  }),
];
