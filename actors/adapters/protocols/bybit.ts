// Bybit v5 spot and linear: books numbered message by message, trades, and the best level as a book of one.
// (bybit-exchange.github.io/docs/v5/websocket/public.)
import type { Json, Level, MarketMessage, MarketProtocol } from "../market.ts";
import { sideOf, usOfMs } from "../times.ts";

const depth = 200;

/** Tells what a frame holds: `{"topic":"orderbook.200.BTCUSDT","type":"delta","ts":1,"data":{…},"cts":1}`. */
const read = (frame: Json, tell: (message: MarketMessage) => void): void => {
  const topic = frame["topic"];
  if (topic === undefined) {
    return frame["success"] === false
      ? tell({ kind: "error", reason: String(frame["ret_msg"]) })
      : tell({ kind: "alive" });
  }
  const [channel, levels] = String(topic).split(".");
  if (channel === "publicTrade") {
    for (const trade of frame["data"] as readonly Json[]) readTrade(trade, tell);
    return;
  }
  if (channel !== "orderbook") {
    return tell({ kind: "unknown", what: String(topic).slice(0, 80) });
  }
  const data = frame["data"] as Json;
  // `cts` is the time of the matching engine, `ts` that of the sending.
  const timeUs = usOfMs(frame["cts"] ?? frame["ts"]);
  if (levels === "1") return readBest(data, timeUs, tell);
  const id = Number(data["u"]);
  tell({
    kind: "depth",
    symbol: String(data["s"]),
    snapshot: frame["type"] === "snapshot",
    firstId: id,
    lastId: id,
    previousId: 0,
    timeUs,
    bids: data["b"] as readonly Level[],
    asks: data["a"] as readonly Level[],
  });
};

// Level 1 comes whole each time; a side that is missing has not changed, and is told with the next one.
const readBest = (data: Json, timeUs: number, tell: (message: MarketMessage) => void): void => {
  const [bid] = data["b"] as readonly Level[];
  const [ask] = data["a"] as readonly Level[];
  if (bid === undefined || ask === undefined) return tell({ kind: "alive" });
  tell({ kind: "quote", symbol: String(data["s"]), bid, ask, updateId: 0, timeUs });
};

// {"T":1672304486865,"s":"BTCUSDT","S":"Buy","v":"0.001","p":"16578.50","i":"20f43950-…","BT":false}
const readTrade = (trade: Json, tell: (message: MarketMessage) => void): void =>
  tell({
    kind: "trade",
    symbol: String(trade["s"]),
    // Numbers on spot, UUIDs on linear, which have no place in a number.
    tradeId: Number.isSafeInteger(Number(trade["i"])) ? Number(trade["i"]) : 0,
    price: trade["p"],
    quantity: trade["v"],
    aggressorSide: sideOf(trade["S"]),
    timeUs: usOfMs(trade["T"]),
  });

const protocol = (market: "spot" | "linear"): MarketProtocol => ({
  join: "next",
  snapshot: "told",
  depth,
  url: (api) => String(((api["ws"] as Json)["public"] as Json)[market]),
  subscribe: (symbols) => [{
    op: "subscribe",
    args: symbols.flatMap((symbol) => [
      `orderbook.${depth}.${symbol}`,
      `orderbook.1.${symbol}`,
      `publicTrade.${symbol}`,
    ]),
  }],
  resubscribe: (symbol) =>
    ["unsubscribe", "subscribe"].map((op) => ({ op, args: [`orderbook.${depth}.${symbol}`] })),
  read,
});

/** Bybit spot. */
export const bybitSpot = protocol("spot");
/** Bybit USDT perpetuals. */
export const bybitLinear = protocol("linear");
