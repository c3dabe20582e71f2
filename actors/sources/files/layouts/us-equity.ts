// US equity ticks: best bid and offer, and trades, of one day in a folder named by the symbol.
import { parentOf } from "../path.ts";
import type { TableLayout } from "../layout.ts";

const naming: TableLayout["naming"] = {
  by: "path",
  named: (path) => {
    const symbol = /^[A-Z][A-Z.]{0,5}$/i.exec(parentOf(path))?.[0];
    if (symbol === undefined) return undefined;
    return {
      symbol: symbol.toUpperCase(),
      venue: "sip",
      assetClass: "equity",
      currency: "USD",
      // Quoted in cents, printed in hundredths of a cent, as the built-in equities.
      tickSize: "0.0001",
      lotSize: "1",
      minPriceIncrementTicks: 100,
    };
  },
};

/** National best bid and offer. */
export const usEquityQuotes: TableLayout = {
  name: "us-equity quotes",
  about: "US equity quotes; the folder names the symbol, as in AIG/20131007_quotes.parquet",
  columns: {
    ts_us: "microseconds",
    bid_px: "decimal",
    bid_sz: "decimal",
    ask_px: "decimal",
    ask_sz: "decimal",
  },
  optional: { suspicious: "boolean" },
  naming,
  times: { event: ["ts_us"] },
  suspicious: "suspicious",
  quote: { bidPrice: "bid_px", bidQuantity: "bid_sz", askPrice: "ask_px", askQuantity: "ask_sz" },
};

/** Prints of the tape, which does not tell the aggressor. */
export const usEquityTrades: TableLayout = {
  name: "us-equity trades",
  about: "US equity trades; the folder names the symbol, as in AIG/20131007_trades.parquet",
  columns: { ts_us: "microseconds", price: "decimal", size: "decimal", exchange: "text" },
  optional: { suspicious: "boolean" },
  without: ["expiry", "symbol"],
  naming,
  times: { event: ["ts_us"] },
  suspicious: "suspicious",
  trade: { price: "price", quantity: "size" },
};
