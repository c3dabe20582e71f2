// FX and metal quotes of one pair at one venue, without sizes; the file name tells pair and venue.
import type { TableLayout } from "../layout.ts";
import { baseOf } from "../path.ts";

/** Bid and ask of a pair. */
export const fxQuotes: TableLayout = {
  name: "fx quotes",
  about: "FX quotes without sizes; the file names pair and venue, as in EURUSD_oanda_….parquet",
  columns: { ts_us: "microseconds", bid: "decimal", ask: "decimal" },
  without: ["symbol", "instrument"],
  naming: {
    by: "path",
    named: (path) => {
      const match = /^([A-Z]{6})_([a-z0-9]+)(?:[_.]|$)/i.exec(baseOf(path));
      if (match === null) return undefined;
      const symbol = match[1]!.toUpperCase();
      const venue = match[2]!.toLowerCase();
      return { symbol, venue, assetClass: "fx", currency: symbol.slice(3), lotSize: "1" };
    },
  },
  times: { event: ["ts_us"] },
  quote: { bidPrice: "bid", askPrice: "ask" },
};
