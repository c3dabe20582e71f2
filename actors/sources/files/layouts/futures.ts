// Trades of all expiries of one US future; the file name tells the root, a column the expiry.
import type { TableLayout } from "../layout.ts";
import type { Named } from "../instruments.ts";
import { baseOf } from "../path.ts";

/** Where a root is listed. */
const venues: Readonly<Record<string, string>> = { GC: "comex", SI: "comex", ES: "cme", NQ: "cme" };

/** One expiry of a root; an instrument of its own. */
export const futureNamed = (root: string, expiry: string): Named => ({
  symbol: `${root.toUpperCase()}${expiry}`,
  venue: venues[root.toUpperCase()] ?? "us-futures",
  assetClass: "future",
  currency: "USD",
  lotSize: "1",
});

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
      return futureNamed(root, expiry);
    },
  },
  times: { event: ["ts_us"] },
  trade: { price: "price", quantity: "size" },
};
