// Whose bars they are: an instrument by the columns of its table, or by the name of its file.
import { type Table } from "../../../sources/files/table.ts";
import type { TableBatch } from "../../../sources/files/columns.ts";
import { textsOf } from "../../../sources/files/columns.ts";
import type { Named } from "../../../sources/files/instruments.ts";
import { futureNamed } from "../../../sources/files/layouts/futures.ts";

const fxVenues = new Set(["oanda", "fxcm"]);
const cryptoVenues = new Set([
  ...["binance", "bybit", "coinbase", "bitstamp", "kraken", "okx", "bitmex", "deribit", "gemini"],
  ...["bitfinex", "ftx"],
]);
const cash = /(USDT|USDC|BUSD|USD|EUR|GBP|JPY|CHF|BTC|ETH)(?:-?PERP)?$/i;

/** Columns that tell whose a row is. */
export const namingColumns = ["symbol", "venue", "root", "expiry"] as const;

/** The instrument of each row of a batch. */
export const namedOf = (table: Table, batch: TableBatch): (row: number) => Named => {
  const [symbols, venues, roots, expiries] = namingColumns.map((name) => textsOf(batch, name));
  const known = new Map<string, Named>();
  const file = table.name.split("/").at(-1)!;
  return (row) => {
    const [root, expiry] = [roots?.[row] ?? "", expiries?.[row] ?? ""];
    const symbol = symbols?.[row] ?? "";
    const venue = venues?.[row] ?? "";
    const key = `${symbol} ${venue} ${root} ${expiry}`;
    let named = known.get(key);
    if (named === undefined) {
      named = root !== "" ? futureNamed(root, expiry) : namedBy({ symbol, venue, file });
      known.set(key, named);
    }
    return named;
  };
};

/** Lots are whole units: what a strategy over bars calls 1. */
const namedBy = (
  told: { readonly symbol: string; readonly venue: string; readonly file: string },
): Named => {
  const parts = told.file.replace(/\..*$/, "").split("_");
  const symbol = told.symbol || (/^[A-Za-z0-9-]+/.exec(told.file)?.[0] ?? "BARS");
  const fx = parts.find((one) => fxVenues.has(one.toLowerCase()))?.toLowerCase();
  const venue = told.venue || fx || "bars";
  const assetClass = fxVenues.has(venue)
    ? "fx"
    : cryptoVenues.has(venue) || parts[0] === "crypto" || /-?PERP$/.test(symbol)
    ? "crypto"
    : "equity";
  const currency = assetClass === "equity"
    ? "USD"
    : cash.exec(symbol)?.[1]?.toUpperCase() ?? (assetClass === "fx" ? symbol.slice(-3) : "USD");
  return { symbol, venue, assetClass, currency, lotSize: "1" };
};
