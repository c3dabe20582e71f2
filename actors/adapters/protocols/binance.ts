// Binance spot and USD-M: depth differences joined to a REST snapshot, best prices, trades.
// (developers.binance.com: "Web Socket Streams", "How to manage a local order book correctly".)
import type { Json, Level, MarketMessage, MarketProtocol } from "../market.ts";
import { usOfMs } from "../times.ts";

const subscribe = (symbols: readonly string[]) => [{
  method: "SUBSCRIBE",
  params: symbols.flatMap((symbol) => {
    const name = symbol.toLowerCase();
    return [`${name}@depth@100ms`, `${name}@bookTicker`, `${name}@trade`];
  }),
  id: 1,
}];

/** Tells what a frame of either market holds; combined streams wrap it in `data`. */
const read = (frame: Json, tell: (message: MarketMessage) => void): void => {
  const message = (frame["data"] ?? frame) as Json;
  const kind = message["e"];
  const symbol = String(message["s"] ?? "");
  if (kind === "depthUpdate") {
    // {"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":157,"u":160,"pu":149,"b":[["0.0024","10"]],"a":[]}
    return tell({
      kind: "depth",
      symbol,
      snapshot: false,
      firstId: idOf(message, "U"),
      lastId: idOf(message, "u"),
      previousId: Number(message["pu"] ?? 0),
      timeUs: usOfMs(message["T"] ?? message["E"]),
      bids: levelsOf(message, "b"),
      asks: levelsOf(message, "a"),
    });
  }
  if (kind === "bookTicker" || (kind === undefined && "u" in message && "B" in message)) {
    // {"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21000000","a":"25.36520000","A":"40.66000000"}
    return tell({
      kind: "quote",
      symbol,
      bid: [message["b"], message["B"]],
      ask: [message["a"], message["A"]],
      updateId: Number(message["u"] ?? 0),
      timeUs: usOfMs(message["T"] ?? message["E"]),
    });
  }
  if (kind === "trade") {
    // {"e":"trade","E":1,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1,"m":true,"M":true}
    return tell({
      kind: "trade",
      symbol,
      tradeId: Number(message["t"] ?? 0),
      price: message["p"],
      quantity: message["q"],
      aggressorSide: message["m"] === true ? "sell" : "buy",
      timeUs: usOfMs(message["T"] ?? message["E"]),
    });
  }
  if ("error" in message || ("code" in message && "msg" in message)) {
    return tell({ kind: "error", reason: JSON.stringify(message).slice(0, 300) });
  }
  if ("result" in message) return tell({ kind: "alive" });
  tell({ kind: "unknown", what: String(kind ?? Object.keys(message).join(",")).slice(0, 80) });
};

/** The REST snapshot: `{"lastUpdateId":1027024,"bids":[["4.0","431.0"]],"asks":[["4.1","12.0"]]}`. */
export const binanceSnapshot = (symbol: string, reply: Json): MarketMessage => ({
  kind: "depth",
  symbol,
  snapshot: true,
  firstId: idOf(reply, "lastUpdateId"),
  lastId: idOf(reply, "lastUpdateId"),
  previousId: 0,
  timeUs: usOfMs(reply["T"] ?? reply["E"]),
  bids: levelsOf(reply, "bids"),
  asks: levelsOf(reply, "asks"),
});

const idOf = (message: Json, field: string): number => {
  const id = Number(message[field]);
  if (!Number.isSafeInteger(id)) throw new TypeError(`"${field}" is "${message[field]}"`);
  return id;
};

const levelsOf = (message: Json, field: string): readonly Level[] => {
  const levels = message[field];
  if (!Array.isArray(levels)) throw new TypeError(`"${field}" is no list of levels`);
  return levels as Level[];
};

const wsOf = (api: Json): Json => api["ws"] as Json;

/** Binance spot. */
export const binanceSpot: MarketProtocol = {
  join: "range",
  snapshot: "asked",
  depth: 0,
  url: (api) => String(wsOf(api)["spot"]),
  subscribe,
  resubscribe: () => [],
  read,
};

/** Binance USD-M futures: what is listened to here is on the `public` connection. */
export const binanceUsdm: MarketProtocol = {
  ...binanceSpot,
  join: "previous",
  url: (api) => String(wsOf(api)["future"]).replace(/\/ws$/, "/public/ws"),
};
