// The newest items of a channel of which every item counts, in order, so that whoever was away a moment misses none.
import type { Place } from "../parameters.ts";
import type { Channels } from "../protocol.ts";
import {
  behindBytes,
  journalBytes,
  journalItems,
  messageItems,
  partsKept,
  snapshotBytes,
  snapshotItems,
} from "../limits.ts";
import type { Item, JournalName } from "./channels.ts";
import { type Cut, cutOf, dataMessage, type Encoded } from "./message.ts";
import { beginning, isAfter, sequenceOf } from "./places.ts";

/** An item and where the record lies that it tells of. */
export interface Entry {
  readonly item: Item;
  readonly place: Place;
}

interface Sized {
  readonly item: Item;
  /** Letters of its text. */
  readonly letters: number;
}

/** An entry in memory. */
interface Held extends Entry, Sized {
  /** The page it is on: what makes up for missed items is told page by page. */
  readonly page: number;
}

/** What is told next to somebody who missed items: none of them where the cut keeps none. */
export interface Part {
  readonly message: Encoded | undefined;
  readonly end: Place;
}

/** Items of one channel, each once, by their places. */
export class Journal<Name extends JournalName = JournalName> {
  private readonly name: Name;
  private entries: Held[] = [];
  /** Items that were taken, and letters of their texts: what lies on a page. */
  private items = 0;
  private letters = 0;
  /** Letters of what is here. */
  private kept = 0;
  /** Entries from here on were not told yet. */
  private told = 0;
  private forgotten = -1;
  /** What the store knew of before `since`: for snapshots only. */
  private before: readonly Sized[] = [];
  /** Parts that were told to some who missed items, and are to the next one. */
  private readonly parts = new Map<string, Part>();
  private readonly waiting: (() => void)[] = [];
  /** Everything after this place is here; what was before is in the store. */
  since: Place = beginning;
  /** Whether an item lies at `since`: it was dropped to make room. */
  dropped = false;
  /** Counts what changed the newest: as long as it stays, so does a snapshot. */
  version = 0;
  /** Whether everything that was in the stream at the start has been read. */
  ready = false;

  constructor(name: Name) {
    this.name = name;
  }

  /** Takes an item; one that is here already is dropped, as after a stream was read again. */
  add(item: Channels[Name], place: Place): void {
    const last = this.entries.at(-1)?.place ?? this.since;
    if (!isAfter(place, last)) return;
    const letters = lettersOf(item);
    const page = Math.floor(this.items / messageItems) + Math.floor(this.letters / behindBytes);
    this.entries.push({ item, place, letters, page });
    this.items++;
    this.letters += letters;
    this.kept += letters;
  }

  /** Takes what the store knows of before, oldest first. */
  remember(items: readonly Channels[Name][]): void {
    this.before = items.slice(-snapshotItems).map((item) => ({ item, letters: lettersOf(item) }));
    this.version++;
  }

  /** The stream has been read up to where it ended at the start. */
  caughtUp(): void {
    this.ready = true;
    for (const go of this.waiting.splice(0)) go();
  }

  /** Waits until the stream has been read up to where it ended at the start. */
  whenReady(): Promise<void> {
    return this.ready ? Promise.resolve() : new Promise((go) => this.waiting.push(go));
  }

  /** The place of the last item that was told. */
  get end(): Place {
    return this.entries[this.told - 1]?.place ?? this.since;
  }

  /** What was not told yet, and is from now on. */
  flush(): readonly Entry[] {
    const entries = this.entries.slice(this.told);
    this.version++;
    // Many at once: all others move.
    if (this.entries.length > 2 * journalItems || this.kept > 2 * journalBytes) this.makeRoom();
    this.told = this.entries.length;
    return entries;
  }

  private makeRoom(): void {
    const from = startOfLast(this.entries, { items: journalItems, letters: journalBytes });
    const gone = this.entries.splice(0, from);
    this.since = gone.at(-1)!.place;
    this.dropped = true;
    this.kept = this.entries.reduce((sum, { letters }) => sum + letters, 0);
  }

  /** Whether everything after a place is here. */
  reaches(place: Place): boolean {
    return !isAfter(this.since, place);
  }

  /**
   * What comes next of what was told after a place; undefined where there is no more. It ends with its
   * page, so that all who missed something soon read the same texts, which are written once.
   */
  part(cut: Cut, sent: Place): Part | undefined {
    const from = this.indexAfter(sent);
    if (from === this.told) return undefined;
    const { page, place } = this.entries[from]!;
    let to = from;
    while (to < this.told && this.entries[to]!.page === page) to++;
    const end = this.entries[to - 1]!.place;
    const key = `${sequenceOf(place)} ${sequenceOf(end)} ${cut.group}`;
    const known = this.parts.get(key);
    if (known !== undefined) return known;
    const items = cutOf(this.entries.slice(from, to).map(({ item }) => item), cut);
    const message = items.length === 0
      ? undefined
      : dataMessage(this.name, "update", { place: end, items });
    const part = { message, end };
    this.parts.set(key, part);
    if (this.parts.size > partsKept) this.parts.delete(this.parts.keys().next().value!);
    return part;
  }

  private indexAfter(place: Place): number {
    let low = 0;
    let high = this.told;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(this.entries[middle]!.place, place)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The newest items that were told, oldest first; of orders where each stands. */
  newest(): readonly Channels[Name][] {
    const told = this.entries.slice(Math.max(0, this.told - snapshotItems), this.told);
    const known: readonly Sized[] = [...this.before, ...told];
    const from = startOfLast(known, { items: snapshotItems, letters: snapshotBytes });
    const items = known.slice(from).map(({ item }) => item as Channels[Name])
      .filter(({ position }) => position >= this.forgotten);
    // Every step of an order is an update of its own, but only where it stands now is told at first.
    if (this.name === "orders") return lastOfEach(items as Channels["orders"][], orderId) as never;
    if (this.name !== "alerts") return items;
    return lastOfEach(items as Channels["alerts"][], ({ id }) => id)
      .filter(({ state }) => state === "raised") as never;
  }

  /** Leaves what was before a position out of `newest`: there another session of another source starts. */
  forget(position: number): void {
    this.forgotten = position;
    this.version++;
  }
}

const orderId = (one: Channels["orders"]): string => one.client_order_id;

const lastOfEach = <A>(items: readonly A[], key: (item: A) => string): A[] => [
  ...new Map(items.map((one) => [key(one), one])).values(),
];

/** Letters of an item's text. */
export const lettersOf = (item: Item): number => JSON.stringify(item).length;

/** Where the last items begin that are no more than so many, and no more than so many letters. */
const startOfLast = (
  all: readonly Sized[],
  most: { readonly items: number; readonly letters: number },
): number => {
  let from = all.length;
  for (let letters = 0; from > 0 && all.length - from < most.items; from--) {
    letters += all[from - 1]!.letters;
    if (letters > most.letters) break;
  }
  return from;
};
