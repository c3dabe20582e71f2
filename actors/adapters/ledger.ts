// The ledger of one feed: writes what happens to it into the input log, and counts it for the status.
import type { FeedEvent } from "../../streams/feed.ts";
import type { FeedStatus } from "../../streams/status.ts";
import { nowUs } from "../run/clock.ts";
import type { Heard } from "./inbox.ts";

/** What is written of one event. */
export interface LedgerEntry {
  readonly event: FeedEvent["event"];
  /** 0 where it is of the whole feed. */
  readonly instrumentId: number;
  readonly reason: string;
  readonly missed?: number;
  readonly silentMs?: number;
  /** The newest event time that is known of the venue. */
  readonly eventTimeUs: number;
}

/** Keeps the ledger of a feed. */
export class Ledger {
  private readonly feed: string;
  private readonly add: (record: Heard) => void;
  private readonly counts = { connects: 0, gaps: 0, resyncs: 0 };
  private readonly stale = new Set<number>();
  private connected = false;

  constructor(feed: string, add: (record: Heard) => void) {
    this.feed = feed;
    this.add = add;
  }

  /** Writes an entry. */
  write({ event, instrumentId, reason, missed = 0, silentMs = 0, eventTimeUs }: LedgerEntry): void {
    if (event === "connected") {
      this.connected = true;
      this.counts.connects++;
    } else if (event === "disconnected") this.connected = false;
    else if (event === "gap") this.counts.gaps++;
    else if (event === "resynced") this.counts.resyncs++;
    else if (event === "stale") this.stale.add(instrumentId);
    else this.stale.delete(instrumentId);
    const ingestTimeUs = nowUs();
    this.add({
      _tag: "feedEvent",
      instrumentId,
      eventTimeUs: eventTimeUs > 0 ? eventTimeUs : ingestTimeUs,
      ingestTimeUs,
      feed: this.feed,
      event,
      missed,
      silentMs,
      reason,
    });
  }

  /** Whether an instrument is stale. */
  isStale(instrumentId: number): boolean {
    return this.stale.has(instrumentId);
  }

  /** What people see of it. */
  status(): FeedStatus {
    const { connects, gaps, resyncs } = this.counts;
    return {
      connected: this.connected,
      reconnects: Math.max(0, connects - 1),
      gaps,
      resyncs,
      stale: this.stale.size,
    };
  }
}
