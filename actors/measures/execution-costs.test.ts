// Costs of orders against a market that is written down: by hand, and as sums that have to agree.
import { describe, expect, it } from "vitest";
import { fillRow } from "../testing/rows.ts";
import { randomFrom } from "../testing/random.ts";
import {
  basisPoints,
  bestPricesIn,
  type CostedFill,
  costsOfOrders,
  type DecidedOrder,
  sumOfCosts,
} from "./execution-costs.ts";

const second = 1_000_000;
const quote = (seconds: number, bidPriceTicks: number, askPriceTicks: number) => ({
  ...{ instrumentId: 1, eventTimeUs: seconds * second, bidPriceTicks, askPriceTicks },
});
const order = (changes: Partial<DecidedOrder> = {}): DecidedOrder => ({
  ...{ clientOrderId: "A", instrumentId: 1, account: "paper", strategy: "s", side: "buy" },
  ...{ quantityLots: 10, eventTimeUs: 10 * second, position: 1, ...changes },
});
const fill = (changes: Partial<CostedFill>): CostedFill => ({
  ...fillRow({ position: 2, clientOrderId: "A", instrumentId: 1, side: "buy" }),
  ...changes,
});
const value = () => 0.01;

describe("the costs of an order", () => {
  // The mid is 1,000 at the decision, 1,002 at the fill, then 1,004, 1,012 and, after a minute, 992.
  const at = bestPricesIn([
    quote(10, 999, 1_001),
    quote(11, 1_000, 1_004),
    quote(12, 1_003, 1_005),
    quote(20, 1_011, 1_013),
    quote(70, 991, 993),
    quote(72, 0, 993),
    quote(73, 991, 993),
  ]);
  const bought = fill({
    ...{ eventTimeUs: 11 * second, lastPriceTicks: 1_004, lastQuantityLots: 10, feeTickLots: 5 },
  });

  it("are what was paid beyond the mid at the decision and at the fill, of a buy", () => {
    const [costs] = costsOfOrders([order()], [bought], { at, value });
    expect(costs).toMatchObject({ fills: 1, filledLots: 10, arrivalHalfTicks: 2_000 });
    expect(basisPoints(costs!.arrival)).toBeCloseTo(40, 10);
    expect(basisPoints(costs!.mid)).toBeCloseTo(2 / 1_002 * 1e4, 10);
    expect(costs!.arrival.cost).toBeCloseTo(0.4, 12);
    // It crossed the whole half spread.
    expect(costs!.spread.cost / costs!.spread.of).toBeCloseTo(1, 12);
    expect(costs!.fees.cost).toBeCloseTo(0.05, 12);
    expect(costs!.markouts.map(basisPoints)).toEqual([
      expect.closeTo(0, 10),
      expect.closeTo(8 / 1_004 * 1e4, 10),
      expect.closeTo(-12 / 1_004 * 1e4, 10),
    ]);
  });

  it("have the other sign of a sell at the same prices", () => {
    const sold = { ...bought, side: "sell" as const };
    const [buy] = costsOfOrders([order()], [bought], { at, value });
    const [sell] = costsOfOrders([order({ side: "sell" })], [sold], { at, value });
    expect(sell!.arrival.cost).toBeCloseTo(-buy!.arrival.cost, 12);
    expect(sell!.spread.cost).toBeCloseTo(-buy!.spread.cost, 12);
    expect(sell!.markouts[2]!.cost).toBeCloseTo(-buy!.markouts[2]!.cost, 12);
    expect(sell!.fees).toEqual(buy!.fees);
  });

  it("are not known of where nobody can say what the market was", () => {
    const early = order({ eventTimeUs: 9 * second });
    const late = { ...bought, eventTimeUs: 50 * second };
    const [costs] = costsOfOrders([early], [late], { at, value });
    expect(costs!.arrivalHalfTicks).toBeUndefined();
    // The newest quote is 30 s old at the fill, and a minute later there is none at all.
    expect([costs!.arrival, costs!.mid, ...costs!.markouts].map(basisPoints))
      .toEqual([undefined, undefined, undefined, undefined, undefined]);
    const [unfilled] = costsOfOrders([order()], [], { at, value });
    expect(unfilled).toMatchObject({ fills: 0, filledLots: 0, arrivalHalfTicks: 2_000 });
    expect(basisPoints(unfilled!.fees)).toBeUndefined();
  });

  it("are not told of a time that has not come, nor of an empty side", () => {
    const moment = (seconds: number, instrumentId = 1) => ({
      ...{ instrumentId, eventTimeUs: seconds * second, position: 0 },
    });
    expect(at(moment(72), second)).toMatchObject({ bidPriceTicks: 991 });
    expect(at(moment(72), second + 1)).toBeUndefined();
    // What was in force at the moment itself is known, also where it is the newest.
    expect(at(moment(74), 0)).toMatchObject({ eventTimeUs: 73 * second });
    expect(at(moment(72), 0)).toMatchObject({ eventTimeUs: 70 * second });
    expect(at(moment(12, 2), 0)).toBeUndefined();
  });
});

it("sums to the same however fills are split among orders, and orders among strategies", () => {
  const random = randomFrom(7);
  const quotes = Array.from({ length: 400 }, (_, i) => {
    const bid = 1_000 + random.between(-20, 20);
    return quote(i, bid, bid + random.between(1, 5));
  });
  const at = bestPricesIn(quotes);
  for (let round = 0; round < 50; round++) {
    const fills = Array.from({ length: 40 }, () =>
      fill({
        side: random.pick(["buy", "sell"] as const),
        eventTimeUs: random.between(100, 300) * second,
        lastPriceTicks: random.between(970, 1_030),
        lastQuantityLots: random.between(1, 50),
        feeTickLots: random.between(-5, 20),
        clientOrderId: `O${random.between(0, 9)}`,
      }));
    const orders = Array.from(
      { length: 10 },
      (_, i) => order({ clientOrderId: `O${i}`, quantityLots: 1_000, eventTimeUs: 90 * second }),
    );
    const each = costsOfOrders(orders, fills, { at, value });
    const whole = costsOfOrders(
      [order({ eventTimeUs: 90 * second })],
      fills.map((one) => ({ ...one, clientOrderId: "A" })),
      { at, value },
    );
    const [parts, all] = [sumOfCosts(each), sumOfCosts(whole)];
    expect(parts.fills).toBe(all.fills);
    for (const name of ["arrival", "mid", "spread", "fees"] as const) {
      expect(parts[name].cost).toBeCloseTo(all[name].cost, 8);
      expect(parts[name].of).toBeCloseTo(all[name].of, 8);
    }
    // What was paid beyond the mid, and what the price then did, make up the whole way from price to price.
    const cash = fills.reduce((sum, one) => {
      const later = at(one, second)!;
      const mid = (later.bidPriceTicks + later.askPriceTicks) / 2;
      const lots = one.side === "buy" ? one.lastQuantityLots : -one.lastQuantityLots;
      return sum + lots * (mid - one.lastPriceTicks) * 0.01;
    }, 0);
    expect(parts.markouts[0]!.cost).toBeCloseTo(cash, 8);
  }
});
