// What adapters have heard and nobody has taken yet, in order, with a bound.
import type { Control } from "../../streams/control.ts";
import type { FeedEvent } from "../../streams/feed.ts";
import type { Tick } from "../../streams/market.ts";
import type { Unstamped } from "../../streams/record.ts";
import { batchRecords, waitingRecords } from "./limits.ts";

/** A record on its way into the input log. */
export type Heard = Unstamped<Tick | FeedEvent | Control>;

/** A queue of records with one reader. */
export class Inbox {
  private waiting: Heard[] = [];
  private wake: () => void = () => {};

  /** Whether nothing more should be heard until some of it is taken. */
  get full(): boolean {
    return this.waiting.length >= waitingRecords;
  }

  /** Records that wait. */
  get size(): number {
    return this.waiting.length;
  }

  /** Adds a record. */
  add(record: Heard): void {
    this.waiting.push(record);
    this.wake();
  }

  /** Takes what waits; waits itself where there is nothing. Empty only when the signal aborts. */
  async take(signal: AbortSignal): Promise<readonly Heard[]> {
    if (this.waiting.length === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          signal.removeEventListener("abort", done);
          this.wake = () => {};
          resolve();
        };
        this.wake = done;
        signal.addEventListener("abort", done);
      });
    }
    const taken = this.waiting.slice(0, batchRecords);
    this.waiting = taken.length === this.waiting.length ? [] : this.waiting.slice(batchRecords);
    return taken;
  }
}
