// Drift: what is alike raises nothing, a feature scaled by 1.5 is found in time, and its end is told.
import { describe, expect, it } from "vitest";
import { features } from "../../actors/features.ts";
import { Machine } from "../../actors/machine.ts";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { featureNames, type FeatureVector } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { LineUp } from "../../streams/models.ts";
import { someVectors } from "../testing.ts";
import { Drift, driftLevel, Thinned } from "./drift.ts";
import { binOf, driftVectors, readReference, type Reference, referenceOf } from "./reference.ts";
import { DriftWatch } from "./watch.ts";

/** Vectors that are far enough apart to count, and alike in nothing else. */
const apart = (count: number, seed: number) =>
  someVectors(count, seed).map((one, i) => ({ ...one, eventTimeUs: 1e12 * seed + i * 250_000 }));
const rowsOf = (vectors: readonly FeatureVector[]) =>
  Float32Array.from(vectors.flatMap((vector) => featureNames.map((name) => vector[name])));
const scaled = (vectors: readonly FeatureVector[], name: typeof featureNames[number]) =>
  vectors.map((vector) => ({ ...vector, [name]: Math.fround(vector[name] * 1.5) }));
/** A reference of vectors of one instrument, that the watch does not know by its name. */
const learned = (vectors: readonly FeatureVector[]) =>
  referenceOf([{ instrument: "LEARNED.test", rows: rowsOf(vectors) }], "a test");
const watchOf = (reference: Reference) =>
  new DriftWatch((one) => one === sha256 ? reference : undefined, () => "OTHER.test");
const sha256 = "ab".repeat(32);
const lineUp: LineUp = {
  models: [{ name: "m", version: 2, sha256, windowRows: 1, role: "serving", pinned: false }],
  former: {},
  chosen: false,
};

describe("a reference", () => {
  const reference = learned(someVectors(20_000, 1));

  it("cuts every feature into bins of equal shares", () => {
    for (const name of featureNames) {
      const { edges, shares } = reference.features[name]!;
      expect(shares.length).toBe(edges.length + 1);
      expect(shares.length).toBe(20);
      for (const share of shares) expect(share).toBeCloseTo(0.05, 3);
    }
    expect([0, 1, 1.5, 3, 9].map((value) => binOf([1, 2, 3], value))).toEqual([0, 0, 1, 2, 3]);
  });

  it("keeps equal values in one bin", () => {
    const same = someVectors(500, 2).map((vector) => ({ ...vector, lastTradeSide: 1 }));
    expect(learned(same).features["lastTradeSide"]).toEqual(
      { edges: [], shares: [1], least: 1, most: 1, usualPsi: 0, usualKs: 0 },
    );
  });

  it("is read as it was written, and refused where it is of other features", () => {
    expect(readReference("m", JSON.stringify(reference))).toEqual(reference);
    const { spreadBps: _, ...less } = reference.features;
    expect(() => readReference("m", JSON.stringify({ ...reference, features: less }))).toThrow(
      /^Model "m" refused: reference.json: spreadBps is not as expected$/,
    );
  });
});

describe("drift", () => {
  const reference = learned(someVectors(20_000, 1));

  it("is small where vectors are alike, and large where one feature is scaled by 1.5", () => {
    const alike = new Drift(reference);
    apart(driftVectors.least - 1, 3).forEach((vector) => alike.add(vector));
    expect([alike.vectors, alike.distances()]).toEqual([0, []]);
    apart(5_000, 4).forEach((vector) => alike.add(vector));
    expect(alike.vectors).toBe(driftVectors.window);
    for (const one of alike.distances()) expect(driftLevel(one), one.feature).toBe("alike");
    scaled(apart(driftVectors.window, 5), "imbalance1").forEach((one) => alike.add(one));
    const [worst, next] = alike.distances();
    expect(worst!.feature).toBe("imbalance1");
    expect(driftLevel(worst!)).toBe("drifted");
    expect(driftLevel(next!)).toBe("alike");
  });

  it("leaves marked vectors out", () => {
    const drift = new Drift(reference);
    apart(4_000, 3).forEach((vector) => drift.add({ ...vector, flags: 1 }));
    expect(drift.vectors).toBe(0);
  });

  it("is told when it begins, once, and when it is over", () => {
    const watch = watchOf(reference);
    const looks = (vectors: readonly FeatureVector[], times: number) => {
      for (const vector of vectors) watch.observe([vector], lineUp);
      return Array.from({ length: times }, () => watch.look()).flat();
    };
    expect(looks(apart(5_000, 6), 9)).toEqual([]);
    const planted = scaled(apart(driftVectors.window, 7), "return1s");
    expect(looks(planted, 2)).toEqual([]);
    expect(looks([], 5)).toEqual([
      expect.objectContaining({
        model: "m",
        instrumentId: 0,
        feature: "return1s",
        state: "raised",
      }),
    ]);
    expect(looks(apart(driftVectors.window, 8), 5)).toEqual([
      expect.objectContaining({ model: "m", feature: "return1s", state: "cleared" }),
    ]);
    expect(watch.status()).toMatchObject(
      [{ model: "m", version: 2, instrument: "", vectors: 4_096 }],
    );
  });
});

