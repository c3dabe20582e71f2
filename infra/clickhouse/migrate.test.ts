// Migrations against a real server: idempotent, refused when edited, and equal to the definitions.
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { allRecords } from "../../streams/records.ts";
import {
  clickHouseStore,
  type Insert,
  Store,
  type StoreShape,
} from "../../streams/transport/clickhouse.ts";
import { startTestServers, type TestServers } from "../local/testing.ts";
import { migrate, migrationOf, migrations } from "./migrate.ts";
import { recordInstruments } from "./record-instruments.ts";

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers({ nats: false });
});
afterAll(() => servers?.stop());

const run = <A>(work: (store: StoreShape) => Effect.Effect<A, unknown>): Promise<A> => {
  const { url, users } = servers.endpoints.clickhouse;
  const layer = clickHouseStore({ url, ...users.ingest, name: "test" });
  return Effect.runPromise(Effect.flatMap(Store, work).pipe(Effect.provide(layer)));
};

const scratch = (name: string, column: string) =>
  migrationOf(
    name,
    `CREATE TABLE IF NOT EXISTS scratch_${column} (x Int8) ENGINE = MergeTree ORDER BY x`,
  );

describe("migrations", () => {
  it("have numbers of their own, one statement each, with a word on why", () => {
    const all = migrations();
    const numbers = all.map((one) => Number(one.name.slice(0, 4)));
    expect(new Set(numbers).size, "no two may have one number").toBe(numbers.length);
    for (const { sql, name } of all) {
      expect(sql, name).toMatch(/^-- \S/);
      expect(sql.replaceAll(/^--.*$|'(?:[^'\\]|\\.|'')*'/gm, "").includes(";"), name).toBe(false);
      expect(sql, `${name} must change nothing when it runs again`).toMatch(/IF (NOT )?EXISTS/);
    }
  });

  it("run side by side, and once", async () => {
    const counts = await run((store) =>
      Effect.all([migrate(store), migrate(store)], { concurrency: 2 })
    );
    expect(Math.max(...counts)).toBe(migrations().length);
    expect(await run((store) => migrate(store))).toBe(0);
  });

  it("are refused when one was edited after it ran, and nothing is changed", async () => {
    const [first, ...others] = migrations();
    const edited = migrationOf(first!.name, first!.sql + "\n-- a thought");
    const all = [edited, ...others, scratch("9999_more.sql", "edited")];
    const error = await run((store) => Effect.flip(migrate(store, all)));
    expect(error).toMatchObject({
      reason: "refused",
      message: 'Migration "0001_quotes.sql" was edited after it ran: write a new one',
    });
    expect(await run((store) => store.query("SHOW TABLES LIKE 'scratch_%'"))).toEqual([]);
  });

  it("are refused by an older version than the one the store was migrated by", async () => {
    const error = await run((store) => Effect.flip(migrate(store, migrations().slice(0, -1))));
    expect(error).toMatchObject({ message: expect.stringContaining("a newer version") });
  });

  it("go on where they were cut off", async () => {
    const all = [...migrations(), scratch("9998_a.sql", "a"), scratch("9999_b.sql", "b")];
    await run((store) => store.command(all.at(-2)!.sql));
    expect(await run((store) => migrate(store, all))).toBe(2);
  });
});

interface TableColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  readonly codec: string;
}

describe("the tables", () => {
  it.each(allRecords.map((definition) => [definition.table, definition] as const))(
    "%s has the columns of its definition",
    async (table, definition) => {
      const sql = `SELECT table, name, type, comment, compression_codec AS codec
        FROM system.columns WHERE database = currentDatabase() AND table = {table:String}
        ORDER BY position`;
      const columns = await run((store) => store.query<TableColumn>(sql, { table }));
      const [recorded, ...rest] = [...columns].reverse();
      expect(recorded).toMatchObject({ name: "recorded_time", type: "DateTime('UTC')" });
      const expected = definition.columns.map(({ name, field }) => {
        const [type, codec = ""] = field.column.split(/ (?=CODEC)/);
        return { table, name, type, comment: field.comment, codec };
      });
      // The server writes out how many bytes wide the differences are.
      const found = rest.reverse().map((one) => ({
        ...one,
        codec: one.codec.replace(/Delta\(\d\)/, "Delta"),
      }));
      expect(found, "write what is missing with `npm run migrations`").toEqual(expected);
    },
  );

  it.each(allRecords.map((definition) => [definition.table, definition] as const))(
    "%s is kept, ordered and cleaned as its definition says",
    async (table, definition) => {
      const sql = `SELECT engine, partition_key, sorting_key, comment, create_table_query AS ddl
        FROM system.tables WHERE database = currentDatabase() AND name = {table:String}`;
      const [found] = await run((store) => store.query<Record<string, string>>(sql, { table }));
      expect(found).toMatchObject({
        engine: "MergeTree",
        partition_key: "toYYYYMM(event_time)",
        sorting_key: definition.orderBy.join(", "),
        comment: definition.comment,
      });
      expect(found!.ddl).toContain(`TTL recorded_time + toIntervalDay(${definition.ttlDays})`);
      expect(found!.ddl).toContain("non_replicated_deduplication_window = 1000");
    },
  );

  it("have a comment on every column, also where they follow from no definition", async () => {
    const sql = `SELECT table, name FROM system.columns WHERE database = currentDatabase()
      AND comment = '' AND table NOT LIKE 'v\\_%' AND table NOT LIKE 'scratch%'
      AND table NOT LIKE '%\\_from\\_%'`;
    expect(await run((store) => store.query(sql))).toEqual([]);
  });
});

