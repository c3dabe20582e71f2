// Bars made of ticks, so that a strategy over bars runs on any recording: read once, kept as bars only.
import { type Instrument, InstrumentRegistry } from "../../../../streams/instruments.ts";
import { deltaFlags, marketFlags, type Tick } from "../../../../streams/market.ts";
import type { Unstamped } from "../../../../streams/record.ts";
import type { SourceRefusal, TickSource } from "../../../sources/source.ts";
import { Book } from "../book.ts";
import { maxMadeBars } from "../limits.ts";
import type { Bars } from "./bars.ts";
import { intervalText } from "./collect.ts";
import { warningsOfData, windowOf } from "../window.ts";
import type { ReadBars } from "./read.ts";

/** Intervals to choose from, in microseconds. */
const ladder = [1e6, 10e6, 60e6, 600e6, 3_600e6, 86_400e6] as const;
/** Bars that are enough: the longest interval with as many is taken. */
const enoughBars = 300;

/** What tells the price of an instrument: the best there is. */
const ranks = { trade: 0, bookDelta: 1, quote: 2 } as const;

/** Bars of one instrument while they grow; columns as plain lists. */
interface Growing {
  rank: number;
  readonly book: Book;
  rows: Record<"timeUs" | "open" | "high" | "low" | "close" | "volume" | "half", number[]>;
}

const noRows = (): Growing["rows"] => ({
  timeUs: [],
  open: [],
  high: [],
  low: [],
  close: [],
  volume: [],
  half: [],
});

/**
 * Makes bars of mid prices, with the spread of each open, where a recording tells bid and offer; else of
 * trades. Without an interval the longest is taken that gives enough bars.
 */
export const barsOfTicks = async (
  source: TickSource,
  instruments: InstrumentRegistry,
  told: { readonly intervalUs?: number; readonly signal?: AbortSignal },
): Promise<ReadBars> => {
  const { source: seenSource, seen } = windowOf(source, { fromUs: -Infinity, toUs: Infinity });
  const maker = new BarMaker(told.intervalUs ?? ladder[0], told.intervalUs === undefined);
  const refused = { count: 0, first: "" };
  const refuse = ({ place, field, value, expected }: SourceRefusal) => {
    if (refused.count++ === 0) {
      refused.first = `${place}: ${field} is "${value}"; expected ${expected}`;
    }
  };
  const signal = told.signal ?? new AbortController().signal;
  let ticks = 0;
  for await (const batch of seenSource.open(undefined, refuse, signal)) {
    for (const tick of batch.ticks) maker.take(tick);
    ticks += batch.ticks.length;
  }
  maker.settle();
  const series = [...maker.growing].map(([id, one]) => barsOf(instruments.require(id), one))
    .filter(({ length }) => length > 0);
  const made = series.reduce((sum, { length }) => sum + length, 0);
  return {
    series,
    refused,
    warnings: [{
      kind: "barsOfTicks",
      count: made,
      first: `${ticks.toLocaleString("en-US")} ticks made bars of ${
        intervalText(maker.intervalUs)
      }`,
    }, ...warningsOfData(seen)],
  };
};

class BarMaker {
  readonly growing = new Map<number, Growing>();
  intervalUs: number;
  private readonly chooses: boolean;

  constructor(intervalUs: number, chooses: boolean) {
    this.intervalUs = intervalUs;
    this.chooses = chooses;
  }

