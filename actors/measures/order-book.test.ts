// The book: what it shows after deltas and quotes, and that it equals a slow reference.
import { describe, expect, it } from "vitest";
import { type BookDelta, deltaFlags, marketFlags, type Quote } from "../../streams/market.ts";
import { randomFrom } from "../testing/random.ts";
import { deltaRow, quoteRow } from "../testing/rows.ts";
import { playScript } from "../testing/script.ts";
import {
  type BookSide,
  emptySide,
  levelsOf,
  levelsPerSide,
  priceAt,
  quantityAt,
  quantityAtPrice,
  quantityOfLevels,
  quantityUpTo,
  setLevel,
  setTop,
} from "./book-side.ts";
import {
  applyDelta,
  applyQuote,
  emptyBook,
  isCrossed,
  isSound,
  type OrderBook,
} from "./order-book.ts";

const show = (side: BookSide): string =>
  Array.from(
    { length: levelsOf(side) },
    (_, level) => `${priceAt(side, level)}x${quantityAt(side, level)}`,
  ).join(" ");
const showBook = (book: OrderBook): string => `${show(book.bids)} | ${show(book.asks)}`;

type Level = readonly [price: number, quantity: number];
const quoteOf = (bid: Level, ask: Level, more: Partial<Quote> = {}): Quote =>
  quoteRow({
    bidPriceTicks: bid[0],
    bidQuantityLots: bid[1],
    askPriceTicks: ask[0],
    askQuantityLots: ask[1],
    ...more,
  });
const deltaOf =
  (side: BookDelta["side"], ...[priceTicks, quantityLots]: Level) =>
  (more: Partial<BookDelta> = {}): BookDelta =>
    deltaRow({ side, priceTicks, quantityLots, ...more });

/** Plays deltas "bid PxQ", "ask PxQ" and "quote PxQ PxQ", with "@time"; "clear" empties first. */
const play = (script: string): string[] => {
  const book = emptyBook();
  return playScript(script, ([kind, ...rest]) => {
    const level = (word: string) => word.split("x").map(Number) as unknown as Level;
    const eventTimeUs = Number(rest.find((word) => word.startsWith("@"))?.slice(1) ?? 0);
    if (kind === "quote") {
      applyQuote(book, quoteOf(level(rest[0]!), level(rest[1]!), { eventTimeUs }));
    } else {
      const clear = rest.includes("clear") ? deltaFlags.clear | deltaFlags.snapshot : 0;
      const delta = deltaOf(kind === "bid" ? "buy" : "sell", ...level(rest[0]!));
      applyDelta(book, delta({ flags: deltaFlags.last | clear, eventTimeUs }));
    }
    return [showBook(book).trim()];
  });
};

