// A cancel overtakes its order where the venue has not got it yet: a stop must not be followed by an order.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { noFaults } from "../../../infra/venue-server/faults.ts";
import type { Quote } from "../../../streams/market.ts";
import { readVenueReport } from "../../../streams/venue-report.ts";
import { commandRow } from "../../testing/rows.ts";
import { openVenue } from "../testing.ts";

// Not Kraken: its pace of a request a second holds back requests that the desk has made already.
const venues = [
  { venue: "binance", symbol: "BTC/USDT" },
  { venue: "coinbase", symbol: "BTC/USD" },
  { venue: "bybit", symbol: "BTC/USDT" },
] as const;

describe.concurrent("an order that is canceled before the venue has it", () => {
  it.each(venues)("never gets to $venue", async ({ venue, symbol }) => {
    const { server, source, orders, stop, end } = await openVenue(venue, symbol);
    try {
      const take = (command: "submit" | "cancel", clientOrderId: string, quote: Quote): void =>
        orders.take(
          commandRow({
            ...{ command, clientOrderId, stage: "approved", eventTimeUs: Date.now() * 1000 },
            ...{ instrumentId: quote.instrumentId, side: "buy", quantityLots: 10_000 },
            ...{ orderType: "limit", timeInForce: "gtc" },
            priceTicks: Math.round(quote.bidPriceTicks * 0.99),
          }),
          false,
        );
      const drill = async (quote: Quote): Promise<void> => {
        take("submit", "at-once", quote);
        take("cancel", "at-once", quote);
        // The venue refuses everything for a while, and the order is tried again and again.
        server.faults.shares = { ...noFaults, tooMany: 1 };
        take("submit", "held-up", quote);
        await sleep(1_500);
        take("cancel", "held-up", quote);
        await sleep(1_500);
        server.faults.shares = noFaults;
        await sleep(4_000);
        stop.abort();
      };
      let running: Promise<void> | undefined;
      const told: [string, string, string][] = [];
      for await (const { ticks } of source.open(undefined, () => {}, stop.signal)) {
        for (const tick of ticks) {
          if (tick._tag === "quote") running ??= drill(tick as Quote);
          if (tick._tag !== "control" || tick.control === "reportRequest") continue;
          const report = readVenueReport(tick.value);
          if (report?.kind === "orderStatusReport") {
            told.push([report.clientOrderId, report.status, report.reason]);
          }
        }
      }
      await running;
      const reason = "Canceled before the venue got it";
      expect(told).toEqual([["at-once", "canceled", reason], ["held-up", "canceled", reason]]);
      expect(server.faults.happened.some(({ kind }) => kind === "tooMany")).toBe(true);
      expect(server.exchanges.get(venue)!.orders.size).toBe(0);
    } finally {
      await end();
    }
  }, 180_000);
});