  take(tick: Unstamped<Tick>): void {
    const { flags, instrumentId, eventTimeUs, _tag } = tick;
    if ((flags & (marketFlags.suspicious | marketFlags.crossed)) !== 0) return;
    let one = this.growing.get(instrumentId);
    if (one === undefined) {
      one = { rank: ranks[_tag], book: new Book(), rows: noRows() };
      this.growing.set(instrumentId, one);
    } else if (ranks[_tag] > one.rank) {
      // What was gathered from less is let go: a series is of one kind of price.
      one.rank = ranks[_tag];
      one.rows = noRows();
    }
    if (_tag === "trade") {
      if (one.rank === ranks.trade) this.add(one, eventTimeUs, tick.priceTicks, NaN);
      const { volume } = one.rows;
      if (volume.length > 0) volume[volume.length - 1]! += tick.quantityLots;
      return;
    }
    if (ranks[_tag] < one.rank) return;
    if (_tag === "quote") {
      const { bidPriceTicks: bid, askPriceTicks: ask } = tick;
      if (bid > 0 && ask > 0) this.add(one, eventTimeUs, (bid + ask) / 2, (ask - bid) / 2);
      return;
    }
    const { book } = one;
    if ((flags & deltaFlags.clear) !== 0) book.clear();
    if (tick.side === "buy") book.setBid(tick.priceTicks, tick.quantityLots);
    else book.setAsk(tick.priceTicks, tick.quantityLots);
    const mid = book.midHalfTicks() / 2;
    if ((flags & deltaFlags.last) === 0 || mid === 0) return;
    this.add(one, eventTimeUs, mid, (book.askTicks - book.bidTicks) / 2);
  }

  private add({ rows }: Growing, timeUs: number, price: number, half: number): void {
    const begin = Math.floor(timeUs / this.intervalUs) * this.intervalUs;
    const last = rows.timeUs.length - 1;
    // A row that is late counts in the bar that is open.
    if (last >= 0 && begin <= rows.timeUs[last]!) {
      if (price > rows.high[last]!) rows.high[last] = price;
      if (price < rows.low[last]!) rows.low[last] = price;
      rows.close[last] = price;
      return;
    }
    rows.timeUs.push(begin);
    for (const name of ["open", "high", "low", "close"] as const) rows[name].push(price);
    rows.volume.push(0);
    rows.half.push(half);
    if (this.chooses && rows.timeUs.length >= maxMadeBars) this.coarsen();
  }

  /** The longest interval that leaves enough bars. */
  settle(): void {
    while (this.chooses) {
      const next = ladder.find((one) => one > this.intervalUs);
      const longest = Math.max(
        0,
        ...[...this.growing.values()].map(({ rows }) => {
          return new Set(rows.timeUs.map((us) => Math.floor(us / (next ?? 1)))).size;
        }),
      );
      if (next === undefined || longest < enoughBars) return;
      this.coarsen();
    }
  }

  private coarsen(): void {
    const next = ladder.find((one) => one > this.intervalUs);
    if (next === undefined) return;
    this.intervalUs = next;
    for (const one of this.growing.values()) one.rows = joined(one.rows, next);
  }
}

const joined = (from: Growing["rows"], intervalUs: number): Growing["rows"] => {
  const to = noRows();
  for (const [i, us] of from.timeUs.entries()) {
    const begin = Math.floor(us / intervalUs) * intervalUs;
    const last = to.timeUs.length - 1;
    if (to.timeUs[last] === begin) {
      to.high[last] = Math.max(to.high[last]!, from.high[i]!);
      to.low[last] = Math.min(to.low[last]!, from.low[i]!);
      to.close[last] = from.close[i]!;
      to.volume[last]! += from.volume[i]!;
      continue;
    }
    for (const name of Object.keys(to) as (keyof Growing["rows"])[]) to[name].push(from[name][i]!);
    to.timeUs[last + 1] = begin;
  }
  return to;
};

const barsOf = (instrument: Instrument, { rows, rank }: Growing): Bars => {
  const column = (values: readonly number[]) => Float64Array.from(values);
  return {
    instrument,
    timeUs: column(rows.timeUs),
    open: column(rows.open),
    high: column(rows.high),
    low: column(rows.low),
    close: column(rows.close),
    volume: column(rows.volume),
    halfSpread: rank === ranks.trade ? undefined : column(rows.half),
    length: rows.timeUs.length,
  };
};
