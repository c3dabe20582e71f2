// Keeps a live book in step with its venue: joins snapshots and changes, and tells when one is missing.
import { crc32 } from "node:zlib";
import { type BookDelta, deltaFlags, marketFlags } from "../../streams/market.ts";
import { heldRows } from "./limits.ts";
import type { MarketProtocol } from "./market.ts";

/** A depth message whose levels are rows of our units. */
export interface DepthRows {
  readonly snapshot: boolean;
  readonly firstId: number;
  readonly lastId: number;
  readonly previousId: number;
  readonly checksum?: number;
  readonly rows: readonly BookDelta[];
}

/** What a message did to the book. */
export type Outcome =
  /** Nothing to say. */
  | { readonly kind: "none" }
  /** Updates are missing: the book is wrong until a whole one comes. `missed` is -1 where unknown. */
  | { readonly kind: "gap"; readonly missed: number; readonly reason: string }
  /** The snapshot that was asked for is older than what is held: another one is needed. */
  | { readonly kind: "again" }
  /** The book is whole again. */
  | { readonly kind: "resynced" };

const none: Outcome = { kind: "none" };

/**
 * One book. Changes that come before their snapshot are held where the snapshot is asked for, and then
 * joined to it; what the snapshot holds already goes out marked suspicious, so that it changes nothing.
 * The message that reveals a gap goes out marked gapped, so that every reader of the book sees it.
 */
export class BookSync {
  private state: "waiting" | "joining" | "running" = "waiting";
  private lastId = 0;
  private held: DepthRows[] = [];
  private heldCount = 0;
  private readonly protocol: Pick<MarketProtocol, "join" | "snapshot" | "depth">;
  private readonly sides: {
    readonly buy: Map<number, number>;
    readonly sell: Map<number, number>;
  } = { buy: new Map(), sell: new Map() };

  constructor(protocol: Pick<MarketProtocol, "join" | "snapshot" | "depth">) {
    this.protocol = protocol;
  }

  /** Whether the book is whole, as far as anybody can tell. */
  get whole(): boolean {
    return this.state !== "waiting";
  }

  /** Updates were lost: a whole book has to come. */
  lose(): void {
    this.state = "waiting";
    this.held = [];
    this.heldCount = 0;
  }

  /** Takes a message, and emits the rows that are due. */
  receive(message: DepthRows, emit: (row: BookDelta) => void): Outcome {
    if (message.snapshot) return this.snapshot(message, emit);
    if (this.state === "waiting") return this.wait(message, emit);
    return this.change(message, emit);
  }

  private wait(message: DepthRows, emit: (row: BookDelta) => void): Outcome {
    if (this.protocol.snapshot === "told") {
      emitRows(message.rows, marketFlags.gapped, emit);
      return none;
    }
    this.held.push(message);
    this.heldCount += message.rows.length;
    // So many changes later, the oldest of them are of no use to any snapshot that may come.
    while (this.heldCount > heldRows) this.heldCount -= this.held.shift()!.rows.length;
    return none;
  }

  private snapshot(message: DepthRows, emit: (row: BookDelta) => void): Outcome {
    const { held } = this;
    const oldest = held[0];
    const asked = this.protocol.snapshot === "asked";
    if (asked && oldest !== undefined && message.lastId + 1 < oldest.firstId) {
      return { kind: "again" };
    }
    this.held = [];
    this.heldCount = 0;
    emitRows(message.rows, deltaFlags.snapshot, emit, deltaFlags.clear);
    this.lastId = message.lastId;
    this.state = asked ? "joining" : "running";
    this.keepWhole(message.rows);
    const wrong = this.checked(message);
    if (wrong !== undefined) return this.gap(message, -1, wrong);
    for (const one of held) {
      const outcome = this.change(one, emit);
      if (outcome.kind === "gap") return outcome;
    }
    return { kind: "resynced" };
  }

