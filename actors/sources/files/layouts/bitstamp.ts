// Tables of a Bitstamp recording: trades, and the best twenty levels as one snapshot after another.
import type { TableLayout } from "../layout.ts";

const naming: TableLayout["naming"] = {
  by: "path",
  named: (path) =>
    /bitstamp/i.test(path)
      ? { symbol: "BTCUSD", venue: "bitstamp", assetClass: "crypto", currency: "USD" }
      : undefined,
};

/** Trades, by local receive time: the table has no time of the venue. */
export const bitstampTrades: TableLayout = {
  name: "bitstamp trades",
  about: "Bitstamp BTC/USD trades; the path says bitstamp",
  columns: {
    seq: "integer",
    local_ts_ms: "milliseconds",
    trade_id: "integer",
    price: "decimal",
    qty: "decimal",
  },
  without: ["is_buyer_maker"],
  naming,
  times: { event: [], local: "local_ts_ms" },
  order: "seq",
  trade: { price: "price", quantity: "qty", tradeId: "trade_id" },
};

/** Single orders (L3), summed by price. What rested before the recording is not in them. */
export const bitstampOrders: TableLayout = {
  name: "bitstamp orders",
  about: "Bitstamp single orders; the path says bitstamp",
  columns: {
    seq: "integer",
    local_ts_ms: "milliseconds",
    order_id: "integer",
    action: "text",
    side: "text",
    price: "decimal",
    qty_left: "decimal",
  },
  naming,
  times: { event: [], local: "local_ts_ms" },
  order: "seq",
  orders: {
    orderId: "order_id",
    action: "action",
    side: "side",
    price: "price",
    quantity: "qty_left",
  },
  derived:
    "single orders (L3), from which the book of before is missing: book20 beside it is whole",
};

/** Twenty levels a side; every message is a whole book. */
export const bitstampBook: TableLayout = {
  name: "bitstamp book20",
  about: "Bitstamp snapshots of twenty levels; the path says bitstamp",
  columns: {
    seq: "integer",
    local_ts_ms: "milliseconds",
    side: "text",
    level: "integer",
    price: "decimal",
    qty: "decimal",
  },
  naming,
  times: { event: [], local: "local_ts_ms" },
  order: "seq",
  depth: { side: "side", price: "price", quantity: "qty", message: "seq", snapshot: "always" },
};
