// What can be taken of a shown market: each lot once, whatever the market shows after.
import { describe, expect, it } from "vitest";
import { type Random, randomFrom } from "../../testing/random.ts";
import { deltaRow, quoteRow } from "../../testing/rows.ts";
import {
  type Liquidity,
  noLiquidity,
  showDelta,
  showQuote,
  takeable,
  takeFrom,
} from "./liquidity.ts";
import { maxTakenPrices } from "./settings.ts";

const untold = 7;
const offers = (limit: number | undefined) => ({ side: "sell", limit }) as const;

/**
 * Takes at random, and checks that it was no more than `most` at each price since it was last gone.
 */
const takeSome = (
  shown: Liquidity,
  random: Random,
  ledger: {
    readonly seed: number;
    readonly taken: Map<number, number>;
    readonly most: Map<number, number>;
  },
): void => {
  const limit = random.next() < 0.2 ? undefined : random.between(100, 104);
  const wanted = random.between(1, 30);
  const could = takeable(shown, offers(limit), wanted);
  const parts = takeFrom(shown, offers(limit), wanted);
  expect(parts.reduce((sum, part) => sum + part.quantityLots, 0)).toBe(could);
  let before = 0;
  for (const { priceTicks, quantityLots } of parts) {
    const sum = (ledger.taken.get(priceTicks) ?? 0) + quantityLots;
    ledger.taken.set(priceTicks, sum);
    expect(priceTicks).toBeGreaterThan(before);
    expect(priceTicks).toBeLessThanOrEqual(limit ?? Infinity);
    expect(quantityLots).toBeGreaterThan(0);
    // What was added while the level stood may be taken too, so the bound is all that was added.
    const bound = ledger.most.get(priceTicks) ?? 0;
    if (sum > bound) expect.fail(`seed ${ledger.seed}: took ${sum} of ${bound} at ${priceTicks}`);
    before = priceTicks;
  }
};

describe("what is shown", () => {
  it("is taken once from a book, however it changes", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomFrom(seed);
      const shown = noLiquidity(untold);
      const ledger = { seed, taken: new Map<number, number>(), most: new Map<number, number>() };
      const levels = new Map<number, number>();
      for (let i = 0; i < 300; i++) {
        const priceTicks = random.between(100, 104);
        const quantityLots = random.pick([0, random.between(1, 20)]);
        const added = Math.max(0, quantityLots - (levels.get(priceTicks) ?? 0));
        levels.set(priceTicks, quantityLots);
        if (quantityLots === 0) {
          ledger.taken.delete(priceTicks);
          ledger.most.delete(priceTicks);
        } else ledger.most.set(priceTicks, (ledger.most.get(priceTicks) ?? 0) + added);
        showDelta(shown, deltaRow({ side: "sell", priceTicks, quantityLots }));
        if (random.next() < 0.5) takeSome(shown, random, ledger);
      }
    }
  });

  it("is taken once from quotes, where a level out of sight is remembered", () => {
    const shown = noLiquidity(untold);
    const quote = (askPriceTicks: number, askQuantityLots: number) =>
      showQuote(shown, quoteRow({ bidPriceTicks: 90, askPriceTicks, askQuantityLots }));
    const take = (lots: number) => takeFrom(shown, offers(undefined), lots);
    quote(100, 10);
    expect(take(8)).toEqual([{ priceTicks: 100, quantityLots: 8 }]);
    quote(99, 5);
    expect(take(9)).toEqual([{ priceTicks: 99, quantityLots: 5 }]);
    quote(100, 10);
    expect(take(9)).toEqual([{ priceTicks: 100, quantityLots: 2 }]);
    quote(101, 3);
    quote(100, 4);
    expect(take(9)).toEqual([{ priceTicks: 100, quantityLots: 4 }]);
  });

  it("can be taken again where it was added after others had left", () => {
    const shown = noLiquidity(untold);
    const show = (quantityLots: number) =>
      showDelta(shown, deltaRow({ side: "sell", priceTicks: 100, quantityLots }));
    show(10);
    expect(takeable(shown, offers(100), 99)).toBe(10);
    takeFrom(shown, offers(100), 8);
    show(3);
    expect(takeable(shown, offers(100), 99)).toBe(0);
    show(10);
    expect(takeable(shown, offers(100), 99)).toBe(7);
  });

  it("is what the setting says where a quote tells no quantity", () => {
    const shown = noLiquidity(untold);
    showQuote(shown, quoteRow({ askPriceTicks: 101, askQuantityLots: 0 }));
    expect(takeFrom(shown, offers(101), 100)).toEqual([{ priceTicks: 101, quantityLots: untold }]);
    expect(takeFrom(shown, offers(101), 100)).toEqual([]);
  });

  it("remembers takings at a bounded number of prices", () => {
    const shown = noLiquidity(untold);
    for (let priceTicks = 1; priceTicks <= 2 * maxTakenPrices; priceTicks++) {
      showDelta(shown, deltaRow({ side: "sell", priceTicks, quantityLots: 1 }));
    }
    takeFrom(shown, offers(undefined), 1e6);
    expect(shown.takenAsks.size).toBe(maxTakenPrices);
  });
});
