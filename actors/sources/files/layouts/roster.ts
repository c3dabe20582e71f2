// The layouts of recorded tables, one line each. The first that fits the columns is the layout.
import { type OtherTable, type TableLayout } from "../layout.ts";
import { binanceDepth, binanceQuotes, binanceTrades } from "./binance.ts";
import { bitstampBook, bitstampTrades } from "./bitstamp.ts";
import { coinbaseTrades } from "./coinbase.ts";
import { futuresTrades } from "./futures.ts";
import { fxQuotes } from "./fx.ts";
import { genericQuotes, genericTicks, genericTrades } from "./generic.ts";
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
  genericTicks,
  genericQuotes,
  genericTrades,
];

/** Tables that lie beside ticks and are none. */
export const otherTables: readonly OtherTable[] = [
  {
    name: "binance lob10_events",
    columns: ["src", "mid"],
    why: "derived from the depth and bbo tables beside it, with labels: replay those",
  },
  {
    name: "binance book10",
    columns: ["ask_px_1", "bid_px_1"],
    why: "derived from the depth table beside it: replay that one",
  },
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
  {
    name: "last-price polls",
    columns: ["price", "day_volume"],
    why: "polls of the last price with the day's volume, not trades: they have no quantities",
  },
  {
    name: "bitstamp orders",
    columns: ["order_id", "action", "qty_left"],
    why: "single orders (L3), which have no record here: replay trades and book20 beside it",
  },
];
