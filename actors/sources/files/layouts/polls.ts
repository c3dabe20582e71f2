// Polls of last prices of US equities, with the volume of the day: no prints, but what is known of them.
import type { TableLayout } from "../layout.ts";

/** One row a poll; what was traded since the one before it counts at its price. */
export const lastPricePolls: TableLayout = {
  name: "last-price polls",
  about:
    "Polls of last prices of US equities with the volume of the day; a column names the symbol",
  columns: {
    symbol: "text",
    exchange: "text",
    ts_us: "microseconds",
    price: "decimal",
    day_volume: "integer",
  },
  naming: {
    by: "column",
    column: "symbol",
    named: (symbol) =>
      symbol === "" ? undefined : {
        symbol,
        venue: "polls",
        assetClass: "equity",
        currency: "USD",
        tickSize: "0.01",
        lotSize: "1",
      },
  },
  times: { event: ["ts_us"] },
  polls: { price: "price", dayVolume: "day_volume" },
};
