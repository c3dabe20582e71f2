// A part of a source: only some instruments, only some time; and what the source would have given.
import type { TimeUs } from "../../../streams/units.ts";
import { marketFlags } from "../../../streams/market.ts";
import type { TickBatch, TickSource } from "../../sources/source.ts";
import { longSilenceUs } from "./limits.ts";
import type { BacktestWarning } from "./result.ts";

/** What is wanted of a source. Times are event times, from the first to before the last. */
export interface Window {
  readonly fromUs: TimeUs;
  readonly toUs: TimeUs;
  /** All where it is not given. */
  readonly instrumentIds?: ReadonlySet<number>;
  /** Told the ticks of the window before anybody else. */
  readonly watch?: (ticks: TickBatch["ticks"]) => void;
}

/** What the source gave before the window was laid over it. */
export interface Seen {
  ticks: number;
  firstUs: TimeUs;
  lastUs: TimeUs;
  /** Rows marked by their source: after a lost row, as bad by their vendor, with a bid above the offer. */
  gapped: number;
  suspicious: number;
  crossed: number;
  /** Times nothing came for long, and the longest of them. */
  silences: number;
  longestFromUs: TimeUs;
  longestUs: number;
}

const nothingSeen = (): Seen => ({
  ticks: 0,
  firstUs: Infinity,
  lastUs: -Infinity,
  gapped: 0,
  suspicious: 0,
  crossed: 0,
  silences: 0,
  longestFromUs: 0,
  longestUs: 0,
});

/** The part of a source in a window, and what is seen while it is read. */
export const windowOf = (
  source: TickSource,
  { fromUs, toUs, instrumentIds, watch }: Window,
): { readonly source: TickSource; readonly seen: Seen } => {
  const seen = nothingSeen();
  const all = fromUs === -Infinity && toUs === Infinity && instrumentIds === undefined;
  async function* open(...args: Parameters<TickSource["open"]>): AsyncGenerator<TickBatch> {
    Object.assign(seen, nothingSeen());
    for await (const { ticks } of source.open(...args)) {
      seen.ticks += ticks.length;
      for (const { eventTimeUs, flags } of ticks) look(seen, eventTimeUs, flags);
      const wanted = all
        ? ticks
        : ticks.filter(({ eventTimeUs, instrumentId }) =>
          eventTimeUs >= fromUs && eventTimeUs < toUs &&
          (instrumentIds === undefined || instrumentIds.has(instrumentId))
        );
      // Whoever wants to end the run is heard between two batches.
      await new Promise((heard) => setImmediate(heard));
      if (wanted.length === 0) continue;
      watch?.(wanted);
      yield { ticks: wanted };
    }
  }
  return { source: { ...source, open }, seen };
};

const look = (seen: Seen, timeUs: TimeUs, flags: number): void => {
  if (timeUs < seen.firstUs) seen.firstUs = timeUs;
  if (flags !== 0) {
    if ((flags & marketFlags.gapped) !== 0) seen.gapped++;
    if ((flags & marketFlags.suspicious) !== 0) seen.suspicious++;
    if ((flags & marketFlags.crossed) !== 0) seen.crossed++;
  }
  const { lastUs } = seen;
  if (timeUs <= lastUs) return;
  seen.lastUs = timeUs;
  if (timeUs - lastUs < longSilenceUs || lastUs === -Infinity) return;
  seen.silences++;
  if (timeUs - lastUs <= seen.longestUs) return;
  seen.longestUs = timeUs - lastUs;
  seen.longestFromUs = lastUs;
};

/** What a reader should know of the data of a window. */
export const warningsOfData = (seen: Seen): BacktestWarning[] => {
  const time = (us: number) => new Date(us / 1000).toISOString();
  const { longestFromUs: fromUs, longestUs } = seen;
  const all: BacktestWarning[] = [
    {
      kind: "gap",
      count: seen.gapped,
      first:
        "Rows came after others were lost: the book was not to be trusted until it was whole again",
    },
    {
      kind: "suspiciousRow",
      count: seen.suspicious,
      first:
        "Rows were marked as not to be used: bad ticks, and changes that a snapshot already holds",
    },
    {
      kind: "crossedQuote",
      count: seen.crossed,
      first: "Quotes had a bid above their offer, and filled nothing",
    },
    {
      kind: "silence",
      count: seen.silences,
      first: `Nothing came for long; longest from ${time(fromUs)} to ${time(fromUs + longestUs)}`,
    },
  ];
  return all.filter(({ count }) => count > 0);
};
