// What a client missed that memory no longer holds: out of the store, in order, a page at a time.
import { Effect } from "effect";
import type { Fill, OrderCommand, OrderEvent } from "../../streams/orders.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../streams/records.ts";
import type { StoreError, StoreShape } from "../../streams/transport/clickhouse.ts";
import { selectList } from "../../streams/transport/stored-rows.ts";
import { resumePage } from "../limits.ts";
import { LiveOrders } from "../live-orders.ts";
import type { Place } from "../parameters.ts";
import type { Presenter } from "../present.ts";
import { recordFrom, type StoredRow } from "../rows.ts";
import type { JournalName } from "./channels.ts";
import type { Entry } from "./journal.ts";
import { isAfter } from "./places.ts";
import { CannotResume } from "./resume.ts";

/** What lies after one place, up to another and with it. */
export interface Gap {
  readonly after: Place;
  readonly upTo: Place;
}

/** The oldest entries of a gap, which are all there are up to a place. */
export interface GapPage {
  readonly entries: readonly Entry[];
  readonly upTo: Place;
}

/** Reads the beginning of a gap out of the store. */
export type GapReader = (channel: JournalName, gap: Gap) => Promise<GapPage>;

/** Reads gaps out of the store. */
export const gapReader = (store: StoreShape, presenter: () => Presenter): GapReader => {
  const shown = <T extends Tag>(
    tag: T,
    gap: Gap,
    show: (record: Extract<AnyRecord, { readonly _tag: T }>) => Entry["item"],
  ) =>
    Effect.map(recordsIn(store, tag, gap), (records): GapPage => ({
      entries: records.map((record) => ({ item: show(record), place: placeOf(record) })),
      upTo: endOf(records, gap.upTo),
    }));
  const read = (channel: JournalName, gap: Gap): Effect.Effect<GapPage, StoreError> => {
    switch (channel) {
      case "fills":
        return shown("fill", gap, (one) => presenter().fill(one));
      case "signals":
        return shown("signal", gap, (one) => presenter().signal(one));
      case "bars":
        return shown("bar", gap, (one) => presenter().bar(one));
      case "refusals":
        return shown("refusal", gap, (one) => presenter().refusal(one));
      case "orders":
        return ordersIn(store, presenter, gap);
      case "alerts":
        throw new CannotResume("Alerts are kept for as long as the gateway runs");
    }
  };
  return async (channel, gap) => await Effect.runPromise(read(channel, gap));
};

const placeOf = ({ position, outputIndex }: Place): Place => ({ position, outputIndex });

/** How far a page tells everything: beyond the end of a full one nothing is known. */
const endOf = (records: readonly Place[], upTo: Place): Place =>
  records.length < resumePage ? upTo : placeOf(records.at(-1)!);

const parametersOf = ({ after, upTo }: Gap) => ({
  position: after.position,
  index: after.outputIndex,
  lastPosition: upTo.position,
  lastIndex: upTo.outputIndex,
});

const inGap = "(t.position, t.output_index) > ({position:Int64}, {index:UInt16}) " +
  "AND (t.position, t.output_index) <= ({lastPosition:Int64}, {lastIndex:UInt16})";

const recordsIn = <T extends Tag>(store: StoreShape, tag: T, gap: Gap, limit = resumePage) => {
  const definition = definitionOf(tag);
  const sql = `SELECT ${selectList(definition, "t")} FROM ${definition.table} AS t ` +
    `WHERE ${inGap} ORDER BY t.position, t.output_index LIMIT {limit:UInt32}`;
  return store.query<StoredRow>(sql, { ...parametersOf(gap), limit }).pipe(
    Effect.map((rows) => rows.map((row) => recordFrom(tag, row))),
  );
};

type OrderRecord = OrderCommand | OrderEvent | Fill;
const orderTags = ["orderCommand", "orderEvent", "fill"] as const;

/**
 * Every step of orders: each is the fold of all there was of its order, so the whole history of the
 * orders that moved in the gap is folded again, and the steps in the gap are told.
 */
const ordersIn = Effect.fnUntraced(function* (
  store: StoreShape,
  presenter: () => Presenter,
  gap: Gap,
) {
  const pages = yield* Effect.forEach(orderTags, (tag) => recordsIn(store, tag, gap));
  const upTo = pages.map((page) => endOf(page, gap.upTo))
    .reduce((least, one) => isAfter(least, one) ? one : least);
  const ids = [
    ...new Set(pages.flat().filter((one) => !isAfter(one, upTo)).map((one) => one.clientOrderId)),
  ];
  if (ids.length === 0) return { entries: [], upTo };
  const histories = yield* Effect.forEach(
    orderTags,
    (tag) => historyOf(store, tag, { ids, upTo }),
  );
  const orders = new LiveOrders(presenter, Number.MAX_SAFE_INTEGER);
  const entries: Entry[] = [];
  const records = (histories.flat() as OrderRecord[]).sort((a, b) =>
    a.position - b.position || a.outputIndex - b.outputIndex
  );
  for (const record of records) {
    const item = orders.on(record);
    if (item !== undefined && isAfter(record, gap.after)) {
      entries.push({ item, place: placeOf(record) });
    }
  }
  return { entries, upTo };
});

const historyOf = (
  store: StoreShape,
  tag: typeof orderTags[number],
  { ids, upTo }: { readonly ids: readonly string[]; readonly upTo: Place },
) => {
  const definition = definitionOf(tag);
  const sql = `SELECT ${selectList(definition, "t")} FROM ${definition.table} AS t ` +
    "WHERE t.client_order_id IN {ids:Array(String)} " +
    "AND (t.position, t.output_index) <= ({lastPosition:Int64}, {lastIndex:UInt16})";
  return store.query<StoredRow>(sql, {
    ids,
    lastPosition: upTo.position,
    lastIndex: upTo.outputIndex,
  }).pipe(Effect.map((rows) => rows.map((row): OrderRecord => recordFrom(tag, row))));
};
