// Market data of one instrument as columns: each row once, in our order and in the venue's.
import type { PriceTicks, QuantityLots, TimeUs } from "../../../streams/units.ts";
import { firstRows, lookaheadRows, maxPriceTicks, windowRows } from "./limits.ts";

/** Kinds of rows. A quote (L1) tells both sides; the other rows tell one price. */
export const rowKinds = {
  bid: 0,
  ask: 1,
  /** The aggressor bought. */
  buyTrade: 2,
  /** The aggressor sold. */
  sellTrade: 3,
  /** The book is emptied: a snapshot follows, or the feed was lost. */
  clear: 4,
  quote: 5,
} as const;

/** More rows for a feed: appends some and says whether there may be more. */
export type Refill = (feed: Feed) => boolean | Promise<boolean>;

/**
 * A window of rows that slides over the data, so that memory does not grow with its length. The rows
 * lie in our order; `venueRow` tells the venue's, which differs where one message overtook another.
 */
export class Feed {
  venueTimeUs = new Float64Array(firstRows);
  localTimeUs = new Float64Array(firstRows);
  kind = new Uint8Array(firstRows);
  /** The price; of a quote the best bid, 0 where there is none. */
  priceTicks = new Int32Array(firstRows);
  /** Lots; of a quote those at the best bid. */
  quantityLots = new Float64Array(firstRows);
  /** Of a quote the best offer, 0 where there is none; no room is taken before the first quote. */
  askTicks = new Int32Array(0);
  askLots = new Float64Array(0);
  /** Rows in the venue's order. */
  venueRow = new Int32Array(firstRows);
  count = 0;
  /** The next row for us, and the next place of `venueRow` for the venue. */
  localAt = 0;
  venueAt = 0;
  /** Rows that came so late that the venue had gone on; they count at the venue when they came. */
  late = 0;
  /** The last quote appended; 0 and infinity where there is none. */
  lastBidTicks = 0;
  lastAskTicks = Infinity;
  private readonly refill: Refill;
  private more = true;
  private lastVenueUs = 0;

  constructor(refill: Refill = () => false) {
    this.refill = refill;
  }

  /** Appends a row in our order. Throws `RangeError` for a price that no book can hold. */
  append(
    kind: number,
    priceTicks: PriceTicks,
    quantityLots: QuantityLots,
    venueTimeUs: TimeUs,
    localTimeUs: TimeUs,
  ): void {
    if (!(priceTicks >= 0 && priceTicks <= maxPriceTicks)) {
      throw new RangeError(
        `priceTicks is ${priceTicks}; expected 0 to ${maxPriceTicks} for a backtest by columns`,
      );
    }
    if (this.count === this.kind.length) this.grow();
    const row = this.count++;
    this.kind[row] = kind;
    this.priceTicks[row] = priceTicks;
    this.quantityLots[row] = quantityLots;
    this.localTimeUs[row] = row > 0
      ? Math.max(localTimeUs, this.localTimeUs[row - 1]!)
      : localTimeUs;
    this.order(row, venueTimeUs);
  }

  /** Appends a quote in our order. */
  appendQuote(
    bid: { readonly priceTicks: PriceTicks; readonly quantityLots: QuantityLots },
    ask: { readonly priceTicks: PriceTicks; readonly quantityLots: QuantityLots },
    venueTimeUs: TimeUs,
    localTimeUs: TimeUs,
  ): void {
    this.append(rowKinds.quote, bid.priceTicks, bid.quantityLots, venueTimeUs, localTimeUs);
    if (this.askTicks.length < this.kind.length) {
      this.askTicks = enlarged(this.askTicks, this.kind.length);
      this.askLots = enlarged(this.askLots, this.kind.length);
    }
    if (!(ask.priceTicks >= 0 && ask.priceTicks <= maxPriceTicks)) {
      throw new RangeError(
        `askPriceTicks is ${ask.priceTicks}; expected 0 to ${maxPriceTicks} for a backtest by columns`,
      );
    }
    this.lastBidTicks = bid.priceTicks;
    this.lastAskTicks = ask.priceTicks || Infinity;
    this.askTicks[this.count - 1] = ask.priceTicks;
    this.askLots[this.count - 1] = ask.quantityLots;
  }