describe("values beyond all that was learned from", () => {
  const reference = learned(someVectors(20_000, 1));

  it("are told long before the window is full", () => {
    const watch = watchOf(reference);
    for (const vector of apart(driftVectors.least, 3)) watch.observe([vector], lineUp);
    expect([1, 2, 3, 4].flatMap(() => watch.look())).toEqual([]);
    for (const vector of scaled(apart(100, 4), "imbalance1")) watch.observe([vector], lineUp);
    expect([1, 2, 3].flatMap(() => watch.look())).toEqual([
      expect.objectContaining({ feature: "imbalance1", state: "raised", limit: 0.02 }),
    ]);
  });
});

it("compares an instrument with its own reference, and others with that of all", () => {
  const narrow = someVectors(8_000, 1).map((one) => ({ ...one, spreadBps: one.spreadBps / 4 }));
  const reference = referenceOf([
    { instrument: "A.test", rows: rowsOf(narrow) },
    { instrument: "B.test", rows: rowsOf(someVectors(8_000, 2)) },
    { instrument: "FEW.test", rows: rowsOf(someVectors(500, 3)) },
  ], "a test");
  expect(Object.keys(reference.instruments)).toEqual(["A.test", "B.test"]);
  expect(readReference("m", JSON.stringify(reference))).toEqual(reference);
  const names = ["", "A.test", "B.test", "FEW.test", "NEW.test"];
  const watch = new DriftWatch(() => reference, (id) => names[id]!);
  // All are distributed as B: A is not as it was, and the whole has a quarter of its spreads in the middle.
  for (const instrumentId of [1, 2, 3, 4]) {
    const vectors = apart(driftVectors.window, 3 + instrumentId);
    watch.observe(vectors.map((one) => ({ ...one, instrumentId })), lineUp);
  }
  const told = [1, 2, 3].flatMap(() => watch.look());
  expect(told.map(({ instrumentId, feature }) => `${instrumentId} ${feature}`)).toContain(
    "1 spreadBps",
  );
  expect(told.filter(({ instrumentId }) => instrumentId === 2)).toEqual([]);
  expect(watch.status().map(({ instrument }) => instrument).sort()).toEqual([
    "",
    "A.test",
    "B.test",
  ]);
});

/** Vectors of a simulated market that count, past its warming. */
const marketVectors = async (seed: number): Promise<FeatureVector[]> => {
  const vectors: FeatureVector[] = [];
  const thinned = new Thinned();
  const machine = new Machine([features], new InstrumentRegistry(), (record) => {
    if (record._tag !== "featureVector" || record.flags !== 0) return;
    if (thinned.takes(record)) vectors.push(record);
  });
  const source = simulatedSource({ seed, speed: 0, ticks: 900_000 });
  let position = 0;
  for await (const { ticks } of source.open(undefined, () => {}, new AbortController().signal)) {
    for (const tick of ticks as unknown as AnyRecord[]) {
      tick.position = ++position;
      tick.outputIndex = 0;
      machine.receive(tick);
    }
  }
  return vectors;
};

it(
  "finds a feature of a market scaled by 1.5 within one window of vectors, and none before",
  async () => {
    const vectors = await marketVectors(7);
    const { window } = driftVectors;
    expect(vectors.length).toBeGreaterThan(2.5 * window);
    const watch = watchOf(learned(vectors));
    const cut = vectors.length - window;
    for (const vector of vectors.slice(0, cut)) watch.observe([vector], lineUp);
    expect([1, 2, 3, 4].flatMap(() => watch.look())).toEqual([]);
    const raised: string[] = [];
    let taken = 0;
    for (const vector of scaled(vectors.slice(cut), "imbalance1")) {
      watch.observe([vector], lineUp);
      if (++taken % 32 !== 0) continue;
      raised.push(...watch.look().map(({ feature, state }) => `${feature} ${state}`));
      if (raised.length > 0) break;
    }
    expect(raised).toEqual(["imbalance1 raised"]);
    expect(taken).toBeLessThan(window);
  },
  120_000,
);