describe("a book", () => {
  it("adds, changes and removes levels, and clears for a snapshot", () => {
    expect(play(`
      bid 99x5            -> 99x5 |
      ask 101x7           -> 99x5 | 101x7
      bid 98x2            -> 99x5 98x2 | 101x7
      bid 100x1           -> 100x1 99x5 98x2 | 101x7
      bid 99x9            -> 100x1 99x9 98x2 | 101x7
      bid 100x0           -> 99x9 98x2 | 101x7
      bid 97x0            -> 99x9 98x2 | 101x7
      bid 50x1 clear      -> 50x1 |
    `)).toEqual([]);
  });

  it("takes a quote alone as a book of one level", () => {
    expect(play(`
      quote 99x5 101x7    -> 99x5 | 101x7
      quote 98x5 99x1     -> 98x5 | 99x1
    `)).toEqual([]);
  });

  it("lays a newer quote over the depth, and takes it away when the depth is newer", () => {
    expect(play(`
      bid 99x5 @10        -> 99x5 |
      bid 98x5 @10        -> 99x5 98x5 |
      ask 101x5 @10       -> 99x5 98x5 | 101x5
      ask 102x5 @10       -> 99x5 98x5 | 101x5 102x5
      quote 98x3 102x4 @12 -> 98x3 | 102x4
      bid 97x1 @11        -> 98x3 97x1 | 102x4
      bid 99x6 @11        -> 98x3 97x1 | 102x4
      quote 100x3 101x0 @13 -> 100x3 99x6 98x5 97x1 | 101x5 102x5
      bid 96x1 @13        -> 99x6 98x5 97x1 96x1 | 101x5 102x5
    `)).toEqual([]);
  });

  it("goes by the venue's update numbers where quote and depth have them", () => {
    const book = emptyBook();
    applyDelta(book, deltaOf("buy", 99, 5)({ updateId: 10, eventTimeUs: 10 }));
    expect(applyQuote(book, quoteOf([98, 1], [101, 1], { updateId: 9, eventTimeUs: 20 }))).toBe(
      false,
    );
    expect(applyQuote(book, quoteOf([98, 1], [101, 1], { updateId: 12, eventTimeUs: 5 }))).toBe(
      true,
    );
    applyDelta(book, deltaOf("buy", 99, 6)({ updateId: 11, eventTimeUs: 30 }));
    expect(showBook(book)).toBe("98x1 | 101x1");
    applyDelta(book, deltaOf("sell", 102, 6)({ updateId: 12, eventTimeUs: 4 }));
    expect(showBook(book)).toBe("99x6 | 102x6");
  });

  it("shows an empty side where a quote says so", () => {
    expect(play(`
      bid 99x5 @1         -> 99x5 |
      ask 101x5 @1        -> 99x5 | 101x5
      quote 99x5 0x0 @2   -> 99x5 |
      ask 102x5 @1        -> 99x5 |
      ask 103x5 @2        -> 99x5 | 101x5 102x5 103x5
    `)).toEqual([]);
  });

  it("changes nothing for a marked or crossed quote", () => {
    const book = emptyBook();
    applyQuote(book, quoteOf([99, 1], [101, 1]));
    for (const flags of [marketFlags.suspicious, marketFlags.crossed, marketFlags.gapped]) {
      expect(applyQuote(book, quoteOf([50, 1], [60, 1], { flags }))).toBe(false);
    }
    expect(applyQuote(book, quoteOf([102, 1], [101, 1]))).toBe(false);
    expect(applyQuote(book, quoteOf([101, 1], [101, 1], { flags: marketFlags.locked }))).toBe(true);
    expect(showBook(book)).toBe("101x1 | 101x1");
  });

  it("is not sound between the rows of a message, after a gap, or while crossed", () => {
    const book = emptyBook();
    const row = (price: number, side: "buy" | "sell", flags: number) =>
      applyDelta(book, deltaOf(side, price, 5)({ flags }));
    expect(row(99, "buy", 0)).toBe(false);
    expect(isSound(book)).toBe(false);
    expect(row(101, "sell", deltaFlags.last)).toBe(true);
    expect(isSound(book)).toBe(true);
    row(102, "buy", deltaFlags.last);
    expect([isCrossed(book), isSound(book)]).toEqual([true, false]);
    applyDelta(book, deltaOf("buy", 102, 0)());
    expect(isSound(book)).toBe(true);
    row(98, "buy", deltaFlags.last | marketFlags.gapped);
    expect([book.gapped, isSound(book)]).toEqual([true, false]);
    row(99, "buy", deltaFlags.clear | deltaFlags.snapshot);
    row(101, "sell", deltaFlags.snapshot | deltaFlags.last);
    expect(isSound(book)).toBe(true);
  });

  it("tells what rests at a price, and up to a price", () => {
    const side = emptySide(-1);
    for (const [price, quantity] of [[101, 5], [102, 7], [105, 9]] as const) {
      setLevel(side, price, quantity);
    }
    expect([100, 101, 103, 105].map((price) => quantityAtPrice(side, price))).toEqual([0, 5, 0, 9]);
    expect([100, 102, 200].map((price) => quantityUpTo(side, price))).toEqual([0, 12, 21]);
    expect([1, 2, 9].map((levels) => quantityOfLevels(side, levels))).toEqual([5, 12, 21]);
    setTop(side, 102, 1);
    expect([101, 102, 105].map((price) => quantityAtPrice(side, price))).toEqual([0, 1, 9]);
    expect(quantityUpTo(side, 104)).toBe(1);
    expect(priceAt(side, 2)).toBe(0);
  });

  it("forgets its worst levels when a side is full, and keeps the best", () => {
    const side = emptySide(1);
    const prices = Array.from({ length: levelsPerSide + 10 }, (_, i) => 1 + (i * 7919) % 100_003);
    for (const price of prices) setLevel(side, price, price);
    expect(side.count).toBeLessThanOrEqual(levelsPerSide);
    expect(side.keys.length).toBe(levelsPerSide);
    const best = [...prices].sort((a, b) => b - a).slice(0, 5000);
    expect(Array.from(best, (_, level) => priceAt(side, level))).toEqual(best);
  });

  it("is plain data that a structured clone keeps", () => {
    const book = emptyBook();
    applyDelta(book, deltaOf("buy", 99, 5)());
    applyQuote(book, quoteOf([99, 4], [0, 0], { eventTimeUs: 9 }));
    const clone = structuredClone(book);
    expect(clone).toEqual(book);
    applyDelta(clone, deltaOf("sell", 101, 5)({ eventTimeUs: 10 }));
    expect(showBook(clone)).toBe("99x5 | 101x5");
  });
});