const lines = (table: string, rows: readonly object[]): Insert => ({
  table,
  columns: Object.keys(rows[0]!),
  format: "JSONEachRow",
  parts: [new TextEncoder().encode(rows.map((row) => JSON.stringify(row) + "\n").join(""))],
  token: `${table}:${JSON.stringify(rows)}`,
});

describe("the views", () => {
  // 2024-03-01 12:00:00.5 UTC; CUMULUS.sim has ticks of 0.05, ZEPHYR.sim ticks of 0.001 and lots of 10.
  const at = (seconds: number) => 1_709_294_400_500_000 + seconds * 1_000_000;
  const envelope = (position: number, instrument_id: number, seconds: number) => ({
    position,
    output_index: 0,
    instrument_id,
    event_time: at(seconds),
  });
  const trade = (position: number, seconds: number, price_ticks: number, flags = 0) => ({
    ...envelope(position, 4, seconds),
    ingest_time: at(seconds),
    trade_id: position,
    price_ticks,
    quantity_lots: 2,
    aggressor_side: "buy",
    flags,
  });

  it("tell prices and quantities as decimals, and instruments by name", async () => {
    await run((store) =>
      Effect.gen(function* () {
        yield* recordInstruments(store, new InstrumentRegistry().all);
        yield* recordInstruments(store, new InstrumentRegistry().all);
        yield* store.insert(lines("trades", [trade(1, 0, 2003), trade(2, 0, 1999)]));
        yield* store.insert(lines("quotes", [{
          ...envelope(3, 6, 1),
          bid_price_ticks: 12345,
          bid_quantity_lots: 7,
          ask_price_ticks: 12346,
          ask_quantity_lots: 9,
        }]));
        yield* store.insert(lines("fills", [{
          ...envelope(4, 6, 1),
          fill_id: "f1",
          side: "sell",
          last_price_ticks: 12345,
          last_quantity_lots: 3,
          fee_tick_lots: -370,
        }]));
        yield* store.insert(lines("positions", [{
          ...envelope(4, 6, 1),
          quantity_lots: -3,
          realized_tick_lots: 1001,
          fees_tick_lots: 5,
          unrealized_half_tick_lots: -3,
        }]));
      })
    );
    const all = await run((store) =>
      Effect.all({
        trades: store.query("SELECT instrument, price, quantity FROM v_trades ORDER BY position"),
        quotes: store.query("SELECT instrument, bid_price, bid_quantity, ask_price FROM v_quotes"),
        fills: store.query("SELECT instrument, price, quantity, fee, currency FROM v_fills"),
        positions: store.query("SELECT quantity, realized, unrealized, fees FROM v_positions"),
      })
    );
    expect(all).toEqual({
      trades: [
        { instrument: "CUMULUS.sim", price: "100.15", quantity: "2" },
        { instrument: "CUMULUS.sim", price: "99.95", quantity: "2" },
      ],
      quotes: [{
        instrument: "ZEPHYR.sim",
        bid_price: "12.345",
        bid_quantity: "70",
        ask_price: "12.346",
      }],
      fills: [{
        instrument: "ZEPHYR.sim",
        price: "12.345",
        quantity: "30",
        fee: "-3.7",
        currency: "USD",
      }],
      positions: [{ quantity: "-30", realized: "10.01", unrealized: "-0.015", fees: "0.05" }],
    });
  });

  it("keep one-minute bars, whatever order trades come in, without those marked as bad", async () => {
    const bars = () =>
      run((store) =>
        store.query(
          "SELECT * EXCEPT instrument FROM v_bars_1m WHERE instrument = 'CUMULUS.sim' ORDER BY minute",
        )
      );
    const late = lines("trades", [trade(9, 70, 2010), trade(7, 59, 2001), trade(8, 30, 9999, 1)]);
    await run((store) => store.insert(late));
    const expected = [
      {
        minute: "2024-03-01 12:00:00",
        open: "100.15",
        high: "100.15",
        low: "99.95",
        close: "100.05",
      },
      { minute: "2024-03-01 12:01:00", open: "100.5", high: "100.5", low: "100.5", close: "100.5" },
    ];
    expect(await bars()).toEqual([
      { ...expected[0], volume: "6", trades: 3 },
      { ...expected[1], volume: "2", trades: 1 },
    ]);
    await run((store) => store.insert(late));
    expect(await bars()).toMatchObject([{ trades: 3 }, { trades: 1 }]);
  });

  it("repair the bars of a batch that its table got and they did not", async () => {
    const missed = lines("trades", [trade(20, 130, 2020)]);
    const view = migrations().find((one) => one.name.endsWith("_bars_1m_from_trades.sql"))!;
    const count = `SELECT trades FROM v_bars_1m WHERE minute = '2024-03-01 12:02:00'`;
    const seen = await run((store) =>
      Effect.gen(function* () {
        yield* store.command("DROP VIEW bars_1m_from_trades");
        yield* store.insert(missed);
        yield* store.command(view.sql);
        const before = yield* store.query(count);
        yield* store.insert(missed);
        yield* store.insert(missed);
        return [before, yield* store.query(count)];
      })
    );
    expect(seen).toEqual([[], [{ trades: 1 }]]);
  });

  it("list the sessions with the positions that belong to each", async () => {
    const control = (position: number, name: string) => ({
      ...envelope(position, 0, 0),
      control: "sessionStarted",
      ingest_time: at(0),
      name,
      value: "{}",
    });
    await run((store) =>
      store.insert(lines("controls", [control(0, "first"), control(50, "second")]))
    );
    const sql = "SELECT source, first_position, toString(next_position) AS next FROM v_sessions";
    expect(await run((store) => store.query(sql))).toEqual([
      { source: "first", first_position: 0, next: "50" },
      { source: "second", first_position: 50, next: "18446744073709551615" },
    ]);
  });
});
