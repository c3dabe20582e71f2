// Resting orders: nobody is served before those ahead, and no trade fills more than it traded.
import { describe, expect, it } from "vitest";
import { randomFrom } from "../../testing/random.ts";
import { commandRow, deltaRow, tradeRow } from "../../testing/rows.ts";
import { noLiquidity, showDelta } from "./liquidity.ts";
import { leavesOf, newReports, type VenueOrder } from "./reports.ts";
import { meetBook, meetTrade, rest } from "./resting.ts";

const settings = { responseLatencyMs: 0, makerFeeBps: 0, takerFeeBps: 0 };

const orderAt = (id: number, priceTicks: number, quantityLots: number): VenueOrder => ({
  command: commandRow({ clientOrderId: `O${id}`, side: "buy", priceTicks, quantityLots }),
  venueOrderId: "",
  quantityLots,
  priceTicks,
  cumLots: 0,
  aheadLots: 0,
  stopTicks: 0,
  waits: false,
});

describe("resting orders", () => {
  it("are filled by priority, for no more than was traded", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomFrom(seed);
      const shown = noLiquidity(1);
      const reports = newReports(settings);
      const resting = {
        bids: [] as VenueOrder[],
        asks: [] as VenueOrder[],
        waiting: [] as VenueOrder[],
      };
      const all: VenueOrder[] = [];
      showDelta(shown, deltaRow({ side: "sell", priceTicks: 110, quantityLots: 5 }));
      for (let i = 0; i < 150; i++) {
        const moment = { atUs: i, position: i };
        const priceTicks = random.between(97, 100);
        if (random.next() < 0.3) {
          const order = orderAt(i, priceTicks, random.between(1, 10));
          all.push(order);
          rest(resting, shown, order);
        } else if (random.next() < 0.5) {
          const quantityLots = random.between(0, 20);
          showDelta(shown, deltaRow({ side: "buy", priceTicks, quantityLots }));
          meetBook(resting, shown, reports, moment);
        } else {
          const before = new Map(all.map((order) => [order, leavesOf(order)]));
          const trade = tradeRow({
            priceTicks,
            quantityLots: random.between(1, 25),
            aggressorSide: random.pick(["buy", "sell", "sell"]),
          });
          meetTrade(resting, shown, reports, { trade, moment });
          const filled = all.filter((order) => leavesOf(order) < before.get(order)!);
          const lots = filled.reduce((sum, one) => sum + before.get(one)! - leavesOf(one), 0);
          expect(lots).toBeLessThanOrEqual(trade.aggressorSide === "buy" ? 0 : trade.quantityLots);
          for (const order of filled) {
            expect(order.priceTicks).toBeGreaterThanOrEqual(trade.priceTicks);
            const better = all.filter((one) =>
              one.priceTicks > order.priceTicks ||
              (one.priceTicks === order.priceTicks && all.indexOf(one) < all.indexOf(order))
            );
            const unserved = better.filter((one) => leavesOf(one) > 0).map((one) =>
              one.command.clientOrderId
            );
            expect({ seed, i, order: order.command.clientOrderId, unserved })
              .toEqual({ seed, i, order: order.command.clientOrderId, unserved: [] });
          }
        }
        for (const order of all) expect(leavesOf(order)).toBeGreaterThanOrEqual(0);
        expect(resting.bids.every((order) => leavesOf(order) > 0)).toBe(true);
      }
    }
  });
});
