// npm run bench:drift: each feature of the test days of stocks scaled by 1.5, and after how many vectors that is told.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Thinned } from "../../models/drift/drift.ts";
import { driftVectors } from "../../models/drift/reference.ts";
import { DriftWatch } from "../../models/drift/watch.ts";
import { loadModel } from "../../models/load.ts";
import { inputWidth } from "../../models/packing.ts";
import { modelsFolder } from "../../models/roster.ts";
import { vectorOf } from "../../models/testing.ts";
import { readNpy } from "../../models/training/npy.ts";
import { type FeatureName, featureNames, type FeatureVector } from "../../streams/features.ts";
import type { LineUp } from "../../streams/models.ts";

const { values } = parseArgs({
  options: { model: { type: "string", default: "next-move-lightgbm" } },
});
const { card, reference } = loadModel({ name: values.model });
const sessions = fileURLToPath(new URL("training/.cache/sessions/", modelsFolder));
const lookUs = 1_000_000;
const columns = 5;

/** The vectors of the test day of an instrument that count. */
const testDay = ({ instrument, from, to }: typeof card.results[number]): FeatureVector[] => {
  const stem = join(sessions, `${instrument}-${from.slice(0, 10)}`);
  if (!existsSync(`${stem}.features.npy`)) {
    console.error(`error: cannot find ${stem}.features.npy: npm run train -- --check writes it`);
    process.exit(2);
  }
  const features = readNpy(`${stem}.features.npy`, "<f4");
  const moments = readNpy(`${stem}.moments.npy`, "<i8");
  const thinned = new Thinned();
  const vectors: FeatureVector[] = [];
  for (let row = 0; row < moments.length / columns; row++) {
    const eventTimeUs = Number(moments[row * columns]);
    if (moments[row * columns + 3] !== 0n) continue;
    if (eventTimeUs < Date.parse(from) * 1000 || eventTimeUs > Date.parse(to) * 1000) continue;
    const numbers = features.subarray(row * inputWidth, (row + 1) * inputWidth);
    const vector = { ...vectorOf([...numbers], row), eventTimeUs };
    if (thinned.takes(vector)) vectors.push(vector);
  }
  return vectors;
};

const { name, version, sha256 } = card;
const lineUp: LineUp = {
  models: [{ name, version, sha256, windowRows: 1, role: "serving", pinned: false }],
  former: {},
  chosen: false,
};

/** Gives vectors to a watch that looks every second, until it tells of a feature. */
const watching = (instrument: string) => {
  const watch = new DriftWatch(() => reference, () => instrument);
  let nextUs = 0;
  return (vector: FeatureVector): readonly string[] => {
    watch.observe([vector], lineUp);
    if (vector.eventTimeUs < nextUs) return [];
    nextUs = vector.eventTimeUs + lookUs;
    return watch.look().filter(({ state }) => state === "raised").map(({ feature }) => feature);
  };
};

const scaled = (vector: FeatureVector, feature: FeatureName): FeatureVector => ({
  ...vector,
  [feature]: Math.fround(vector[feature] * 1.5),
});

const results = card.results.filter(({ instrument }) => instrument.endsWith(".sip"));
const instruments = results.map((result) => {
  const { instrument } = result;
  const vectors = testDay(result);
  const asItWas = watching(instrument);
  const falselyTold = vectors.flatMap(asItWas);
  // The first window as it was; then two more with one feature scaled.
  const told: Record<string, { readonly vectors: number; readonly seconds: number } | null> = {};
  for (const feature of featureNames) {
    const take = watching(instrument);
    const before = new Set(vectors.slice(0, driftVectors.window).flatMap(take));
    const after = vectors.slice(driftVectors.window, 3 * driftVectors.window);
    const at = after.findIndex((vector) => take(scaled(vector, feature)).includes(feature));
    const since = (i: number) => (after[i]!.eventTimeUs - after[0]!.eventTimeUs) / 1e6;
    told[feature] = at < 0 || before.has(feature)
      ? null
      : { vectors: at + 1, seconds: Math.round(since(at)) };
  }
  const found = Object.values(told).filter((one) => one !== null);
  return {
    instrument,
    vectors: vectors.length,
    ownReference: reference?.instruments[instrument] !== undefined,
    /** Features told on the day as it was: unlike the training, or falsely. */
    asItWas: [...new Set(falselyTold)],
    found: found.length,
    withinOneWindow: found.filter(({ vectors }) => vectors <= driftVectors.window).length,
    told,
  };
});
const result = { command: `npm run bench:drift -- --model ${name}`, factor: 1.5, instruments };
const file = fileURLToPath(new URL("../results/models-drift.json", import.meta.url));
writeFileSync(file, JSON.stringify(result, null, 2) + "\n");
process.stdout.write(readFileSync(file, "utf8"));
