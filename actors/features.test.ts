// The features: when a vector is told, and that its values equal a slow recomputation.
import { describe, expect, it } from "vitest";
import { featureFlags, featureNames, type FeatureVector } from "../streams/features.ts";
import { deltaFlags, marketFlags, type Quote, type Tick, type Trade } from "../streams/market.ts";
import { features } from "./features.ts";
import { alone } from "./testing/alone.ts";
import { randomTicks } from "./testing/random-market.ts";
import { controlRow, deltaRow, quoteRow, tradeRow } from "./testing/rows.ts";

const start = 1_700_000_000_000_000;
const at = (ms: number) => ({ eventTimeUs: start + ms * 1_000 });
const { warming, stale, gapped } = featureFlags;
const play = (rows: readonly object[], settings: Record<string, number> = { intervalUs: 0 }) => {
  const run = alone(features, { settings });
  return rows.map((row) => run.send(row) as FeatureVector[]);
};
const lastOf = (rows: readonly object[]): FeatureVector => play(rows).flat().at(-1)!;

describe("a vector", () => {
  it("is told when the best level changed, at most one in an interval", () => {
    const counts = play([
      quoteRow(at(0)),
      quoteRow(at(5)),
      quoteRow({ ...at(6), bidQuantityLots: 11 }),
      quoteRow({ ...at(6.5), bidQuantityLots: 12 }),
      quoteRow({ ...at(7), bidQuantityLots: 12 }),
      quoteRow({ ...at(8), bidQuantityLots: 12 }),
      tradeRow(at(9)),
    ], { intervalUs: 1_000 }).map((vectors) => vectors.length);
    expect(counts).toEqual([1, 0, 1, 0, 1, 0, 0]);
  });

  it("is not told by marked records, one-sided, open, gapped or crossed books", () => {
    const counts = play([
      quoteRow({ ...at(0), flags: marketFlags.suspicious }),
      quoteRow({ ...at(1), bidPriceTicks: 102 }),
      quoteRow({ ...at(2), bidPriceTicks: 0 }),
      deltaRow({ ...at(3), flags: 0 }),
      deltaRow({ ...at(3), side: "sell", priceTicks: 98 }),
      deltaRow({ ...at(4), side: "sell", priceTicks: 98, quantityLots: 0, flags: 0 }),
      deltaRow({ ...at(4), side: "sell", priceTicks: 101 }),
      deltaRow({ ...at(5), priceTicks: 100, flags: deltaFlags.last | marketFlags.gapped }),
      quoteRow(at(6)),
      deltaRow({ ...at(7), flags: deltaFlags.clear | deltaFlags.snapshot }),
      deltaRow({ ...at(7), side: "sell", priceTicks: 101, quantityLots: 11 }),
    ]).map((vectors) => vectors.map((one) => one.flags));
    expect(counts).toEqual([[], [], [], [], [], [], [warming], [], [], [], [warming | gapped]]);
  });

  it("is warming for 30 s, gapped for 30 s, and stale beside an old depth", () => {
    const flags = play([
      deltaRow({ ...at(0), flags: 0 }),
      deltaRow({ ...at(0), side: "sell", priceTicks: 101 }),
      quoteRow({ ...at(5_000), bidQuantityLots: 1 }),
      quoteRow({ ...at(5_001), bidQuantityLots: 2 }),
      deltaRow({ ...at(29_999), quantityLots: 3 }),
      deltaRow({ ...at(30_000), quantityLots: 4 }),
      tradeRow({ ...at(30_000), flags: marketFlags.gapped }),
      deltaRow({ ...at(59_999), quantityLots: 5 }),
      deltaRow({ ...at(60_000), quantityLots: 6 }),
      deltaRow({ ...at(54_999), quantityLots: 7 }),
    ]).flat().map((one) => one.flags);
    expect(flags).toEqual([warming, warming, warming | stale, warming, 0, gapped, 0, stale]);
  });

  it("starts afresh with a session, at an earlier time, or after a time that was wrong", () => {
    const run = alone(features, { settings: {} });
    const vector = (row: object) => run.send(row)[0] as FeatureVector;
    const plain = vector(quoteRow(at(0)));
    vector(quoteRow({ ...at(1_000_000), bidPriceTicks: 90 }));
    run.send(controlRow({ control: "clock" }));
    expect(vector(quoteRow({ ...at(1_000_001), bidPriceTicks: 91 })).flags).toBe(0);
    run.send(controlRow({ control: "sessionStarted" }));
    expect(vector(quoteRow(at(0)))).toEqual({ ...plain, position: run.position() });
    vector(quoteRow({ ...at(9_000_000), bidPriceTicks: 90 }));
    expect(vector(quoteRow(at(0)))).toEqual({ ...plain, position: run.position() });
  });

  it("tells spread, imbalance, microprice, depth and slopes of the book", () => {
    const rows = [
      ...[[99, 30], [98, 10], [97, 5], [95, 5], [94, 50]].map(([priceTicks, quantityLots]) =>
        deltaRow({ ...at(0), flags: 0, priceTicks: priceTicks!, quantityLots: quantityLots! })
      ),
      deltaRow({ ...at(0), flags: 0, side: "sell", priceTicks: 101, quantityLots: 10 }),
      deltaRow({ ...at(0), side: "sell", priceTicks: 103, quantityLots: 20 }),
    ];
    const vector = lastOf(rows);
    const expected = {
      bidPriceTicks: 99,
      askPriceTicks: 101,
      spreadBps: 200,
      imbalance1: 0.5,
      micropriceOffset: 50,
      imbalance3: (45 - 30) / (45 + 30),
      imbalance5: (100 - 30) / (100 + 30),
      imbalance10: (100 - 30) / (100 + 30),
      depthRatio5: 0,
      bookSlopeBid5: (1 * 30 + 2 * 10 + 3 * 5 + 5 * 5 + 6 * 50) / 100 / 2,
      bookSlopeAsk5: (1 * 10 + 3 * 20) / 30 / 2,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(vector[name as "spreadBps"], name).toBe(Math.fround(value));
    }
    const thick = { side: "sell", priceTicks: 101, quantityLots: 140 } as const;
    expect(lastOf([...rows, deltaRow({ ...at(200), ...thick })]).depthRatio5)
      .toBe(Math.fround(Math.log(260 / 195)));
  });

  it("counts order flow as Cont, Kukanov and Stoikov do", () => {
    const quote = (ms: number, bid: number, bidLots: number, ask: number, askLots: number) =>
      quoteRow({
        ...at(ms),
        bidPriceTicks: bid,
        bidQuantityLots: bidLots,
        askPriceTicks: ask,
        askQuantityLots: askLots,
      });
    const rows = [quote(0, 99, 10, 101, 10)];
    const flow = (row: Quote, depth: number) => {
      rows.push(row);
      return [lastOf(rows).orderFlow30s, Math.fround(depth)];
    };
    // Flows so far over the mean best quantity of the changes so far.
    const same = (of: (number | undefined)[]) => expect(of[0]).toBe(of[1]);
    same(flow(quote(1, 99, 15, 101, 10), 5 / 12.5));
    same(flow(quote(2, 100, 4, 101, 10), (5 + 4) / ((25 + 14) / 4)));
    same(flow(quote(3, 99, 15, 101, 10), (9 - 4) / ((25 + 14 + 25) / 6)));
    same(flow(quote(4, 99, 15, 102, 6), (5 + 10) / ((25 + 14 + 25 + 21) / 8)));
    same(flow(quote(5, 99, 15, 101, 3), (15 - 3) / ((25 + 14 + 25 + 21 + 18) / 10)));
  });

  it("infers the side of a trade from the mid price, then from the tick rule", () => {
    const side = (...prices: number[]) =>
      lastOf([
        quoteRow(at(0)),
        ...prices.map((priceTicks) => tradeRow({ ...at(1), priceTicks })),
        quoteRow({ ...at(2), bidQuantityLots: 11 }),
      ]).lastTradeSide;
    expect([side(101), side(99), side(100), side(101, 100), side(99, 100), side(99, 100, 100)])
      .toEqual([1, -1, 0, -1, 1, 1]);
    const told = tradeRow({ ...at(1), priceTicks: 101, aggressorSide: "sell" });
    const vector = lastOf([quoteRow(at(0)), told, quoteRow({ ...at(2), askQuantityLots: 1 })]);
    expect([vector.lastTradeSide, vector.lastTradeOffset, vector.tradeImbalance1s])
      .toEqual([-1, 0.5, -1]);
  });
});

