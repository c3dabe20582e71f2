// Tells whether the ledger of a feed has an entry for every frame that a server kept back.
import type { Fault } from "../../infra/venue-server/faults.ts";
import type { FeedEvent } from "../../streams/feed.ts";
import type { Unstamped } from "../../streams/record.ts";

/** Milliseconds after a fault in which it has to be in the ledger: the next frame reveals it. */
const withinMs = 15_000;

/** Milliseconds by which the clocks of ledger and server may differ. */
const clocksMs = 50;

/** Hears the ledger. */
export class GapWitness {
  private readonly events: Unstamped<FeedEvent>[] = [];

  /** Takes an entry. */
  hear(event: Unstamped<FeedEvent>): void {
    if (event.instrumentId !== 0) this.events.push(event);
  }

  /** Faults that have no entry: neither a gap nor a loss after them, nor a resync that was under way. */
  notSeen(made: readonly Fault[], symbolOf: (instrumentId: number) => string): number {
    const last = this.events.at(-1)?.ingestTimeUs ?? 0;
    return made.filter(({ what, atMs }) => {
      const own = this.events.filter((one) => symbolOf(one.instrumentId) === what);
      const before = own.findLast((one) =>
        one.ingestTimeUs / 1000 <= atMs && one.event !== "stale" && one.event !== "fresh"
      );
      // Not whole when it happened: the snapshot that comes has it.
      if (before?.event !== "resynced") return false;
      const after = own.some((one) =>
        one.ingestTimeUs / 1000 >= atMs - clocksMs && one.ingestTimeUs / 1000 <= atMs + withinMs &&
        (one.event === "gap" || one.event === "disconnected" || one.event === "resynced")
      );
      return !after && last / 1000 > atMs + withinMs;
    }).length;
  }
}
