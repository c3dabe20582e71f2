// Coinbase Advanced Trade's REST and WebSocket formats: market data, orders, fills, the user channel.
// (docs.cdp.coinbase.com: "Advanced Trade API".)
import type { Exchange } from "../exchange.ts";
import type { ServedInstrument } from "../instruments.ts";
import type { ServedFill, ServedOrder } from "../orders.ts";
import { lotsOf, meanText, moneyText, priceText, quantityText, ticksOf } from "../steps.ts";
import {
  type FrameKind,
  type Json,
  type MakeWire,
  notServed,
  type RestReply,
  type RestRequest,
  type WireSession,
  type WireSocket,
} from "../wire.ts";

const ok = (body: object): RestReply => ({ status: 200, body });
const api = "/api/v3/brokerage";

/** Coinbase's wire format. */
export const coinbaseWire: MakeWire = (exchange, keys) => ({
  tooMany: { status: 429, body: { error: "rate_limit_exceeded", message: "Too many requests" } },
  rest: (request) => {
    if (request.path === `${api}/time`) {
      return ok({ iso: new Date().toISOString(), epochMillis: String(Date.now()) });
    }
    if (request.path === `${api}/market/products`) {
      const products = exchange.instruments.map(productOf);
      return ok({ products, num_products: products.length });
    }
    if (request.headers["cb-access-key"] !== keys.key) {
      return { status: 401, body: { error: "unauthorized", message: "Unauthorized" } };
    }
    return privateReply(exchange, request);
  },
  open: (_path, _query, socket) => openSession(exchange, socket),
});

const productOf = ({ instrument, base, quote }: ServedInstrument): Json => ({
  product_id: instrument.symbol,
  base_increment: instrument.lot.text,
  quote_increment: instrument.tick.text,
  price_increment: instrument.tick.text,
  base_min_size: instrument.lot.text,
  base_max_size: "3400",
  quote_min_size: "1",
  quote_max_size: "150000000",
  ...{ base_name: base, quote_name: quote, status: "online", product_type: "SPOT" },
  ...{ is_disabled: false, cancel_only: false, limit_only: false, trading_disabled: false },
  base_currency_id: base,
  quote_currency_id: quote,
  base_display_symbol: base,
  quote_display_symbol: quote,
});

const idOf = ({ venueOrderId }: ServedOrder): string => `local-order-${venueOrderId}`;
const orderOfId = (exchange: Exchange, id: string): ServedOrder | undefined =>
  exchange.orders.get(Number(id.split("-").at(-1)));

const privateReply = (
  exchange: Exchange,
  request: RestRequest,
): RestReply | Promise<RestReply> => {
  const { method, path, fields, body } = request;
  if (method === "POST" && path === `${api}/orders`) return submit(exchange, body);
  if (method === "POST" && path === `${api}/orders/batch_cancel`) {
    return cancel(exchange, body["order_ids"] as string[]);
  }
  if (path === `${api}/transaction_summary`) return ok({ fee_tier: {} });
  const product = fields["product_ids"] ?? fields["product_id"];
  const sinceMs = Date.parse(fields["start_date"] ?? fields["start_sequence_timestamp"] ?? "") || 0;
  const orders = [...exchange.orders.values()].filter((one) =>
    product === undefined || exchange.served(one.instrumentId).instrument.symbol === product
  );
  if (path === `${api}/orders/historical/batch`) {
    const some = orders.filter((one) =>
      one.createdMs >= sinceMs && (fields["order_status"] !== "OPEN" || one.isWorking())
    );
    return ok({
      orders: some.reverse().slice(0, Number(fields["limit"] ?? 1_000)).map((one) =>
        orderOf(exchange, one)
      ),
      has_next: false,
      cursor: "",
    });
  }
  if (path === `${api}/orders/historical/fills`) {
    const fills = orders.flatMap((one) =>
      one.fills.filter(({ timeMs }) => timeMs >= sinceMs).map((fill) => fillOf(exchange, one, fill))
    );
    const from = Number(fields["cursor"] ?? 0);
    const to = from + Number(fields["limit"] ?? 100);
    const cursor = to < fills.length ? String(to) : "";
    return ok({ fills: fills.reverse().slice(from, to), cursor });
  }
  const order = path.startsWith(`${api}/orders/historical/`)
    ? orderOfId(exchange, path.split("/").at(-1)!)
    : undefined;
  if (order !== undefined) return ok({ order: orderOf(exchange, order) });
  if (path.startsWith(`${api}/orders/historical/`)) {
    return { status: 404, body: { error: "NOT_FOUND", message: "order not found" } };
  }
  return notServed(request);
};

const failed = (error: string, message: string): RestReply =>
  ok({
    success: false,
    failure_reason: error,
    error_response: { error, message, error_details: message },
  });

