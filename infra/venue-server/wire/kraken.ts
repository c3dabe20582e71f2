// Kraken's REST format and its WebSocket v2: market data, orders, executions.
// (docs.kraken.com: "Spot REST", "Spot Websockets (v2)".)
import { crc32 } from "node:zlib";
import type { Exchange } from "../exchange.ts";
import type { ServedInstrument } from "../instruments.ts";
import type { ServedFill, ServedOrder } from "../orders.ts";
import { lotsOf, meanText, moneyText, priceText, quantityText, ticksOf } from "../steps.ts";
import type { Json, MakeWire, RestReply, RestRequest, WireSession, WireSocket } from "../wire.ts";

const ok = (result: object): RestReply => ({ status: 200, body: { error: [], result } });
const refused = (...error: readonly string[]): RestReply => ({ status: 200, body: { error } });

/** Kraken calls bitcoin XBT. */
const assetOf = (coin: string): string => coin === "BTC" ? "XBT" : coin;
const pairOf = ({ base, quote }: ServedInstrument): string => `${assetOf(base)}${quote}`;

/** Kraken's wire format. */
export const krakenWire: MakeWire = (exchange, keys) => ({
  tooMany: refused("EAPI:Rate limit exceeded"),
  rest: (request) => {
    const [, , kind, method] = request.path.split("/");
    if (kind === "public") return publicReply(exchange, method ?? "");
    if (request.headers["api-key"] !== keys.key) return refused("EAPI:Invalid key");
    return privateReply(exchange, method ?? "", request.fields);
  },
  open: (_path, _query, socket) => openSession(exchange, socket),
});

const publicReply = (exchange: Exchange, method: string): RestReply => {
  if (method === "Time") return ok({ unixtime: Math.floor(Date.now() / 1000) });
  if (method === "SystemStatus") return ok({ status: "online" });
  if (method !== "AssetPairs") return refused(`EGeneral:Unknown method:${method}`);
  return ok(Object.fromEntries(exchange.instruments.map((served) => {
    const { instrument, base, quote } = served;
    return [pairOf(served), {
      altname: pairOf(served),
      wsname: `${assetOf(base)}/${quote}`,
      aclass_base: "currency",
      base: base === "SOL" ? base : `X${assetOf(base)}`,
      aclass_quote: "currency",
      quote: `Z${quote}`,
      lot: "unit",
      cost_decimals: 5,
      pair_decimals: instrument.tick.scale,
      lot_decimals: instrument.lot.scale,
      lot_multiplier: 1,
      ...{ leverage_buy: [], leverage_sell: [], fees: [[0, 0.26]], fees_maker: [[0, 0.16]] },
      ordermin: instrument.lot.text,
      costmin: "0.5",
      tick_size: instrument.tick.text,
      status: "online",
    }];
  })));
};

const txidOf = ({ venueOrderId }: ServedOrder): string => `OLOCAL-${venueOrderId}-LOCAL`;
const orderAsked = (exchange: Exchange, fields: RestRequest["fields"]): ServedOrder | undefined =>
  fields["cl_ord_id"] !== undefined
    ? exchange.byClientId(fields["cl_ord_id"])
    : exchange.orders.get(Number(fields["txid"]?.split("-")[1]));

