// The simulated market looks like a market, and is the same every time.
import { describe, expect, it } from "vitest";
import type { Tick } from "../../../streams/market.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type { SourceResume, TickBatch } from "../source.ts";
import { nextEvent, openingTicks, startMarket } from "./market.ts";
import { simulatedSource } from "./source.ts";

const collect = async (ticks: number, seed: number, resume?: SourceResume) => {
  const batches: TickBatch[] = [];
  const source = simulatedSource({ seed, speed: 0, ticks });
  const open = source.open(resume, () => {}, new AbortController().signal);
  for await (const batch of open) batches.push(batch);
  return { ticks: batches.flatMap((batch) => batch.ticks), batches };
};

/** Runs events and hands each event's ticks on together. */
const events = (seed: number, count: number, each: (ticks: Unstamped<Tick>[]) => void) => {
  const state = startMarket(seed);
  const timeOf = (seconds: number) => Math.round(seconds * 1e6);
  for (let i = -1; i < count; i++) {
    const ticks: Unstamped<Tick>[] = [];
    (i < 0 ? openingTicks : nextEvent)(state, timeOf, (tick) => ticks.push(tick));
    each(ticks);
  }
  return state;
};

/** Mid price of one instrument at every full second, in half increments. */
const seconds = (seed: number, count: number, instrumentId: number): number[] => {
  const out: number[] = [];
  let mid = 0;
  events(seed, count, (ticks) => {
    for (const tick of ticks) {
      while (out.length < Math.floor(tick.eventTimeUs / 1e6)) out.push(mid);
      if (tick._tag === "quote" && tick.instrumentId === instrumentId) {
        mid = tick.bidPriceTicks + tick.askPriceTicks;
      }
    }
  });
  return out.filter((one) => one > 0);
};

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const correlation = (a: readonly number[], b: readonly number[]) => {
  const [ma, mb] = [mean(a), mean(b)];
  const top = mean(a.map((value, i) => (value - ma) * (b[i]! - mb)));
  return top / Math.sqrt(mean(a.map((v) => (v - ma) ** 2)) * mean(b.map((v) => (v - mb) ** 2)));
};