/** What the windowed features must be, from all quotes and trades so far, the slow way. */
const reference = (history: readonly Tick[], now: number): Record<string, number> => {
  type Change = { bucket: number; flow: number; depth: number; move: number };
  const changes: Change[] = [];
  let last: Quote | undefined;
  for (const tick of history) {
    if (tick._tag !== "quote") continue;
    const same = last !== undefined && tick.bidPriceTicks === last.bidPriceTicks &&
      tick.askPriceTicks === last.askPriceTicks && tick.askQuantityLots === last.askQuantityLots &&
      tick.bidQuantityLots === last.bidQuantityLots;
    if (last !== undefined && !same) {
      const [b, a] = [
        tick.bidPriceTicks - last.bidPriceTicks,
        tick.askPriceTicks - last.askPriceTicks,
      ];
      const flow = (b >= 0 ? tick.bidQuantityLots : 0) - (b <= 0 ? last.bidQuantityLots : 0) -
        (a <= 0 ? tick.askQuantityLots : 0) + (a >= 0 ? last.askQuantityLots : 0);
      const depth = tick.bidQuantityLots + tick.askQuantityLots;
      changes.push({ bucket: Math.floor(tick.eventTimeUs / 1e3), flow, depth, move: a + b });
    }
    last = tick;
  }
  const nowMs = Math.floor(now / 1e3);
  const within = (ms: number) => changes.filter((one) => one.bucket > nowMs - ms);
  const sum = (ms: number, of: (change: Change) => number) =>
    within(ms).reduce((total, one) => total + of(one), 0);
  const traded = (ms: number) =>
    history.filter((tick): tick is Trade =>
      tick._tag === "trade" && Math.floor(tick.eventTimeUs / 1e3) > nowMs - ms
    );
  const mid = last!.bidPriceTicks + last!.askPriceTicks;
  const meanDepth = sum(30_000, (one) => one.depth) / (2 * within(30_000).length);
  const flow = (ms: number) =>
    within(30_000).length === 0 ? 0 : sum(ms, (one) => one.flow) / meanDepth;
  const back = (ms: number) => {
    const moved = sum(ms, (one) => one.move);
    return 1e4 * moved / (mid - moved);
  };
  const volatility = (ms: number) => 1e4 * Math.sqrt(sum(ms, (one) => one.move ** 2)) / mid;
  const signed = (ms: number) => {
    const trades = traded(ms);
    const total = trades.reduce((all, one) => all + one.quantityLots, 0);
    const net = trades.reduce(
      (all, one) => all + (one.aggressorSide === "buy" ? 1 : -1) * one.quantityLots,
      0,
    );
    return total === 0 ? 0 : net / total;
  };
  return {
    ...{ orderFlow100ms: flow(100), orderFlow1s: flow(1_000), orderFlow5s: flow(5_000) },
    ...{ orderFlow30s: flow(30_000), return100ms: back(100), return1s: back(1_000) },
    ...{ return5s: back(5_000), return30s: back(30_000) },
    ...{ volatility5s: volatility(5_000), volatility30s: volatility(30_000) },
    ...{ tradeImbalance1s: signed(1_000), tradeImbalance5s: signed(5_000) },
    tradeImbalance30s: signed(30_000),
    quoteIntensity1s: Math.log1p(within(1_000).length),
    quoteIntensity10s: Math.log1p(within(10_000).length),
    tradeIntensity1s: Math.log1p(traded(1_000).length),
    tradeIntensity10s: Math.log1p(traded(10_000).length),
  };
};

