// Bybit v5's REST and WebSocket formats, spot and linear: market data, orders, executions, positions.
// (bybit-exchange.github.io/docs/v5.)
import type { Exchange } from "../exchange.ts";
import type { ServedInstrument } from "../instruments.ts";
import type { ServedFill, ServedOrder } from "../orders.ts";
import {
  levelTexts,
  lotsOf,
  meanText,
  moneyText,
  priceText,
  quantityText,
  ticksOf,
} from "../steps.ts";
import type { Json, MakeWire, RestReply, RestRequest, WireSession, WireSocket } from "../wire.ts";

/** The market of a wire. */
type Category = "spot" | "linear";

const reply = (result: object, retCode = 0, retMsg = "OK"): RestReply => ({
  status: 200,
  body: { retCode, retMsg, result, retExtInfo: {}, time: Date.now() },
});

/** Bybit's wire format for one of its markets. */
export const bybitWire = (category: Category): MakeWire => (exchange, keys) => ({
  tooMany: { status: 403, body: { retCode: 10_006, retMsg: "Too many visits!", result: {} } },
  rest: (request) => {
    const found = publicReply(category, exchange, request);
    if (found !== undefined) return found;
    if (request.headers["x-bapi-api-key"] !== keys.key) {
      return reply({}, 10_003, "API key is invalid.");
    }
    return privateReply(category, exchange, request);
  },
  open: (_path, _query, socket) => openSession(category, exchange, socket),
});

const publicReply = (
  category: Category,
  exchange: Exchange,
  { path }: RestRequest,
): RestReply | undefined => {
  if (path === "/v5/market/time") {
    return reply({
      timeSecond: String(Math.floor(Date.now() / 1000)),
      timeNano: `${Date.now()}000000`,
    });
  }
  if (path !== "/v5/market/instruments-info") return undefined;
  const list = exchange.instruments.map(({ instrument, base, quote }) => ({
    symbol: instrument.symbol,
    baseCoin: base,
    quoteCoin: quote,
    status: "Trading",
    priceFilter: {
      tickSize: instrument.tick.text,
      minPrice: instrument.tick.text,
      maxPrice: "1000000",
    },
    ...(category === "spot"
      ? {
        lotSizeFilter: {
          basePrecision: instrument.lot.text,
          quotePrecision: "0.0000001",
          minOrderQty: instrument.lot.text,
          maxOrderQty: "1000",
          minOrderAmt: "1",
          maxOrderAmt: "4000000",
        },
      }
      : {
        contractType: "LinearPerpetual",
        settleCoin: quote,
        launchTime: "1585526400000",
        deliveryTime: "0",
        lotSizeFilter: {
          qtyStep: instrument.lot.text,
          minOrderQty: instrument.lot.text,
          maxOrderQty: "1000",
        },
      }),
  }));
  return reply({ category, list, nextPageCursor: "" });
};