describe("a random book", () => {
  /** What must be visible, computed the slow way. */
  const reference = (depth: Map<number, number>, top: [number, number] | undefined, sign: 1 | -1) =>
    [...depth].filter(([price, quantity]) =>
      quantity > 0 && (top === undefined || (top[0] !== 0 && sign * (price - top[0]) < 0))
    ).concat(top === undefined || top[0] === 0 ? [] : [top])
      .sort(([a], [b]) => sign * (b - a))
      .map(([price, quantity]) => `${price}x${quantity}`).join(" ");

  it.each([1, 2, 3, 4, 5, 6])("equals a slow reference, seed %i", (seed) => {
    const { next: random, between } = randomFrom(seed);
    const below = (count: number) => between(0, count - 1);
    const book = emptyBook();
    const depth = { buy: new Map<number, number>(), sell: new Map<number, number>() };
    let top: { buy: [number, number]; sell: [number, number] } | undefined;
    let quoteTime = -1;
    for (let step = 0; step < 4000; step++) {
      const wide = random() < 0.2 ? 400 : 20;
      const eventTimeUs = below(5) + step;
      if (random() < 0.2) {
        const bid = random() < 0.05 ? 0 : 990 + below(wide);
        const ask = random() < 0.05 ? 0 : Math.max(bid, 995) + below(wide);
        // A quantity above zero: what zero takes from the depth has a test of its own.
        const [bidQuantity, askQuantity] = [1 + below(50), 1 + below(50)];
        applyQuote(book, quoteOf([bid, bidQuantity], [ask, askQuantity], { eventTimeUs }));
        top = { buy: [bid, bidQuantity], sell: [ask, askQuantity] };
        quoteTime = eventTimeUs;
      } else {
        const side = random() < 0.5 ? "buy" : "sell";
        const price = 1000 + (below(wide) - wide / 2);
        const quantity = random() < 0.4 ? 0 : 1 + below(99);
        const clears = random() < 0.002;
        if (clears) { for (const levels of Object.values(depth)) levels.clear(); }
        depth[side].set(price, quantity);
        const flags = deltaFlags.last | (clears ? deltaFlags.clear : 0);
        applyDelta(book, deltaOf(side, price, quantity)({ eventTimeUs, flags }));
        if (quoteTime <= eventTimeUs) top = undefined;
      }
      expect(show(book.bids)).toBe(reference(depth.buy, top?.buy, 1));
      expect(show(book.asks)).toBe(reference(depth.sell, top?.sell, -1));
    }
  });
});
