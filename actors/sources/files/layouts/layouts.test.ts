// The contract of every layout: a file of its own kind gives the ticks that its rows say.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { InstrumentRegistry } from "../../../../streams/instruments.ts";
import { builtinInstruments } from "../../../../streams/instruments.ts";
import type { Tick } from "../../../../streams/market.ts";
import type { Unstamped } from "../../../../streams/record.ts";
import { textFromSteps } from "../../../../streams/units.ts";
import { filesSource } from "../source.ts";
import { takeAll, temporaryFolder } from "../testing/ticks.ts";
import { tableLayouts } from "./roster.ts";

interface Case {
  readonly layout: string;
  readonly file: string;
  readonly csv: string;
  /** Instrument, event time, ingest time, kind, what it says in decimals, flags. */
  readonly ticks: readonly string[];
}

/** Books of ten levels, of which all but the first are empty: ask, its quantity, bid, its quantity. */
const books = (...all: readonly (readonly (readonly number[])[])[]): string => {
  const ten = Array.from({ length: 10 }, (_, i) => i);
  const columns = ten.flatMap((i) =>
    ["ask_px", "ask_qty", "bid_px", "bid_qty"].map((name) => `${name}_${i + 1}`)
  );
  const head = ["seq", "local_ts_ns", "event_ts_ms", "tx_ts_ms", "update_id", ...columns];
  const rows = all.map((book, i) => {
    const ms = i + 1;
    const cells = ten.flatMap((level) => book[level] ?? [0, 0, 0, 0]);
    return [ms, ms * 1e6, ms, ms, ms, ...cells].join(",");
  });
  return [head.join(","), ...rows].join("\n");
};

