// The newest feature vectors of every instrument, for models that read more than one at once.
import type { FeatureVector } from "../streams/features.ts";
import type { RecentVectors } from "../streams/models.ts";

/** A list is cut when it is so many times as long as it has to be. */
const slack = 4;

/**
 * Remembers so many vectors of each instrument, and none where every model reads one. What was taken
 * of it stays as it was: a list only grows, until a new one takes its place.
 */
export class Recent {
  private rows: number;
  private lists = new Map<number, FeatureVector[]>();
  private taken: RecentVectors[] = [];

  constructor(rows: number) {
    this.rows = rows;
  }

  /** The vectors of each instrument, oldest first. */
  get byInstrument(): ReadonlyMap<number, readonly FeatureVector[]> {
    return this.lists;
  }

  /** Remembers this many from now on. */
  keep(rows: number): void {
    this.rows = rows;
    if (rows === 1) this.lists.clear();
  }

  /** Forgets them all: what came before a session tells nothing of it. */
  forget(): void {
    this.lists.clear();
  }

  /** Takes the next vector. */
  add(vector: FeatureVector): void {
    const { rows, lists } = this;
    if (rows === 1) return;
    let list = lists.get(vector.instrumentId) ?? [];
    if (list.length === 0 || list.length >= rows * slack) {
      list = list.slice(list.length - Math.min(list.length, rows - 1));
      lists.set(vector.instrumentId, list);
    }
    list.push(vector);
    this.taken.push({ vectors: list, end: list.length });
  }

  /** Those added since the last time, each with what was before it; none where one is enough. */
  take(): readonly RecentVectors[] {
    const { taken } = this;
    this.taken = [];
    return taken;
  }

  /** Goes on where a snapshot was. */
  restore(lists: ReadonlyMap<number, readonly FeatureVector[]> | undefined): void {
    this.lists = new Map([...lists ?? []].map(([id, list]) => [id, [...list]]));
    this.taken = [];
  }
}
