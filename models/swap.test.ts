// Swaps of models: each counts from its position on, whatever the batches, and nothing is lost or doubled.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { features } from "../actors/features.ts";
import { Pipeline, type PipelineSnapshot } from "../actors/pipeline.ts";
import { controlRow } from "../actors/testing/rows.ts";
import { randomFrom } from "../actors/testing/random.ts";
import { randomTicks } from "../actors/testing/random-market.ts";
import { InstrumentRegistry } from "../streams/instruments.ts";
import type { LineUp } from "../streams/models.ts";
import { type Prediction, predictionFlags } from "../streams/predictions.ts";
import type { AnyRecord } from "../streams/records.ts";
import { type Inference, openInference } from "./inference.ts";
import { loadModel } from "./load.ts";
import { someVectors } from "./testing.ts";

const names = ["next-move-lightgbm", "next-move-xgboost"] as const;
const cards = names.map((name) => loadModel({ name }).card);

/** A line-up by the places of models in `names`; a star makes a shadow. */
const lineUpOf = (...places: readonly (0 | 1 | "0*" | "1*")[]): LineUp => ({
  models: places.map((place) => {
    const { name, version, sha256 } = cards[Number(String(place)[0])]!;
    const role = `${place}`.endsWith("*") ? "shadow" : "serving";
    return { name, version, sha256, windowRows: 1, role, pinned: false };
  }),
  former: {},
  chosen: true,
});
const lineUps = [lineUpOf(0), lineUpOf(1), lineUpOf("0*", 1)];

let inference: Inference;
beforeAll(async () => {
  inference = await openInference();
});
afterAll(() => inference?.close());

/** Ticks with a swap after about every so many of them. */
const inputWith = (ticks: number, every: number): AnyRecord[] => {
  const { between } = randomFrom(17);
  const out: AnyRecord[] = [];
  for (const tick of randomTicks({ seed: 11, records: ticks, instruments: 2 })) {
    tick.position = out.length;
    out.push(tick);
    if (out.length % every !== 0) continue;
    const lineUp = lineUps[between(0, lineUps.length - 1)]!;
    out.push(controlRow({
      ...{ position: out.length, control: "model", instrumentId: 0 },
      value: JSON.stringify({ action: "promote", version: null, lineUp }),
    }));
  }
  return out;
};

/** What each position must have: a prediction by every model that its line-up names. */
const expectedOf = (input: readonly AnyRecord[], vectors: ReadonlyMap<number, number>) => {
  let lineUp = inference.lineUp;
  const out: string[] = [];
  for (const { _tag, position, ...record } of input) {
    if (_tag === "control") lineUp = JSON.parse((record as { value: string }).value).lineUp;
    for (let i = 0; i < (vectors.get(position) ?? 0) * lineUp.models.length; i++) {
      const model = lineUp.models[i % lineUp.models.length]!;
      out.push(`${position}.${i} ${model.name} ${model.sha256} ${model.role}`);
    }
  }
  return out;
};

const lineOf = ({ position, outputIndex, model, modelSha256, flags }: Prediction) =>
  `${position}.${outputIndex} ${model} ${modelSha256} ` +
  `${(flags & predictionFlags.shadow) === 0 ? "serving" : "shadow"}`;

/** Runs the input in batches of random sizes; goes on from a snapshot after each of some positions. */
const run = async (
  input: readonly AnyRecord[],
  largest: number,
  restarts: readonly number[] = [],
) => {
  const predictions: Prediction[] = [];
  const vectors = new Map<number, number>();
  const make = () =>
    new Pipeline({
      instruments: new InstrumentRegistry(),
      market: [features],
      trading: [],
      predict: inference.predict,
      deliver: (record) => {
        if (record._tag === "prediction") predictions.push(record);
        if (record._tag === "featureVector") {
          vectors.set(record.position, (vectors.get(record.position) ?? 0) + 1);
        }
      },
    });
  let pipeline = make();
  const { between } = randomFrom(largest);
  for (let from = 0, size = 0; from < input.length; from += size) {
    size = between(1, largest);
    await pipeline.run(input.slice(from, from + size));
    if (!restarts.some((at) => from < at && from + size >= at)) continue;
    const snapshot: PipelineSnapshot = structuredClone(pipeline.snapshot());
    pipeline = make();
    pipeline.restore(snapshot);
  }
  return { predictions, vectors };
};

describe("a swap", () => {
  it("counts from its position on, for every cut into batches and through restarts", async () => {
    const input = inputWith(3_000, 400);
    const one = await run(input, 1_000);
    const expected = expectedOf(input, one.vectors);
    expect(one.predictions.map(lineOf)).toEqual(expected);
    expect(new Set(one.predictions.map(({ model }) => model)).size).toBe(2);
    const other = await run(input, 40, [700, 2_800]);
    expect(other.predictions).toEqual(one.predictions);
  }, 180_000);

  it("to a line-up that was prepared waits for nothing, and the old one answers what it had", async () => {
    const vectors = someVectors(600);
    await inference.prepare(lineUps[0]!);
    await inference.prepare(lineUps[1]!);
    const calls = Array.from(
      { length: 30 },
      (_, i) => inference.predict(vectors.slice(i * 20, i * 20 + 20), lineUps[i % 2]),
    );
    const made = (await Promise.all(calls)).flat(2);
    expect(made.map(({ position, model }) => ({ position, model }))).toEqual(
      vectors.map(({ position }) => ({ position, model: names[Math.floor(position / 20) % 2] })),
    );
  });

  it("to a model that is nowhere is refused, and the old one goes on", async () => {
    const [model] = lineUps[0]!.models;
    const unknown = { ...lineUps[0]!, models: [{ ...model!, sha256: "0".repeat(64) }] };
    await expect(inference.prepare(unknown)).rejects.toThrow(
      /^Model "next-move-lightgbm" refused: no file with sha256 0{64} is here, only [0-9a-f]{64}$/,
    );
    await expect(inference.predict(someVectors(2), unknown)).rejects.toThrow(/refused: no file/);
    expect((await inference.predict(someVectors(2), lineUps[0])).length).toBe(2);
  });
});
