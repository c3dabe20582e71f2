// The books of real recordings, frame by frame: every change joins, every checksum holds, and a frame that is taken away is missed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { recordingFolder } from "../../perf/actors/recorded.ts";
import { type BookDelta, deltaFlags, marketFlags } from "../../streams/market.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { applyDelta, bestAsk, bestBid, emptyBook } from "../measures/order-book.ts";
import { placesOfText, textOfDouble } from "../sources/files/decimal.ts";
import { BookSync } from "./book-sync.ts";
import type { VenueInstrument } from "./instruments.ts";
import type { DepthMessage, Json, MarketProtocol } from "./market.ts";
import { binanceSnapshot, binanceSpot, binanceUsdm } from "./protocols/binance.ts";
import { bybitLinear } from "./protocols/bybit.ts";
import { coinbase } from "./protocols/coinbase.ts";
import { kraken } from "./protocols/kraken.ts";
import { Translator } from "./translate.ts";

const folder = recordingFolder("venue-ws-recordings");
if (folder === undefined) console.warn("Skipped: the venue recordings are not on this machine");

/** Frames and replies of a recording, with the local time of each, in order. */
const framesOf = (...names: readonly string[]): { timeUs: number; url: string; text: string }[] =>
  names.flatMap((name) => {
    const text = gunzipSync(readFileSync(join(folder!, `${name}.gz`))).toString();
    return text.split("\n").flatMap((line) => {
      const reply = /^(https:\S+) -> (\d+\.\d+): (.*)$/.exec(line);
      const frame = /^(\d+\.\d+): (.*)$/.exec(line);
      const [, url = "", at, body] = reply ??
        (frame === null ? [] : [line, "", frame[1], frame[2]]);
      return at === undefined ? [] : [{ timeUs: Math.round(Number(at) * 1e6), url, text: body! }];
    });
  }).sort((a, b) => a.timeUs - b.timeUs);

/** Depth messages of a recording, in order. */
const depthOf = (protocol: MarketProtocol, frames: readonly Json[]): DepthMessage[] => {
  const messages: DepthMessage[] = [];
  for (const frame of frames) {
    protocol.read(frame, (one) => one.kind === "depth" && messages.push(one));
  }
  return messages;
};

/** Steps of an instrument, where what is said of it does not tell them. */
interface Steps {
  readonly tickSize?: string;
  readonly lotSize?: string;
}

const stepOf = (places: number) => places === 0 ? "1" : `0.${"0".repeat(places - 1)}1`;

/** An instrument whose steps are fine enough for all that is said of it. */
const instrumentOf = (messages: readonly DepthMessage[], steps: Steps = {}): VenueInstrument => {
  const text = (value: unknown) => typeof value === "number" ? textOfDouble(value) : String(value);
  const levels = messages.flatMap(({ bids, asks }) => [...bids, ...asks]);
  const places = (at: 0 | 1) =>
    Math.max(0, ...levels.map((level) => placesOfText(text(level[at]))));
  const registry = new InstrumentRegistry([{
    instrumentId: 1,
    symbol: messages[0]!.symbol,
    venue: "recorded",
    assetClass: "crypto",
    currency: "USD",
    tickSize: steps.tickSize ?? stepOf(places(0)),
    lotSize: steps.lotSize ?? stepOf(places(1)),
  }]);
  const [instrument] = registry.all;
  const { symbol } = messages[0]!;
  return {
    instrument: instrument!,
    wireSymbol: symbol,
    ccxtSymbol: symbol,
    orderTicks: 1,
    orderLots: 1,
  };
};

interface Played {
  readonly outcomes: readonly string[];
  readonly rows: readonly BookDelta[];
  readonly refused: number;
  readonly crossed: number;
}

/** Plays depth messages of one symbol, and looks at the book after each. */
const play = (
  protocol: MarketProtocol,
  messages: readonly DepthMessage[],
  steps?: Steps,
): Played => {
  const book = emptyBook();
  const sync = new BookSync(protocol);
  const rows: BookDelta[] = [];
  let refused = 0;
  let crossed = 0;
  const translator = new Translator(instrumentOf(messages, steps), () => refused++);
  const outcomes = messages.map((message) => {
    const { kind } = sync.receive({ ...message, rows: translator.depth(message, 1) }, (row) => {
      rows.push(row);
      applyDelta(book, row);
    });
    const sound = sync.whole && !book.gapped && bestAsk(book) > 0;
    if (sound && bestBid(book) >= bestAsk(book)) crossed++;
    return kind;
  });
  return { outcomes, rows, refused, crossed };
};