const privateReply = (
  exchange: Exchange,
  method: string,
  fields: RestRequest["fields"],
): RestReply | Promise<RestReply> => {
  const some = (which: (order: ServedOrder) => boolean) =>
    Object.fromEntries(
      [...exchange.orders.values()].filter((one) =>
        which(one) &&
        (fields["cl_ord_id"] === undefined || one.clientOrderId === fields["cl_ord_id"])
      ).map((one) => [txidOf(one), orderOf(exchange, one)]),
    );
  switch (method) {
    case "GetWebSocketsToken":
      return ok({ token: "local-token", expires: 900 });
    case "OpenOrders":
      return ok({ open: some((one) => one.isWorking()) });
    case "ClosedOrders": {
      const closed = some((one) => !one.isWorking());
      return ok({ closed, count: Object.keys(closed).length });
    }
    case "QueryOrders": {
      const order = orderAsked(exchange, fields);
      return order === undefined
        ? refused("EOrder:Unknown order")
        : ok({ [txidOf(order)]: orderOf(exchange, order) });
    }
    case "TradesHistory": {
      const trades = tradesOf(exchange, Number(fields["start"] ?? 0));
      const offset = Number(fields["ofs"] ?? 0);
      const page = Object.entries(trades).slice(offset, offset + 50);
      return ok({ trades: Object.fromEntries(page), count: Object.keys(trades).length });
    }
    case "AddOrder":
      return submit(exchange, fields);
    case "CancelOrder":
      return cancel(exchange, orderAsked(exchange, fields));
    default:
      return refused(`EGeneral:Unknown method:${method}`);
  }
};

const submit = async (exchange: Exchange, fields: RestRequest["fields"]): Promise<RestReply> => {
  const served = exchange.instruments.find((one) => pairOf(one) === fields["pair"]);
  if (served === undefined) return refused("EQuery:Unknown asset pair");
  const quantityLots = lotsOf(served, fields["volume"] ?? "");
  const limited = fields["ordertype"] === "limit";
  const priceTicks = limited ? ticksOf(served, fields["price"] ?? "") : 0;
  if (quantityLots === undefined) return refused("EGeneral:Invalid arguments:volume");
  if (priceTicks === undefined) return refused("EOrder:Invalid price");
  const clientOrderId = fields["cl_ord_id"] ?? "";
  if (exchange.byClientId(clientOrderId)?.isWorking() === true) {
    return refused("EOrder:Duplicate cl_ord_id");
  }
  const force = (fields["timeinforce"] ?? "GTC").toLowerCase();
  const order = await exchange.submit({
    instrumentId: served.instrument.instrumentId,
    clientOrderId,
    side: fields["type"] === "sell" ? "sell" : "buy",
    orderType: limited ? "limit" : "market",
    timeInForce: force === "ioc" || force === "fok" ? force : "gtc",
    quantityLots,
    priceTicks,
    execInst: fields["oflags"]?.includes("post") === true ? ["postOnly"] : [],
  });
  if (order.status === "rejected") return { ...refused(`EOrder:${order.reason}`), order: true };
  const descr = { order: descriptionOf(served, order) };
  return { ...ok({ descr, txid: [txidOf(order)], cl_ord_id: order.clientOrderId }), order: true };
};

const cancel = async (exchange: Exchange, order: ServedOrder | undefined): Promise<RestReply> => {
  if (order === undefined || !order.isWorking()) return refused("EOrder:Unknown order");
  await exchange.cancel(order);
  return { ...ok({ count: 1 }), order: true };
};

const descriptionOf = (served: ServedInstrument, order: ServedOrder): string =>
  `${order.side} ${quantityText(served, order.quantityLots)} ${pairOf(served)} @ ` +
  (order.orderType === "market" ? "market" : `limit ${priceText(served, order.priceTicks)}`);

const statuses: Readonly<Record<ServedOrder["status"], string>> = {
  pending: "pending",
  new: "open",
  partiallyFilled: "open",
  filled: "closed",
  canceled: "canceled",
  rejected: "canceled",
  expired: "expired",
};

