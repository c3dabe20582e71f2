// The market of a seed, generated again: what the input log must hold, tick by tick.
import type { TickSource } from "../../actors/sources/source.ts";
import type { Tick } from "../../streams/market.ts";
import type { Unstamped } from "../../streams/record.ts";

/** A tick of a source, before it has a position. */
export type SourceTick = Unstamped<Tick>;

/** Reads a source tick by tick, with a look ahead. */
export class Regenerated {
  private readonly batches: AsyncIterator<{ readonly ticks: readonly SourceTick[] }>;
  private buffer: SourceTick[] = [];
  private at = 0;
  /** Ticks taken so far. */
  taken = 0;

  constructor(source: TickSource) {
    const never = new AbortController().signal;
    this.batches = source.open(undefined, () => {}, never)[Symbol.asyncIterator]();
  }

  /** Sees to it that so many ticks can be looked at. */
  async fill(ticks: number): Promise<void> {
    this.buffer = this.buffer.slice(this.at);
    this.at = 0;
    while (this.buffer.length < ticks) {
      const next = await this.batches.next();
      if (next.done === true) return;
      for (const tick of next.value.ticks) this.buffer.push(tick);
    }
  }

  /** The tick so many after the next one; undefined where it was not filled. */
  peek(after = 0): SourceTick | undefined {
    return this.buffer[this.at + after];
  }

  /** Takes the next tick. */
  take(): SourceTick | undefined {
    const tick = this.buffer[this.at++];
    if (tick !== undefined) this.taken++;
    return tick;
  }
}