const bySymbol = (messages: readonly DepthMessage[]): DepthMessage[][] => [
  ...Map.groupBy(messages, ({ symbol }) => symbol).values(),
];
const count = (outcomes: readonly string[], kind: string): number =>
  outcomes.filter((one) => one === kind).length;

describe.skipIf(folder === undefined)("recorded books", () => {
  it.each(
    [
      ["Binance spot", binanceSpot, ["BINANCE.ws.1.0", "BINANCE.http.0.0"]],
      ["Binance USD-M", binanceUsdm, ["BINANCE_FUTURES.ws.1.0", "BINANCE_FUTURES.http.0.0"]],
    ] as const,
  )("of %s join their snapshots without a gap", (_name, protocol, names) => {
    const messages = framesOf(...names).flatMap(({ url, text }) => {
      const symbol = /\/depth\?symbol=(\w+)/.exec(url)?.[1];
      const frame = JSON.parse(text) as Json;
      if (url !== "" && symbol === undefined) return [];
      return symbol === undefined
        ? depthOf(protocol, [frame])
        : [binanceSnapshot(symbol, frame) as DepthMessage];
    });
    for (const own of bySymbol(messages)) {
      if (!own.some(({ snapshot }) => snapshot)) continue;
      const { outcomes, refused, crossed } = play(protocol, own);
      expect({ refused, crossed, gaps: count(outcomes, "gap") }).toEqual({
        ...{ refused: 0, crossed: 0, gaps: 0 },
      });
      expect(count(outcomes, "resynced")).toBe(1);
      // The last change but one is taken away, and exactly that is missed.
      const after = own.findIndex(({ snapshot }) => snapshot) + 1;
      if (own.length < after + 8) continue;
      expect(count(play(protocol, own.toSpliced(own.length - 2, 1)).outcomes, "gap")).toBe(1);
    }
  });

  it("of Kraken have the checksum that the venue tells, each of them", () => {
    const places = new Map<string, number>();
    const messages = framesOf("KRAKEN.ws.50.0").flatMap(({ text }) => {
      const frame = JSON.parse(text) as unknown;
      return Array.isArray(frame) ? depthOf(kraken, [asVersion2(frame, places)]) : [];
    });
    let checked = 0;
    for (const own of bySymbol(messages)) {
      const recorded = { ...kraken, depth: 1_000 };
      const { outcomes, refused } = play(recorded, own, {
        tickSize: stepOf(places.get(own[0]!.symbol)!),
        lotSize: stepOf(8),
      });
      expect(own[0]!.snapshot, own[0]!.symbol).toBe(true);
      // With the decimals of the old format, a level far away may be no safe integer of ticks or lots.
      expect(refused).toBeLessThan(2);
      expect(count(outcomes, "gap"), own[0]!.symbol).toBe(0);
      checked += own.length - 1;
    }
    expect(checked).toBeGreaterThan(4_000);
  });

  it("of Coinbase are never crossed", () => {
    const frames = framesOf("COINBASE.ws.28.0").flatMap(({ text }) =>
      asAdvancedTrade(JSON.parse(text) as Json)
    );
    const messages = depthOf(coinbase, frames);
    expect(messages.length).toBeGreaterThan(9_000);
    for (const own of bySymbol(messages)) {
      const { refused, crossed } = play(coinbase, own);
      expect({ refused, crossed }, own[0]!.symbol).toEqual({ refused: 0, crossed: 0 });
    }
  });

  it("of Bybit are never crossed, and miss a message that is taken away", () => {
    const numbers = new Map<string, number>();
    const frames = framesOf("BYBIT.ws.25.0").flatMap(({ text }) =>
      asVersion5(JSON.parse(text) as Json, numbers)
    );
    const messages = depthOf(bybitLinear, frames);
    expect(messages.length).toBeGreaterThan(1_000);
    for (const own of bySymbol(messages)) {
      const { refused, crossed, outcomes } = play(bybitLinear, own);
      expect({ refused, crossed, gaps: count(outcomes, "gap") }, own[0]!.symbol).toEqual({
        ...{ refused: 0, crossed: 0, gaps: 0 },
      });
      if (own.length < 4) continue;
      expect(count(play(bybitLinear, own.toSpliced(2, 1)).outcomes, "gap")).toBe(1);
    }
  });

  it("are marked at their beginning and end", () => {
    const frames = framesOf("COINBASE.ws.28.0").slice(0, 400)
      .flatMap(({ text }) => asAdvancedTrade(JSON.parse(text) as Json));
    const [first] = bySymbol(depthOf(coinbase, frames));
    const { rows } = play(coinbase, first!);
    expect(rows[0]!.flags & deltaFlags.clear).toBe(deltaFlags.clear);
    expect(rows.at(-1)!.flags & deltaFlags.last).toBe(deltaFlags.last);
    expect(rows.some(({ flags }) => (flags & marketFlags.gapped) !== 0)).toBe(false);
  });
});

