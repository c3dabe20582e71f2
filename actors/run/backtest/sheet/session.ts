// The tear sheet of what was traded on paper or live: out of the orders and fills that the store keeps.
import { createHash } from "node:crypto";
import { Effect } from "effect";
import { InstrumentRegistry } from "../../../../streams/instruments.ts";
import type { Fill, OrderCommand, OrderEvent } from "../../../../streams/orders.ts";
import type { BookSnapshot } from "../../../../streams/market.ts";
import { definitionOf } from "../../../../streams/records.ts";
import type { StoreError, StoreShape } from "../../../../streams/transport/clickhouse.ts";
import { recordOf, selectList } from "../../../../streams/transport/stored-rows.ts";
import { ActorLedger } from "../actor-ledger.ts";
import { figuresOf } from "../job.ts";
import { unitValue } from "../money.ts";
import { sessionMids, sessionRecords } from "../limits.ts";
import type { Sheet } from "./page.ts";

/** Whose trading, and when. */
export interface SessionAsked {
  readonly account: string;
  /** All of the account where it is not told. */
  readonly strategy?: string;
  /** Event time in microseconds, from the first to before the last. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly capital: number;
  readonly registry: InstrumentRegistry;
}

/** There is nothing to tell of, or more than one page tells; the message says which. */
export class NoSession extends Error {
  override readonly name = "NoSession";
}

type Told = OrderCommand | OrderEvent | Fill | BookSnapshot;

/** Reads it. Fails with `NoSession` where nothing was traded. */
export const sessionSheet = (
  store: StoreShape,
  asked: SessionAsked,
): Effect.Effect<Sheet, StoreError | NoSession> =>
  Effect.gen(function* () {
    const { account, strategy, registry, capital } = asked;
    const traded = yield* Effect.forEach(
      ["orderCommand", "orderEvent", "fill"] as const,
      (tag) => tradingOf(store, tag, asked),
    );
    const fills = traded[2]!.filter((one): one is Fill => one._tag === "fill");
    if (fills.length === 0) {
      const whose = strategy === undefined ? account : `${strategy} on ${account}`;
      return yield* Effect.fail(new NoSession(`Nothing was filled for "${whose}" in that time`));
    }
    const mids = yield* midsOf(store, asked, fills);
    const ledger = new ActorLedger(registry);
    for (const record of inOrder([...traded.flat(), ...mids])) tell(ledger, record);
    const ended = ledger.end();
    const names = Object.fromEntries(
      ended.curves.map(({ instrumentId: id }) => [id, registry.get(id)?.name ?? String(id)]),
    );
    const result = { ...ended, events: mids.length, seconds: 0, warnings: [] };
    return {
      // The simulated venue says of each fill that it is its own.
      kind: fills.every(({ fillId }) => fillId.startsWith("sim/")) ? "paper" : "live",
      title: strategy ?? `Account ${account}`,
      id: idOf(fills),
      cancelled: false,
      instruments: names,
      ...figuresOf(result, capital, {
        tickLotValue: (id) => unitValue(registry.require(id)),
        names,
      }),
      settings: [
        ["account", account],
        ["strategies", [...new Set(fills.map((fill) => fill.strategy || "by hand"))].join(", ")],
        ["mid prices", mids.length.toLocaleString("en-US")],
      ],
    } satisfies Sheet;
  });

/** The same fills have the same id. */
const idOf = (fills: readonly Fill[]): string => {
  const hash = createHash("sha256");
  for (const { fillId, lastQuantityLots, lastPriceTicks } of fills) {
    hash.update(`${fillId} ${lastQuantityLots} ${lastPriceTicks}\n`);
  }
  return hash.digest("hex").slice(0, 16);
};

const tell = (ledger: ActorLedger, record: Told): void => {
  switch (record._tag) {
    case "bookSnapshot":
      return ledger.saw(record);
    case "orderCommand":
      return ledger.sent(record);
    case "orderEvent":
      return ledger.heard(record);
    case "fill":
      return ledger.filled(record);
  }
};

const ranks = { bookSnapshot: 0, orderCommand: 1, orderEvent: 2, fill: 3 } as const;

/** In the order they happened: by their place in the input log, and what follows from one place by kind. */
const inOrder = (records: readonly Told[]): readonly Told[] =>
  records.toSorted((a, b) =>
    a.position - b.position || ranks[a._tag] - ranks[b._tag] || a.outputIndex - b.outputIndex
  );

const within = "event_time >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC') AND " +
  "event_time < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')";

const tradingOf = (
  store: StoreShape,
  tag: "orderCommand" | "orderEvent" | "fill",
  { account, strategy = "", fromUs, toUs }: SessionAsked,
): Effect.Effect<readonly Told[], StoreError | NoSession> => {
  const definition = definitionOf(tag);
  const sql = `SELECT ${selectList(definition)} FROM ${definition.table} AS source WHERE ` +
    `account = {account:String} AND ({strategy:String} = '' OR strategy = {strategy:String}) AND ` +
    `source.${within.replace(" AND event", " AND source.event")} ` +
    `ORDER BY source.position, source.output_index LIMIT ${sessionRecords + 1}`;
  return Effect.flatMap(
    store.query<object>(sql, { account, strategy, fromUs, toUs }),
    (rows) =>
      rows.length > sessionRecords
        ? Effect.fail(
          new NoSession(`There are more than ${sessionRecords} ${tag}s in that time: ask for less`),
        )
        : Effect.succeed(rows.map((row) => recordOf(definition, row) as Told)),
  );
};

interface Mid {
  readonly instrument_id: number;
  readonly us: number;
  readonly at: number;
  readonly bid: number;
  readonly ask: number;
}

/** Best prices of the instruments that were traded, evenly over the time they were. */
const midsOf = (
  store: StoreShape,
  { fromUs, toUs }: SessionAsked,
  fills: readonly Fill[],
): Effect.Effect<readonly BookSnapshot[], StoreError> => {
  const times = fills.map(({ eventTimeUs }) => eventTimeUs);
  const least = times.reduce((a, b) => Math.min(a, b)) - 60e6;
  const most = times.reduce((a, b) => Math.max(a, b)) + 60e6;
  const ids = [...new Set(fills.map(({ instrumentId }) => instrumentId))];
  const stepUs = Math.max(1_000_000, Math.ceil((most - least) * ids.length / sessionMids));
  const sql = "SELECT instrument_id, max(toUnixTimestamp64Micro(event_time)) AS us, " +
    "max(position) AS at, argMax(bid_price_ticks[1], position) AS bid, " +
    "argMax(ask_price_ticks[1], position) AS ask FROM book_snapshots " +
    `WHERE instrument_id IN {ids:Array(UInt32)} AND flags = 0 AND ${within} ` +
    "GROUP BY instrument_id, intDiv(toUnixTimestamp64Micro(event_time), {stepUs:Int64})";
  const parameters = { ids, stepUs, fromUs: Math.max(fromUs, least), toUs: Math.min(toUs, most) };
  return Effect.map(
    store.query<Mid>(sql, parameters),
    (rows) =>
      rows.map(({ instrument_id: instrumentId, us, at: position, bid, ask }) => ({
        _tag: "bookSnapshot" as const,
        ...{ position, outputIndex: 0, instrumentId, eventTimeUs: us },
        ...{ bidPriceTicks: [bid], askPriceTicks: [ask], bidQuantityLots: [], askQuantityLots: [] },
        flags: 0,
      })),
  );
};
