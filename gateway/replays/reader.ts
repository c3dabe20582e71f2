// What a replay tells, out of the store: quotes and prints of one instrument, in the order of the input log.
import { Effect } from "effect";
import { definitionOf } from "../../streams/records.ts";
import type { StoreError, StoreShape } from "../../streams/transport/clickhouse.ts";
import { selectList } from "../../streams/transport/stored-rows.ts";
import { replayPage } from "../limits.ts";
import type { Item } from "../live/channels.ts";
import { isAfter } from "../live/places.ts";
import type { Place } from "../parameters.ts";
import type { Presenter } from "../present.ts";
import { recordFrom, type StoredRow } from "../rows.ts";

/** What a replay may tell. */
export const replayKinds = ["quotes", "trades"] as const;
/** A kind of what a replay tells: the channel of the same name. */
export type ReplayKind = typeof replayKinds[number];

/** Which range is told: event times in microseconds, `toUs` is not in it. */
export interface ReplayRange {
  readonly symbol: string;
  readonly instrumentId: number;
  readonly kinds: readonly ReplayKind[];
  readonly fromUs: number;
  readonly toUs: number;
}

/** One item, its event time and its place. */
export interface ReplayItem {
  readonly kind: ReplayKind;
  readonly item: Item;
  readonly timeUs: number;
  readonly place: Place;
}

/** Items after a place, in order; `whole` where nothing comes after them. */
export interface ReplayPage {
  readonly items: readonly ReplayItem[];
  readonly whole: boolean;
}

const tags = { quotes: "quote", trades: "trade" } as const;

/** Reads the next items of a range. */
export const readReplay = (
  { store, presenter }: { readonly store: StoreShape; readonly presenter: Presenter },
  range: ReplayRange,
  after: Place,
): Effect.Effect<ReplayPage, StoreError> =>
  Effect.map(
    Effect.forEach(range.kinds, (kind) => rowsOf(store, presenter, { kind, range, after })),
    (pages) => {
      const items = pages.flat().sort((a, b) => isAfter(a.place, b.place) ? 1 : -1);
      // Beyond the end of a full page there may be more of its kind.
      const full = pages.filter((page) => page.length === replayPage)
        .map((page) => page.at(-1)!.place);
      if (full.length === 0) return { items, whole: true };
      const end = full.reduce((least, one) => isAfter(least, one) ? one : least);
      return { items: items.filter(({ place }) => !isAfter(place, end)), whole: false };
    },
  );

const rowsOf = (
  store: StoreShape,
  presenter: Presenter,
  asked: { readonly kind: ReplayKind; readonly range: ReplayRange; readonly after: Place },
): Effect.Effect<readonly ReplayItem[], StoreError> => {
  const { kind, range, after } = asked;
  const tag = tags[kind];
  const definition = definitionOf(tag);
  const sql = `SELECT ${selectList(definition, "t")} FROM ${definition.table} AS t ` +
    "WHERE t.instrument_id = {instrument:UInt32} " +
    "AND t.event_time >= fromUnixTimestamp64Micro({from:Int64}) " +
    "AND t.event_time < fromUnixTimestamp64Micro({to:Int64}) " +
    "AND (t.position, t.output_index) > ({position:Int64}, {index:UInt16}) " +
    "ORDER BY t.position, t.output_index LIMIT {limit:UInt32}";
  return store.query<StoredRow>(sql, {
    instrument: range.instrumentId,
    from: range.fromUs,
    to: range.toUs,
    position: after.position,
    index: after.outputIndex,
    limit: replayPage,
  }).pipe(Effect.map((rows) =>
    rows.map((row) => {
      const record = recordFrom(tag, row);
      return {
        kind,
        item: record._tag === "quote" ? presenter.quote(record) : presenter.trade(record),
        timeUs: record.eventTimeUs,
        place: { position: record.position, outputIndex: record.outputIndex },
      };
    })
  ));
};
