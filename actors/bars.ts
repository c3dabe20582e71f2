// The bars actor: open, high, low, close and volume of every second and minute that had trades.
import type { Bar, Trade } from "../streams/market.ts";
import type { Unstamped } from "../streams/record.ts";
import type { PriceTicks, QuantityLots, TimeUs } from "../streams/units.ts";
import type { Actor, Emit } from "./actor.ts";
import { marketMarks } from "./measures/best-prices.ts";

/** Lengths of the bars, in seconds. */
export const barSeconds = [1, 60] as const;

/** A bar under way. */
interface OpenBar {
  readonly lengthUs: TimeUs;
  /** Start of the interval; -1 before the first one. */
  startUs: TimeUs;
  open: PriceTicks;
  high: PriceTicks;
  low: PriceTicks;
  close: PriceTicks;
  volume: QuantityLots;
  buyVolume: QuantityLots;
  /** Trades so far; 0 where the interval has none yet, or its bar was emitted. */
  trades: number;
}

/** What the bars actor remembers of one instrument. */
export interface BarsState {
  readonly graceUs: TimeUs;
  readonly bars: readonly OpenBar[];
}

/** A trade so much older than the open interval belongs to another day: they start afresh. */
const stepBackUs = 60_000_000;

/**
 * Emits the bar of an interval with the first later trade, or with another record of the instrument
 * that is later by the grace time: quotes and trades of a venue run by clocks that differ a little,
 * and a trade that comes after its bar counts in the next one. Marked records count nowhere.
 */
export const bars: Actor<BarsState, "quote" | "trade" | "bookDelta" | "control", "bar"> = {
  name: "bars",
  key: "instrument",
  receives: ["quote", "trade", "bookDelta", "control"],
  emits: ["bar"],
  settings: {
    graceMs: {
      default: 250,
      minimum: 0,
      maximum: 60_000,
      comment: "Event time after the end of an interval when a quote may end it, in milliseconds",
    },
  },
  initial: ({ settings }) => ({
    graceUs: settings["graceMs"]! * 1_000,
    bars: barSeconds.map((seconds) => emptyBar(seconds * 1_000_000)),
  }),
  receive: (state, message, emit) => {
    if (message._tag === "control") {
      if (message.control === "sessionStarted") { for (const bar of state.bars) resetBar(bar); }
      return;
    }
    if ((message.flags & marketMarks) !== 0) return;
    const { instrumentId, eventTimeUs } = message;
    if (message._tag !== "trade") {
      const endedUs = eventTimeUs - state.graceUs;
      for (let i = 0; i < state.bars.length; i++) {
        const bar = state.bars[i]!;
        if (bar.trades > 0 && endedUs >= bar.startUs + bar.lengthUs) close(bar, instrumentId, emit);
      }
      return;
    }
    for (let i = 0; i < state.bars.length; i++) add(state.bars[i]!, message, emit);
  },
};

const add = (bar: OpenBar, trade: Trade, emit: Emit<"bar">): void => {
  const { priceTicks, quantityLots, eventTimeUs } = trade;
  const later = eventTimeUs >= bar.startUs + bar.lengthUs;
  if (bar.startUs < 0 || later || eventTimeUs < bar.startUs - stepBackUs) {
    if (bar.trades > 0) close(bar, trade.instrumentId, emit);
    bar.startUs = eventTimeUs - eventTimeUs % bar.lengthUs;
  } else if (bar.trades === 0 && bar.startUs >= 0) {
    // The bar of this trade's interval has been emitted: it counts in the next one.
    bar.startUs += bar.lengthUs;
  }
  if (bar.trades === 0) {
    bar.open = priceTicks;
    bar.high = priceTicks;
    bar.low = priceTicks;
    bar.volume = 0;
    bar.buyVolume = 0;
  }
  if (priceTicks > bar.high) bar.high = priceTicks;
  if (priceTicks < bar.low) bar.low = priceTicks;
  bar.close = priceTicks;
  bar.volume += quantityLots;
  if (trade.aggressorSide === "buy") bar.buyVolume += quantityLots;
  bar.trades++;
};

const close = (bar: OpenBar, instrumentId: number, emit: Emit<"bar">): void => {
  emit(barOf(bar, instrumentId));
  bar.trades = 0;
};

const barOf = (bar: OpenBar, instrumentId: number): Unstamped<Bar> => ({
  _tag: "bar",
  instrumentId,
  eventTimeUs: bar.startUs,
  intervalSeconds: bar.lengthUs / 1_000_000,
  openTicks: bar.open,
  highTicks: bar.high,
  lowTicks: bar.low,
  closeTicks: bar.close,
  volumeLots: bar.volume,
  buyVolumeLots: bar.buyVolume,
  trades: bar.trades,
  flags: 0,
});

const emptyBar = (lengthUs: TimeUs): OpenBar => ({
  lengthUs,
  startUs: -1,
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  buyVolume: 0,
  trades: 0,
});

const resetBar = (bar: OpenBar): void => {
  bar.startUs = -1;
  bar.trades = 0;
};
