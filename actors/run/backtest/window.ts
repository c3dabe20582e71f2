// A part of a source: only some instruments, only some time; and what the source would have given.
import type { TimeUs } from "../../../streams/units.ts";
import type { TickBatch, TickSource } from "../../sources/source.ts";

/** What is wanted of a source. Times are event times, from the first to before the last. */
export interface Window {
  readonly fromUs: TimeUs;
  readonly toUs: TimeUs;
  /** All where it is not given. */
  readonly instrumentIds?: ReadonlySet<number>;
}

/** What the source gave before the window was laid over it. */
export interface Seen {
  ticks: number;
  firstUs: TimeUs;
  lastUs: TimeUs;
}

/** The part of a source in a window, and what is seen while it is read. */
export const windowOf = (
  source: TickSource,
  { fromUs, toUs, instrumentIds }: Window,
): { readonly source: TickSource; readonly seen: Seen } => {
  const seen: Seen = { ticks: 0, firstUs: Infinity, lastUs: -Infinity };
  async function* open(...args: Parameters<TickSource["open"]>): AsyncGenerator<TickBatch> {
    Object.assign(seen, { ticks: 0, firstUs: Infinity, lastUs: -Infinity });
    for await (const { ticks } of source.open(...args)) {
      seen.ticks += ticks.length;
      for (const { eventTimeUs } of ticks) {
        if (eventTimeUs < seen.firstUs) seen.firstUs = eventTimeUs;
        if (eventTimeUs > seen.lastUs) seen.lastUs = eventTimeUs;
      }
      const wanted = ticks.filter(({ eventTimeUs, instrumentId }) =>
        eventTimeUs >= fromUs && eventTimeUs < toUs &&
        (instrumentIds === undefined || instrumentIds.has(instrumentId))
      );
      if (wanted.length > 0) yield { ticks: wanted };
    }
  }
  return { source: { ...source, open }, seen };
};
