// The pipeline: however its input is cut, and wherever it stops, its outputs are the same bytes.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { FeatureVector } from "../streams/features.ts";
import { InstrumentRegistry } from "../streams/instruments.ts";
import { jsonLine } from "../streams/message.ts";
import type { Prediction } from "../streams/predictions.ts";
import { type AnyRecord, definitionOf } from "../streams/records.ts";
import type { Actor } from "./actor.ts";
import { bars } from "./bars.ts";
import { book } from "./book.ts";
import { features } from "./features.ts";
import { Pipeline, type PipelineSnapshot } from "./pipeline.ts";
import { randomFrom } from "./testing/random.ts";
import { randomTicks } from "./testing/random-market.ts";
import { controlRow, predictionRow, signalRow } from "./testing/rows.ts";

/** Two predictions a vector, in a time that has nothing to do with the input. */
const predict = async (vectors: readonly FeatureVector[]): Promise<Prediction[][]> => {
  for (let turn = vectors.length % 3; turn > 0; turn--) await Promise.resolve();
  return vectors.map(({ position, instrumentId, eventTimeUs, imbalance1 }) =>
    [0, 1].map((outputIndex) =>
      predictionRow({
        ...{ position, instrumentId, eventTimeUs, outputIndex },
        model: `m${outputIndex}`,
        probabilityUp: Math.fround((1 + imbalance1) / 2),
      })
    )
  );
};

/** Signals that hold a digest of everything seen so far: any change of order changes them all. */
const digest: Actor<
  { sum: number; text: string },
  "quote" | "trade" | "bookSnapshot" | "bar" | "featureVector" | "prediction" | "control",
  "signal"
> = {
  name: "digest",
  key: "all",
  receives: ["quote", "trade", "bookSnapshot", "bar", "featureVector", "prediction", "control"],
  emits: ["signal"],
  initial: () => ({ sum: 7, text: "" }),
  receive: (state, message, emit) => {
    state.text = `${message._tag} ${message.position}.${message.outputIndex}`;
    for (let i = 0; i < state.text.length; i++) {
      state.sum = (Math.imul(state.sum, 31) + state.text.charCodeAt(i)) | 0;
    }
    if (message._tag !== "prediction") return;
    const { instrumentId, eventTimeUs } = message;
    emit(signalRow({ instrumentId, eventTimeUs, signalId: `${state.sum}`, reason: state.text }));
  },
};

const makePipeline = (deliver: (record: AnyRecord) => void) =>
  new Pipeline({
    instruments: new InstrumentRegistry(),
    market: [book, bars, features],
    trading: [digest],
    predict,
    deliver,
  });

const input = (seed: number): AnyRecord[] => {
  const ticks: AnyRecord[] = randomTicks({ seed, records: 6_000, instruments: 4, dirt: 0.02 });
  ticks.splice(3_000, 1, controlRow({ position: 3_001, control: "sessionStarted" }));
  return ticks;
};

/** Runs the input in batches of random size, and returns a hash of the lines of each stream. */
const run = async (
  records: readonly AnyRecord[],
  largest: number,
  seed: number,
  restart?: number,
) => {
  const lines: Record<string, string[]> = {};
  const deliver = (record: AnyRecord) =>
    (lines[record._tag] ??= []).push(jsonLine(definitionOf(record._tag), record));
  let pipeline = makePipeline(deliver);
  const { between } = randomFrom(seed);
  for (let from = 0, size = 0; from < records.length; from += size) {
    size = between(1, largest);
    await pipeline.run(records.slice(from, from + size));
    if (restart !== undefined && from < restart && from + size >= restart) {
      const snapshot: PipelineSnapshot = structuredClone(pipeline.snapshot());
      pipeline = makePipeline(deliver);
      pipeline.restore(snapshot);
    }
  }
  return Object.entries(lines).sort(([a], [b]) => a < b ? -1 : 1).map(([tag, of]) =>
    `${tag} ${of.length} ${createHash("sha256").update(of.join("\n")).digest("hex")}`
  );
};

describe("the pipeline", () => {
  it.each([1, 2, 3])("gives the same bytes for every cut into batches, seed %i", async (seed) => {
    const whole = await run(input(seed), 10_000, seed);
    expect(whole.map((line) => line.split(" ")[0])).toEqual(
      ["bar", "bookSnapshot", "featureVector", "prediction", "signal"],
    );
    for (const largest of [1, 3, 100, 2_000]) {
      expect(await run(input(seed), largest, seed + largest)).toEqual(whole);
    }
  });

  it.each([1, 1_500, 3_100, 5_999])("goes on from a snapshot after %i records", async (restart) => {
    const whole = await run(input(9), 10_000, 9);
    expect(await run(input(9), 40, restart, restart)).toEqual(whole);
  });

  it("gives the same bytes where batches are derived ahead of what is decided", async () => {
    const records = input(4);
    const lines = async (ahead: number) => {
      const out: Record<string, string[]> = {};
      const pipeline = makePipeline((record) =>
        (out[record._tag] ??= []).push(jsonLine(definitionOf(record._tag), record))
      );
      const waiting: (() => Promise<void>)[] = [];
      for (let from = 0; from < records.length; from += 50) {
        const batch = records.slice(from, from + 50);
        const derived = pipeline.derive(batch);
        waiting.push(async () => pipeline.decide(batch, derived, await predict(derived.vectors)));
        if (waiting.length > ahead) await waiting.shift()!();
      }
      for (const decide of waiting) await decide();
      return out;
    };
    expect(await lines(3)).toEqual(await lines(0));
  });

  it("gives trading a record, what was made of it, and its predictions, in order", async () => {
    const seen: string[] = [];
    const receives = ["quote", "trade", "bookDelta", "featureVector", "prediction"] as const;
    const witness: Actor<null, typeof receives[number], "signal"> = {
      ...{ name: "witness", key: "all", receives, emits: [] },
      initial: () => null,
      receive: (_state, record) => {
        seen.push(`${record.position} ${record._tag} ${record.outputIndex}`);
      },
    };
    const pipeline = new Pipeline({
      instruments: new InstrumentRegistry(),
      market: [features],
      trading: [witness],
      predict,
      deliver: () => {},
    });
    await pipeline.run(randomTicks({ seed: 5, records: 400, instruments: 1 }));
    const position = (line: string) => Number(line.split(" ")[0]);
    seen.forEach((line, i) => {
      if (i > 0) expect(position(line)).toBeGreaterThanOrEqual(position(seen[i - 1]!));
      if (!line.includes("featureVector")) return;
      const at = position(line);
      expect(seen[i - 1]).toMatch(new RegExp(`^${at} (quote|trade|bookDelta) 0$`));
      expect(seen.slice(i + 1, i + 3)).toEqual([`${at} prediction 0`, `${at} prediction 1`]);
    });
    expect(seen.filter((line) => line.includes("featureVector")).length).toBeGreaterThan(50);
  });
});
