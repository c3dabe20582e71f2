// The store against a real server: every record there and back, bound parameters, errors, and a killed server.
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { jsonLine, wholeRow } from "../message.ts";
import { allRecords, definitionOf } from "../records.ts";
import type { RecordDefinition } from "../record.ts";
import { type SampleRow, sampleRows } from "../testing/samples.ts";
import { clickHouseStore, type Insert, Store, type StoreShape } from "./clickhouse.ts";
import { recordOf, selectList } from "./stored-rows.ts";

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers({ nats: false });
  await run((store) => migrate(store));
});
afterAll(() => servers?.stop());

const run = <A>(
  work: (store: StoreShape) => Effect.Effect<A, unknown>,
  user: "ingest" | "api" = "ingest",
): Promise<A> => {
  const { url, users } = servers.endpoints.clickhouse;
  const layer = clickHouseStore({ url, ...users[user], name: "test" });
  return Effect.runPromise(Effect.flatMap(Store, work).pipe(Effect.provide(layer)));
};

const encoder = new TextEncoder();
const frameRow = (definition: RecordDefinition, row: object): Uint8Array => {
  const bytes = new Uint8Array(definition.frame!.rowBytes);
  definition.frame!.write(new DataView(bytes.buffer), 0, row as never);
  return bytes;
};
const insertOf = (
  definition: RecordDefinition,
  parts: readonly Uint8Array[],
  token: string,
): Insert => ({
  table: definition.table,
  columns: definition.columns.map((column) => column.name),
  format: definition.frame === undefined ? "JSONEachRow" : "RowBinary",
  parts,
  token,
});
const bytesOf = (definition: RecordDefinition, rows: readonly SampleRow[]) =>
  rows.map((row) =>
    definition.frame === undefined
      ? encoder.encode(jsonLine(definition, row) + "\n")
      : frameRow(definition, row)
  );
/** Rows in a few months, since one insert may not go to hundreds of partitions. */
const generated = (definition: RecordDefinition, count: number, seed: number): SampleRow[] =>
  sampleRows(definition, count, seed).map((row, i) => ({
    ...row,
    position: seed * 1_000_000 + i,
    eventTimeUs: 1_700_000_000_000_000 + (row.eventTimeUs % 10_000_000_000_000),
  }));
const readBack = (store: StoreShape, definition: RecordDefinition, seed: number) =>
  store.query<object>(
    `SELECT ${selectList(definition)} FROM ${definition.table} AS source
     WHERE source.position >= {from:UInt64} AND source.position < {to:UInt64}
     ORDER BY source.position`,
    { from: seed * 1_000_000, to: (seed + 1) * 1_000_000 },
  );

describe.each(allRecords.map((definition) => ({ tag: definition.tag, definition })))(
  "generated rows of $tag",
  ({ definition }) => {
    it("come out of ClickHouse as they went in", async () => {
      const rows = generated(definition, 300, 1);
      const found = await run((store) =>
        Effect.gen(function* () {
          yield* store.insert(insertOf(definition, bytesOf(definition, rows), "there"));
          return yield* readBack(store, definition, 1);
        })
      );
      expect(found.map((row) => recordOf(definition, row))).toEqual(rows);
    });

    it("are stored once, however often they are inserted", async () => {
      const rows = generated(definition, 10, 2);
      const insert = insertOf(definition, bytesOf(definition, rows), "once");
      const found = await run((store) =>
        Effect.gen(function* () {
          for (let i = 0; i < 3; i++) yield* store.insert(insert);
          return yield* readBack(store, definition, 2);
        })
      );
      expect(found.length).toBe(10);
    });

    it("of an older version have defaults for what came later", async () => {
      const [row] = generated(definition, 1, 3);
      const known = definition.columns.slice(0, 5);
      const older = definition.frame === undefined
        ? encoder.encode(
          JSON.stringify(
            Object.fromEntries(
              Object.entries(JSON.parse(jsonLine(definition, row!)) as object).slice(0, 5),
            ),
          ) + "\n",
        )
        : wholeRow(
          definition.frame,
          frameRow(definition, row!).subarray(
            0,
            definition.frame.offsets[definition.columns[5]!.key],
          ),
        );
      const [found] = await run((store) =>
        Effect.gen(function* () {
          yield* store.insert(insertOf(definition, [older, ...bytesOf(definition, [])], "older"));
          return yield* readBack(store, definition, 3);
        })
      );
      const record = recordOf(definition, found!) as unknown as Record<string, unknown>;
      for (const { key } of known) expect(record[key]).toEqual(row![key]);
    });
  },
);

