// Coinbase trades; a column tells the product.
import type { TableLayout } from "../layout.ts";

/** Trades; `side` is the aggressor's. */
export const coinbaseTrades: TableLayout = {
  name: "coinbase trades",
  about: "Coinbase trades; the column symbol names the product, such as BTC-USD",
  columns: {
    symbol: "text",
    ts_us: "microseconds",
    side: "text",
    price: "decimal",
    qty: "decimal",
  },
  naming: {
    by: "column",
    column: "symbol",
    named: (symbol) => {
      const currency = /^[A-Z0-9]+-([A-Z0-9]+)$/.exec(symbol)?.[1];
      if (currency === undefined) return undefined;
      return { symbol, venue: "coinbase", assetClass: "crypto", currency };
    },
  },
  times: { event: ["ts_us"] },
  trade: { price: "price", quantity: "qty", aggressor: { column: "side", told: "side" } },
};
