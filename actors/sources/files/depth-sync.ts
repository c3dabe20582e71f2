// Binance's documented way to join a depth snapshot and the stream of differences, on a recording.
import { type BookDelta, deltaFlags, marketFlags } from "../../../streams/market.ts";
import { heldRows } from "./limits.ts";

/** One message of a depth stream; its rows are the levels it tells. */
export interface DepthMessage {
  readonly snapshot: boolean;
  /** `U`, `u` and `pu` of a difference; both ids of a snapshot are its `lastUpdateId`. */
  readonly firstId: number;
  readonly lastId: number;
  /** `pu`: the last id of the message before. 0 on spot, whose messages do not tell it. */
  readonly previousId: number;
  readonly rows: readonly BookDelta[];
}

/**
 * Marks the rows of depth messages. Differences that come before the snapshot are held until it is
 * there; then those it holds already go first, marked suspicious, then the snapshot, then the rest.
 * A difference that does not join the one before is marked gapped. Nothing is dropped or added.
 * (developers.binance.com: "How to manage a local order book correctly".)
 */
export class DepthSync {
  private state: "waiting" | "joining" | "running" = "waiting";
  private lastId = 0;
  private held: DepthMessage[] = [];
  private heldCount = 0;
  private givenUp = false;

  /** Takes a message and emits the rows that are now due, in order. */
  receive(message: DepthMessage, emit: (row: BookDelta) => void): void {
    if (message.snapshot) this.snapshot(message, emit);
    else if (this.state !== "waiting") this.difference(message, emit);
    else if (this.givenUp) emitRows(message, marketFlags.gapped, emit);
    else this.hold(message, emit);
  }

  /** Emits what is held: no snapshot came. */
  end(emit: (row: BookDelta) => void): void {
    for (const message of this.held) emitRows(message, marketFlags.gapped, emit);
    this.held = [];
    this.heldCount = 0;
  }

  private hold(message: DepthMessage, emit: (row: BookDelta) => void): void {
    this.held.push(message);
    this.heldCount += message.rows.length;
    if (this.heldCount <= heldRows) return;
    this.givenUp = true;
    this.end(emit);
  }

  private snapshot(message: DepthMessage, emit: (row: BookDelta) => void): void {
    if (this.state !== "waiting" && message.lastId < this.lastId) {
      // The book is newer than this snapshot, and what came between cannot be told a second time.
      emitRows(message, deltaFlags.snapshot | marketFlags.suspicious, emit);
      return;
    }
    const { held } = this;
    this.held = [];
    this.heldCount = 0;
    const later = held.filter((one) => !isStale(one, message.lastId));
    for (const one of held) {
      if (isStale(one, message.lastId)) emitRows(one, marketFlags.suspicious, emit);
    }
    emitRows(message, deltaFlags.snapshot, emit, deltaFlags.clear);
    this.state = "joining";
    this.lastId = message.lastId;
    for (const one of later) this.difference(one, emit);
  }

  private difference(message: DepthMessage, emit: (row: BookDelta) => void): void {
    if (this.state === "joining" && isStale(message, this.lastId)) {
      // The snapshot holds it already: it changes nothing.
      emitRows(message, marketFlags.suspicious, emit);
      return;
    }
    emitRows(message, this.joins(message) ? 0 : marketFlags.gapped, emit);
    this.state = "running";
    this.lastId = message.lastId;
  }

  private joins({ firstId, previousId }: DepthMessage): boolean {
    // Spot and the first difference after a snapshot are known by their first id.
    if (previousId === 0 || this.state === "joining") return firstId <= this.lastId + 1;
    return previousId === this.lastId;
  }
}

/** Futures keep the difference whose last id is the snapshot's, spot does not. */
const isStale = ({ lastId, previousId }: DepthMessage, snapshotId: number): boolean =>
  previousId === 0 ? lastId <= snapshotId : lastId < snapshotId;

const emitRows = (
  { rows }: DepthMessage,
  flags: number,
  emit: (row: BookDelta) => void,
  first = 0,
): void => {
  rows.forEach((row, index) => {
    row.flags |= flags | (index === 0 ? first : 0) |
      (index === rows.length - 1 ? deltaFlags.last : 0);
    emit(row);
  });
};
