// Trades of all expiries of one US future; the file name tells the root, a column the expiry.
import type { TableLayout } from "../layout.ts";
import { baseOf } from "../path.ts";

/** Where a root is listed. */
const venues: Readonly<Record<string, string>> = { GC: "comex", SI: "comex", ES: "cme", NQ: "cme" };

/** Prints of one root; every expiry is an instrument of its own. */
export const futuresTrades: TableLayout = {
  name: "us-futures trades",
  about: "US futures trades; the file names the root, as in GC_trade_ticks_….parquet",
  columns: { expiry: "text", ts_us: "microseconds", price: "decimal", size: "decimal" },
  without: ["symbol", "instrument"],
  naming: {
    by: "column",
    column: "expiry",
    named: (expiry, path) => {
      const root = /^([A-Z0-9]{1,4})_/i.exec(baseOf(path))?.[1]?.toUpperCase();
      if (root === undefined || !/^\d{6}$/.test(expiry)) return undefined;
      const venue = venues[root] ?? "us-futures";
      const symbol = `${root}${expiry}`;
      return { symbol, venue, assetClass: "future", currency: "USD", lotSize: "1" };
    },
  },
  times: { event: ["ts_us"] },
  trade: { price: "price", quantity: "size" },
};
