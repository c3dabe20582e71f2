// Tables of Binance recordings: trades, best bid and offer, depth; in folders such as usdm_btcusdt.
import type { TableLayout } from "../layout.ts";
import type { Named } from "../instruments.ts";
import { baseOf, parentOf } from "../path.ts";

/** The instrument that a folder or file name such as `usdm_btcusdt` or `spot_ethusdt_…` tells. */
export const binanceNamed = (text: string): Named | undefined => {
  const match = /^(usdm|coinm|spot)_([a-z0-9]+?)(_perp|_\d{6})?(?:_\d{8}.*|\..*)?$/i.exec(text);
  if (match === null) return undefined;
  const symbol = (match[2]! + (match[3] ?? "")).toUpperCase();
  const currency = /(USDT|USDC|FDUSD|USD|BTC|ETH|EUR|TRY)(?:_.*)?$/.exec(symbol)?.[1] ?? "USDT";
  return { symbol, venue: `binance-${match[1]!.toLowerCase()}`, assetClass: "crypto", currency };
};

const naming: TableLayout["naming"] = {
  by: "path",
  named: (path) => binanceNamed(parentOf(path)) ?? binanceNamed(baseOf(path)),
};
const common = { seq: "integer", local_ts_ns: "nanoseconds", event_ts_ms: "milliseconds" } as const;

/** Trades. */
export const binanceTrades: TableLayout = {
  name: "binance trades",
  about: "Binance trades; the folder names market and symbol, as in usdm_btcusdt/trades.parquet",
  columns: {
    ...common,
    trade_ts_ms: "milliseconds",
    trade_id: "integer",
    price: "decimal",
    qty: "decimal",
    is_buyer_maker: "boolean",
  },
  naming,
  times: { event: ["trade_ts_ms", "event_ts_ms"], local: "local_ts_ns" },
  order: "seq",
  trade: {
    price: "price",
    quantity: "qty",
    tradeId: "trade_id",
    aggressor: { column: "is_buyer_maker", told: "buyerIsMaker" },
  },
};

/** Best bid and offer. */
export const binanceQuotes: TableLayout = {
  name: "binance bbo",
  about: "Binance best bid and offer, as in usdm_btcusdt/bbo.parquet",
  columns: {
    ...common,
    tx_ts_ms: "milliseconds",
    update_id: "integer",
    bid_px: "decimal",
    bid_qty: "decimal",
    ask_px: "decimal",
    ask_qty: "decimal",
  },
  naming,
  times: { event: ["tx_ts_ms", "event_ts_ms"], local: "local_ts_ns" },
  order: "seq",
  quote: {
    bidPrice: "bid_px",
    bidQuantity: "bid_qty",
    askPrice: "ask_px",
    askQuantity: "ask_qty",
    updateId: "update_id",
  },
};

const levelNumbers = Array.from({ length: 10 }, (_, i) => i + 1);
const levelsOf = (side: "bid" | "ask") =>
  levelNumbers.map((n) => [`${side}_px_${n}`, `${side}_qty_${n}`] as const);

/** The best ten levels after each change of them; tables for models have more columns. */
export const binanceBooks: TableLayout = {
  name: "binance book10",
  about: "The best ten levels a side of a Binance book, as in usdm_btcusdt/book10.parquet",
  columns: {
    ...common,
    tx_ts_ms: "milliseconds",
    update_id: "integer",
    ...Object.fromEntries(
      [...levelsOf("ask"), ...levelsOf("bid")].flat().map((name) => [name, "decimal" as const]),
    ),
  },
  naming,
  times: { event: ["tx_ts_ms", "event_ts_ms"], local: "local_ts_ns" },
  order: "seq",
  levels: { bids: levelsOf("bid"), asks: levelsOf("ask") },
  derived: "derived from the depth table beside it: replay that one",
};

/** Changes of the book by price level, with the snapshot they begin at. */
export const binanceDepth: TableLayout = {
  name: "binance depth",
  about: "Binance depth by price level, as in usdm_btcusdt/depth.parquet",
  columns: {
    ...common,
    tx_ts_ms: "milliseconds",
    first_id: "integer",
    last_id: "integer",
    prev_id: "integer",
    is_snapshot: "boolean",
    side: "text",
    price: "decimal",
    qty: "decimal",
  },
  naming,
  times: { event: ["tx_ts_ms", "event_ts_ms"], local: "local_ts_ns" },
  order: "seq",
  depth: {
    side: "side",
    price: "price",
    quantity: "qty",
    message: "seq",
    ids: { first: "first_id", last: "last_id", previous: "prev_id" },
    snapshot: { column: "is_snapshot" },
  },
};
