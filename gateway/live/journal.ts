// The newest items of a channel of which every item counts, in order, so that whoever was away a moment misses none.
import type { Place } from "../parameters.ts";
import type { Channels } from "../protocol.ts";
import { journalItems, snapshotItems } from "../limits.ts";
import type { Item, JournalName } from "./channels.ts";
import { beginning, isAfter } from "./places.ts";

/** An item and where the record lies that it tells of. */
export interface Entry {
  readonly item: Item;
  readonly place: Place;
}

/** Items of one channel, each once, by their places. */
export class Journal<Name extends JournalName = JournalName> {
  private readonly name: Name;
  private entries: Entry[] = [];
  /** Entries from here on were not told yet. */
  private told = 0;
  private forgotten = -1;
  /** What the store knew of before `since`: for snapshots only. */
  private before: readonly Channels[Name][] = [];
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
    this.entries.push({ item, place });
  }

  /** Takes what the store knows of before, oldest first. */
  remember(items: readonly Channels[Name][]): void {
    this.before = items;
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
    if (this.entries.length > 2 * journalItems) {
      const gone = this.entries.splice(0, this.entries.length - journalItems);
      this.since = gone.at(-1)!.place;
      this.dropped = true;
    }
    this.told = this.entries.length;
    return entries;
  }

  /** What was told after a place; undefined where some of it is no longer here. */
  after(place: Place): readonly Entry[] | undefined {
    if (isAfter(this.since, place)) return undefined;
    let low = 0;
    let high = this.told;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(this.entries[middle]!.place, place)) high = middle;
      else low = middle + 1;
    }
    return this.entries.slice(low, this.told);
  }

  /** The newest items that were told, oldest first; of orders where each stands. */
  newest(): readonly Channels[Name][] {
    const told = this.entries.slice(Math.max(0, this.told - snapshotItems), this.told)
      .map(({ item }) => item as Channels[Name]);
    const items = [...this.before, ...told].slice(-snapshotItems)
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
