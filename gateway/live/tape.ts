// The newest items of a channel that nobody reads whole: a tape, of which what a slow client misses is gone.
import { snapshotItems, tapeItems } from "../limits.ts";
import type { Place } from "../parameters.ts";
import type { Item } from "./channels.ts";
import { beginning, isAfter } from "./places.ts";

interface Held {
  readonly item: Item;
  readonly version: number;
}

/** Items of one tape. */
export class Tape {
  private held: Held[] = [];
  /** The newest place there was. */
  place: Place = beginning;
  /** Counts what was taken: as long as it stays, so does the newest. */
  version = 0;

  /** Takes an item that is newer than all before. */
  add(item: Item, place: Place): void {
    if (!isAfter(place, this.place)) return;
    this.place = place;
    this.held.push({ item, version: ++this.version });
    // Cut now and then, not with every item.
    if (this.held.length >= 2 * snapshotItems) this.held = this.held.slice(-snapshotItems);
  }

  /** The newest items, oldest first. */
  newest(): readonly Item[] {
    return this.held.slice(-snapshotItems).map(({ item }) => item);
  }

  /** What a client is told that was slow: nothing, it goes on with what comes. */
  missed(): readonly Item[] {
    return [];
  }

  /** Forgets what was before a position: there another session of another source starts. */
  forget(position: number): void {
    this.version++;
    this.held = this.held.filter(({ item }) => "position" in item && item.position >= position);
  }

  /** What came after a version, as much of it as anybody can look at. */
  since(version: number): readonly Item[] {
    return this.held.slice(-tapeItems)
      .filter((one) => one.version > version)
      .map(({ item }) => item);
  }
}
