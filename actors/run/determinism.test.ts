// The same input gives the same bytes: twice, in any batches, live or replayed, and through restarts.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Effect, Fiber } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Inference, openInference } from "../../models/inference.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord, Tag } from "../../streams/records.ts";
import { allStreams, type StreamName, streamOf } from "../../streams/subjects.ts";
import { MemoryStore, memoryTransport } from "../../streams/transport/memory.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { accountActors, marketActors, tradingActors } from "../roster.ts";
import { openSource } from "../sources/roster.ts";
import { simulatedSource } from "../sources/simulated/source.ts";
import type { TickSource } from "../sources/source.ts";
import { DeadLetters } from "./dead-letters.ts";
import { recordsOf } from "./decode.ts";
import { Digest } from "./digest.ts";
import { live } from "./live.ts";
import { noProgress } from "./progress.ts";
import { replay } from "./replay.ts";

const instruments = new InstrumentRegistry();
/** What must be equal: everything that is derived. Sessions and traces carry the wall clock. */
const derived: readonly Tag[] = [
  ...["bookSnapshot", "bar", "featureVector", "prediction", "signal"] as const,
  ...["orderCommand", "riskDecision", "orderEvent", "fill", "position"] as const,
];
/** The streams that carry it, with whatever else they carry. */
const names: ReadonlySet<StreamName> = new Set(
  derived.map((tag) => streamOf(tag).name as StreamName),
);

let inference: Inference;
beforeAll(async () => {
  inference = await openInference();
});
afterAll(() => inference?.close());

const actors = () => ({ market: marketActors, trading: tradingActors, predict: inference.predict });

const digestOf = async (source: TickSource, batchTicks?: number) => {
  const digest = new Digest();
  const deliver = (record: AnyRecord) => {
    if (names.has(streamOf(record._tag).name as StreamName)) digest.add(record);
  };
  const records = await replay({
    ...actors(),
    source,
    instruments,
    deliver,
    ...(batchTicks === undefined ? {} : { batchTicks }),
  });
  return { records, digest: digest.end() };
};

const market = (seed: number) => simulatedSource({ seed, speed: 0, ticks: 60_000 });

describe("a replay", () => {
  it("of the same seed gives equal features, predictions, signals, orders and fills", async () => {
    const [one, again, other] = [
      await digestOf(market(7)),
      await digestOf(market(7)),
      await digestOf(market(8)),
    ];
    expect(again).toEqual(one);
    expect(other.digest.featureVector).not.toEqual(one.digest.featureVector);
    for (const tag of derived) expect(one.digest[tag]?.rows, tag).toBeGreaterThan(0);
  });

  it("gives the same bytes however its ticks are cut into batches", async () => {
    const [one, other] = [await digestOf(market(3), 1024), await digestOf(market(3), 97)];
    expect(other).toEqual(one);
  });

  const folder = fileURLToPath(
    new URL(
      `${
        process.env["CONTRAIL_SHARED_DATA"] ?? "../../../shared/data"
      }/binance-l2-20240808/usdm_btcusdt`,
      import.meta.url,
    ),
  );
  const present = existsSync(folder);
  if (!present) console.warn("Skipped: the Binance recordings are not on this machine");
  it.skipIf(!present)(
    "of the same recorded files gives equal features, signals and orders",
    async () => {
      const open = () => openSource({ source: "replay", files: [folder], speed: 0, seed: 0 });
      const [one, again] = [await digestOf(await open()), await digestOf(await open())];
      expect(again).toEqual(one);
      expect(one.records).toBeGreaterThan(500_000);
      for (const tag of ["featureVector", "signal", "orderCommand"] as const) {
        expect(one.digest[tag]?.rows, tag).toBeGreaterThan(0);
      }
    },
    120_000,
  );
});

/** Runs the live host until the source ends, or until it has taken so many records and is interrupted. */
const runLive = (source: TickSource, interruptAt: number) =>
  Effect.gen(function* () {
    const progress = noProgress();
    const stop = new AbortController();
    const deadLetters = new DeadLetters(accountActors);
    const host = { models: 1, progress, deadLetters, runId: "one", stop: stop.signal };
    const options = { ...actors(), ...host, source, instruments };
    const fiber = yield* Effect.forkChild(live(options));
    while (progress.records < interruptAt && fiber.pollUnsafe() === undefined) {
      yield* Effect.promise(() => new Promise((next) => setImmediate(next)));
    }
    if (fiber.pollUnsafe() === undefined) yield* Fiber.interrupt(fiber);
    else yield* Fiber.join(fiber);
  });

/** The digests of what the streams of a store hold. */
const digestOfStreams = (store: MemoryStore) => {
  const digest = new Digest();
  for (const name of names) {
    for (const message of store.stream(name).messages) {
      for (const record of recordsOf(message.subject, message.payload)) digest.add(record);
    }
  }
  return digest.end();
};

describe("the live host", () => {
  it("gives the bytes of the replay, also when it is torn down again and again", async () => {
    const expected = await digestOf(market(5));
    const store = new MemoryStore();
    const program = Effect.gen(function* () {
      yield* (yield* Transport).ensureStreams(allStreams);
      for (const records of [5_000, 17_000, 17_001, 33_000, 52_000]) {
        yield* runLive(market(5), records);
      }
      yield* runLive(market(5), Number.POSITIVE_INFINITY);
    });
    await Effect.runPromise(program.pipe(Effect.provide(memoryTransport(store))));
    expect(digestOfStreams(store)).toEqual(expected.digest);
  }, 180_000);
});