const submit = async (exchange: Exchange, body: Json): Promise<RestReply> => {
  const served = exchange.find(String(body["product_id"]));
  if (served === undefined) return failed("UNKNOWN_PRODUCT_ID", "No such product");
  const [kind, terms] = Object.entries(body["order_configuration"] as Record<string, Json>)[0]!;
  const limited = kind.startsWith("limit") || kind.startsWith("sor_limit");
  const quantityLots = lotsOf(served, String(terms["base_size"] ?? ""));
  const priceTicks = limited ? ticksOf(served, String(terms["limit_price"])) : 0;
  if (quantityLots === undefined) return failed("INVALID_SIZE_PRECISION", "Too many decimals");
  if (priceTicks === undefined) return failed("INVALID_PRICE_PRECISION", "Too many decimals");
  const clientOrderId = String(body["client_order_id"] ?? "");
  const reply = (order: ServedOrder): RestReply => ({
    ...ok({
      success: true,
      success_response: {
        order_id: idOf(order),
        product_id: served.instrument.symbol,
        side: order.side.toUpperCase(),
        client_order_id: order.clientOrderId,
      },
      order_configuration: body["order_configuration"],
    }),
    order: true,
  });
  // The same id again is answered with the order it made.
  const before = exchange.byClientId(clientOrderId);
  if (before !== undefined) return reply(before);
  const order = await exchange.submit({
    instrumentId: served.instrument.instrumentId,
    clientOrderId,
    side: body["side"] === "SELL" ? "sell" : "buy",
    orderType: limited ? "limit" : "market",
    timeInForce: kind.endsWith("fok") ? "fok" : kind.endsWith("ioc") ? "ioc" : "gtc",
    quantityLots,
    priceTicks,
    execInst: terms["post_only"] === true ? ["postOnly"] : [],
  });
  if (order.status === "rejected") {
    return { ...failed("UNKNOWN_FAILURE_REASON", order.reason), order: true };
  }
  return reply(order);
};

const cancel = async (exchange: Exchange, ids: readonly string[]): Promise<RestReply> => {
  const results = [];
  for (const id of ids) {
    const order = orderOfId(exchange, id);
    const working = order?.isWorking() === true;
    if (working) await exchange.cancel(order!);
    const failure_reason = working ? "UNKNOWN_CANCEL_FAILURE_REASON" : "UNKNOWN_CANCEL_ORDER";
    results.push({ success: working, failure_reason, order_id: id });
  }
  return { ...ok({ results }), order: true };
};

const statuses: Readonly<Record<ServedOrder["status"], string>> = {
  pending: "PENDING",
  new: "OPEN",
  partiallyFilled: "OPEN",
  filled: "FILLED",
  canceled: "CANCELLED",
  rejected: "FAILED",
  expired: "EXPIRED",
};
const forces = {
  gtc: "GOOD_UNTIL_CANCELLED",
  day: "GOOD_UNTIL_CANCELLED",
  gtd: "GOOD_UNTIL_DATE_TIME",
  ioc: "IMMEDIATE_OR_CANCEL",
  fok: "FILL_OR_KILL",
} as const;

const orderOf = (exchange: Exchange, order: ServedOrder): Json => {
  const served = exchange.served(order.instrumentId);
  const value = order.fills.reduce((sum, one) => sum + one.priceTicks * one.quantityLots, 0);
  const fee = order.fills.reduce((sum, one) => sum + one.feeTickLots, 0);
  const base_size = quantityText(served, order.quantityLots);
  const limit_price = priceText(served, order.priceTicks);
  const kind = order.orderType === "market"
    ? "market_market_ioc"
    : `limit_limit_${order.timeInForce}`;
  return {
    order_id: idOf(order),
    product_id: served.instrument.symbol,
    order_configuration: { [kind]: { base_size, limit_price, post_only: false } },
    side: order.side.toUpperCase(),
    client_order_id: order.clientOrderId,
    status: statuses[order.status],
    time_in_force: forces[order.timeInForce],
    created_time: new Date(order.createdMs).toISOString(),
    last_fill_time: new Date(order.updatedMs).toISOString(),
    filled_size: quantityText(served, order.cumLots),
    average_filled_price: meanText(served, order),
    filled_value: moneyText(served, value),
    total_fees: moneyText(served, fee),
    number_of_fills: String(order.fills.length),
    order_type: order.orderType === "market" ? "MARKET" : "LIMIT",
    reject_reason: order.status === "rejected" ? order.reason : "",
    settled: order.status === "filled",
    product_type: "SPOT",
  };
};

const fillOf = (exchange: Exchange, order: ServedOrder, fill: ServedFill): Json => {
  const served = exchange.served(order.instrumentId);
  const time = new Date(fill.timeMs).toISOString();
  return {
    entry_id: `entry-${fill.tradeId}`,
    trade_id: String(fill.tradeId),
    order_id: idOf(order),
    trade_time: time,
    trade_type: "FILL",
    price: priceText(served, fill.priceTicks),
    size: quantityText(served, fill.quantityLots),
    commission: moneyText(served, fill.feeTickLots),
    product_id: served.instrument.symbol,
    sequence_timestamp: time,
    liquidity_indicator: fill.liquidity.toUpperCase(),
    size_in_quote: false,
    side: order.side.toUpperCase(),
  };
};

