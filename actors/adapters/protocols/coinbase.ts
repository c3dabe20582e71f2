// Coinbase Advanced Trade: books, tickers and trades on one connection whose frames are numbered.
// (docs.cdp.coinbase.com: "Advanced Trade WebSocket channels".)
import type { Json, Level, MarketMessage, MarketProtocol } from "../market.ts";
import { otherSide, sideOf, usOfText } from "../times.ts";

const channels = ["level2", "market_trades", "ticker", "heartbeats"] as const;

/** Tells what a frame holds. The first frame of a connection has the number 0. */
const read = (frame: Json, tell: (message: MarketMessage) => void): void => {
  if (frame["type"] === "error") return tell({ kind: "error", reason: String(frame["message"]) });
  if (frame["sequence_num"] !== undefined) {
    tell({ kind: "sequence", number: Number(frame["sequence_num"]) });
  }
  const timeUs = usOfText(frame["timestamp"]);
  const events = (frame["events"] ?? []) as readonly Json[];
  switch (frame["channel"]) {
    case "l2_data":
      for (const event of events) readDepth(event, timeUs, tell);
      return;
    case "market_trades":
      for (const event of events) readTrades(event, tell);
      return;
    case "ticker":
      for (const event of events) readTickers(event, timeUs, tell);
      return;
    case "heartbeats":
    case "subscriptions":
      return tell({ kind: "alive" });
    default:
      tell({ kind: "unknown", what: String(frame["channel"] ?? frame["type"]).slice(0, 80) });
  }
};

// {"type":"snapshot","product_id":"BTC-USD","updates":[{"side":"bid","event_time":"…",
//  "price_level":"21921.73","new_quantity":"0.06317902"}]}; offers have the side "offer".
const readDepth = (event: Json, timeUs: number, tell: (message: MarketMessage) => void): void => {
  const updates = event["updates"];
  if (!Array.isArray(updates)) throw new TypeError(`"updates" is no list`);
  const of = (side: string): Level[] =>
    (updates as readonly Json[]).filter((one) => one["side"] === side)
      .map((one) => [one["price_level"], one["new_quantity"]]);
  tell({
    kind: "depth",
    symbol: String(event["product_id"]),
    snapshot: event["type"] === "snapshot",
    ...{ firstId: 0, lastId: 0, previousId: 0, timeUs },
    bids: of("bid"),
    asks: of("offer"),
  });
};

// A snapshot repeats trades of before the subscription: they are history, and only updates are told.
const readTrades = (event: Json, tell: (message: MarketMessage) => void): void => {
  if (event["type"] === "snapshot") return tell({ kind: "alive" });
  // The side is that of the maker. Newest first, so they are told from the end.
  for (const trade of [...event["trades"] as readonly Json[]].reverse()) {
    tell({
      kind: "trade",
      symbol: String(trade["product_id"]),
      tradeId: Number(trade["trade_id"]),
      price: trade["price"],
      quantity: trade["size"],
      aggressorSide: otherSide(sideOf(trade["side"])),
      timeUs: usOfText(trade["time"]),
    });
  }
};

const readTickers = (event: Json, timeUs: number, tell: (message: MarketMessage) => void): void => {
  for (const ticker of event["tickers"] as readonly Json[]) {
    if (ticker["best_bid"] === undefined) continue;
    tell({
      kind: "quote",
      symbol: String(ticker["product_id"]),
      bid: [ticker["best_bid"], ticker["best_bid_quantity"]],
      ask: [ticker["best_ask"], ticker["best_ask_quantity"]],
      updateId: 0,
      timeUs,
    });
  }
};

/** Coinbase. */
export const coinbase: MarketProtocol = {
  join: "connection",
  snapshot: "told",
  depth: 0,
  url: (api) => String(api["ws"]),
  subscribe: (symbols) =>
    channels.map((channel) => ({ type: "subscribe", product_ids: symbols, channel })),
  resubscribe: (symbol) =>
    ["unsubscribe", "subscribe"].map((type) => ({
      type,
      product_ids: [symbol],
      channel: "level2",
    })),
  read,
};
