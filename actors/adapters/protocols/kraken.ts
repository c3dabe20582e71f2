// Kraken spot, WebSocket v2: books with a CRC32 of their best ten levels, tickers, trades.
// (docs.kraken.com: "Spot Websockets (v2)", "Book checksum".)
import type { Json, Level, MarketMessage, MarketProtocol } from "../market.ts";
import { sideOf, usOfText } from "../times.ts";

const depth = 100;

const book = (method: string, symbols: readonly string[]) => ({
  method,
  params: {
    channel: "book",
    symbol: symbols,
    depth,
    ...(method === "subscribe" ? { snapshot: true } : {}),
  },
});

/** Tells what a frame holds: `{"channel":"book","type":"update","data":[…]}`. */
const read = (frame: Json, tell: (message: MarketMessage) => void): void => {
  if (frame["method"] !== undefined) {
    return frame["success"] === false
      ? tell({ kind: "error", reason: String(frame["error"]) })
      : tell({ kind: "alive" });
  }
  const rows = (frame["data"] ?? []) as readonly Json[];
  const first = frame["type"] === "snapshot";
  switch (frame["channel"]) {
    case "book":
      for (const row of rows) readBook(row, first, tell);
      return;
    case "trade":
      // A snapshot repeats trades of before the subscription.
      if (first) return tell({ kind: "alive" });
      for (const row of rows) readTrade(row, tell);
      return;
    case "ticker":
      for (const row of rows) readTicker(row, tell);
      return;
    case "heartbeat":
    case "status":
      return tell({ kind: "alive" });
    default:
      tell({ kind: "unknown", what: String(frame["channel"]).slice(0, 80) });
  }
};

// {"symbol":"MATIC/USD","bids":[{"price":0.5657,"qty":1098.3947558}],"asks":[],"checksum":2114181697,
//  "timestamp":"2023-10-06T17:35:55.440295Z"}; snapshots of older connections have no time.
const readBook = (row: Json, snapshot: boolean, tell: (message: MarketMessage) => void): void => {
  tell({
    kind: "depth",
    symbol: String(row["symbol"]),
    snapshot,
    ...{ firstId: 0, lastId: 0, previousId: 0 },
    timeUs: usOfText(row["timestamp"]),
    bids: levelsOf(row["bids"]),
    asks: levelsOf(row["asks"]),
    ...(typeof row["checksum"] === "number" ? { checksum: row["checksum"] } : {}),
  });
};

const levelsOf = (levels: unknown): Level[] => {
  if (!Array.isArray(levels)) throw new TypeError("a book without its levels");
  return (levels as readonly Json[]).map((one) => [one["price"], one["qty"]]);
};

const readTrade = (row: Json, tell: (message: MarketMessage) => void): void =>
  tell({
    kind: "trade",
    symbol: String(row["symbol"]),
    tradeId: Number(row["trade_id"]),
    price: row["price"],
    quantity: row["qty"],
    aggressorSide: sideOf(row["side"]),
    timeUs: usOfText(row["timestamp"]),
  });

const readTicker = (row: Json, tell: (message: MarketMessage) => void): void =>
  tell({
    kind: "quote",
    symbol: String(row["symbol"]),
    bid: [row["bid"], row["bid_qty"]],
    ask: [row["ask"], row["ask_qty"]],
    updateId: 0,
    timeUs: usOfText(row["timestamp"]),
  });

/** Kraken. */
export const kraken: MarketProtocol = {
  join: "checksum",
  snapshot: "told",
  depth,
  url: (api) => String((api["ws"] as Json)["publicV2"]),
  subscribe: (symbols) => [
    book("subscribe", symbols),
    { method: "subscribe", params: { channel: "trade", symbol: symbols, snapshot: false } },
    { method: "subscribe", params: { channel: "ticker", symbol: symbols, event_trigger: "bbo" } },
  ],
  resubscribe: (symbol) => [book("unsubscribe", [symbol]), book("subscribe", [symbol])],
  read,
};
