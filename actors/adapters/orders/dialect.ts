// What differs between venues in orders: the ids they take, and how one asks for an order by our id.
import { createHash } from "node:crypto";
import type { OrderCommand } from "../../../streams/orders.ts";
import type { CcxtExchange } from "../open-ccxt.ts";
import type { LiveVenue } from "../roster.ts";

/** An order as ccxt tells it. */
export interface CcxtOrder {
  readonly id?: string;
  readonly clientOrderId?: string;
  readonly symbol?: string;
  readonly status?: string;
  readonly type?: string;
  readonly timeInForce?: string;
  readonly side?: string;
  readonly price?: number;
  readonly amount?: number;
  readonly filled?: number;
  readonly timestamp?: number;
  readonly lastUpdateTimestamp?: number;
  readonly info?: Readonly<Record<string, unknown>>;
}

/** An order that is asked about. */
export interface Asked {
  readonly symbol: string;
  readonly wireId: string;
  /** The venue's id, where it is known. */
  readonly venueOrderId: string | undefined;
  /** When it was sent at the earliest, in milliseconds. */
  readonly sinceMs: number;
}

/** How orders are spoken of at one venue. */
export interface Dialect {
  /** The longest id of ours that the venue takes as it is. */
  readonly idLength: number;
  /** Whether a replace leaves the order its id. */
  readonly replaces: boolean;
  /** What is added to a new order. */
  readonly params: (wireId: string, command: OrderCommand) => Readonly<Record<string, unknown>>;
  /** The order of an id, working or ended; undefined where the venue knows none. */
  readonly find: (exchange: CcxtExchange, asked: Asked) => Promise<CcxtOrder | undefined>;
  readonly cancel: (exchange: CcxtExchange, asked: Asked) => Promise<unknown>;
  /** Every execution of an instrument since a time. */
  readonly fills: (exchange: CcxtExchange, symbol: string, sinceMs: number) => Promise<unknown[]>;
}

/** Pages of executions at most: Kraken's limit lets about one a second through. */
const mostPages = 100;

type Call = (params: object) => Promise<Readonly<Record<string, unknown>>>;
const implicit = (exchange: CcxtExchange, name: string): Call =>
  ((exchange as unknown as Record<string, Call>)[name]!).bind(exchange);

/** Undefined where the venue says that there is no such order. */
const unlessUnknown = async (asking: Promise<unknown>): Promise<CcxtOrder | undefined> => {
  try {
    return await asking as CcxtOrder;
  } catch (cause) {
    if (isNamed(cause, "OrderNotFound")) return undefined;
    throw cause;
  }
};

/** Whether an error of ccxt is of a class, by its name: ccxt's classes are loaded with each exchange. */
export const isNamed = (cause: unknown, ...names: readonly string[]): boolean => {
  for (let at = cause; at instanceof Error; at = Object.getPrototypeOf(at) as unknown) {
    if (names.includes(at.constructor.name)) return true;
  }
  return false;
};

/** Pages of executions by ccxt's own way, at most ten of them. */
const paged: Dialect["fills"] = (exchange, symbol, sinceMs) =>
  exchange.fetchMyTrades(symbol, sinceMs, undefined, { paginate: true, paginationCalls: 10 });

const binance: Dialect = {
  fills: paged,
  idLength: 36,
  replaces: false,
  params: (wireId) => ({ newClientOrderId: wireId }),
  find: (exchange, { symbol, wireId }) =>
    unlessUnknown(exchange.fetchOrder("", symbol, { clientOrderId: wireId })),
  cancel: (exchange, { symbol, wireId }) =>
    exchange.cancelOrder("", symbol, { clientOrderId: wireId }),
};

const bybit: Dialect = {
  fills: paged,
  idLength: 36,
  replaces: true,
  params: (wireId) => ({ orderLinkId: wireId }),
  find: async (exchange, { symbol, wireId }) => {
    const market = exchange.market(symbol);
    const category = market.spot === true ? "spot" : "linear";
    const asked = { category, symbol: market.id, orderLinkId: wireId };
    // Ended orders leave the first list after a while, and are in the second.
    for (const name of ["privateGetV5OrderRealtime", "privateGetV5OrderHistory"]) {
      const { result } = await implicit(exchange, name)(asked);
      const [order] = ((result as { list?: object[] }).list ?? []) as object[];
      if (order !== undefined) return exchange.parseOrder(order as never, market) as CcxtOrder;
    }
    return undefined;
  },
  cancel: (exchange, { symbol, wireId }) =>
    exchange.cancelOrder(undefined as never, symbol, { orderLinkId: wireId }),
};

const kraken: Dialect = {
  // Fifty a page, of all instruments, the newest first; ccxt asks for the first page only.
  fills: async (exchange, symbol, sinceMs) => {
    const found: unknown[] = [];
    for (let ofs = 0; ofs < 50 * mostPages; ofs += 50) {
      const asked = { start: Math.floor(sinceMs / 1000), ofs };
      const { result } = await implicit(exchange, "privatePostTradesHistory")(asked);
      const { trades = {}, count = 0 } = result as {
        trades?: Record<string, object>;
        count?: number;
      };
      for (const [id, trade] of Object.entries(trades)) {
        const told = exchange.parseTrade({ ...trade, id } as never);
        if (told.symbol === symbol) found.push(told);
      }
      if (ofs + 50 >= Number(count)) break;
    }
    return found;
  },
  idLength: 18,
  replaces: false,
  params: (wireId) => ({ clientOrderId: wireId }),
  find: async (exchange, { symbol, wireId }) => {
    const params = { clientOrderId: wireId };
    const open = await exchange.fetchOpenOrders(symbol, undefined, undefined, params);
    const closed = open.length > 0
      ? []
      : await exchange.fetchClosedOrders(symbol, undefined, undefined, params);
    return [...open, ...closed].find((one) => one.clientOrderId === wireId) as
      | CcxtOrder
      | undefined;
  },
  cancel: (exchange, { symbol, wireId }) =>
    exchange.cancelOrder("", symbol, { clientOrderId: wireId }),
};

const coinbase: Dialect = {
  fills: paged,
  idLength: 36,
  replaces: false,
  params: (wireId) => ({ client_order_id: wireId }),
  find: async (exchange, { symbol, wireId, venueOrderId, sinceMs }) => {
    if (venueOrderId !== undefined) return unlessUnknown(exchange.fetchOrder(venueOrderId, symbol));
    const orders = await exchange.fetchOrders(symbol, sinceMs - 60_000, 250);
    return orders.find((one) => one.clientOrderId === wireId) as CcxtOrder | undefined;
  },
  cancel: async (exchange, asked) => {
    const id = asked.venueOrderId ?? (await coinbase.find(exchange, asked))?.id;
    // Nothing to cancel: the question that follows says so.
    return id === undefined ? undefined : exchange.cancelOrder(id, asked.symbol);
  },
};

const dialects = { binance, bybit, kraken, coinbase } as const;

/** The dialect of a venue. */
export const dialectOf = ({ ccxt }: LiveVenue): Dialect => dialects[ccxt];

/** Our id of an order as a venue takes it: itself where it can be, else a UUID made of it, always the same. */
export const wireIdOf = (clientOrderId: string, { idLength }: Dialect): string => {
  if (clientOrderId.length <= idLength && /^[\w-]+$/.test(clientOrderId)) return clientOrderId;
  const hex = createHash("sha256").update(clientOrderId).digest("hex");
  const variant = (Number.parseInt(hex[16]!, 16) & 3 | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
};
