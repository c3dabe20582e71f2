// What Binance says of instruments, orders, fills and accounts, as JSON of its two markets.
import type { Exchange } from "../exchange.ts";
import { type ServedFill, type ServedOrder, valueTickLots } from "../orders.ts";
import { meanText, moneyText, priceText, quantityText } from "../steps.ts";
import type { Json } from "../wire.ts";
import type { BinanceMarket } from "./binance.ts";

/** What is traded, with the filters that orders have to pass. */
export const exchangeInfo = (market: BinanceMarket, exchange: Exchange): Json => ({
  timezone: "UTC",
  serverTime: Date.now(),
  rateLimits: [
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
    { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 100 },
  ],
  exchangeFilters: [],
  symbols: exchange.instruments.map(({ instrument, base, quote }) => ({
    symbol: instrument.symbol,
    ...(market === "usdm" ? usdmFields(instrument.symbol, quote) : {}),
    status: "TRADING",
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    pricePrecision: instrument.tick.scale,
    quantityPrecision: instrument.lot.scale,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET"],
    timeInForce: ["GTC", "IOC", "FOK", "GTX"],
    isSpotTradingAllowed: market === "spot",
    isMarginTradingAllowed: false,
    permissions: market === "spot" ? ["SPOT"] : [],
    filters: [
      {
        filterType: "PRICE_FILTER",
        minPrice: instrument.tick.text,
        maxPrice: "1000000.00",
        tickSize: instrument.tick.text,
      },
      {
        filterType: "LOT_SIZE",
        minQty: instrument.lot.text,
        maxQty: "9000.00",
        stepSize: instrument.lot.text,
      },
      {
        filterType: "MARKET_LOT_SIZE",
        minQty: instrument.lot.text,
        maxQty: "100.00",
        stepSize: instrument.lot.text,
      },
      { filterType: "MIN_NOTIONAL", minNotional: "1.00", notional: "1.00" },
    ],
  })),
});

const usdmFields = (symbol: string, quote: string) => ({
  pair: symbol,
  contractType: "PERPETUAL",
  deliveryDate: 4_133_404_800_000,
  onboardDate: 1_569_398_400_000,
  marginAsset: quote,
  underlyingType: "COIN",
});

const statuses: Readonly<Record<ServedOrder["status"], string>> = {
  pending: "NEW",
  new: "NEW",
  partiallyFilled: "PARTIALLY_FILLED",
  filled: "FILLED",
  canceled: "CANCELED",
  rejected: "REJECTED",
  expired: "EXPIRED",
};
const typeOf = ({ orderType }: ServedOrder): string => orderType === "market" ? "MARKET" : "LIMIT";
const sideOf = ({ side }: ServedOrder): string => side.toUpperCase();

/** An order, as a reply tells it; `whole` with its fills, as the reply to a new one does. */
export const orderOf = (
  market: BinanceMarket,
  exchange: Exchange,
  order: ServedOrder,
  whole = false,
): Json => {
  const served = exchange.served(order.instrumentId);
  const value = moneyText(served, valueTickLots(order));
  const shared = {
    symbol: served.instrument.symbol,
    orderId: order.venueOrderId,
    clientOrderId: order.clientOrderId,
    price: priceText(served, order.priceTicks),
    origQty: quantityText(served, order.quantityLots),
    executedQty: quantityText(served, order.cumLots),
    status: statuses[order.status],
    timeInForce: order.timeInForce.toUpperCase(),
    type: typeOf(order),
    side: sideOf(order),
    time: order.createdMs,
    updateTime: order.updatedMs,
  };
  if (market === "usdm") {
    return {
      ...shared,
      avgPrice: meanText(served, order),
      cumQuote: value,
      reduceOnly: order.terms.execInst?.includes("reduceOnly") === true,
      closePosition: false,
      positionSide: "BOTH",
      stopPrice: "0",
      workingType: "CONTRACT_PRICE",
      priceProtect: false,
      origType: typeOf(order),
    };
  }
  return {
    ...shared,
    orderListId: -1,
    transactTime: order.updatedMs,
    cummulativeQuoteQty: value,
    isWorking: true,
    origClientOrderId: order.clientOrderId,
    selfTradePreventionMode: "NONE",
    ...(whole
      ? {
        fills: order.fills.map((one) => ({
          price: priceText(served, one.priceTicks),
          qty: quantityText(served, one.quantityLots),
          commission: moneyText(served, one.feeTickLots),
          commissionAsset: served.quote,
          tradeId: one.tradeId,
        })),
      }
      : {}),
  };
};

/** The account's executions, the oldest first; of one instrument where it is named. */
export const tradesOf = (
  market: BinanceMarket,
  exchange: Exchange,
  instrumentId: number | undefined,
): Json[] =>
  [...exchange.orders.values()].filter((one) =>
    instrumentId === undefined || one.instrumentId === instrumentId
  ).flatMap((order) => {
    const served = exchange.served(order.instrumentId);
    return order.fills.map((one): Json => ({
      symbol: served.instrument.symbol,
      id: one.tradeId,
      orderId: order.venueOrderId,
      price: priceText(served, one.priceTicks),
      qty: quantityText(served, one.quantityLots),
      quoteQty: moneyText(served, one.priceTicks * one.quantityLots),
      commission: moneyText(served, one.feeTickLots),
      commissionAsset: served.quote,
      time: one.timeMs,
      ...(market === "spot"
        ? {
          orderListId: -1,
          isBuyer: order.side === "buy",
          isMaker: one.liquidity === "maker",
          isBestMatch: true,
        }
        : {
          side: sideOf(order),
          realizedPnl: "0",
          marginAsset: served.quote,
          positionSide: "BOTH",
          buyer: order.side === "buy",
          maker: one.liquidity === "maker",
        }),
    }));
  }).sort((a, b) => Number(a["id"]) - Number(b["id"]));