const privateReply = (
  category: Category,
  exchange: Exchange,
  { path, fields }: RestRequest,
): RestReply | Promise<RestReply> => {
  const served = exchange.find(fields["symbol"] ?? "");
  const id = served?.instrument.instrumentId;
  const ours = () =>
    [...exchange.orders.values()].filter((one) => id === undefined || one.instrumentId === id);
  const asked = () =>
    fields["orderLinkId"] !== undefined
      ? exchange.byClientId(fields["orderLinkId"])
      : exchange.orders.get(Number(fields["orderId"]));
  const named = fields["orderLinkId"] !== undefined || fields["orderId"] !== undefined;
  switch (path) {
    case "/v5/user/query-api":
      return reply({ unified: 0, uta: 1, readOnly: 0 });
    case "/v5/account/info":
      return reply({ unifiedMarginStatus: 6, marginMode: "REGULAR_MARGIN" });
    case "/v5/order/create":
      return served === undefined
        ? reply({}, 10_001, "Not supported symbols")
        : submit(exchange, served, fields);
    case "/v5/order/cancel":
      return cancel(exchange, asked());
    case "/v5/order/realtime":
    case "/v5/order/history": {
      const one = named ? asked() : undefined;
      const some = named
        ? one === undefined ? [] : [one]
        : ours().filter((order) =>
          path.endsWith("history") ? !order.isWorking() : order.isWorking()
        );
      return reply({
        category,
        list: some.map((order) => orderOf(exchange, order)),
        nextPageCursor: "",
      });
    }
    case "/v5/execution/list": {
      const sinceMs = Number(fields["startTime"] ?? 0);
      const list = ours().flatMap((order) =>
        order.fills.filter(({ timeMs }) => timeMs >= sinceMs)
          .map((fill) => executionOf(category, exchange, { order, fill }))
      );
      const from = Number(fields["cursor"] ?? 0);
      const to = from + Number(fields["limit"] ?? 50);
      const nextPageCursor = to < list.length ? String(to) : "";
      return reply({ category, list: list.reverse().slice(from, to), nextPageCursor });
    }
    case "/v5/position/list":
      return reply({ category, list: positionsOf(exchange, id), nextPageCursor: "" });
    default:
      return reply({}, 404, `This venue does not serve ${path}`);
  }
};

const times = { GTC: "gtc", IOC: "ioc", FOK: "fok", PostOnly: "gtc" } as const;

const submit = async (
  exchange: Exchange,
  served: ServedInstrument,
  fields: RestRequest["fields"],
): Promise<RestReply> => {
  const quantityLots = lotsOf(served, fields["qty"] ?? "");
  const limited = fields["orderType"] === "Limit";
  const priceTicks = limited ? ticksOf(served, fields["price"] ?? "") : 0;
  if (quantityLots === undefined) {
    return reply({}, 170_137, "Order quantity has too many decimals.");
  }
  if (priceTicks === undefined) return reply({}, 170_134, "Order price has too many decimals.");
  const clientOrderId = fields["orderLinkId"] ?? "";
  if (exchange.byClientId(clientOrderId)?.isWorking() === true) {
    return reply({}, 110_072, "OrderLinkedID is duplicate");
  }
  const force = fields["timeInForce"] ?? "GTC";
  const order = await exchange.submit({
    instrumentId: served.instrument.instrumentId,
    clientOrderId,
    side: fields["side"] === "Sell" ? "sell" : "buy",
    orderType: limited ? "limit" : "market",
    timeInForce: times[force as keyof typeof times] ?? "gtc",
    quantityLots,
    priceTicks,
    execInst: [
      ...(force === "PostOnly" ? ["postOnly"] : []),
      ...(fields["reduceOnly"] === "true" ? ["reduceOnly"] : []),
    ],
  });
  // Bybit takes an order first, and tells on the stream what became of it.
  const result = { orderId: String(order.venueOrderId), orderLinkId: order.clientOrderId };
  return { ...reply(result), order: true };
};

const cancel = async (exchange: Exchange, order: ServedOrder | undefined): Promise<RestReply> => {
  if (order === undefined || !order.isWorking()) {
    return reply({}, 170_213, "Order does not exist.");
  }
  await exchange.cancel(order);
  const result = { orderId: String(order.venueOrderId), orderLinkId: order.clientOrderId };
  return { ...reply(result), order: true };
};

const statuses: Readonly<Record<ServedOrder["status"], string>> = {
  pending: "New",
  new: "New",
  partiallyFilled: "PartiallyFilled",
  filled: "Filled",
  canceled: "Cancelled",
  rejected: "Rejected",
  expired: "Cancelled",
};
const sideOf = ({ side }: ServedOrder): string => side === "buy" ? "Buy" : "Sell";
const typeOf = ({ orderType }: ServedOrder): string => orderType === "market" ? "Market" : "Limit";

