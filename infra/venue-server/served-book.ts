// The book of one instrument at a local venue: numbered changes, told in batches, and its past at each batch.
import { crc32 } from "node:zlib";

/** Changes of one book since the batch before: what rests at each price now, in lots. */
export interface DepthBatch {
  readonly instrumentId: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly previousId: number;
  readonly timeMs: number;
  readonly bids: ReadonlyMap<number, number>;
  readonly asks: ReadonlyMap<number, number>;
}

/** Levels of a side by price, in lots. */
export type Side = Map<number, number>;

/** Batches whose book is remembered. */
const remembered = 20_000;

/** One book. */
export class ServedBook {
  readonly bids: Side = new Map();
  readonly asks: Side = new Map();
  updateId = 1_000_000;
  private toldId = 1_000_000;
  private timeMs = 0;
  private changedBids: Side = new Map();
  private changedAsks: Side = new Map();
  /** The fingerprint of the book after each batch, by its time in milliseconds: no two have the same. */
  private readonly past = new Map<number, number>();
  private readonly pastTops = new Map<number, number>();
  readonly instrumentId: number;

  constructor(instrumentId: number) {
    this.instrumentId = instrumentId;
  }

  /** Changes one level. */
  change(side: "buy" | "sell", price: number, lots: number): void {
    this.updateId++;
    const [levels, changed] = side === "buy"
      ? [this.bids, this.changedBids]
      : [this.asks, this.changedAsks];
    if (lots === 0) levels.delete(price);
    else levels.set(price, lots);
    changed.set(price, lots);
  }

  /** What has changed since the batch before, or undefined. */
  batch(nowMs: number): DepthBatch | undefined {
    if (this.updateId === this.toldId) return undefined;
    this.timeMs = Math.max(nowMs, this.timeMs + 1);
    const batch: DepthBatch = {
      instrumentId: this.instrumentId,
      firstId: this.toldId + 1,
      lastId: this.updateId,
      previousId: this.toldId,
      timeMs: this.timeMs,
      bids: this.changedBids,
      asks: this.changedAsks,
    };
    this.toldId = this.updateId;
    this.changedBids = new Map();
    this.changedAsks = new Map();
    this.past.set(this.timeMs, fingerprint(this.bids, this.asks));
    const top = (side: "buy" | "sell") => new Map(this.levels(side, 10));
    this.pastTops.set(this.timeMs, fingerprint(top("buy"), top("sell")));
    for (const past of [this.past, this.pastTops]) {
      if (past.size > remembered) past.delete(past.keys().next().value!);
    }
    return batch;
  }

  /** The fingerprint of the book at the time of a batch, or undefined where there was none. */
  pastAt(timeMs: number): number | undefined {
    return this.past.get(timeMs);
  }

  /** The same of the best ten levels. */
  pastTopAt(timeMs: number): number | undefined {
    return this.pastTops.get(timeMs);
  }

  /** Levels of a side, the best first. */
  levels(side: "buy" | "sell", most: number): readonly (readonly [price: number, lots: number])[] {
    const sign = side === "buy" ? -1 : 1;
    return [...(side === "buy" ? this.bids : this.asks)].sort(([a], [b]) => sign * (a - b))
      .slice(0, most);
  }
}

/** One number for a whole book: equal books have equal ones. */
export const fingerprint = (bids: ReadonlyMap<number, number>, asks: ReadonlyMap<number, number>) =>
  crc32(`${sideText(bids)}|${sideText(asks)}`);

const sideText = (side: ReadonlyMap<number, number>): string =>
  [...side].sort(([a], [b]) => a - b).map(([price, lots]) => `${price}:${lots}`).join(",");