/** What the account holds: coins on spot, collateral on futures. A million of each at the start. */
export const accountOf = (market: BinanceMarket, exchange: Exchange): Json => {
  if (market === "usdm") {
    return {
      canTrade: true,
      totalWalletBalance: "1000000.00000000",
      availableBalance: "1000000.00000000",
      assets: [{
        asset: "USDT",
        walletBalance: "1000000.00000000",
        availableBalance: "1000000.00000000",
      }],
      positions: [],
    };
  }
  const coins = exchange.instruments.map((served) => {
    const { lots } = exchange.holding(served.instrument.instrumentId);
    const held = 1_000_000 +
      (lots * served.instrument.lot.unscaled) / 10 ** served.instrument.lot.scale;
    return { asset: served.base, free: held.toFixed(8), locked: "0.00000000" };
  });
  return {
    ...{
      canTrade: true,
      canWithdraw: false,
      canDeposit: false,
      accountType: "SPOT",
      permissions: ["SPOT"],
    },
    updateTime: Date.now(),
    balances: [...coins, { asset: "USDT", free: "1000000.00000000", locked: "0.00000000" }],
  };
};

/** The positions of the futures account. */
export const positionsOf = (exchange: Exchange): Json[] =>
  exchange.instruments.map((served) => {
    const { lots, tickLots } = exchange.holding(served.instrument.instrumentId);
    const { unscaled, scale } = served.instrument.tick;
    const entry = lots === 0 ? 0 : (tickLots / lots) * unscaled / 10 ** scale;
    return {
      symbol: served.instrument.symbol,
      positionSide: "BOTH",
      positionAmt: quantityText(served, lots),
      entryPrice: entry.toFixed(5),
      breakEvenPrice: entry.toFixed(5),
      markPrice: priceText(
        served,
        exchange.quotes.get(served.instrument.instrumentId)?.bid[0] ?? 0,
      ),
      unRealizedProfit: "0",
      liquidationPrice: "0",
      notional: moneyText(served, Math.abs(tickLots)),
      marginAsset: served.quote,
      updateTime: Date.now(),
    };
  });

const executions: Readonly<Record<string, string>> = {
  accepted: "NEW",
  fill: "TRADE",
  canceled: "CANCELED",
  expired: "EXPIRED",
  rejected: "REJECTED",
};

/** The user stream's message on spot. */
export const executionReport = (
  exchange: Exchange,
  order: ServedOrder,
  event: string,
  fill?: ServedFill,
): Json => {
  const served = exchange.served(order.instrumentId);
  return {
    e: "executionReport",
    E: Date.now(),
    s: served.instrument.symbol,
    c: order.clientOrderId,
    S: sideOf(order),
    o: typeOf(order),
    f: order.timeInForce.toUpperCase(),
    q: quantityText(served, order.quantityLots),
    p: priceText(served, order.priceTicks),
    P: "0.00000000",
    F: "0.00000000",
    g: -1,
    C: event === "canceled" ? order.clientOrderId : "",
    x: executions[event] ?? "NEW",
    X: statuses[order.status],
    r: event === "rejected" ? order.reason : "NONE",
    i: order.venueOrderId,
    l: quantityText(served, fill?.quantityLots ?? 0),
    z: quantityText(served, order.cumLots),
    L: priceText(served, fill?.priceTicks ?? 0),
    n: moneyText(served, fill?.feeTickLots ?? 0),
    N: fill === undefined ? null : served.quote,
    T: fill?.timeMs ?? order.updatedMs,
    t: fill?.tradeId ?? -1,
    w: order.isWorking(),
    m: fill?.liquidity === "maker",
    O: order.createdMs,
    Z: moneyText(served, valueTickLots(order)),
    Y: moneyText(served, (fill?.priceTicks ?? 0) * (fill?.quantityLots ?? 0)),
    Q: "0.00000000",
  };
};

/** The user stream's message on futures. */
export const orderTradeUpdate = (
  exchange: Exchange,
  order: ServedOrder,
  event: string,
  fill?: ServedFill,
): Json => {
  const served = exchange.served(order.instrumentId);
  return {
    e: "ORDER_TRADE_UPDATE",
    E: Date.now(),
    T: order.updatedMs,
    o: {
      s: served.instrument.symbol,
      c: order.clientOrderId,
      S: sideOf(order),
      o: typeOf(order),
      f: order.timeInForce.toUpperCase(),
      q: quantityText(served, order.quantityLots),
      p: priceText(served, order.priceTicks),
      ap: meanText(served, order),
      sp: "0",
      x: executions[event] ?? "NEW",
      X: statuses[order.status],
      i: order.venueOrderId,
      l: quantityText(served, fill?.quantityLots ?? 0),
      z: quantityText(served, order.cumLots),
      L: priceText(served, fill?.priceTicks ?? 0),
      ...(fill === undefined ? {} : { N: served.quote, n: moneyText(served, fill.feeTickLots) }),
      T: fill?.timeMs ?? order.updatedMs,
      t: fill?.tradeId ?? 0,
      m: fill?.liquidity === "maker",
      R: order.terms.execInst?.includes("reduceOnly") === true,
      ot: typeOf(order),
      ps: "BOTH",
      cp: false,
      rp: "0",
    },
  };
};