// The recordings are of versions before those that are spoken now: same books, other envelopes.

/** A Kraken v1 frame `[id, {"a":[…],"c":"…"}, {"b":[…]}, "book-1000", "XBT/CHF"]` as one of v2. */
const asVersion2 = (frame: readonly unknown[], places: Map<string, number>): Json => {
  if (!String(frame.at(-2)).startsWith("book")) return { channel: "heartbeat" };
  const parts = Object.assign({}, ...frame.slice(1, -2)) as Record<string, [string, string][]>;
  const levels = (of: [string, string][] = []) =>
    of.map(([price, qty]) => ({ price: Number(price), qty: Number(qty) }));
  // The old checksum is of the prices with the decimals that were written, whatever the pair has now.
  const [price = "."] = parts["as"]?.[0] ?? [];
  if (parts["as"] !== undefined) places.set(String(frame.at(-1)), price.split(".")[1]!.length);
  const row = {
    symbol: frame.at(-1),
    bids: levels(parts["bs"] ?? parts["b"]),
    asks: levels(parts["as"] ?? parts["a"]),
    ...(parts["c"] === undefined ? {} : { checksum: Number(parts["c"]) }),
  };
  return { channel: "book", type: parts["as"] === undefined ? "update" : "snapshot", data: [row] };
};

/** A frame of the old Coinbase feed as one of Advanced Trade. */
const asAdvancedTrade = ({ type, product_id, bids, asks, changes, time }: Json): Json[] => {
  const row = (side: string, [price_level, new_quantity]: readonly string[]) => ({
    ...{ side, price_level, new_quantity },
  });
  const updates = type === "snapshot"
    ? [
      ...(bids as string[][]).map((one) => row("bid", one)),
      ...(asks as string[][]).map((one) => row("offer", one)),
    ]
    : type === "l2update"
    ? (changes as string[][]).map(([side, ...level]) =>
      row(side === "buy" ? "bid" : "offer", level)
    )
    : undefined;
  if (updates === undefined) return [];
  const events = [{ type: type === "snapshot" ? type : "update", product_id, updates }];
  return [{ channel: "l2_data", timestamp: time, events }];
};

/** A Bybit frame `orderBookL2_25` as one of v5; v5 numbers what the old one did not. */
const asVersion5 = (frame: Json, numbers: Map<string, number>): Json[] => {
  const symbol = /^orderBookL2_25\.(\w+)$/.exec(String(frame["topic"]))?.[1];
  if (symbol === undefined) return [];
  const data = frame["data"] as Record<string, Json[]>;
  const gone = (data["delete"] ?? []).map((one): Json => ({ ...one, size: 0 }));
  const rows = [
    ...gone,
    ...data["order_book"] ?? [],
    ...data["update"] ?? [],
    ...data["insert"] ?? [],
  ];
  const levels = (side: string) =>
    rows.filter((one) => one["side"] === side).map((
      one,
    ) => [one["price"], textOfDouble(Number(one["size"]))]);
  const u = (numbers.get(symbol) ?? 0) + 1;
  numbers.set(symbol, u);
  const ts = Number(frame["timestamp_e6"]) / 1000;
  return [{
    topic: `orderbook.200.${symbol}`,
    type: frame["type"],
    ts,
    data: { s: symbol, b: levels("Buy"), a: levels("Sell"), u },
  }];
};