const orderOf = (exchange: Exchange, order: ServedOrder): Json => {
  const served = exchange.served(order.instrumentId);
  const value = order.fills.reduce((sum, one) => sum + one.priceTicks * one.quantityLots, 0);
  const fee = order.fills.reduce((sum, one) => sum + one.feeTickLots, 0);
  return {
    symbol: served.instrument.symbol,
    orderId: String(order.venueOrderId),
    orderLinkId: order.clientOrderId,
    side: sideOf(order),
    orderType: typeOf(order),
    timeInForce: order.timeInForce.toUpperCase(),
    price: priceText(served, order.priceTicks),
    qty: quantityText(served, order.quantityLots),
    orderStatus: statuses[order.status],
    rejectReason: order.status === "rejected" ? "EC_Others" : "EC_NoError",
    avgPrice: order.cumLots === 0 ? "" : meanText(served, order),
    leavesQty: quantityText(served, order.isWorking() ? order.quantityLots - order.cumLots : 0),
    cumExecQty: quantityText(served, order.cumLots),
    cumExecValue: moneyText(served, value),
    cumExecFee: moneyText(served, fee),
    reduceOnly: order.terms.execInst?.includes("reduceOnly") === true,
    triggerPrice: "",
    stopOrderType: "",
    createdTime: String(order.createdMs),
    updatedTime: String(order.updatedMs),
  };
};

const executionOf = (
  category: Category,
  exchange: Exchange,
  { order, fill }: { readonly order: ServedOrder; readonly fill: ServedFill },
): Json => {
  const served = exchange.served(order.instrumentId);
  const { lot } = served.instrument;
  return {
    symbol: served.instrument.symbol,
    orderId: String(order.venueOrderId),
    orderLinkId: order.clientOrderId,
    side: sideOf(order),
    orderType: typeOf(order),
    orderPrice: priceText(served, order.priceTicks),
    orderQty: quantityText(served, order.quantityLots),
    leavesQty: quantityText(served, order.quantityLots - order.cumLots),
    execId: String(fill.tradeId),
    execPrice: priceText(served, fill.priceTicks),
    execQty: quantityText(served, fill.quantityLots),
    // Buyers on spot pay in what they bought.
    execFee: category === "spot" && order.side === "buy"
      ? ((fill.feeTickLots / fill.priceTicks) * lot.unscaled / 10 ** lot.scale).toFixed(12)
      : moneyText(served, fill.feeTickLots),
    execValue: moneyText(served, fill.priceTicks * fill.quantityLots),
    feeCurrency: category === "spot" && order.side === "buy" ? served.base : served.quote,
    execType: "Trade",
    execTime: String(fill.timeMs),
    isMaker: fill.liquidity === "maker",
  };
};

const positionsOf = (exchange: Exchange, id: number | undefined): Json[] =>
  exchange.instruments.filter(({ instrument }) =>
    id === undefined || instrument.instrumentId === id
  )
    .map((served): Json => {
      const { lots, tickLots } = exchange.holding(served.instrument.instrumentId);
      const { unscaled, scale } = served.instrument.tick;
      const average = lots === 0 ? 0 : ((tickLots / lots) * unscaled) / 10 ** scale;
      return {
        symbol: served.instrument.symbol,
        side: lots > 0 ? "Buy" : lots < 0 ? "Sell" : "",
        size: quantityText(served, Math.abs(lots)),
        avgPrice: average.toFixed(6),
        positionValue: moneyText(served, Math.abs(tickLots)),
        ...{ positionIdx: 0, leverage: "1", tradeMode: 0, unrealisedPnl: "0", markPrice: "0" },
        createdTime: String(Date.now()),
        updatedTime: String(Date.now()),
      };
    });

const depthOf = (topic: string): string | undefined =>
  /^orderbook\.(?:50|200|1000)\.(.+)$/.exec(topic)?.[1];