const orderOf = (exchange: Exchange, order: ServedOrder): Json => {
  const served = exchange.served(order.instrumentId);
  const value = order.fills.reduce((sum, one) => sum + one.priceTicks * one.quantityLots, 0);
  const fee = order.fills.reduce((sum, one) => sum + one.feeTickLots, 0);
  return {
    ...{ refid: null, userref: null, starttm: 0, expiretm: 0, misc: "", oflags: "fciq" },
    cl_ord_id: order.clientOrderId,
    status: statuses[order.status],
    opentm: order.createdMs / 1000,
    ...(order.isWorking() ? {} : { closetm: order.updatedMs / 1000 }),
    descr: {
      pair: pairOf(served),
      type: order.side,
      ordertype: order.orderType === "market" ? "market" : "limit",
      price: priceText(served, order.priceTicks),
      price2: "0",
      leverage: "none",
      order: descriptionOf(served, order),
      close: "",
    },
    vol: quantityText(served, order.quantityLots),
    vol_exec: quantityText(served, order.cumLots),
    cost: moneyText(served, value),
    fee: moneyText(served, fee),
    price: meanText(served, order),
    stopprice: "0.00000",
    limitprice: "0.00000",
    reason: order.reason === "" ? null : order.reason,
  };
};

const tradesOf = (exchange: Exchange, start: number): Json =>
  Object.fromEntries(
    [...exchange.orders.values()].flatMap((order) => {
      const served = exchange.served(order.instrumentId);
      return order.fills.filter(({ timeMs }) => timeMs / 1000 > start).map((fill) =>
        [`T${fill.tradeId}`, {
          ordertxid: txidOf(order),
          pair: pairOf(served),
          time: fill.timeMs / 1000,
          type: order.side,
          ordertype: order.orderType === "market" ? "market" : "limit",
          price: priceText(served, fill.priceTicks),
          cost: moneyText(served, fill.priceTicks * fill.quantityLots),
          fee: moneyText(served, fill.feeTickLots),
          vol: quantityText(served, fill.quantityLots),
          margin: "0.00000",
          misc: "",
          trade_id: fill.tradeId,
          maker: fill.liquidity === "maker",
        }] as const
      );
    }),
  );

