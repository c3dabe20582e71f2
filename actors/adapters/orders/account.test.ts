// What an adapter says of orders that it is asked for by name, at every venue's own wire.
import { describe, expect, it } from "vitest";
import type { Control } from "../../../streams/control.ts";
import type { Quote } from "../../../streams/market.ts";
import type { Unstamped } from "../../../streams/record.ts";
import { readVenueReport, type VenueReport } from "../../../streams/venue-report.ts";
import { commandRow } from "../../testing/rows.ts";
import { liveVenueOf } from "../roster.ts";
import { openVenue } from "../testing.ts";

const venues = [
  { venue: "binance", symbol: "BTC/USDT" },
  { venue: "binance-usdm", symbol: "BTC/USDT" },
  { venue: "coinbase", symbol: "BTC/USD" },
  { venue: "kraken", symbol: "BTC/USD" },
  { venue: "bybit", symbol: "BTC/USDT" },
  { venue: "bybit-linear", symbol: "BTC/USDT" },
] as const;

const reportOf = (tick: Unstamped<Control>): VenueReport | undefined =>
  tick.control === "reportRequest" ? undefined : readVenueReport(tick.value);

describe.concurrent("an order that is asked for by name", () => {
  it.each(venues)("at $venue: one that works is told, of one it lacks that it is unknown", async ({
    venue,
    symbol,
  }) => {
    const { server, source, orders, stop, end } = await openVenue(venue, symbol);
    try {
      const send = ({ instrumentId, bidPriceTicks }: Quote): void => {
        // Ours, by what was said before a restart; the venue has never had it.
        orders.remember([{ clientOrderId: "never-there", venueOrderId: "", instrumentId }]);
        orders.take(
          commandRow({
            ...{ instrumentId, eventTimeUs: Date.now() * 1000, stage: "approved" as const },
            ...{ clientOrderId: "works", side: "buy" as const, quantityLots: 10_000 },
            ...{ orderType: "limit" as const, timeInForce: "gtc" as const },
            priceTicks: Math.round(bidPriceTicks * 0.99),
          }),
          false,
        );
      };
      const ask = (): void =>
        orders.take({
          _tag: "reportRequest",
          ...{ position: 0, outputIndex: 0, instrumentId: 0, eventTimeUs: Date.now() * 1000 },
          ...{ account: "paper", venue: liveVenueOf(venue).venue, requestId: "named" },
          ...{ origin: "query" as const, sinceUs: 0, reason: "" },
          clientOrderIds: ["never-there", "works", "of-somebody-else"],
        }, false);

      let isSent = false;
      const answers: VenueReport[] = [];
      for await (const { ticks } of source.open(undefined, () => {}, stop.signal)) {
        for (const tick of ticks) {
          if (tick._tag === "quote" && !isSent) {
            isSent = true;
            send(tick as Quote);
          }
          const report = tick._tag === "control" ? reportOf(tick) : undefined;
          if (report === undefined) continue;
          if (
            report.kind === "orderStatusReport" && report.status === "accepted" &&
            answers.length === 0
          ) {
            ask();
          }
          if ("requestId" in report && report.requestId === "named") answers.push(report);
          if (answers.at(-1)?.kind === "reportEnd") stop.abort();
        }
      }
      const told = answers.flatMap((one) =>
        one.kind === "orderStatusReport" ? [[one.clientOrderId, one.status]] : []
      );
      expect(Object.fromEntries(told)).toEqual({ "never-there": "unknown", works: "accepted" });
      expect(server.exchanges.get(venue)!.orders.size).toBe(1);
    } finally {
      await end();
    }
  }, 180_000);
});
