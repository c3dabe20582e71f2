// The venues that the local server speaks for, one line each: named as live sources are.
import type { Naming } from "./instruments.ts";
import { binanceWire } from "./wire/binance.ts";
import { bybitWire } from "./wire/bybit.ts";
import { coinbaseWire } from "./wire/coinbase.ts";
import { krakenWire } from "./wire/kraken.ts";
import type { MakeWire } from "./wire.ts";

/** A venue that is served. */
export interface ServedVenue extends Naming {
  readonly name: string;
  readonly wire: MakeWire;
}

/** Every venue that is served. */
export const servedVenues: readonly ServedVenue[] = [
  {
    name: "binance",
    quote: "USDT",
    symbolOf: (base, quote) => `${base}${quote}`,
    wire: binanceWire("spot"),
  },
  {
    name: "binance-usdm",
    quote: "USDT",
    symbolOf: (base, quote) => `${base}${quote}`,
    wire: binanceWire("usdm"),
    steps: {
      BTC: { tick: "0.1", lot: "0.001", ticks: 5, lots: 1 },
      ETH: { tick: "0.01", lot: "0.001", ticks: 5, lots: 10 },
      SOL: { tick: "0.01", lot: "0.01", ticks: 1, lots: 10 },
    },
  },
  {
    name: "coinbase",
    quote: "USD",
    symbolOf: (base, quote) => `${base}-${quote}`,
    wire: coinbaseWire,
  },
  {
    name: "kraken",
    quote: "USD",
    symbolOf: (base, quote) => `${base}/${quote}`,
    wire: krakenWire,
    steps: { BTC: { tick: "0.1", lot: "0.00000001", ticks: 5, lots: 100_000 } },
  },
  {
    name: "bybit",
    quote: "USDT",
    symbolOf: (base, quote) => `${base}${quote}`,
    wire: bybitWire("spot"),
  },
  {
    name: "bybit-linear",
    quote: "USDT",
    symbolOf: (base, quote) => `${base}${quote}`,
    wire: bybitWire("linear"),
    steps: {
      BTC: { tick: "0.1", lot: "0.001", ticks: 5, lots: 1 },
      ETH: { tick: "0.01", lot: "0.01", ticks: 5, lots: 1 },
      SOL: { tick: "0.01", lot: "0.1", ticks: 1, lots: 1 },
    },
  },
];
