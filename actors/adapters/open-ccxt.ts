// Opens the ccxt exchange of a venue: only that one is loaded, at the venue's own addresses or at those given.
import type ccxt from "ccxt";
import { requestMs } from "./limits.ts";
import type { LiveVenue } from "./roster.ts";

/** A ccxt exchange, of which the adapters use what all of them have. */
export type CcxtExchange = InstanceType<typeof ccxt.Exchange>;

/** Keys of an account at a venue. */
export interface VenueKeys {
  readonly key: string;
  readonly secret: string;
}

/** What an exchange is opened with. */
export interface OpenOptions {
  readonly venue: LiveVenue;
  /** Where the venue is to be found instead of its own addresses: a local venue server. */
  readonly venueUrl?: string;
  readonly keys?: VenueKeys;
}

// ccxt exports only its whole, which takes a second to load, so its parts are named by their files.
const load = {
  binance: () => import("../../node_modules/ccxt/js/src/pro/binance.js"),
  coinbase: () => import("../../node_modules/ccxt/js/src/pro/coinbase.js"),
  kraken: () => import("../../node_modules/ccxt/js/src/pro/kraken.js"),
  bybit: () => import("../../node_modules/ccxt/js/src/pro/bybit.js"),
} as const;

/** What is loaded of the instruments: of one market, and nothing that needs a key. */
const optionsOf = ({ ccxt, market }: LiveVenue): object => {
  switch (ccxt) {
    case "binance":
      return {
        defaultType: market === "swap" ? "future" : "spot",
        fetchMarkets: { types: [market === "swap" ? "linear" : "spot"] },
        fetchMargins: false,
        adjustForTimeDifference: true,
      };
    case "bybit":
      return {
        defaultType: market,
        defaultSubType: "linear",
        fetchMarkets: { types: [market === "swap" ? "linear" : "spot"] },
        adjustForTimeDifference: true,
      };
    case "coinbase":
      return { fetchMarkets: "fetchMarketsV3", createMarketBuyOrderRequiresPrice: false };
    case "kraken":
      return {};
  }
};

/** Opens the exchange of a venue. Speaks with nobody yet. */
export const openCcxt = async (options: OpenOptions): Promise<CcxtExchange> => {
  const { venue, venueUrl, keys } = options;
  const { default: Exchange } = await load[venue.ccxt]();
  const exchange = new Exchange({
    enableRateLimit: true,
    timeout: requestMs,
    newUpdates: true,
    ...(keys === undefined ? {} : { apiKey: keys.key, secret: keys.secret }),
    options: { ...optionsOf(venue), ws: { backoff: { base: 0, max: 0 } } },
  }) as unknown as CcxtExchange;
  // Currencies tell nothing that instruments do not, and need a key at most venues.
  exchange.has["fetchCurrencies"] = false;
  const dial = exchange.client.bind(exchange);
  exchange.client = (url) => keepFutures(dial(url) as never);
  if (venueUrl !== undefined) {
    const base = `${venueUrl.replace(/\/$/, "")}/${venue.name}`;
    exchange.urls["api"] = atBase(exchange.urls["api"], base);
    await exchange.loadHttpProxyAgent();
  }
  return exchange;
};

/** What is used of ccxt's client of a connection. */
interface CcxtClient {
  future: (hash: string) => Promise<unknown>;
  send: (message: unknown) => Promise<unknown>;
  readonly reject: (cause: unknown) => unknown;
}

/**
 * A connection that ends rejects every future of its client, also those that nobody waits for, and a
 * message that is sent after its end is rejected to nobody: either would end this process. Whoever waits
 * for a future still hears of it.
 */
const keepFutures = <Client extends CcxtClient>(client: Client): Client => {
  if (Object.hasOwn(client, "future")) return client;
  const { future, send } = client;
  client.future = (hash) => {
    const made = future.call(client, hash);
    made.catch(() => {});
    return made;
  };
  client.send = (message) => {
    const sent = send.call(client, message);
    sent.catch((cause: unknown) => client.reject(cause));
    return sent;
  };
  return client;
};

/** Every address below a base, with the path it had. */
const atBase = (urls: unknown, base: string): never => {
  if (typeof urls === "string") {
    const url = new URL(urls.replaceAll("{hostname}", "venue"));
    const scheme = url.protocol.startsWith("ws") ? base.replace(/^http/, "ws") : base;
    return `${scheme}${url.pathname.replace(/\/$/, "")}` as never;
  }
  if (typeof urls !== "object" || urls === null) return urls as never;
  const entries = Object.entries(urls).map(([name, one]) => [name, atBase(one, base)]);
  return Object.fromEntries(entries) as never;
};