/** Microseconds as Kraken writes them. */
const timeText = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, -1)}000Z`;

const levelsOf = (served: ServedInstrument, levels: Iterable<readonly [number, number]>) =>
  [...levels].map(([price, lots]) => ({
    price: Number(priceText(served, price)),
    qty: Number(quantityText(served, lots)),
  }));

/** The CRC32 of the best ten offers, then bids, without points and leading zeros. */
const checksumOf = (exchange: Exchange, instrumentId: number): number => {
  const book = exchange.books.get(instrumentId)!;
  const text = (["sell", "buy"] as const).map((side) =>
    book.levels(side, 10).map(([price, lots]) => `${price}${lots}`).join("")
  ).join("");
  return crc32(text);
};

const executionOf = (exchange: Exchange, order: ServedOrder, event: string, fill?: ServedFill) => {
  const served = exchange.served(order.instrumentId);
  const kinds: Readonly<Record<string, string>> = {
    accepted: "new",
    fill: "trade",
    filled: "filled",
    canceled: "canceled",
    expired: "expired",
    rejected: "canceled",
  };
  return {
    order_id: txidOf(order),
    cl_ord_id: order.clientOrderId,
    symbol: served.instrument.symbol,
    exec_type: kinds[event] ?? "status",
    order_status: order.status === "pending" ? "new" : order.status.replace("F", "_f"),
    side: order.side,
    order_type: order.orderType === "market" ? "market" : "limit",
    time_in_force: order.timeInForce.toUpperCase(),
    order_qty: Number(quantityText(served, order.quantityLots)),
    limit_price: Number(priceText(served, order.priceTicks)),
    cum_qty: Number(quantityText(served, order.cumLots)),
    timestamp: timeText(fill?.timeMs ?? order.updatedMs),
    ...(fill === undefined ? {} : {
      exec_id: `T${fill.tradeId}`,
      trade_id: fill.tradeId,
      last_qty: Number(quantityText(served, fill.quantityLots)),
      last_price: Number(priceText(served, fill.priceTicks)),
      cost: Number(moneyText(served, fill.priceTicks * fill.quantityLots)),
      liquidity_ind: fill.liquidity === "maker" ? "m" : "t",
      fees: [{ asset: served.quote, qty: Number(moneyText(served, fill.feeTickLots)) }],
    }),
  };
};

const openSession = (exchange: Exchange, socket: WireSocket): WireSession => {
  const channels = new Map<string, Set<string>>();
  let sequence = 0;
  const wants = (channel: string, instrumentId: number): ServedInstrument | undefined => {
    const served = exchange.served(instrumentId);
    return channels.get(channel)?.has(served.instrument.symbol) === true ? served : undefined;
  };
  const snapshot = (symbol: string): void => {
    const served = exchange.find(symbol);
    if (served === undefined) return;
    const { instrumentId } = served.instrument;
    const book = exchange.books.get(instrumentId)!;
    const data = [{
      symbol,
      bids: levelsOf(served, book.levels("buy", 100)),
      asks: levelsOf(served, book.levels("sell", 100)),
      checksum: checksumOf(exchange, instrumentId),
      timestamp: timeText(Date.now()),
    }];
    socket.send({ channel: "book", type: "snapshot", data }, "answer");
  };
  return {
    receive: ({ method, params, req_id }) => {
      if (method === "ping") return socket.send({ method: "pong", req_id }, "answer");
      const { channel, symbol } = (params ?? {}) as { channel?: string; symbol?: string[] };
      const kept = channels.get(channel ?? "") ?? new Set();
      channels.set(channel ?? "", kept);
      for (const one of symbol ?? ["*"]) {
        if (method === "subscribe") kept.add(one);
        else kept.delete(one);
        const result = { channel, symbol: one };
        socket.send({ method, result, success: true, req_id }, "answer");
        if (method === "subscribe" && channel === "book") snapshot(one);
      }
      if (channel === "executions") {
        socket.send({ channel, type: "snapshot", data: [], sequence: ++sequence }, "answer");
      }
    },
    depth: (batch) => {
      const served = wants("book", batch.instrumentId);
      if (served === undefined) return;
      const data = [{
        symbol: served.instrument.symbol,
        bids: levelsOf(served, batch.bids),
        asks: levelsOf(served, batch.asks),
        checksum: checksumOf(exchange, batch.instrumentId),
        timestamp: timeText(batch.timeMs),
      }];
      socket.send({ channel: "book", type: "update", data }, "depth", served.instrument.symbol);
    },
    quote: (quote) => {
      const served = wants("ticker", quote.instrumentId);
      if (served === undefined) return;
      const [bid, ask] = levelsOf(served, [quote.bid, quote.ask]);
      const data = [{
        symbol: served.instrument.symbol,
        bid: bid!.price,
        bid_qty: bid!.qty,
        ask: ask!.price,
        ask_qty: ask!.qty,
        timestamp: timeText(quote.timeMs),
      }];
      socket.send({ channel: "ticker", type: "update", data }, "market");
    },
    trade: (trade) => {
      const served = wants("trade", trade.instrumentId);
      if (served === undefined) return;
      const data = [{
        symbol: served.instrument.symbol,
        side: trade.aggressorSide,
        price: Number(priceText(served, trade.priceTicks)),
        qty: Number(quantityText(served, trade.quantityLots)),
        ord_type: "market",
        trade_id: trade.tradeId,
        timestamp: timeText(trade.timeMs),
      }];
      socket.send({ channel: "trade", type: "update", data }, "market");
    },
    order: (order, event, fill) => {
      if (channels.get("executions") === undefined) return;
      const data = [executionOf(exchange, order, event, fill)];
      const frame = { channel: "executions", type: "update", data, sequence: ++sequence };
      socket.send(frame, "order", `${event} ${order.clientOrderId}`);
      if (fill === undefined || order.status !== "filled") return;
      // The last execution is followed by the end of the order.
      const ended = [executionOf(exchange, order, "filled")];
      socket.send(
        { ...frame, data: ended, sequence: ++sequence },
        "order",
        `filled ${order.clientOrderId}`,
      );
    },
  };
};
