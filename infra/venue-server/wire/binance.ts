// Binance's REST and WebSocket formats, spot and USD-M: market data, orders, account, user stream.
// (developers.binance.com: Spot "REST API", "Web Socket Streams", "WebSocket API"; USD-M likewise.)
import { createHmac } from "node:crypto";
import type { Exchange } from "../exchange.ts";
import type { ServedInstrument } from "../instruments.ts";
import type { ServedOrder } from "../orders.ts";
import { levelTexts, lotsOf, priceText, quantityText, ticksOf } from "../steps.ts";
import {
  type Json,
  type MakeWire,
  notServed,
  type RestReply,
  type RestRequest,
  type ServedKeys,
  type WireSession,
  type WireSocket,
} from "../wire.ts";
import {
  accountOf,
  exchangeInfo,
  executionReport,
  orderOf,
  orderTradeUpdate,
  positionsOf,
  tradesOf,
} from "./binance-messages.ts";

/** The market of a wire. */
export type BinanceMarket = "spot" | "usdm";

/** Binance's wire format for one of its markets. */
export const binanceWire = (market: BinanceMarket): MakeWire => (exchange, keys) => {
  const base = market === "spot" ? "/api/v3" : "/fapi/v1";
  return {
    tooMany: {
      status: 429,
      headers: { "retry-after": "1" },
      body: {
        code: -1003,
        msg: "Too many requests; current limit is 6000 request weight per 1 MINUTE.",
      },
    },
    rest: (request) => {
      const found = publicReply(market, exchange, request, base);
      if (found !== undefined) return found;
      const refused = refusedKeys(request, keys);
      return refused ?? privateReply(market, exchange, request);
    },
    open: (path, query, socket) => openSession({ market, exchange, keys, path, query, socket }),
  };
};

const publicReply = (
  market: BinanceMarket,
  exchange: Exchange,
  { method, path, fields }: RestRequest,
  base: string,
): RestReply | undefined => {
  if (method !== "GET") return undefined;
  switch (path) {
    case `${base}/ping`:
      return ok({});
    case `${base}/time`:
      return ok({ serverTime: Date.now() });
    case `${base}/exchangeInfo`:
      return ok(exchangeInfo(market, exchange));
    case `${base}/depth`: {
      const served = exchange.find(fields["symbol"] ?? "");
      if (served === undefined) return invalidSymbol;
      const book = exchange.books.get(served.instrument.instrumentId)!;
      const limit = Number(fields["limit"] ?? 100);
      return ok({
        lastUpdateId: book.updateId,
        ...(market === "spot" ? {} : { E: Date.now(), T: Date.now() }),
        bids: levelTexts(served, book.levels("buy", limit)),
        asks: levelTexts(served, book.levels("sell", limit)),
      });
    }
  }
  return undefined;
};

const refusedKeys = (request: RestRequest, keys: ServedKeys): RestReply | undefined => {
  if (request.headers["x-mbx-apikey"] !== keys.key) {
    return refused(401, -2014, "API-key format invalid.");
  }
  const match = /^(.*)&signature=([^&]+)$/.exec(request.signed);
  // A listen key is made with the key alone.
  if (match === null) {
    return request.path.endsWith("/listenKey")
      ? undefined
      : refused(400, -1102, "Mandatory parameter 'signature' was not sent.");
  }
  return match[2] === signatureOf(match[1]!, keys)
    ? undefined
    : refused(400, -1022, "Signature for this request is not valid.");
};

const signatureOf = (text: string, { secret }: ServedKeys): string =>
  createHmac("sha256", secret).update(text).digest("hex");

