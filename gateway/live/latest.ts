// The newest item of every key of a conflated channel, and what changed since somebody was told.
import type { Place } from "../parameters.ts";
import type { Channels } from "../protocol.ts";
import { type ConflatedName, type Item, keyOf } from "./channels.ts";
import { beginning, isAfter } from "./places.ts";

interface Held {
  readonly item: Item;
  readonly place: Place;
  readonly version: number;
}

/** Items of one conflated channel. */
export class Latest<Name extends ConflatedName = ConflatedName> {
  private readonly key: (item: Item) => string;
  private readonly byKey = new Map<string, Held>();
  /** The newest place there was. */
  place: Place = beginning;
  /** Counts what was taken: as long as it stays, so does the newest. */
  version = 0;

  constructor(name: Name) {
    this.key = keyOf(name);
  }

  /** Takes an item, but for one that is older than what is known. */
  add(item: Channels[Name], place: Place): void {
    const key = this.key(item);
    const held = this.byKey.get(key);
    if (held !== undefined && isAfter(held.place, place)) return;
    this.version++;
    this.byKey.set(key, { item, place, version: this.version });
    if (isAfter(place, this.place)) this.place = place;
  }

  /** The newest of every key. */
  newest(): readonly Channels[Name][] {
    return [...this.byKey.values()].map(({ item }) => item as Channels[Name]);
  }

  /** What a client is told that was slow: the newest of everything. */
  missed(): readonly Channels[Name][] {
    return this.newest();
  }

  /** Forgets what was before a position: there another session of another source starts. */
  forget(position: number): void {
    this.version++;
    for (const [key, { place }] of this.byKey) {
      if (place.position < position) this.byKey.delete(key);
    }
  }

  /** The newest of what changed after a version. */
  since(version: number): readonly Item[] {
    const items: Item[] = [];
    for (const held of this.byKey.values()) if (held.version > version) items.push(held.item);
    return items;
  }
}
