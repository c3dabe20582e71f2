// The newest records of what the API lists, as they come by: most pages need no question to the store.
import type { PositionRecord } from "../streams/positions.ts";
import { type AnyRecord, definitionOf, type Tag } from "../streams/records.ts";
import { type StreamName, streamOf } from "../streams/subjects.ts";
import { owns } from "./access/principal.ts";
import { recentRecords } from "./limits.ts";
import { isAfter } from "./live/places.ts";
import type { Place } from "./parameters.ts";
import type { RowFilter } from "./rows.ts";

/** The records of which the newest are kept. */
export const recentTags = [
  "signal",
  "fill",
  "refusal",
  "prediction",
  "riskDecision",
  "bar",
] as const satisfies readonly Tag[];
/** A kind of record of which the newest are kept. */
export type RecentTag = typeof recentTags[number];
type Of<T extends Tag> = Extract<AnyRecord, { readonly _tag: T }>;

/** The newest of one kind, each once, by their places. */
class Shelf {
  /** Oldest first, without a hole. */
  records: AnyRecord[] = [];
  /** Whether there never were others. */
  whole = false;

  add(record: AnyRecord): void {
    const last = this.records.at(-1);
    if (last !== undefined && !isAfter(record, last)) return;
    this.records.push(record);
    if (this.records.length <= 2 * recentRecords) return;
    this.records.splice(0, this.records.length - recentRecords);
    this.whole = false;
  }
}

/** Keeps the newest records, and what is held now. */
export class Recent {
  private readonly shelves = new Map<Tag, Shelf>(recentTags.map((tag) => [tag, new Shelf()]));
  private readonly positions = new Map<string, PositionRecord>();
  /** Streams that were read up to where they ended at the start: before that the store knows more. */
  private readonly ready = new Set<StreamName>();
  private positionsWhole = false;

  /** Takes a record of a stream, in the order of the stream. */
  take(record: AnyRecord): void {
    if (record._tag !== "position") return this.shelves.get(record._tag)?.add(record);
    const key = `${record.account}\n${record.strategy}\n${record.instrumentId}`;
    const held = this.positions.get(key);
    if (held === undefined || isAfter(record, held)) this.positions.set(key, record);
  }

  /** Begins with what the store knows from before the stream, newest first, asked for at most `limit`. */
  seed(tag: RecentTag, earlier: readonly AnyRecord[], limit: number): void {
    const shelf = this.shelves.get(tag)!;
    const { records } = shelf;
    shelf.records = [];
    for (const record of [...earlier.toReversed(), ...records]) shelf.add(record);
    shelf.whole = earlier.length < limit;
  }

  /** Begins with what the store says is held, asked for at most `limit` rows. */
  seedPositions(rows: readonly PositionRecord[], limit: number): void {
    for (const row of rows) this.take(row);
    this.positionsWhole = rows.length < limit;
  }

  /** Whether a stream has been read up to where it ended at the start. */
  caughtUp(stream: StreamName, is: boolean): void {
    if (is) this.ready.add(stream);
    else this.ready.delete(stream);
  }

  /** Messages of a stream went by unseen: what is known of it is no whole any more. */
  missed(stream: StreamName): void {
    for (const [tag, shelf] of this.shelves) {
      if (streamOf(tag).name === stream) Object.assign(shelf, { records: [], whole: false });
    }
    if (stream === "POSITIONS") this.positionsWhole = false;
  }

  /** The newest records that a filter lets through, newest first; undefined where only the store knows all. */
  newest<T extends RecentTag>(tag: T, filter: RowFilter): readonly Of<T>[] | undefined {
    if (filter.aroundUs !== undefined || !this.ready.has(streamOf(tag).name as StreamName)) {
      return undefined;
    }
    const { records, whole } = this.shelves.get(tag)!;
    const lets = filterOf(tag, filter);
    const found: AnyRecord[] = [];
    for (let i = records.length - 1; i >= 0 && found.length < filter.limit; i--) {
      if (lets(records[i]!)) found.push(records[i]!);
    }
    return whole || found.length === filter.limit ? found as Of<T>[] : undefined;
  }

  /** What is held now, newest first; undefined where only the store knows all. */
  held(filter: RowFilter): readonly PositionRecord[] | undefined {
    if (!this.positionsWhole || !this.ready.has("POSITIONS")) return undefined;
    const lets = filterOf("position", filter);
    return [...this.positions.values()].filter(lets)
      .sort((a, b) => isAfter(a, b) ? -1 : 1).slice(0, filter.limit);
  }
}

/** Whether a row is before another in a newest-first list. */
export const comesAfter = (before: Place | undefined) => (one: Place): boolean =>
  before === undefined || isAfter(before, one);

const filterOf = (tag: Tag, filter: RowFilter): (record: AnyRecord) => boolean => {
  const { before, instrumentId, owner, equal = {} } = filter;
  const later = comesAfter(before);
  const { columns } = definitionOf(tag);
  const values = Object.entries(equal).map(([name, value]) => {
    const { key } = columns.find((column) => column.name === name)!;
    return [key, value] as const;
  });
  const principal = owner ?? { accounts: [], strategies: [] };
  return (record) =>
    later(record) &&
    (instrumentId === undefined || record.instrumentId === instrumentId) &&
    (owner === undefined || owns(principal, record as never)) &&
    values.every(([key, value]) => (record as never as Record<string, unknown>)[key] === value);
};
