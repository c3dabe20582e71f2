// Positions and profit: a fold of fills that conserves every tick·lot.
import { describe, expect, it } from "vitest";
import type { PositionRecord } from "../streams/positions.ts";
import { positions } from "./positions.ts";
import { addExecution, maxOpenLots, nothingHeld } from "./positions/holding.ts";
import { alone } from "./testing/alone.ts";
import { randomFrom } from "./testing/random.ts";
import { controlRow, fillRow, quoteRow } from "./testing/rows.ts";
import { playScript } from "./testing/script.ts";

/** Lines of the form `buy 5 @ 100 fee 1 -> holds 5 cost 500 realized 0 fees 1`. */
const play = (script: string): string[] => {
  const holding = nothingHeld();
  return playScript(script, ([side, lots, , price, , fee = "0"]) => {
    const signed = side === "buy" ? Number(lots) : -Number(lots);
    addExecution(holding, signed, { priceTicks: Number(price), feeTickLots: Number(fee) });
    const { quantityLots, costTickLots: cost, realizedTickLots, feesTickLots } = holding;
    return [`holds ${quantityLots} cost ${cost} realized ${realizedTickLots} fees ${feesTickLots}`];
  });
};

describe("a holding", () => {
  it("carries average cost through buys and sells", () => {
    expect(play(`
      buy 5 @ 100 fee 1   -> holds 5 cost 500 realized 0 fees 1
      buy 5 @ 110         -> holds 10 cost 1050 realized 0 fees 1
      sell 4 @ 120 fee 2  -> holds 6 cost 630 realized 60 fees 3
      sell 6 @ 100        -> holds 0 cost 0 realized 30 fees 3
    `)).toEqual([]);
  });

  it("turns from long to short in one fill, and earns on the way down", () => {
    expect(play(`
      buy 5 @ 100         -> holds 5 cost 500 realized 0 fees 0
      sell 8 @ 110        -> holds -3 cost -330 realized 50 fees 0
      buy 3 @ 100 fee -1  -> holds 0 cost 0 realized 80 fees -1
    `)).toEqual([]);
  });

  it("loses no tick·lot where the average price is no whole tick", () => {
    expect(play(`
      buy 1 @ 100         -> holds 1 cost 100 realized 0 fees 0
      buy 2 @ 101         -> holds 3 cost 302 realized 0 fees 0
      sell 1 @ 101        -> holds 2 cost 202 realized 1 fees 0
      sell 2 @ 101        -> holds 0 cost 0 realized 1 fees 0
    `)).toEqual([]);
  });

  it("realizes first in first out beside average cost", () => {
    const holding = nothingHeld();
    const told: number[][] = [];
    for (
      const [lots, priceTicks] of [[5, 100], [5, 110], [-4, 120], [-3, 120], [-5, 90]] as const
    ) {
      addExecution(holding, lots, { priceTicks, feeTickLots: 0 });
      told.push([holding.realizedTickLots, holding.fifoRealizedTickLots]);
    }
    // 4 of 100; then 1 of 100 and 2 of 110; then 3 of 110, and 2 short at 90.
    expect(told).toEqual([[0, 0], [0, 0], [60, 80], [105, 80 + 20 + 20], [60, 60]]);
    expect(holding.lots).toEqual([{ quantityLots: -2, costTickLots: -180 }]);
  });

  it("agrees with a naive ledger for any fills", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = randomFrom(seed);
      const holding = nothingHeld();
      const ledger = { lots: 0, cash: 0n, fees: 0 };
      for (let i = 0; i < 200; i++) {
        const lots = random.between(1, 1e6) * random.pick([1, -1]);
        const priceTicks = random.between(1, 1e7);
        const feeTickLots = random.between(-5, 50);
        addExecution(holding, lots, { priceTicks, feeTickLots });
        ledger.lots += lots;
        ledger.cash -= BigInt(lots) * BigInt(priceTicks);
        ledger.fees += feeTickLots;
        const cash = BigInt(holding.realizedTickLots) - BigInt(holding.costTickLots);
        expect({ seed, i, lots: holding.quantityLots, cash, fees: holding.feesTickLots })
          .toEqual({ seed, i, ...ledger });
        // Both ways to count realize the same cash, but for what is still held.
        const open = holding.lots.reduce((sum, one) => sum + BigInt(one.costTickLots), 0n);
        expect(BigInt(holding.fifoRealizedTickLots) - open).toBe(cash);
        if (ledger.lots === 0) expect(holding.costTickLots).toBe(0);
        else expect(Math.sign(holding.costTickLots)).toBe(Math.sign(ledger.lots));
      }
    }
  });
});

