// The layouts of recorded tables, one line each. The first that fits the columns is the layout.
import { type OtherTable, type TableLayout } from "../layout.ts";
import { binanceBooks, binanceDepth, binanceQuotes, binanceTrades } from "./binance.ts";
import { bitstampBook, bitstampOrders, bitstampTrades } from "./bitstamp.ts";
import { coinbaseTrades } from "./coinbase.ts";
import { futuresTrades } from "./futures.ts";
import { fxQuotes } from "./fx.ts";
import { genericQuotes, genericTicks, genericTrades } from "./generic.ts";
import { lastPricePolls } from "./polls.ts";
import { usEquityQuotes, usEquityTrades } from "./us-equity.ts";

/** Every layout of ticks. */
export const tableLayouts: readonly TableLayout[] = [
  binanceTrades,
  binanceQuotes,
  binanceDepth,
  usEquityQuotes,
  usEquityTrades,
  fxQuotes,
  futuresTrades,
  coinbaseTrades,
  bitstampBook,
  bitstampTrades,
  bitstampOrders,
  binanceBooks,
  lastPricePolls,
  genericTicks,
  genericQuotes,
  genericTrades,
];

/** Tables that lie beside ticks and are none. */
export const otherTables: readonly OtherTable[] = [
  {
    name: "bars",
    columns: ["open", "high", "low", "close"],
    why: "bars, not ticks: bars are made from ticks, and cannot be taken apart again",
  },
  {
    name: "quote bars",
    columns: ["bid_open", "ask_open"],
    why: "bars, not ticks: bars are made from ticks, and cannot be taken apart again",
  },
];