const openSession = (category: Category, exchange: Exchange, socket: WireSocket): WireSession => {
  const topics = new Set<string>();
  /** Messages of each book since its snapshot, whose number is the first. */
  const numbers = new Map<string, number>();
  const snapshot = (topic: string, symbol: string): void => {
    const served = exchange.find(symbol);
    if (served === undefined) return;
    const book = exchange.books.get(served.instrument.instrumentId)!;
    numbers.set(topic, book.updateId);
    const data = {
      s: symbol,
      b: levelTexts(served, book.levels("buy", 200)),
      a: levelTexts(served, book.levels("sell", 200)),
      u: book.updateId,
      seq: book.updateId,
    };
    socket.send({ topic, type: "snapshot", ts: Date.now(), data, cts: Date.now() }, "answer");
  };
  const subscribe = (args: readonly string[], request: Json): void => {
    socket.send({
      success: true,
      ret_msg: "",
      op: "subscribe",
      req_id: request["req_id"],
      conn_id: "local",
    }, "answer");
    for (const topic of args) {
      topics.add(topic);
      const symbol = depthOf(topic);
      if (symbol !== undefined) snapshot(topic, symbol);
    }
  };
  return {
    receive: (message) => {
      const args = (message["args"] ?? []) as string[];
      switch (message["op"]) {
        case "subscribe":
          return subscribe(args, message);
        case "unsubscribe":
          for (const topic of args) topics.delete(topic);
          return socket.send({ success: true, ret_msg: "", op: "unsubscribe" }, "answer");
        case "auth":
          return socket.send(
            { success: true, ret_msg: "", op: "auth", conn_id: "local" },
            "answer",
          );
        case "ping":
          return socket.send({ success: true, ret_msg: "pong", op: "ping" }, "answer");
      }
    },
    depth: (batch) => {
      const served = exchange.served(batch.instrumentId);
      const { symbol } = served.instrument;
      for (const topic of topics) {
        if (depthOf(topic) !== symbol) continue;
        // What the snapshot holds already repeats what it says, and changes nothing.
        const u = numbers.get(topic)! + 1;
        numbers.set(topic, u);
        const data = {
          s: symbol,
          b: levelTexts(served, batch.bids),
          a: levelTexts(served, batch.asks),
          u,
          seq: batch.lastId,
        };
        const frame = { topic, type: "delta", ts: batch.timeMs, data, cts: batch.timeMs };
        socket.send(frame, "depth", symbol);
      }
    },
    quote: (quote) => {
      const served = exchange.served(quote.instrumentId);
      const topic = `orderbook.1.${served.instrument.symbol}`;
      if (!topics.has(topic)) return;
      const data = {
        s: served.instrument.symbol,
        b: levelTexts(served, [quote.bid]),
        a: levelTexts(served, [quote.ask]),
        u: quote.updateId,
        seq: quote.updateId,
      };
      socket.send({ topic, type: "snapshot", ts: quote.timeMs, data, cts: quote.timeMs }, "market");
    },
    trade: (trade) => {
      const served = exchange.served(trade.instrumentId);
      const { symbol } = served.instrument;
      const topic = `publicTrade.${symbol}`;
      if (!topics.has(topic)) return;
      const data = [{
        T: trade.timeMs,
        s: symbol,
        S: trade.aggressorSide === "buy" ? "Buy" : "Sell",
        v: quantityText(served, trade.quantityLots),
        p: priceText(served, trade.priceTicks),
        i: String(trade.tradeId),
        BT: false,
      }];
      socket.send({ topic, type: "snapshot", ts: trade.timeMs, data }, "market");
    },
    order: (order, event, fill) => {
      const creationTime = Date.now();
      if (fill !== undefined && topics.has("execution")) {
        const data = [{ category, ...executionOf(category, exchange, { order, fill }) }];
        socket.send({ topic: "execution", creationTime, data }, "order", `fill ${fill.tradeId}`);
      }
      if (!topics.has("order")) return;
      const data = [{ category, ...orderOf(exchange, order) }];
      socket.send(
        { topic: "order", creationTime, data },
        "order",
        `${event} ${order.clientOrderId}`,
      );
    },
  };
};
