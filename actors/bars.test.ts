// The bars actor: which trades a bar holds, and when it is told.
import { describe, expect, it } from "vitest";
import { type Bar, marketFlags, type Trade } from "../streams/market.ts";
import { bars } from "./bars.ts";
import { alone } from "./testing/alone.ts";
import { randomTicks } from "./testing/random-market.ts";
import { controlRow, quoteRow, tradeRow } from "./testing/rows.ts";
import { playScript } from "./testing/script.ts";

const midnight = 1_700_006_400_000_000;
const show = (bar: Bar) => {
  const at = (bar.eventTimeUs - midnight) / 1e6;
  const { intervalSeconds: s, openTicks: o, highTicks: h, lowTicks: l, closeTicks: c } = bar;
  return `${s}s@${at} ${o} ${h} ${l} ${c} v${bar.volumeLots} b${bar.buyVolumeLots} n${bar.trades}`;
};

/** Plays "trade SECONDS PRICE QUANTITY side mark" and "quote SECONDS". */
const play = (script: string): string[] => {
  const run = alone(bars);
  return playScript(script, ([kind, seconds, price, quantity, side, mark]) => {
    const eventTimeUs = midnight + Math.round(Number(seconds) * 1e6);
    const aggressorSide = (side ?? "unknown") as Trade["aggressorSide"];
    const flags = mark === undefined ? 0 : marketFlags[mark as "suspicious"];
    const row = kind === "quote"
      ? quoteRow({ eventTimeUs })
      : kind === "session"
      ? controlRow({ control: "sessionStarted" })
      : tradeRow({
        ...{ eventTimeUs, aggressorSide, flags },
        priceTicks: Number(price),
        quantityLots: Number(quantity),
      });
    return run.send(row).map((bar) => show(bar as Bar));
  });
};

describe("bars", () => {
  it("hold open, high, low, close and volume of their interval", () => {
    expect(play(`
      trade 0.1 100 5 buy
      trade 0.2 103 1 sell
      trade 0.3 99 2 buy
      trade 0.999999 101 4 unknown
      trade 1 102 1 buy      -> 1s@0 100 103 99 101 v12 b7 n4
      trade 61.5 90 1 sell   -> 1s@1 102 102 102 102 v1 b1 n1, 60s@0 100 103 99 102 v13 b8 n5
    `)).toEqual([]);
  });

  it("are ended by another record only after the grace time", () => {
    expect(play(`
      trade 0.5 100 5 buy
      quote 1.2
      trade 0.9 101 1 buy
      quote 1.25             -> 1s@0 100 101 100 101 v6 b6 n2
      quote 5
      trade 5.5 100 1 buy
      quote 60.25            -> 1s@5 100 100 100 100 v1 b1 n1, 60s@0 100 101 100 100 v7 b7 n3
    `)).toEqual([]);
  });

  it("lose no trade that comes after its bar was told", () => {
    expect(play(`
      trade 0.5 100 5 buy
      quote 1.3              -> 1s@0 100 100 100 100 v5 b5 n1
      trade 0.9 101 1 buy
      trade 1.1 102 1 buy
      trade 0.95 99 1 sell
      trade 2 100 1 buy      -> 1s@1 101 102 99 99 v3 b2 n3
    `)).toEqual([]);
  });

  it("count no marked trade", () => {
    expect(play(`
      trade 0.5 100 5 buy
      trade 0.6 900 5 buy suspicious
      trade 0.7 900 5 buy gapped
      trade 1.6 100 5 buy    -> 1s@0 100 100 100 100 v5 b5 n1
    `)).toEqual([]);
  });

  it("start afresh with a session and without one, at an earlier time", () => {
    expect(play(`
      trade 500.5 100 5 buy
      session
      trade 1.5 101 5 buy
      trade 2.5 101 5 buy    -> 1s@1 101 101 101 101 v5 b5 n1
      trade -500 102 5 buy   -> 1s@2 101 101 101 101 v5 b5 n1, 60s@0 101 101 101 101 v10 b10 n2
    `)).toEqual([]);
  });

  it.each([1, 2, 3])("equal a recomputation of every interval, seed %i", (seed) => {
    const ticks = randomTicks({ seed, records: 20_000, instruments: 1, meanGapUs: 20_000 });
    const run = alone(bars);
    const told = ticks.flatMap((tick) => run.send(tick)) as Bar[];
    for (const seconds of [1, 60]) {
      const groups = new Map<number, Trade[]>();
      for (const tick of ticks) {
        if (tick._tag !== "trade") continue;
        const start = Math.floor(tick.eventTimeUs / (seconds * 1e6));
        groups.set(start, [...(groups.get(start) ?? []), tick]);
      }
      const expected = [...groups].map(([start, trades]) => {
        const prices = trades.map((trade) => trade.priceTicks);
        const volume = (of: readonly Trade[]) => of.reduce((sum, one) => sum + one.quantityLots, 0);
        const buys = trades.filter((trade) => trade.aggressorSide === "buy");
        const at = (start * seconds * 1e6 - midnight) / 1e6;
        return `${seconds}s@${at} ${prices[0]} ${Math.max(...prices)} ${Math.min(...prices)} ` +
          `${prices.at(-1)} v${volume(trades)} b${volume(buys)} n${trades.length}`;
      });
      const got = told.filter((bar) => bar.intervalSeconds === seconds).map(show);
      expect(got.length).toBeGreaterThanOrEqual(expected.length - 1);
      expect(got).toEqual(expected.slice(0, got.length));
    }
  });
});