const privateReply = (
  market: BinanceMarket,
  exchange: Exchange,
  request: RestRequest,
): RestReply | Promise<RestReply> => {
  const { method, path, fields } = request;
  const [, , , what = ""] = path.split("/");
  const served = exchange.find(fields["symbol"] ?? "");
  const id = served?.instrument.instrumentId;
  const ours = () =>
    [...exchange.orders.values()].filter((one) => id === undefined || one.instrumentId === id);
  switch (`${method} ${what}`) {
    case "POST order":
      return served === undefined ? invalidSymbol : submit(market, exchange, served, fields);
    case "DELETE order":
      return cancel(market, exchange, fields);
    case "GET order": {
      const order = orderAsked(exchange, fields);
      return order === undefined
        ? refused(400, -2013, "Order does not exist.")
        : ok(orderOf(market, exchange, order));
    }
    case "GET openOrders":
      return ok(
        ours().filter((one) => one.isWorking()).map((one) => orderOf(market, exchange, one)),
      );
    case "GET allOrders":
      return ok(ours().map((one) => orderOf(market, exchange, one)));
    case "GET myTrades":
    case "GET userTrades":
      return ok(
        tradesOf(market, exchange, id).filter((one) =>
          Number(one["time"]) >= Number(fields["startTime"] ?? 0) &&
          Number(one["id"]) >= Number(fields["fromId"] ?? 0)
        ),
      );
    case "GET account":
      return ok(accountOf(market, exchange));
    case "GET positionRisk":
      return ok(positionsOf(exchange));
    case "GET leverageBracket":
      return ok(exchange.instruments.map(({ instrument: { symbol } }) => ({
        symbol,
        brackets: [{
          ...{ bracket: 1, initialLeverage: 20, notionalCap: 1_000_000, notionalFloor: 0 },
          ...{ maintMarginRatio: 0.01, cum: 0 },
        }],
      })));
    case "POST listenKey":
    case "PUT listenKey":
      return ok({ listenKey: "local-listen-key" });
    default:
      return notServed(request);
  }
};

const times = { GTC: "gtc", IOC: "ioc", FOK: "fok", GTX: "gtc" } as const;

const submit = async (
  market: BinanceMarket,
  exchange: Exchange,
  served: ServedInstrument,
  fields: RestRequest["fields"],
): Promise<RestReply> => {
  const type = fields["type"] ?? "";
  const quantityLots = lotsOf(served, fields["quantity"] ?? "");
  if (quantityLots === undefined) return refused(400, -1013, "Filter failure: LOT_SIZE");
  const priced = type !== "MARKET";
  const priceTicks = priced ? ticksOf(served, fields["price"] ?? "") : 0;
  if (priceTicks === undefined) return refused(400, -1013, "Filter failure: PRICE_FILTER");
  const clientOrderId = fields["newClientOrderId"] ?? "";
  const open = exchange.byClientId(clientOrderId);
  if (open?.isWorking() === true) {
    return refused(400, market === "spot" ? -2010 : -4116, "Duplicate order sent.");
  }
  const order = await exchange.submit({
    instrumentId: served.instrument.instrumentId,
    clientOrderId,
    side: fields["side"] === "SELL" ? "sell" : "buy",
    orderType: priced ? "limit" : "market",
    timeInForce: times[(fields["timeInForce"] ?? "GTC") as keyof typeof times] ?? "gtc",
    quantityLots,
    priceTicks,
    execInst: [
      ...(type === "LIMIT_MAKER" || fields["timeInForce"] === "GTX" ? ["postOnly"] : []),
      ...(fields["reduceOnly"] === "true" ? ["reduceOnly"] : []),
    ],
  });
  if (order.status === "rejected") return { ...refused(400, -2010, order.reason), order: true };
  return { status: 200, body: orderOf(market, exchange, order, true), order: true };
};

const cancel = async (
  market: BinanceMarket,
  exchange: Exchange,
  fields: RestRequest["fields"],
): Promise<RestReply> => {
  const order = orderAsked(exchange, fields);
  if (order === undefined || !order.isWorking()) return refused(400, -2011, "Unknown order sent.");
  await exchange.cancel(order);
  // A fill may have come first.
  if (order.isWorking() || order.status === "filled") {
    return { ...refused(400, -2011, "Unknown order sent."), order: true };
  }
  return { status: 200, body: orderOf(market, exchange, order), order: true };
};

const orderAsked = (exchange: Exchange, fields: RestRequest["fields"]): ServedOrder | undefined =>
  fields["orderId"] === undefined
    ? exchange.byClientId(fields["origClientOrderId"] ?? "")
    : exchange.orders.get(Number(fields["orderId"]));

