// The newest items of a channel that nobody reads whole: a tape, of which what a slow client misses is gone.
import { snapshotItems, tapeItems } from "../limits.ts";
import type { Place } from "../parameters.ts";
import type { Item } from "./channels.ts";
import { beginning, isAfter } from "./places.ts";

/** Items of one tape. */
export class Tape {
  private items: Item[] = [];
  private changed: Item[] = [];
  /** The newest place there was. */
  place: Place = beginning;
  /** Counts the flushes: as long as it stays, so does the newest. */
  version = 0;

  /** Takes an item that is newer than all before. */
  add(item: Item, place: Place): void {
    if (!isAfter(place, this.place)) return;
    this.place = place;
    this.changed.push(item);
  }

  /** The newest items, oldest first. */
  newest(): readonly Item[] {
    return this.items;
  }

  /** What a client is told that was slow: nothing, it goes on with what comes. */
  missed(): readonly Item[] {
    return [];
  }

  /** Forgets what was before a position: there another session of another source starts. */
  forget(position: number): void {
    this.version++;
    this.items = this.items.filter((item) => "position" in item && item.position >= position);
  }

  /** What came since the last flush, as much of it as anybody can look at. */
  flush(): readonly Item[] {
    const items = this.changed.slice(-tapeItems);
    this.changed = [];
    this.version++;
    if (items.length > 0) this.items = [...this.items, ...items].slice(-snapshotItems);
    return items;
  }
}