const clean = (tick: Tick): boolean =>
  tick._tag === "trade" ? tick.aggressorSide !== "unknown" : tick._tag === "quote";

describe("vectors of a random market", () => {
  it.each([1, 2, 3])("equal a slow recomputation, seed %i", (seed) => {
    const options = { seed, records: 3_000, instruments: 1, meanGapUs: 30_000 };
    const ticks = randomTicks(options).filter(clean);
    const run = alone(features);
    let told = 0;
    ticks.forEach((tick, index) => {
      const [vector] = run.send(tick) as FeatureVector[];
      if (vector === undefined || told++ % 20 !== 0) return;
      const expected = reference(ticks.slice(0, index + 1), tick.eventTimeUs);
      for (const [name, value] of Object.entries(expected)) {
        expect(vector[name as "spreadBps"], `${name} at ${index}`).toBe(Math.fround(value));
      }
    });
    expect(told).toBeGreaterThan(1_000);
  });

  it.each([1, 2, 3, 4])("are finite, in range and single precision, seed %i", (seed) => {
    const ticks = randomTicks({ seed, records: 30_000, instruments: 2, dirt: 0.05 });
    const runs = [1, 2].map((instrumentId) => alone(features, { instrumentId }));
    const vectors = ticks.flatMap((tick) => runs[tick.instrumentId - 1]!.send(tick));
    expect(vectors.length).toBeGreaterThan(3_000);
    const ranges: [RegExp, number, number][] = [
      [/^(imbalance|tradeImbalance|lastTradeSide|lastMoveSide)/, -1, 1],
      [/^bookSlope/, 0, 1_000],
      [/^lastTradeOffset/, -5, 5],
      [/^volatilityRatio/, 0, 10],
      [/^(spread|volatility|quoteIntensity|tradeIntensity|sinceMove)/, 0, Infinity],
    ];
    for (const vector of vectors as FeatureVector[]) {
      expect(vector.bidPriceTicks).toBeLessThanOrEqual(vector.askPriceTicks);
      for (const name of featureNames) {
        const value = vector[name];
        if (!Number.isFinite(value) || Math.fround(value) !== value) {
          expect.fail(`${name} is ${value}`);
        }
        for (const [names, low, high] of ranges) {
          if (names.test(name) && !(value >= low && value <= high)) {
            expect.fail(`${name} is ${value}`);
          }
        }
      }
    }
  });
});
