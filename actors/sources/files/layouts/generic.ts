// The layouts for everybody: a recording of built-in instruments replays with columns named so.
import type { ColumnKind } from "../columns.ts";
import type { TableLayout } from "../layout.ts";

const common: Readonly<Record<string, ColumnKind>> = { instrument: "text", ts_us: "microseconds" };
const optional: Readonly<Record<string, ColumnKind>> = {
  local_ts_us: "microseconds",
  suspicious: "boolean",
  side: "text",
  trade_id: "integer",
  update_id: "integer",
  bid_qty: "decimal",
  ask_qty: "decimal",
  snapshot: "boolean",
};
const shared = {
  naming: { by: "name", column: "instrument" },
  times: { event: ["ts_us"], local: "local_ts_us" },
  suspicious: "suspicious",
} as const;

const quote = {
  bidPrice: "bid_px",
  bidQuantity: "bid_qty",
  askPrice: "ask_px",
  askQuantity: "ask_qty",
  updateId: "update_id",
};
const trade = {
  price: "price",
  quantity: "qty",
  tradeId: "trade_id",
  aggressor: { column: "side", told: "side" },
} as const;

/** Quotes, trades and book changes in one table; empty fields where a kind has none. */
export const genericTicks: TableLayout = {
  name: "ticks",
  about:
    "instrument (symbol.venue), ts_us, kind (quote, trade, depth), bid_px, ask_px, price, qty; " +
    "or without kind; also side, bid_qty, ask_qty, trade_id, update_id, snapshot, local_ts_us",
  columns: {
    ...common,
    kind: "text",
    bid_px: "decimal",
    ask_px: "decimal",
    price: "decimal",
    qty: "decimal",
  },
  optional,
  ...shared,
  kind: "kind",
  quote,
  trade,
  depth: {
    side: "side",
    price: "price",
    quantity: "qty",
    message: "ts_us",
    snapshot: { column: "snapshot" },
  },
};

/** Quotes only. */
export const genericQuotes: TableLayout = {
  name: "quotes",
  about: "instrument (symbol.venue), ts_us, bid_px, ask_px; also bid_qty, ask_qty, local_ts_us",
  columns: { ...common, bid_px: "decimal", ask_px: "decimal" },
  optional,
  without: ["kind"],
  ...shared,
  quote,
};

/** Trades only. */
export const genericTrades: TableLayout = {
  name: "trades",
  about: "instrument (symbol.venue), ts_us, price, qty; also side, trade_id, local_ts_us",
  columns: { ...common, price: "decimal", qty: "decimal" },
  optional,
  without: ["kind", "level"],
  ...shared,
  trade,
};