const cases: readonly Case[] = [
  {
    layout: "us-equity quotes",
    file: "AIG/20131007_quotes.csv",
    csv: `seq,ts_us,bid_px,bid_sz,bid_exch,ask_px,ask_sz,ask_exch,suspicious
      0,1381219200135000,48.1800,100,P,49.1000,300,P,false
      1,1381219200135000,49.2000,100,P,49.1000,300,P,false
      2,1381219200136000,49.1000,100,P,49.1000,300,P,true`,
    ticks: [
      "AIG.sip 1381219200135000 1381219200135000 quote 100 @ 48.1800 / 49.1000 @ 300 [0] 0",
      "AIG.sip 1381219200135000 1381219200135000 quote 100 @ 49.2000 / 49.1000 @ 300 [2] 0",
      "AIG.sip 1381219200136000 1381219200136000 quote 100 @ 49.1000 / 49.1000 @ 300 [9] 0",
    ],
  },
  {
    layout: "us-equity trades",
    file: "MSFT/20131007_trades.csv",
    csv: `seq,ts_us,price,size,exchange,sale_cond,suspicious
      0,1381232396477000,48.8001,500,P,2000,false`,
    ticks: ["MSFT.sip 1381232396477000 1381232396477000 trade unknown 500 @ 48.8001 [0] 0"],
  },
  {
    layout: "binance trades",
    file: "usdm_btcusdt/trades.csv",
    csv: `seq,local_ts_ns,event_ts_ms,trade_ts_ms,trade_id,price,qty,is_buyer_maker,order_type
      3,1723161255088176367,1723161256322,1723161256321,935,61800.30000000,0.00600000,false,
      4,1723161255088176999,1723161256322,0,936,61800.20000000,0.001,true,MARKET`,
    ticks: [
      "BTCUSDT.binance-usdm 1723161256321000 1723161255088176 trade buy 0.006 @ 61800.3 [0] 935",
      "BTCUSDT.binance-usdm 1723161256322000 1723161255088176 trade sell 0.001 @ 61800.2 [0] 936",
    ],
  },
  {
    layout: "binance bbo",
    file: "spot_solusdt/bbo.csv",
    csv: `seq,local_ts_ns,event_ts_ms,tx_ts_ms,update_id,bid_px,bid_qty,ask_px,ask_qty
      2,1723161255088169167,0,0,9,161.25,2.507,161.26,2.51`,
    ticks: [
      "SOLUSDT.binance-spot 1723161255088169 1723161255088169 quote 2.507 @ 161.25 / 161.26 @ 2.51 [0] 9",
    ],
  },
  {
    layout: "binance depth",
    file: "coinm_btcusd_perp/depth.csv",
    csv: `seq,local_ts_ns,event_ts_ms,tx_ts_ms,first_id,last_id,prev_id,is_snapshot,side,price,qty
      1,1723161255000001000,1723161256299,1723161256298,5,8,4,false,B,58710.2,14
      2,1723161255000002000,1723161256300,1723161256300,6,6,0,true,B,58710.1,3
      2,1723161255000002000,1723161256300,1723161256300,6,6,0,true,A,58710.3,4
      3,1723161255000003000,1723161256301,1723161256301,9,11,8,false,A,58710.3,0`,
    ticks: [
      "BTCUSD_PERP.binance-coinm 1723161256300000 1723161255000002 delta buy 3 @ 58710.1 [48] 6",
      "BTCUSD_PERP.binance-coinm 1723161256300000 1723161255000002 delta sell 4 @ 58710.3 [80] 6",
      "BTCUSD_PERP.binance-coinm 1723161256298000 1723161255000001 delta buy 14 @ 58710.2 [64] 8",
      "BTCUSD_PERP.binance-coinm 1723161256301000 1723161255000003 delta sell 0 @ 58710.3 [64] 11",
    ],
  },
  {
    layout: "fx quotes",
    file: "NZDUSD_oanda_20140501.csv",
    csv: `ts_us,bid,ask
      1398902400292000,0.86676,0.86686`,
    ticks: ["NZDUSD.oanda 1398902400292000 1398902400292000 quote 0 @ 0.86676 / 0.86686 @ 0 [0] 0"],
  },
  {
    layout: "us-futures trades",
    file: "GC_trade_ticks_20131007.csv",
    csv: `expiry,ts_us,price,size
      201312,1381104000276000,1313.7,1
      201402,1381104000276001,1314,2`,
    ticks: [
      "GC201312.comex 1381104000276000 1381104000276000 trade unknown 1 @ 1313.7 [0] 0",
      "GC201402.comex 1381104000276001 1381104000276001 trade unknown 2 @ 1314 [0] 0",
    ],
  },
  {
    layout: "coinbase trades",
    file: "coinbase_trades.csv",
    csv: `symbol,ts_us,side,price,qty
      BTC-USD,1693929601281719,sell,25741.02,0.02188038
      ETH-USD,1693929601281720,buy,1631.1,0.5`,
    ticks: [
      "BTC-USD.coinbase 1693929601281719 1693929601281719 trade sell 0.02188038 @ 25741.02 [0] 0",
      "ETH-USD.coinbase 1693929601281720 1693929601281720 trade buy 0.5 @ 1631.1 [0] 0",
    ],
  },
  {
    layout: "bitstamp trades",
    file: "bitstamp/trades.csv",
    csv: `seq,local_ts_ms,trade_id,price,qty
      4,1430438404645,41,236.47,0.21144331`,
    ticks: [
      "BTCUSD.bitstamp 1430438404645000 1430438404645000 trade unknown 0.21144331 @ 236.47 [0] 41",
    ],
  },
  {
    layout: "bitstamp book20",
    file: "bitstamp/book20.csv",
    csv: `seq,local_ts_ms,side,level,price,qty
      7,1430438405885,A,1,236.64,3.7952
      7,1430438405885,B,1,236.47,1
      23,1430438408277,A,1,236.46,2`,
    ticks: [
      "BTCUSD.bitstamp 1430438405885000 1430438405885000 delta sell 3.7952 @ 236.64 [48] 0",
      "BTCUSD.bitstamp 1430438405885000 1430438405885000 delta buy 1 @ 236.47 [80] 0",
      "BTCUSD.bitstamp 1430438408277000 1430438408277000 delta sell 2 @ 236.46 [112] 0",
    ],
  },
  {
    layout: "ticks",
    file: "mixed.csv",
    csv: `instrument,ts_us,kind,bid_px,bid_qty,ask_px,ask_qty,side,price,qty,snapshot
      AIG.sip,1381219200135000,quote,48.18,100,49.1,300,,,,
      AIG.sip,1381219200135001,depth,,,,,buy,48.18,100,true
      AIG.sip,1381219200135001,depth,,,,,sell,49.1,300,true
      ALTO,1381219200135002,trade,,,,,buy,104.5,7,`,
    ticks: [
      "AIG.sip 1381219200135000 1381219200135000 quote 100 @ 48.18 / 49.1 @ 300 [0] 0",
      "AIG.sip 1381219200135001 1381219200135001 delta buy 100 @ 48.18 [48] 0",
      "AIG.sip 1381219200135001 1381219200135001 delta sell 300 @ 49.1 [80] 0",
      "ALTO.sim 1381219200135002 1381219200135002 trade buy 7 @ 104.5 [0] 0",
    ],
  },
  {
    layout: "quotes",
    file: "quotes.csv",
    csv: `instrument,ts_us,local_ts_us,bid_px,ask_px
      EURUSD.oanda,1398902400292000,1398902400292500,1.38676,1.38686`,
    ticks: ["EURUSD.oanda 1398902400292000 1398902400292500 quote 0 @ 1.38676 / 1.38686 @ 0 [0] 0"],
  },
  {
    layout: "trades",
    file: "trades.csv",
    csv: `instrument,ts_us,price,qty,side,trade_id
      BTC-USD.coinbase,1693929601281719,25741.02,0.02188038,SELL,17`,
    ticks: [
      "BTC-USD.coinbase 1693929601281719 1693929601281719 trade sell 0.02188038 @ 25741.02 [0] 17",
    ],
  },
  {
    layout: "binance book10",
    file: "usdm_btcusdt/book10.csv",
    csv: books(
      [[100.2, 1, 100.1, 2], [100.3, 3, 100, 4]],
      [[100.2, 1, 100.1, 5], [100.4, 6, 100, 4]],
    ),
    ticks: [
      "BTCUSDT.binance-usdm 1000 1000 delta buy 2 @ 100.1 [48] 0",
      "BTCUSDT.binance-usdm 1000 1000 delta buy 4 @ 100 [16] 0",
      "BTCUSDT.binance-usdm 1000 1000 delta sell 1 @ 100.2 [16] 0",
      "BTCUSDT.binance-usdm 1000 1000 delta sell 3 @ 100.3 [80] 0",
      "BTCUSDT.binance-usdm 2000 2000 delta buy 5 @ 100.1 [0] 0",
      "BTCUSDT.binance-usdm 2000 2000 delta sell 0 @ 100.3 [0] 0",
      "BTCUSDT.binance-usdm 2000 2000 delta sell 6 @ 100.4 [64] 0",
    ],
  },
  {
    layout: "bitstamp orders",
    file: "bitstamp/orders.csv",
    csv: `seq,local_ts_ms,exch_ts_s,order_id,action,side,price,qty_left
      1,1430438404518,1430438404,7,created,B,236.47,2.0
      2,1430438404519,1430438404,8,created,B,236.47,1.5
      3,1430438404520,1430438404,7,changed,B,236.47,0.5
      4,1430438404521,1430438404,8,changed,B,236.50,1.5
      5,1430438404522,1430438404,7,deleted,B,236.47,0`,
    ticks: [
      "BTCUSD.bitstamp 1430438404518000 1430438404518000 delta buy 2 @ 236.47 [64] 0",
      "BTCUSD.bitstamp 1430438404519000 1430438404519000 delta buy 3.5 @ 236.47 [64] 0",
      "BTCUSD.bitstamp 1430438404520000 1430438404520000 delta buy 2 @ 236.47 [64] 0",
      "BTCUSD.bitstamp 1430438404521000 1430438404521000 delta buy 0.5 @ 236.47 [0] 0",
      "BTCUSD.bitstamp 1430438404521000 1430438404521000 delta buy 1.5 @ 236.5 [64] 0",
      "BTCUSD.bitstamp 1430438404522000 1430438404522000 delta buy 0 @ 236.47 [64] 0",
    ],
  },
  {
    layout: "last-price polls",
    file: "polls.csv",
    csv: `symbol,exchange,ts_us,price,day_volume
      AMD,NMS,1693929600000000,110.241096496582,29575824
      AMD,NMS,1693929601000000,110.25,29575924`,
    ticks: [
      "AMD.polls 1693929600000000 1693929600000000 trade unknown 0 @ 110.24 [0] 0",
      "AMD.polls 1693929601000000 1693929601000000 trade unknown 100 @ 110.25 [0] 0",
    ],
  },
];