const timeText = (timeMs: number): string =>
  `${new Date(timeMs).toISOString().slice(0, -1)}000000Z`;

const openSession = (exchange: Exchange, socket: WireSocket): WireSession => {
  const channels = new Map<string, Set<string>>();
  let sequence = 0;
  const send = (channel: string, events: object[], timeMs: number, kind: FrameKind, what = "") =>
    socket.send(
      {
        channel,
        client_id: "",
        timestamp: timeText(timeMs),
        // Counted also where it is not sent: that is how a gap is seen.
        sequence_num: sequence++,
        events,
      },
      kind,
      what,
    );
  const wants = (channel: string, instrumentId: number): ServedInstrument | undefined => {
    const served = exchange.served(instrumentId);
    return channels.get(channel)?.has(served.instrument.symbol) === true ? served : undefined;
  };
  const updates = (
    served: ServedInstrument,
    side: "bid" | "offer",
    levels: Iterable<readonly [number, number]>,
    timeMs: number,
  ) =>
    [...levels].map(([price, lots]) => ({
      side,
      event_time: timeText(timeMs),
      price_level: priceText(served, price),
      new_quantity: quantityText(served, lots),
    }));
  const snapshot = (symbol: string): void => {
    const served = exchange.find(symbol);
    if (served === undefined) return;
    const book = exchange.books.get(served.instrument.instrumentId)!;
    const now = Date.now();
    const all = [
      ...updates(served, "bid", book.levels("buy", 10_000), now),
      ...updates(served, "offer", book.levels("sell", 10_000), now),
    ];
    send("l2_data", [{ type: "snapshot", product_id: symbol, updates: all }], now, "answer");
  };
  return {
    receive: ({ type, channel, product_ids }) => {
      const name = String(channel);
      const kept = channels.get(name) ?? new Set();
      channels.set(name, kept);
      for (const one of (product_ids ?? ["*"]) as string[]) {
        if (type === "subscribe") kept.add(one);
        else kept.delete(one);
      }
      send("subscriptions", [{ subscriptions: { [name]: [...kept] } }], Date.now(), "answer");
      if (type !== "subscribe") return;
      if (name === "level2") { for (const one of product_ids as string[]) snapshot(one); }
      if (name === "user") send("user", [{ type: "snapshot", orders: [] }], Date.now(), "answer");
    },
    depth: (batch) => {
      const served = wants("level2", batch.instrumentId);
      if (served === undefined) return;
      const { symbol } = served.instrument;
      const all = [
        ...updates(served, "bid", batch.bids, batch.timeMs),
        ...updates(served, "offer", batch.asks, batch.timeMs),
      ];
      const events = [{ type: "update", product_id: symbol, updates: all }];
      send("l2_data", events, batch.timeMs, "depth", symbol);
    },
    quote: (quote) => {
      const served = wants("ticker", quote.instrumentId);
      if (served === undefined) return;
      const tickers = [{
        type: "ticker",
        product_id: served.instrument.symbol,
        price: priceText(served, quote.bid[0]),
        best_bid: priceText(served, quote.bid[0]),
        best_bid_quantity: quantityText(served, quote.bid[1]),
        best_ask: priceText(served, quote.ask[0]),
        best_ask_quantity: quantityText(served, quote.ask[1]),
      }];
      send("ticker", [{ type: "update", tickers }], quote.timeMs, "market");
    },
    trade: (trade) => {
      const served = wants("market_trades", trade.instrumentId);
      if (served === undefined) return;
      const trades = [{
        trade_id: String(trade.tradeId),
        product_id: served.instrument.symbol,
        price: priceText(served, trade.priceTicks),
        size: quantityText(served, trade.quantityLots),
        // The side of the maker.
        side: trade.aggressorSide === "buy" ? "SELL" : "BUY",
        time: timeText(trade.timeMs),
      }];
      send("market_trades", [{ type: "update", trades }], trade.timeMs, "market");
    },
    order: (order, event) => {
      if (channels.get("user") === undefined) return;
      const served = exchange.served(order.instrumentId);
      const orders = [{
        order_id: idOf(order),
        client_order_id: order.clientOrderId,
        cumulative_quantity: quantityText(served, order.cumLots),
        leaves_quantity: quantityText(served, order.quantityLots - order.cumLots),
        avg_price: meanText(served, order),
        total_fees: "0",
        status: statuses[order.status],
        product_id: served.instrument.symbol,
        creation_time: new Date(order.createdMs).toISOString(),
        order_side: order.side.toUpperCase(),
        order_type: order.orderType === "market" ? "Market" : "Limit",
        limit_price: priceText(served, order.priceTicks),
        time_in_force: forces[order.timeInForce],
      }];
      const events = [{ type: "update", orders }];
      send("user", events, Date.now(), "order", `${event} ${order.clientOrderId}`);
    },
  };
};