  /** Rows that may be run before more are read: near the end of a window a late row still finds its place. */
  readable(): number {
    return this.more ? Math.max(0, this.count - lookaheadRows) : this.count;
  }

  /** Whether every row there is has been read by both. */
  atEnd(): boolean {
    return !this.more && this.localAt >= this.count && this.venueAt >= this.count;
  }

  /** Whether there will be no more rows. */
  whole(): boolean {
    return !this.more;
  }

  /** Lets go of the rows that both have read, and reads more. */
  async slide(): Promise<void> {
    this.compact();
    // A reader that is far behind keeps its rows, so room is made for a window beyond the other one.
    const wanted = Math.max(this.localAt, this.venueAt) + windowRows;
    while (this.more && this.count < wanted) this.more = await this.refill(this);
  }

  /** Reads from the first row again; only for a feed that is whole in memory. */
  rewind(): void {
    this.localAt = 0;
    this.venueAt = 0;
    this.more = false;
  }

  /** Puts a row in its place in the venue's order, but behind what the venue has read. */
  private order(row: number, told: TimeUs): void {
    const { venueRow, venueTimeUs, venueAt } = this;
    let timeUs = told;
    if (venueAt > 0 && told < this.lastVenueUs) this.late++;
    if (told < this.lastVenueUs) timeUs = this.lastVenueUs;
    venueTimeUs[row] = timeUs;
    let at = row;
    while (at > venueAt && venueTimeUs[venueRow[at - 1]!]! > timeUs) {
      venueRow[at] = venueRow[at - 1]!;
      at--;
    }
    venueRow[at] = row;
  }

  private compact(): void {
    if (this.venueAt > 0) this.lastVenueUs = this.venueTimeUs[this.venueRow[this.venueAt - 1]!]!;
    // What the venue has not read yet lies at or after its oldest row.
    let from = this.localAt;
    for (let i = this.venueAt; i < this.count; i++) from = Math.min(from, this.venueRow[i]!);
    if (from === 0) return;
    const { count } = this;
    for (
      const column of [
        this.venueTimeUs,
        this.localTimeUs,
        this.kind,
        this.priceTicks,
        this.quantityLots,
        this.askTicks,
        this.askLots,
      ]
    ) column.copyWithin(0, from, count);
    // Of the rows that stay, those the venue has read go to the front of its order, in any order.
    const unread = this.venueRow.slice(this.venueAt, count);
    const waiting = new Set(unread);
    let at = 0;
    for (let row = from; row < count; row++) {
      if (!waiting.has(row)) this.venueRow[at++] = row - from;
    }
    this.venueAt = at;
    for (const row of unread) this.venueRow[at++] = row - from;
    this.localAt -= from;
    this.count -= from;
  }

  private grow(): void {
    const room = this.kind.length * 2;
    this.venueTimeUs = enlarged(this.venueTimeUs, room);
    this.localTimeUs = enlarged(this.localTimeUs, room);
    this.kind = enlarged(this.kind, room);
    this.priceTicks = enlarged(this.priceTicks, room);
    this.quantityLots = enlarged(this.quantityLots, room);
    this.venueRow = enlarged(this.venueRow, room);
    if (this.askTicks.length > 0) {
      this.askTicks = enlarged(this.askTicks, room);
      this.askLots = enlarged(this.askLots, room);
    }
  }
}

const enlarged = <A extends Float64Array | Int32Array | Uint8Array>(column: A, room: number): A => {
  const next = new (column.constructor as { new (length: number): A })(room);
  next.set(column);
  return next;
};
