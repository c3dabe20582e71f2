// Windows in the pipeline: the same as vector by vector, for every cut into batches, through restarts and swaps.
import { expect, it } from "vitest";
import { features } from "../actors/features.ts";
import { Pipeline, type PipelineSnapshot, type Predict } from "../actors/pipeline.ts";
import { controlRow } from "../actors/testing/rows.ts";
import { randomFrom } from "../actors/testing/random.ts";
import { randomTicks } from "../actors/testing/random-market.ts";
import { featureNames, type FeatureVector } from "../streams/features.ts";
import { InstrumentRegistry } from "../streams/instruments.ts";
import type { AnyRecord } from "../streams/records.ts";
import { inputWidth, packWindow } from "./packing.ts";
import { Window } from "./window.ts";

const spec = { rows: 5, gapUs: 400_000 };
const shownOf = (matrix: Float32Array, row = 0) =>
  [...matrix.subarray(row * spec.rows * inputWidth, (row + 1) * spec.rows * inputWidth)].join();

/** Runs ticks in batches of random sizes, and tells the window of every vector. */
const run = async (input: readonly AnyRecord[], largest: number, restarts: readonly number[]) => {
  const windows: string[] = [];
  const vectors: FeatureVector[] = [];
  const predict: Predict = Object.assign(
    ((some, _lineUp, recent) => {
      const matrix = new Float32Array(some.length * spec.rows * inputWidth);
      some.forEach((vector, i) => {
        packWindow(matrix, i, { recent: recent![i]!, spec });
        windows.push(shownOf(matrix, i));
        vectors.push(vector);
      });
      return Promise.resolve(some.map(() => []));
    }) as Predict,
    { windowRows: spec.rows },
  );
  const make = () =>
    new Pipeline({
      ...{ instruments: new InstrumentRegistry(), market: [features], trading: [], predict },
      deliver: () => {},
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
  return { windows, vectors };
};

it("are those of a window that takes one vector after the other", async () => {
  const input: AnyRecord[] = randomTicks({ seed: 21, records: 4_000, instruments: 3 });
  const session = (position: number) =>
    controlRow({ control: "sessionStarted", value: "{}", position });
  input.splice(2_500, 0, session(0));
  input.forEach((one, i) => one.position = i);
  const { windows, vectors } = await run(input, 900, []);
  expect(vectors.length).toBeGreaterThan(500);
  const byHand = new Map<number, Window>();
  let begun = false;
  const expected = vectors.map((vector) => {
    if (!begun && vector.position > 2_500) {
      begun = true;
      byHand.clear();
    }
    const window = byHand.get(vector.instrumentId) ?? new Window(spec, inputWidth);
    byHand.set(vector.instrumentId, window);
    window.push(vector, featureNames.map((name) => vector[name]));
    const shown = new Float32Array(spec.rows * inputWidth);
    window.write(shown, 0);
    return shownOf(shown);
  });
  expect(windows).toEqual(expected);
  expect((await run(input, 30, [10, 1_200, 2_499, 2_501, 3_999])).windows).toEqual(expected);
});
