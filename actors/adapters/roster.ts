// The live venues, one line each. A new one is a protocol, and a line here and in `open-ccxt.ts`.
import type { MarketProtocol } from "./market.ts";
import { binanceSpot, binanceUsdm } from "./protocols/binance.ts";
import { bybitLinear, bybitSpot } from "./protocols/bybit.ts";
import { coinbase } from "./protocols/coinbase.ts";
import { kraken } from "./protocols/kraken.ts";

/** A live venue. */
export interface LiveVenue {
  /** What it is called on the command line. */
  readonly name: string;
  /** The venue of its instruments. */
  readonly venue: string;
  /** The exchange in ccxt that speaks with it. */
  readonly ccxt: "binance" | "coinbase" | "kraken" | "bybit";
  /** The kind of market in ccxt. */
  readonly market: "spot" | "swap";
  readonly protocol: MarketProtocol;
  /** The environment variables of its keys, `CONTRAIL_…_KEY` and `CONTRAIL_…_SECRET`. */
  readonly keys: string;
}

/** Every live venue. */
export const liveVenues: readonly LiveVenue[] = [
  {
    name: "binance",
    venue: "binance-spot",
    ccxt: "binance",
    market: "spot",
    protocol: binanceSpot,
    keys: "BINANCE",
  },
  {
    name: "binance-usdm",
    venue: "binance-usdm",
    ccxt: "binance",
    market: "swap",
    protocol: binanceUsdm,
    keys: "BINANCE_USDM",
  },
  {
    name: "coinbase",
    venue: "coinbase",
    ccxt: "coinbase",
    market: "spot",
    protocol: coinbase,
    keys: "COINBASE",
  },
  {
    name: "kraken",
    venue: "kraken",
    ccxt: "kraken",
    market: "spot",
    protocol: kraken,
    keys: "KRAKEN",
  },
  {
    name: "bybit",
    venue: "bybit-spot",
    ccxt: "bybit",
    market: "spot",
    protocol: bybitSpot,
    keys: "BYBIT",
  },
  {
    name: "bybit-linear",
    venue: "bybit-linear",
    ccxt: "bybit",
    market: "swap",
    protocol: bybitLinear,
    keys: "BYBIT",
  },
];

/** The names of the live venues, as the command line takes them. */
export const liveVenueNames = liveVenues.map(({ name }) => name);

/** The live venue of a name. Throws for an unknown one. */
export const liveVenueOf = (name: string): LiveVenue => {
  const found = liveVenues.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`Unknown venue "${name}": expected ${liveVenueNames.join(", ")}`);
  }
  return found;
};