describe("a query", () => {
  it("binds its parameters, whatever they hold", async () => {
    const words = "'; DROP TABLE quotes; -- \\ \n 😀";
    const sql =
      "SELECT {w:String} AS w, {n:Int64} AS n, {l:Array(UInt32)} AS l, {s:Array(String)} AS s";
    const rows = await run((store) =>
      store.query(sql, { w: words, n: -9007199254740991, l: [1, 2], s: ["a'b", "\\"] })
    );
    expect(rows).toEqual([{ w: words, n: -9007199254740991, l: [1, 2], s: ["a'b", "\\"] }]);
  });

  it("gives integers as numbers and decimals as text", async () => {
    const sql = "SELECT toUInt64(9007199254740991) AS u, toDecimal64('0.10', 2) AS d, count() AS n";
    expect(await run((store) => store.query(sql))).toEqual([
      { u: 9007199254740991, d: "0.1", n: 1 },
    ]);
  });

  it("carries the id it was given", async () => {
    const sql = "SELECT queryID() AS id";
    expect(await run((store) => store.query(sql, {}, { queryId: "request-17" }))).toEqual([
      { id: "request-17" },
    ]);
  });
});

describe("a failure", () => {
  it.each([
    ["SELECT * FROM nowhere", 60, "nowhere"],
    ["SELEKT 1", 62, "Syntax error"],
    ["SELECT throwIf(1, 'on purpose')", 395, "on purpose"],
  ])("of %j is refused with the store's words", async (sql, code, words) => {
    const error = await run((store) => Effect.flip(store.query(sql)));
    expect(error).toMatchObject({ _tag: "StoreError", reason: "refused", code });
    expect(error.message).toContain(words);
  });

  it("of an insert that the store cannot read is refused at once, and nothing is stored", async () => {
    const definition = definitionOf("control");
    const bad = insertOf(definition, [encoder.encode('{"position": "x"}\n')], "bad");
    const error = await run((store) => Effect.flip(store.insert(bad)));
    expect(error).toMatchObject({ reason: "refused" });
  });

  it("of an insert over hundreds of months is refused, although its code may pass elsewhere", async () => {
    const definition = definitionOf("bar");
    const rows = generated(definition, 300, 9).map((row, i) => ({
      ...row,
      eventTimeUs: i * 40 * 86_400_000_000,
    }));
    const insert = insertOf(definition, bytesOf(definition, rows), "months");
    const error = await run((store) => Effect.flip(store.insert(insert)));
    expect(error).toMatchObject({ reason: "refused", code: 252 });
  });

  it("of a reader who writes is refused", async () => {
    const insert = insertOf(definitionOf("bar"), [], "none");
    expect(await run((store) => Effect.flip(store.insert(insert)), "api")).toMatchObject({
      reason: "refused",
    });
  });

  it("of a store that is away says so", async () => {
    const layer = clickHouseStore({
      url: "http://127.0.0.1:1",
      user: "a",
      password: "b",
      name: "test",
    });
    const error = await Effect.runPromise(
      Store.use((store) => Effect.flip(store.query("SELECT 1"))).pipe(Effect.provide(layer)),
    );
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("by kill -9 is outlived by inserts, each row once", async () => {
    const definition = definitionOf("quote");
    const counts = await run((store) =>
      Effect.gen(function* () {
        let tries = 0;
        for (let i = 0; i < 30; i++) {
          const rows = generated(definition, 100, 10).map((row, j) => ({
            ...row,
            position: 10_000_000 + i * 100 + j,
          }));
          if (i % 10 === 5) servers.killClickHouse();
          tries += yield* store.insert(insertOf(definition, bytesOf(definition, rows), `k${i}`));
        }
        return { tries, stored: (yield* readBack(store, definition, 10)).length };
      })
    );
    expect(counts.stored).toBe(3000);
    expect(counts.tries).toBeGreaterThan(30);
    expect(servers.restarts().clickhouse).toBe(3);
  });
});