/** A tick as the cases write it: prices and quantities without zeros at the end. */
const show = (tick: Unstamped<Tick>, registry: InstrumentRegistry): string => {
  const { name, tick: price, lot } = registry.require(tick.instrumentId);
  const p = (ticks: number) => short(textFromSteps(ticks, price));
  const q = (lots: number) => short(textFromSteps(lots, lot));
  const head = `${name} ${tick.eventTimeUs} ${tick.ingestTimeUs}`;
  const tail = `[${tick.flags}]`;
  if (tick._tag === "quote") {
    return `${head} quote ${q(tick.bidQuantityLots)} @ ${p(tick.bidPriceTicks)} / ${
      p(tick.askPriceTicks)
    } @ ${q(tick.askQuantityLots)} ${tail} ${tick.updateId}`;
  }
  const what = `${q(tick.quantityLots)} @ ${p(tick.priceTicks)} ${tail}`;
  return tick._tag === "trade"
    ? `${head} trade ${tick.aggressorSide} ${what} ${tick.tradeId}`
    : `${head} delta ${tick.side} ${what} ${tick.updateId}`;
};
const short = (text: string): string => text.includes(".") ? text.replace(/\.?0+$/, "") : text;
const shortened = (line: string): string => line.replaceAll(/\d+\.\d+/g, short);

describe.each(cases)("the layout $layout", ({ file, csv, ticks }) => {
  it("gives the ticks that its rows say, exactly", async () => {
    const path = join(temporaryFolder(), file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, csv.replaceAll(/\n +/g, "\n"));
    const source = await filesSource({ files: [path], speed: 0 });
    const registry = new InstrumentRegistry([...builtinInstruments, ...source.instruments]);
    const given = await takeAll(source);
    expect(given.failure).toBe("");
    expect(given.refusals).toEqual([]);
    expect(given.ticks.map((tick) => show(tick, registry))).toEqual(ticks.map(shortened));
  });
});

it("has every layout in the documentation", () => {
  const page = readFileSync(new URL("../../../../docs/recordings.md", import.meta.url), "utf8");
  for (const { name, columns } of tableLayouts) {
    expect(page).toContain(`| ${name} |`);
    for (const column of Object.keys(columns)) expect(page).toContain(`\`${column}\``);
  }
});

it("has a case for every layout of the roster", () => {
  expect(cases.map((one) => one.layout).sort()).toEqual(
    tableLayouts.map((one) => one.name).sort(),
  );
});