describe("the simulated market", () => {
  it("gives the same ticks for the same seed, and others for another", async () => {
    const [one, again, other] = [
      await collect(20_000, 7),
      await collect(20_000, 7),
      await collect(20_000, 8),
    ];
    expect(one.ticks).toEqual(again.ticks);
    expect(one.ticks).not.toEqual(other.ticks);
  });

  it("goes on where it stopped, with and without a checkpoint", async () => {
    const whole = await collect(250_000, 3);
    const checkpoint = whole.batches.findLast((batch) => batch.checkpoint !== undefined)!
      .checkpoint!;
    const records = checkpoint.records + 777;
    const resumed = await collect(250_000, 3, { records, startedUs: 0, checkpoint });
    expect(resumed.ticks).toEqual(whole.ticks.slice(records));
    const early = await collect(30_000, 3, { records: 29_000, startedUs: 0 });
    expect(early.ticks).toEqual(whole.ticks.slice(29_000, 30_000));
  });

  it("goes on at the time it stopped where it is faster than real, with no checkpoint yet", async () => {
    const source = simulatedSource({ seed: 3, speed: 1_000, ticks: 9_000 });
    const take = async (records: number, most: number) => {
      const stop = new AbortController();
      const resume = { records, startedUs: 1_800_000_000_000_000 };
      const ticks: Unstamped<Tick>[] = [];
      for await (const batch of source.open(resume, () => {}, stop.signal)) {
        ticks.push(...batch.ticks);
        if (ticks.length >= most) stop.abort();
      }
      return ticks;
    };
    const timesOf = (ticks: readonly Unstamped<Tick>[]) => ticks.map((tick) => tick.eventTimeUs);
    const whole = timesOf(await take(0, 9_000));
    expect(timesOf(await take(4_321, 4_679))).toEqual(whole.slice(4_321));
  });

  it("never crosses its book, keeps ten levels, and trades where the book was", () => {
    const books = new Map<number, { buy: Map<number, number>; sell: Map<number, number> }>();
    let trades = 0;
    events(11, 60_000, (ticks) => {
      for (const tick of ticks) {
        const book = books.get(tick.instrumentId) ?? { buy: new Map(), sell: new Map() };
        books.set(tick.instrumentId, book);
        if (tick._tag === "trade") trades++;
        if (tick._tag !== "bookDelta") continue;
        if (tick.quantityLots === 0) book[tick.side].delete(tick.priceTicks);
        else book[tick.side].set(tick.priceTicks, tick.quantityLots);
      }
      for (const tick of ticks) {
        if (tick._tag !== "quote") continue;
        const book = books.get(tick.instrumentId)!;
        expect(Math.max(...book.buy.keys())).toBe(tick.bidPriceTicks);
        expect(Math.min(...book.sell.keys())).toBe(tick.askPriceTicks);
        expect(tick.bidPriceTicks).toBeLessThan(tick.askPriceTicks);
        expect(book.buy.size).toBeGreaterThanOrEqual(10);
        expect(book.sell.size).toBeGreaterThanOrEqual(10);
      }
    });
    expect(trades).toBeGreaterThan(1000);
  });

  it("has fat tails, clustered volatility and arrivals, and a spread that comes back", () => {
    const mids = seconds(7, 500_000, 3);
    const returns = mids.slice(1).map((mid, i) => mid - mids[i]!);
    const variance = mean(returns.map((r) => r ** 2));
    expect(mean(returns.map((r) => r ** 4)) / variance ** 2).toBeGreaterThan(3);
    const sizes = returns.map(Math.abs);
    expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.05);

    const times: number[] = [];
    const spreads: number[] = [];
    events(7, 100_000, (ticks) => {
      const first = ticks[0]!;
      if (first.instrumentId === 1) times.push(first.eventTimeUs);
      const quote = ticks.find((tick) => tick._tag === "quote" && tick.instrumentId === 1);
      if (quote?._tag === "quote") spreads.push(quote.askPriceTicks - quote.bidPriceTicks);
    });
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    const dispersion = Math.sqrt(mean(gaps.map((gap) => (gap - mean(gaps)) ** 2))) / mean(gaps);
    expect(dispersion, "Poisson arrivals would have 1").toBeGreaterThan(1.1);
    expect(spreads.filter((spread) => spread === 1).length / spreads.length).toBeGreaterThan(0.7);
    expect(Math.max(...spreads)).toBeGreaterThan(2);
  });

  it("is predictable a little: the book's imbalance leads the price", () => {
    const before: number[] = [];
    const after: number[] = [];
    let last: { imbalance: number; mid: number } | undefined;
    events(5, 200_000, (ticks) => {
      for (const tick of ticks) {
        if (tick._tag !== "quote" || tick.instrumentId !== 3) continue;
        const mid = tick.bidPriceTicks + tick.askPriceTicks;
        if (last !== undefined && mid !== last.mid) {
          before.push(last.imbalance);
          after.push(Math.sign(mid - last.mid));
        }
        const total = tick.bidQuantityLots + tick.askQuantityLots;
        last = { imbalance: (tick.bidQuantityLots - tick.askQuantityLots) / total, mid };
      }
    });
    expect(correlation(before, after)).toBeGreaterThan(0.1);
    // In recorded books the longer queue is right about 65 to 75 times of 100 (the cards of the models).
    const right = mean(before.map((lean, i) => Math.sign(lean) === after[i] ? 1 : 0));
    expect(right).toBeGreaterThan(0.6);
    expect(right).toBeLessThan(0.85);
    expect(mean(after.slice(1).map((one, i) => one === after[i] ? 0 : 1)), "moves taken back")
      .toBeLessThan(0.6);
  });
});
