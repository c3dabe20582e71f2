// What frames of each venue hold: small samples of our own in each documented format, good and bad.
import { describe, expect, it } from "vitest";
import type { Json, MarketMessage, MarketProtocol } from "../market.ts";
import { liveVenues } from "../roster.ts";
import { binanceSnapshot, binanceSpot, binanceUsdm } from "./binance.ts";
import { bybitSpot } from "./bybit.ts";
import { coinbase } from "./coinbase.ts";
import { kraken } from "./kraken.ts";

const told = ({ read }: MarketProtocol, frame: Json): MarketMessage[] => {
  const messages: MarketMessage[] = [];
  read(frame, (message) => messages.push(message));
  return messages;
};

describe("Binance", () => {
  it("tells a change of a book with its numbers, and of futures what is before it", () => {
    const spot = { e: "depthUpdate", E: 1_700_000_000_123, s: "BTCUSDT", U: 11, u: 13 };
    const levels = { b: [["61800.10", "0.5"]], a: [["61800.20", "0"]] };
    expect(told(binanceSpot, { ...spot, ...levels })).toEqual([{
      kind: "depth",
      symbol: "BTCUSDT",
      snapshot: false,
      ...{ firstId: 11, lastId: 13, previousId: 0, timeUs: 1_700_000_000_123_000 },
      bids: levels.b,
      asks: levels.a,
    }]);
    const usdm = { ...spot, ...levels, T: 1_700_000_000_120, pu: 9 };
    expect(told(binanceUsdm, usdm)).toMatchObject([{
      previousId: 9,
      timeUs: 1_700_000_000_120_000,
    }]);
  });

  it("tells best prices with and without a name, alone and in a combined stream", () => {
    const quote = { u: 7, s: "BTCUSDT", b: "1.0", B: "2", a: "1.1", A: "3" };
    const expected = [{ kind: "quote", bid: ["1.0", "2"], ask: ["1.1", "3"], updateId: 7 }];
    expect(told(binanceSpot, quote)).toMatchObject(expected);
    expect(told(binanceSpot, { stream: "btcusdt@bookTicker", data: quote })).toMatchObject(
      expected,
    );
    expect(told(binanceUsdm, { ...quote, e: "bookTicker", T: 1 })).toMatchObject(expected);
  });

  it("tells who crossed the spread by who made the market", () => {
    const trade = { e: "trade", s: "BTCUSDT", t: 5, p: "1", q: "2", T: 1_000, m: true };
    expect(told(binanceSpot, trade)).toMatchObject([{ tradeId: 5, aggressorSide: "sell" }]);
    expect(told(binanceSpot, { ...trade, m: false })).toMatchObject([{ aggressorSide: "buy" }]);
  });

  it("takes a snapshot, and refuses one without its number", () => {
    const reply = { lastUpdateId: 12, bids: [["1", "2"]], asks: [] };
    expect(binanceSnapshot("BTCUSDT", reply)).toMatchObject({ snapshot: true, lastId: 12 });
    expect(() => binanceSnapshot("BTCUSDT", { bids: [], asks: [] })).toThrow(/lastUpdateId/);
  });
});

describe("Coinbase", () => {
  const frame = { timestamp: "2026-01-02T03:04:05.678901Z", sequence_num: 4 };

  it("numbers its frames, and tells both sides of a book", () => {
    const updates = [
      { side: "bid", price_level: "100.00", new_quantity: "1.5" },
      { side: "offer", price_level: "100.01", new_quantity: "0" },
    ];
    const events = [{ type: "snapshot", product_id: "BTC-USD", updates }];
    expect(told(coinbase, { ...frame, channel: "l2_data", events })).toMatchObject([
      { kind: "sequence", number: 4 },
      {
        kind: "depth",
        snapshot: true,
        timeUs: Date.parse(frame.timestamp) * 1000 + 901,
        bids: [["100.00", "1.5"]],
        asks: [["100.01", "0"]],
      },
    ]);
  });

  it("tells trades in order, with the side of the taker", () => {
    const trade = (trade_id: string, side: string) => ({
      ...{ trade_id, side, product_id: "BTC-USD", price: "1", size: "2", time: frame.timestamp },
    });
    const events = [{ type: "update", trades: [trade("8", "SELL"), trade("7", "BUY")] }];
    expect(told(coinbase, { ...frame, channel: "market_trades", events })).toMatchObject([
      { kind: "sequence" },
      { tradeId: 7, aggressorSide: "sell" },
      { tradeId: 8, aggressorSide: "buy" },
    ]);
  });
});

describe("Kraken", () => {
  it("tells a book with its checksum", () => {
    const data = [{
      symbol: "BTC/USD",
      bids: [{ price: 61800.1, qty: 0.5 }],
      asks: [],
      checksum: 123,
      timestamp: "2026-01-02T03:04:05.678901Z",
    }];
    expect(told(kraken, { channel: "book", type: "update", data })).toMatchObject([
      { kind: "depth", symbol: "BTC/USD", snapshot: false, bids: [[61800.1, 0.5]], checksum: 123 },
    ]);
  });

  it("leaves out the trades of before the subscription", () => {
    const data = [{ symbol: "BTC/USD", side: "buy", price: 1, qty: 2, trade_id: 3 }];
    expect(told(kraken, { channel: "trade", type: "snapshot", data })).toEqual([{ kind: "alive" }]);
    expect(told(kraken, { channel: "trade", type: "update", data })).toMatchObject([
      { kind: "trade", aggressorSide: "buy", tradeId: 3 },
    ]);
  });
});

describe("Bybit", () => {
  it("tells the deep book and the best level apart by their topics", () => {
    const data = { s: "BTCUSDT", b: [["1", "2"]], a: [["3", "4"]], u: 9, seq: 70 };
    const frame = { type: "snapshot", ts: 5, cts: 4, data };
    expect(told(bybitSpot, { ...frame, topic: "orderbook.200.BTCUSDT" })).toMatchObject([
      { kind: "depth", snapshot: true, lastId: 9, timeUs: 4_000 },
    ]);
    expect(told(bybitSpot, { ...frame, topic: "orderbook.1.BTCUSDT" })).toMatchObject([
      { kind: "quote", bid: ["1", "2"], ask: ["3", "4"] },
    ]);
  });
});

describe.each(liveVenues)("$name", ({ protocol }) => {
  it("subscribes to the book, the quotes and the trades of every symbol", () => {
    const text = JSON.stringify(protocol.subscribe(["AAA", "BBB"])).toUpperCase();
    expect(text).toContain("AAA");
    expect(text).toContain("BBB");
  });

  it("tells of what it does not know, and throws nothing else for what is broken", () => {
    const broken: Json[] = [
      { e: "depthUpdate", U: "x" },
      { channel: "l2_data", events: [{}] },
      { channel: "book", type: "update", data: [{}] },
      { topic: "orderbook.200.X", data: null },
      { channel: "news" },
      {},
    ];
    for (const frame of broken) {
      try {
        told(protocol, frame);
      } catch (cause) {
        expect(cause).toBeInstanceOf(TypeError);
      }
    }
  });
});