  private change(message: DepthRows, emit: (row: BookDelta) => void): Outcome {
    const { join } = this.protocol;
    if (join === "range" || join === "previous" || join === "next") {
      if (this.isKnown(message)) {
        // A repeated message, or one that the snapshot holds: it changes nothing.
        emitRows(message.rows, marketFlags.suspicious, emit);
        return none;
      }
      if (!this.joins(message)) {
        emitRows(message.rows, marketFlags.gapped, emit);
        return this.gap(message, this.missedBefore(message), this.wordsOf(message));
      }
      this.lastId = message.lastId;
      this.state = "running";
      emitRows(message.rows, 0, emit);
      return none;
    }
    if (join === "connection") {
      emitRows(message.rows, 0, emit);
      return none;
    }
    const fallen = this.keep(message.rows);
    const wrong = this.checked(message);
    emitRows([...message.rows, ...fallen], wrong === undefined ? 0 : marketFlags.gapped, emit);
    return wrong === undefined ? none : this.gap(message, -1, wrong);
  }

  private gap(message: DepthRows, missed: number, reason: string): Outcome {
    this.lose();
    // The snapshot that is asked for may be older than this message, which then follows it.
    if (this.protocol.snapshot === "asked" && !message.snapshot) {
      this.held.push({ ...message, rows: message.rows.map((row) => ({ ...row, flags: 0 })) });
      this.heldCount = message.rows.length;
    }
    return { kind: "gap", missed, reason };
  }

  /** Futures keep the difference whose last number is the snapshot's, spot does not. */
  private isKnown({ lastId }: DepthRows): boolean {
    const { lastId: known, state, protocol } = this;
    if (protocol.join === "previous" && state === "joining") return lastId < known;
    return lastId <= known;
  }

  private joins({ firstId, previousId, lastId }: DepthRows): boolean {
    const { lastId: known, state, protocol } = this;
    if (protocol.join === "next") return lastId === known + 1;
    if (protocol.join === "range") return firstId <= known + 1;
    // The first difference after the snapshot spans its number, or names it.
    if (state === "joining") return firstId <= known || previousId === known;
    return previousId === known;
  }

  private missedBefore({ firstId, lastId }: DepthRows): number {
    const from = this.protocol.join === "next" ? lastId : firstId;
    return Math.max(-1, from - this.lastId - 1);
  }

  private wordsOf({ firstId, previousId }: DepthRows): string {
    return this.protocol.join === "previous"
      ? `The update says ${previousId} is before it, but ${this.lastId} was`
      : `Update ${firstId} came after ${this.lastId}`;
  }

  private keepWhole(rows: readonly BookDelta[]): void {
    if (this.protocol.join !== "checksum") return;
    this.sides.buy.clear();
    this.sides.sell.clear();
    this.keep(rows);
  }

  /** Takes changes over, and gives the rows that take away what has fallen out of the depth. */
  private keep(rows: readonly BookDelta[]): BookDelta[] {
    for (const { side, priceTicks, quantityLots } of rows) {
      if (quantityLots === 0) this.sides[side].delete(priceTicks);
      else this.sides[side].set(priceTicks, quantityLots);
    }
    const { depth } = this.protocol;
    const last = rows.at(-1);
    if (depth === 0 || last === undefined) return [];
    return (["buy", "sell"] as const).flatMap((side) => {
      if (this.sides[side].size <= depth) return [];
      return this.pricesOf(side).slice(depth).map((priceTicks) => {
        this.sides[side].delete(priceTicks);
        return { ...last, side, priceTicks, quantityLots: 0 };
      });
    });
  }

  private pricesOf(side: "buy" | "sell"): number[] {
    const sign = side === "buy" ? -1 : 1;
    return [...this.sides[side].keys()].sort((a, b) => sign * (a - b));
  }

  /** What is wrong with the best ten levels, where the venue tells their checksum. */
  private checked({ checksum }: DepthRows): string | undefined {
    if (this.protocol.join !== "checksum" || checksum === undefined) return undefined;
    const text = (["sell", "buy"] as const).map((side) =>
      this.pricesOf(side).slice(0, 10).map((price) => `${price}${this.sides[side].get(price)}`)
        .join("")
    ).join("");
    const ours = crc32(text);
    return ours === checksum ? undefined : `The checksum is ${checksum}, that of our book ${ours}`;
  }
}

const emitRows = (
  rows: readonly BookDelta[],
  flags: number,
  emit: (row: BookDelta) => void,
  first = 0,
): void => {
  rows.forEach((row, index) => {
    const mark = flags | (index === 0 ? first : 0) |
      (index === rows.length - 1 ? deltaFlags.last : 0);
    emit({ ...row, flags: row.flags | mark });
  });
};
