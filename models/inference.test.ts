// Inference: the same prediction however vectors were batched, and no trust in what is broken.
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Prediction, prediction, predictionFlags } from "../streams/predictions.ts";
import { type Inference, openInference } from "./inference.ts";
import { waitingVectors } from "./limits.ts";
import { roster } from "./roster.ts";
import { InferenceService } from "./service.ts";
import { someVectors } from "./testing.ts";

const { name } = roster[0]!;
/** A message that no thread survives. */
const poison = 1n;
/** Starts inference and gives its thread with it. */
const openWithThread = async (): Promise<readonly [Inference, Worker]> => {
  const started = once(process, "worker") as Promise<[Worker]>;
  const inference = await openInference();
  return [inference, (await started)[0]];
};

describe("inference", () => {
  let inference: Inference;
  beforeAll(async () => {
    inference = await openInference();
  });
  afterAll(() => inference.close());

  it("predicts the same bits alone, in a batch, and in any cut of it", async () => {
    const vectors = someVectors(3000);
    const together = await inference.predict(vectors);
    for (const size of [1, 2, 7, 19, 64, 129, 256, 1000]) {
      const apart: (readonly Prediction[])[] = [];
      const end = size < 20 ? 400 : vectors.length;
      for (let from = 0; from < end; from += size) {
        apart.push(...await inference.predict(vectors.slice(from, Math.min(end, from + size))));
      }
      expect(apart, `batches of ${size}`).toEqual(together.slice(0, end));
    }
  });

  it("predicts the same bits when many calls wait together", async () => {
    const vectors = someVectors(500, 2);
    const together = await inference.predict(vectors);
    const before = inference.counts().runs;
    const apart = await Promise.all(vectors.map((vector) => inference.predict([vector])));
    expect(apart.flat()).toEqual(together);
    expect(inference.counts().runs - before, "what waits goes in one run").toBeLessThan(10);
  });

  it("says which model predicted, from what, and how far ahead", async () => {
    const vector = { ...someVectors(1)[0]!, position: 77, outputIndex: 3, flags: 5 };
    const [[made]] = await inference.predict([vector]) as [[Prediction]];
    const { card } = inference.models[0]!;
    const { probabilityUp, probabilityDown, ...rest } = made;
    expect(rest).toEqual({
      _tag: "prediction",
      position: 77,
      outputIndex: 3,
      instrumentId: 1,
      eventTimeUs: vector.eventTimeUs,
      model: name,
      modelVersion: card.version,
      modelSha256: card.sha256,
      horizonUs: 0,
      midPriceHalfTicks: 2001,
      flags: 5,
    });
    expect(Math.fround(probabilityUp)).toBe(probabilityUp);
    expect(probabilityUp + probabilityDown).toBeCloseTo(1, 6);
    const view = new DataView(new ArrayBuffer(prediction.frame!.rowBytes));
    prediction.frame!.write(view, 0, made);
    expect(prediction.frame!.read(view, 0)).toEqual(made);
  });

  it("refuses a feature that is no number, and still answers the calls beside it", async () => {
    const [good, other] = someVectors(2);
    const bad = { ...other!, imbalance1: Number.NaN, position: 9 };
    const calls = [good!, bad, good!].map((vector) => inference.predict([vector]));
    const [first, refused, last] = await Promise.allSettled(calls);
    expect(refused).toMatchObject({
      reason: {
        message: 'Feature "imbalance1" of instrument 1 at position 9 is NaN: ' +
          "expected a finite number",
      },
    });
    expect(first?.status).toBe("fulfilled");
    expect(last).toEqual(first);
  });

  it("refuses vectors of another feature set", async () => {
    const vector = { ...someVectors(1)[0]!, set: 2 };
    await expect(inference.predict([vector])).rejects.toThrow(/Feature set .* is 2: expected 1/);
  });

  it("takes a call of any size when idle, and no more than its limit when not", async () => {
    const vectors = someVectors(100);
    const many = Array.from({ length: waitingVectors + 1 }, (_, i) => vectors[i % 100]!);
    const whole = inference.predict(many);
    await expect(inference.predict(vectors)).rejects.toThrow(/65537 wait, at most 65536 may/);
    expect((await whole).length).toBe(many.length);
    expect(inference.counts().waiting).toBe(0);
  });

  it("marks what a shadow predicts", async () => {
    const shadow = await openInference({ roster: [...roster, { name, shadow: true }] });
    const [made] = await shadow.predict(someVectors(1));
    expect(made!.map((one) => one.flags)).toEqual([0, predictionFlags.shadow]);
    expect(made!.map((one) => one.outputIndex)).toEqual([0, 1]);
    await shadow.close();
  });
});

describe("the inference thread", () => {
  it("is started again when it dies, and the run is tried again", async () => {
    const vectors = someVectors(5_000, 3);
    const [inference, thread] = await openWithThread();
    const whole = inference.predict(vectors);
    thread.postMessage(poison);
    const made = await whole;
    expect(made.length).toBe(vectors.length);
    expect(inference.counts().restarts).toBe(1);
    expect(await inference.predict(vectors.slice(0, 10))).toEqual(made.slice(0, 10));
    await inference.close();
  });

  it("is given up on when it dies again and again", async () => {
    const [inference, thread] = await openWithThread();
    const poisonNext = (next: Worker) => next.postMessage(poison);
    process.on("worker", poisonNext);
    onTestFinished(() => void process.off("worker", poisonNext));
    thread.postMessage(poison);
    const tried = () => inference.predict(someVectors(5)).catch((cause: Error) => cause.message);
    const answers = [await tried(), await tried(), await tried()];
    for (const answer of answers) expect(answer).toMatch(/^Gave up on .* (attempts|restarts): /);
    expect(answers[2]).toMatch(/^Gave up on inference after 5 restarts: .* failed: /);
    expect(inference.counts().restarts).toBe(5);
    await inference.close();
  });

  it("tells those who wait when it is closed", async () => {
    const inference = await openInference();
    const waits = inference.predict(someVectors(20_000));
    await Promise.all([expect(waits).rejects.toThrow("Inference is closed"), inference.close()]);
    await expect(inference.predict(someVectors(1))).rejects.toThrow("Inference is closed");
  });

  it("lives as long as the scope of its service", async () => {
    const used = await Effect.runPromise(
      InferenceService.use((inference) =>
        Effect.promise(() => inference.predict(someVectors(3)).then(() => inference))
      ).pipe(Effect.provide(InferenceService.layer())),
    );
    await expect(used.predict(someVectors(1))).rejects.toThrow("Inference is closed");
  });
});
