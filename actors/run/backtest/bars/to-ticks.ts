// Bars played as quotes, so that a strategy over ticks runs on them: open, both extremes, close.
import { InstrumentRegistry } from "../../../../streams/instruments.ts";
import type { Tick } from "../../../../streams/market.ts";
import type { Unstamped } from "../../../../streams/record.ts";
import type { TickBatch, TickSource } from "../../../sources/source.ts";
import type { Bars } from "./bars.ts";
import { usualStepUs } from "./collect.ts";

const builtin = new InstrumentRegistry();

/** Quotes given at once. */
const batchQuotes = 4_096;

interface Playing {
  readonly bars: Bars;
  /** From one quote of a bar to the next. */
  readonly stepUs: number;
  row: number;
  /** Which of its quotes comes next, 0 to 3. */
  part: number;
}

/** The shortest time between two quotes of a bar, in microseconds. */
export const quarterUs = (series: readonly Bars[]): number =>
  Math.max(
    1,
    Math.min(...series.map(({ timeUs }) => Math.floor((usualStepUs(timeUs) || 60e6) / 4))),
  );

/**
 * Each bar is four quotes: the open, the extreme that is nearer to it, the other extreme, the close. Bid
 * and offer lie half the bar's spread beside the price, a tick where bars tell no spread; quantities are not
 * told. A bar whose prices are all the same is one quote.
 */
export const ticksOfBars = (series: readonly Bars[]): TickSource => ({
  kind: "replay",
  name: `Bars of ${series.slice(0, 3).map(({ instrument }) => instrument.name).join(", ")}`,
  speed: 0,
  instruments: series.map(({ instrument }) => ({
    ...instrument,
    tickSize: instrument.tick.text,
    lotSize: instrument.lot.text,
  })).filter(({ instrumentId }) => builtin.get(instrumentId) === undefined),
  open: async function* (_resume, _refuse, signal): AsyncGenerator<TickBatch> {
    const playing = series.map((bars): Playing => ({
      bars,
      stepUs: Math.floor((usualStepUs(bars.timeUs) || 60e6) / 4),
      row: 0,
      part: 0,
    }));
    let ticks: Unstamped<Tick>[] = [];
    while (!signal.aborted) {
      const next = earliest(playing);
      if (next === undefined) break;
      ticks.push(quoteOf(next));
      if (++next.part === 4 || isFlat(next.bars, next.row)) {
        next.row++;
        next.part = 0;
      }
      if (ticks.length < batchQuotes) continue;
      yield { ticks };
      ticks = [];
    }
    if (ticks.length > 0) yield { ticks };
  },
});

const timeOf = ({ bars, row, part, stepUs }: Playing): number => bars.timeUs[row]! + part * stepUs;

const earliest = (playing: readonly Playing[]): Playing | undefined => {
  let best: Playing | undefined;
  let bestUs = Infinity;
  for (const one of playing) {
    if (one.row >= one.bars.length) continue;
    const us = timeOf(one);
    if (us < bestUs) [best, bestUs] = [one, us];
  }
  return best;
};

const isFlat = ({ high, low }: Bars, row: number): boolean => high[row] === low[row];

const priceOf = ({ open, high, low, close }: Bars, row: number, part: number): number => {
  if (part === 0) return open[row]!;
  if (part === 3) return close[row]!;
  const highFirst = high[row]! - open[row]! <= open[row]! - low[row]!;
  return (part === 1) === highFirst ? high[row]! : low[row]!;
};

const quoteOf = (one: Playing): Unstamped<Tick> => {
  const { bars, row, part } = one;
  const price = priceOf(bars, row, part);
  const step = bars.instrument.minPriceIncrementTicks;
  const half = Math.max(step / 2, bars.halfSpread?.[row] ?? step);
  const timeUs = timeOf(one);
  return {
    _tag: "quote",
    instrumentId: bars.instrument.instrumentId,
    eventTimeUs: timeUs,
    ingestTimeUs: timeUs,
    bidPriceTicks: Math.max(1, Math.floor((price - half) / step)) * step,
    bidQuantityLots: 0,
    askPriceTicks: Math.max(2, Math.ceil((price + half) / step)) * step,
    askQuantityLots: 0,
    flags: 0,
    updateId: 0,
  };
};
