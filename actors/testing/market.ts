// A small random market for tests: quotes, trades and books, with marks and gaps.
import type { AnyRecord } from "../../streams/records.ts";
import { type Random, randomFrom } from "./random.ts";
import { controlRow, deltaRow, predictionRow, quoteRow, tradeRow, vectorRow } from "./rows.ts";

/** What the market has. */
export interface TestMarket {
  readonly seed: number;
  readonly steps: number;
  /** How many instruments, from id 1 on. Odd ones have books, even ones quotes alone. */
  readonly instruments: number;
  /** Adds feature vectors and predictions, as the trading machine gets them. */
  readonly predicted?: boolean;
}

const stepUs = 20_000;
const startUs = 1_700_000_000_000_000;

/**
 * Records in position order; the second half belongs to a second session, whose clock starts
 * earlier.
 */
export const testMarket = (options: TestMarket): AnyRecord[] => {
  const random = randomFrom(options.seed);
  const mids = Array.from({ length: options.instruments + 1 }, () => random.between(4000, 6000));
  const rows: AnyRecord[] = [];
  let nowUs = startUs;
  for (let step = 0; step < options.steps; step++) {
    if (step === 0 || step === options.steps >> 1) {
      rows.push({ ...controlRow({ control: "sessionStarted" }), position: step });
      nowUs = startUs - step * 1000;
      continue;
    }
    nowUs += random.between(0, 2 * stepUs);
    const instrumentId = random.between(1, options.instruments);
    mids[instrumentId] = Math.max(100, mids[instrumentId]! + random.pick([-1, 0, 0, 0, 1]));
    const at = { instrumentId, eventTimeUs: nowUs, position: step };
    const mid = mids[instrumentId]!;
    rows.push(...tick(random, mid, instrumentId % 2 === 1).map((row) => ({ ...row, ...at })));
    if (options.predicted) rows.push(...forecast(random, mid).map((row) => ({ ...row, ...at })));
  }
  return rows.map((row, index) => options.predicted ? row : { ...row, position: index });
};

const tick = (random: Random, mid: number, hasBook: boolean): AnyRecord[] => {
  if (random.next() < 0.3) {
    return [tradeRow({
      aggressorSide: random.pick(["buy", "sell", "unknown"]),
      priceTicks: mid + random.between(-2, 2),
      quantityLots: random.between(1, 30),
      flags: random.pick([0, 0, 0, 0, 0, 1, 4]),
    })];
  }
  if (!hasBook) {
    return [quoteRow({
      bidPriceTicks: random.next() < 0.02 ? 0 : mid - random.between(0, 2),
      bidQuantityLots: random.between(0, 20),
      askPriceTicks: mid + random.between(0, 2),
      askQuantityLots: random.between(0, 20),
      flags: random.pick([0, 0, 0, 0, 0, 0, 1, 2, 4]),
    })];
  }
  const snapshot = random.next() < 0.1;
  const clear = [deltaRow({ priceTicks: mid - 1, quantityLots: 9, flags: 48 })];
  const levels = [-4, -3, -2, -1, 1, 2, 3, 4].filter(() => snapshot || random.next() < 0.4);
  const passed = snapshot ? [] : [
    deltaRow({ side: "sell", priceTicks: mid - 1, quantityLots: 0, flags: 0 }),
    deltaRow({ side: "buy", priceTicks: mid + 1, quantityLots: 0, flags: 0 }),
  ];
  return [
    ...(snapshot ? clear : passed),
    ...levels.map((level) =>
      deltaRow({
        side: level < 0 ? "buy" : "sell",
        priceTicks: mid + level,
        quantityLots: random.between(0, 25),
        flags: snapshot ? 16 : random.next() < 0.01 ? 4 : 0,
      })
    ),
    deltaRow({ side: "buy", priceTicks: mid - 5, quantityLots: 50, flags: 64 }),
  ];
};

const forecast = (random: Random, mid: number): AnyRecord[] => {
  const lean = random.between(-10, 10) / 10;
  const flags = random.pick([0, 0, 0, 0, 0, 0, 0, 1, 2, 4]);
  const prices = { bidPriceTicks: mid - 1, askPriceTicks: mid + 1 };
  const probabilityUp = (1 + lean) / 2;
  return [
    vectorRow({ ...prices, flags, imbalance1: random.between(-1, 10) / 10, orderFlow1s: 1 }),
    predictionRow({
      probabilityUp,
      probabilityDown: 1 - probabilityUp,
      horizonUs: 500_000,
      midPriceHalfTicks: 2 * mid,
      flags,
    }),
  ];
};