interface SessionOptions {
  readonly market: BinanceMarket;
  readonly exchange: Exchange;
  readonly keys: ServedKeys;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly socket: WireSocket;
}

const openSession = (options: SessionOptions): WireSession => {
  const { market, exchange, keys, query, socket } = options;
  const streams = new Set<string>();
  let users = query.get("listenKey") === "local-listen-key";
  const wants = (instrumentId: number, stream: string): ServedInstrument | undefined => {
    const served = exchange.served(instrumentId);
    return streams.has(`${served.instrument.symbol.toLowerCase()}@${stream}`) ? served : undefined;
  };
  return {
    receive: (message) => {
      const { id, method, params } = message;
      if (method === "SUBSCRIBE") {
        for (const one of params as string[]) streams.add(one);
        return socket.send({ result: null, id }, "answer");
      }
      if (method === "UNSUBSCRIBE") {
        for (const one of params as string[]) streams.delete(one);
        return socket.send({ result: null, id }, "answer");
      }
      if (method === "userDataStream.subscribe.signature") {
        users = isSigned(params as Json, keys);
        const error = { code: -1022, msg: "Signature for this request is not valid." };
        return socket.send(
          users ? { id, status: 200, result: { subscriptionId: 0 } } : { id, status: 400, error },
          "answer",
        );
      }
      socket.send({ error: { code: 2, msg: `Unknown method ${method}` }, id }, "answer");
    },
    depth: (batch) => {
      const served = wants(batch.instrumentId, "depth@100ms");
      if (served === undefined) return;
      const { symbol } = served.instrument;
      socket.send(
        {
          e: "depthUpdate",
          E: batch.timeMs,
          ...(market === "usdm" ? { T: batch.timeMs } : {}),
          s: symbol,
          U: batch.firstId,
          u: batch.lastId,
          ...(market === "usdm" ? { pu: batch.previousId } : {}),
          b: levelTexts(served, batch.bids),
          a: levelTexts(served, batch.asks),
        },
        "depth",
        symbol,
      );
    },
    trade: (trade) => {
      const served = wants(trade.instrumentId, "trade");
      if (served === undefined) return;
      socket.send({
        e: "trade",
        E: trade.timeMs,
        s: served.instrument.symbol,
        t: trade.tradeId,
        p: priceText(served, trade.priceTicks),
        q: quantityText(served, trade.quantityLots),
        T: trade.timeMs,
        m: trade.aggressorSide === "sell",
        ...(market === "usdm" ? { X: "MARKET" } : { M: true }),
      }, "market");
    },
    quote: (quote) => {
      const served = wants(quote.instrumentId, "bookTicker");
      if (served === undefined) return;
      socket.send({
        ...(market === "usdm" ? { e: "bookTicker", E: quote.timeMs, T: quote.timeMs } : {}),
        u: quote.updateId,
        s: served.instrument.symbol,
        b: priceText(served, quote.bid[0]),
        B: quantityText(served, quote.bid[1]),
        a: priceText(served, quote.ask[0]),
        A: quantityText(served, quote.ask[1]),
      }, "market");
    },
    order: (order, event, fill) => {
      if (!users) return;
      const what = `${event} ${order.clientOrderId}`;
      if (market === "usdm") {
        return socket.send(orderTradeUpdate(exchange, order, event, fill), "order", what);
      }
      const report = executionReport(exchange, order, event, fill);
      socket.send({ subscriptionId: 0, event: report }, "order", what);
    },
  };
};

const isSigned = (params: Json, keys: ServedKeys): boolean => {
  const { signature, ...rest } = params;
  const text = Object.entries(rest).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => `${name}=${value}`).join("&");
  return rest["apiKey"] === keys.key && signature === signatureOf(text, keys);
};

const ok = (body: unknown): RestReply => ({ status: 200, body });
const refused = (status: number, code: number, msg: string): RestReply => ({
  status,
  body: { code, msg },
});
const invalidSymbol = refused(400, -1121, "Invalid symbol.");