describe("a holding of very many prices", () => {
  it("keeps a bounded number of them apart, and every tick·lot", () => {
    const holding = nothingHeld();
    let cost = 0;
    for (let i = 0; i < maxOpenLots + 100; i++) {
      addExecution(holding, 1, { priceTicks: 100 + i, feeTickLots: 0 });
      cost += 100 + i;
    }
    expect(holding.lots.length).toBe(maxOpenLots);
    expect(holding.lots.reduce((sum, one) => sum + one.costTickLots, 0)).toBe(cost);
    addExecution(holding, -(maxOpenLots + 100), { priceTicks: 100, feeTickLots: 0 });
    expect(holding.fifoRealizedTickLots).toBe(holding.realizedTickLots);
    expect(holding.lots).toEqual([]);
  });
});

describe("the positions actor", () => {
  const second = 1_000_000;
  const marks = (out: readonly object[]) =>
    (out as PositionRecord[]).map((one) => [one.markPriceHalfTicks, one.unrealizedHalfTickLots]);

  it("tells a position after each fill, per strategy", () => {
    const run = alone(positions);
    const [first] = run.send(fillRow({ lastQuantityLots: 5, lastPriceTicks: 100, feeTickLots: 2 }));
    expect(first).toMatchObject({
      strategy: "test",
      quantityLots: 5,
      costTickLots: 500,
      feesTickLots: 2,
      markPriceHalfTicks: 200,
      unrealizedHalfTickLots: 0,
      fills: 1,
    });
    const [other] = run.send(fillRow({ strategy: "other", side: "sell", lastQuantityLots: 1 }));
    expect(other).toMatchObject({ strategy: "other", quantityLots: -1 });
  });

  it("marks at mid at most once a second, and only while it holds", () => {
    const run = alone(positions);
    expect(run.send(quoteRow({ eventTimeUs: second }))).toEqual([]);
    run.send(fillRow({ eventTimeUs: second, lastQuantityLots: 5 }));
    const high = { bidPriceTicks: 102, askPriceTicks: 103 };
    expect(marks(run.send(quoteRow({ eventTimeUs: 2 * second, ...high })))).toEqual([[205, 25]]);
    expect(run.send(quoteRow({ eventTimeUs: 3 * second - 1, ...high }))).toEqual([]);
    expect(run.send(quoteRow({ eventTimeUs: 3 * second, ...high, flags: 1 }))).toEqual([]);
    expect(marks(run.send(quoteRow({ eventTimeUs: 3 * second })))).toEqual([[200, 0]]);
    run.send(fillRow({ eventTimeUs: 3 * second, side: "sell", lastQuantityLots: 5 }));
    expect(run.send(quoteRow({ eventTimeUs: 9 * second }))).toEqual([]);
  });

  it("lets long pay short at a funding rate above zero, rounded against us", () => {
    const run = alone(positions);
    run.send(fillRow({ lastQuantityLots: 5, lastPriceTicks: 101 }));
    run.send(fillRow({ strategy: "other", side: "sell", lastQuantityLots: 3 }));
    const paid = run.send(controlRow({ control: "funding", instrumentId: 1, value: "1000" }));
    // 1000 ppm of 505 and of 303 tick·lots.
    expect((paid as PositionRecord[]).map((one) => [one.strategy, one.fundingTickLots]))
      .toEqual([["test", 1], ["other", 0]]);
    expect(() => run.send(controlRow({ control: "funding", value: "0.5" }))).toThrow("no rate");
  });

  it("keeps positions over a new session, and forgets its prices and its clock", () => {
    const run = alone(positions);
    run.send(quoteRow({ eventTimeUs: 100 * second }));
    run.send(fillRow({ eventTimeUs: 100 * second, lastQuantityLots: 5 }));
    run.send(controlRow({ control: "sessionStarted" }));
    const out = run.send(quoteRow({ eventTimeUs: 2 * second }));
    expect(out).toMatchObject([{ quantityLots: 5, eventTimeUs: 2 * second }]);
  });
});
