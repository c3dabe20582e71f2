// A run with many swaps of models under load: what was predicted, by which model, and how long anybody waited.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Effect, Stream } from "effect";
import { outcomes } from "../../actors/outcomes.ts";
import { Pipeline, type Predict } from "../../actors/pipeline.ts";
import { DeadLetters } from "../../actors/run/dead-letters.ts";
import { recordsOf } from "../../actors/run/decode.ts";
import { batchTicks } from "../../actors/run/limits.ts";
import { live } from "../../actors/run/live.ts";
import { noProgress } from "../../actors/run/progress.ts";
import type { InputAnswer } from "../../actors/run/requests.ts";
import { marketActors } from "../../actors/roster.ts";
import type { TickSource } from "../../actors/sources/source.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { modelDesk } from "../../models/desk.ts";
import { openInference } from "../../models/inference.ts";
import { type ModelFiles, readModelFiles } from "../../models/load.ts";
import { type Registry, registryOver, seedRegistry } from "../../models/registry.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { Quote } from "../../streams/market.ts";
import { lineUpSetBy, type ModelRequest } from "../../streams/models.ts";
import type { Prediction } from "../../streams/predictions.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { Unstamped } from "../../streams/record.ts";
import { allStreams, type StreamName } from "../../streams/subjects.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";

/** How much is run. */
export interface SwapOptions {
  readonly swaps: number;
  readonly featuresPerSecond: number;
  /** Seconds without a swap at the beginning, to compare with. */
  readonly quietSeconds: number;
  /** Seconds from one swap to the next. */
  readonly everySeconds: number;
}

/** Milliseconds from one answer of the models to the next. */
export interface Gaps {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** What a run showed. Lost, doubled and wrong are to be 0. */
export interface SwapResult {
  readonly swaps: number;
  readonly models: number;
  readonly vectors: number;
  readonly predictions: number;
  readonly lost: number;
  readonly doubled: number;
  /** Predictions that name another model than the log has at their position. */
  readonly wrongModel: number;
  /** Predictions that a replay of the log does not repeat to the bit. */
  readonly otherThanReplay: number;
  readonly quiet: Gaps;
  readonly swapping: Gaps;
  /** Milliseconds from asking for a swap to its place in the log. */
  readonly askedMs: { readonly p50: number; readonly most: number };
  readonly memoryMiB: { readonly before: number; readonly after: number };
}

const model = "next-move-lightgbm";
const twin = "next-move-xgboost";

/** A quote whose best level is another than that of the one before, so that it gives a vector. */
const quoteAt = (i: number, perSecond: number): Unstamped<Quote> => ({
  _tag: "quote",
  instrumentId: 1,
  eventTimeUs: 1_000_000_000_000 + Math.round(i * 1e6 / perSecond),
  ingestTimeUs: 0,
  bidPriceTicks: 10_000 + Math.floor(i / 40) % 7,
  bidQuantityLots: 10 + i % 13,
  askPriceTicks: 10_001 + Math.floor(i / 40) % 7,
  askQuantityLots: 10 + i % 11,
  flags: 0,
  updateId: 0,
});

/** Quotes at so many a second by the clock, until it is stopped. */
const quotesFor = (perSecond: number, stop: AbortSignal): TickSource => ({
  kind: "simulated",
  name: `Quotes at ${perSecond} a second`,
  speed: 1,
  instruments: [],
  open: async function* () {
    const started = performance.now();
    for (let given = 0; !stop.aborted;) {
      const due = Math.floor((performance.now() - started) * perSecond / 1000);
      const count = Math.min(batchTicks, due - given);
      if (count > 0) {
        yield { ticks: Array.from({ length: count }, (_, i) => quoteAt(given + i, perSecond)) };
        given += count;
      } else {
        await sleep(1);
      }
    }
  },
});

/** A version of its own of one model: the trees of this one or the other, with a note in the file. */
const versionOf = (version: number): ModelFiles => {
  const files = readModelFiles(version % 2 === 0 ? twin : model);
  const note = new TextEncoder().encode(`version ${version}`);
  // Field 6 of an ONNX model is its doc_string.
  const bytes = Uint8Array.from([...files["model.onnx"], 0x32, note.length, ...note]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const edited = (part: "card.json" | "golden.json", more: object) => {
    const json = JSON.parse(new TextDecoder().decode(files[part]));
    return new TextEncoder().encode(JSON.stringify({ ...json, sha256, ...more }));
  };
  return {
    "card.json": edited("card.json", { name: model, version }),
    "golden.json": edited("golden.json", {}),
    "model.onnx": bytes,
  };
};

/** Every record of a stream. */
const recordsIn = Effect.fnUntraced(function* (stream: StreamName) {
  const transport = yield* Transport;
  const { sequence } = yield* transport.tail(stream);
  const found: AnyRecord[] = [];
  yield* transport.read(stream, 1).pipe(
    Stream.takeUntil((messages) => messages.at(-1)!.sequence >= sequence),
    Stream.runForEach((messages) =>
      Effect.sync(() => {
        for (const { subject, payload } of messages) found.push(...recordsOf(subject, payload));
      })
    ),
  );
  return found;
});

const percentiles = (times: readonly number[]): Gaps => {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) =>
    Math.round(
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100,
    ) /
    100;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
};

const gapsOf = (times: readonly number[]): Gaps =>
  percentiles(times.slice(1).map((time, i) => time - times[i]!));

const memory = (): number => Math.round(process.memoryUsage.rss() / 1024 ** 2);
const settings = { features: { intervalUs: 0 } };

/** Runs it over a nats-server of its own. */
export const runSwaps = async (options: SwapOptions): Promise<SwapResult> => {
  const servers = await startTestServers({ clickhouse: false });
  const { nats } = servers.endpoints;
  const as = (user: "core" | "gateway") =>
    jetStreamTransport({ url: nats.url, ...nats.users[user], name: user });
  try {
    return await Effect.runPromise(
      swapping(options, as("gateway")).pipe(Effect.provide(as("core"))),
    );
  } finally {
    await servers.stop();
  }
};

const swapping = Effect.fnUntraced(function* (
  options: SwapOptions,
  asking: ReturnType<typeof jetStreamTransport>,
) {
  const { swaps, featuresPerSecond, quietSeconds, everySeconds } = options;
  const transport = yield* Transport;
  yield* transport.ensureStreams(allStreams);
  const registry = registryOver(transport.objects);
  yield* Effect.promise(() => keepVersions(registry, swaps));
  const inference = yield* Effect.promise(() => openInference({ find: registry.find }));
  const answered: number[] = [];
  const predict: Predict = async (vectors, lineUp, recent) => {
    const made = await inference.predict(vectors, lineUp, recent);
    answered.push(performance.now());
    return made;
  };
  const stop = new AbortController();
  const instruments = new InstrumentRegistry();
  const running = live({
    source: quotesFor(featuresPerSecond, stop.signal),
    runId: "swaps",
    stop: stop.signal,
    instruments,
    market: marketActors,
    trading: [outcomes],
    settings,
    predict,
    models: 1,
    desk: modelDesk(inference, registry),
    progress: noProgress(),
    deadLetters: new DeadLetters(new Set()),
  });
  const before = memory();
  const asked: number[] = [];
  let began = 0;
  const ask = Effect.gen(function* () {
    const { request } = yield* Transport;
    // The first seconds compile code; then some without a swap.
    yield* Effect.sleep(`${Math.round(quietSeconds * 1000)} millis`);
    began = performance.now();
    for (let swap = 0; swap < swaps; swap++) {
      const asks = performance.now();
      const wish: ModelRequest = {
        ...{ action: "promote", version: swap + 2, sha256: null, replaces: null },
      };
      const text = yield* request(
        JSON.stringify({
          ...{ control: "model", instrumentId: 0, name: model, reason: `swap ${swap}` },
          value: JSON.stringify(wish),
        }),
        { timeoutMs: 60_000 },
      );
      const answer = JSON.parse(text) as InputAnswer;
      if ("error" in answer) return yield* Effect.die(new Error(answer.error));
      const tookMs = performance.now() - asks;
      asked.push(tookMs);
      yield* Effect.sleep(`${Math.max(0, Math.round(everySeconds * 1000 - tookMs))} millis`);
    }
    stop.abort();
  }).pipe(Effect.provide(asking));
  yield* Effect.all([running, ask], { concurrency: 2, discard: true });
  yield* Effect.promise(() => inference.close());
  const after = memory();
  const input = yield* recordsIn("INPUT");
  const vectors = yield* recordsIn("FEATURES");
  const predictions = (yield* recordsIn("PREDICTIONS")) as Prediction[];
  const checked = checkModels(input, vectors, predictions);
  const replayed = yield* Effect.promise(() => replay(input, registry, instruments));
  const warm = Math.min(2_000, quietSeconds * 500);
  const quiet = answered.filter((at) => at < began && at > answered[0]! + warm);
  return {
    swaps: asked.length,
    models: new Set(predictions.map((one) => one.modelSha256)).size,
    vectors: vectors.length,
    predictions: predictions.length,
    ...checked,
    otherThanReplay: Math.abs(replayed.length - predictions.length) +
      predictions.filter((one, i) => lineOf(one) !== lineOf(replayed[i]!)).length,
    quiet: gapsOf(quiet),
    swapping: gapsOf(answered.filter((at) => at >= began)),
    askedMs: { p50: percentiles(asked).p50, most: percentiles(asked).most },
    memoryMiB: { before, after },
  } satisfies SwapResult;
});

const keepVersions = async (registry: Registry, swaps: number): Promise<void> => {
  await seedRegistry(registry);
  for (let swap = 0; swap < swaps; swap++) await registry.keep(model, versionOf(swap + 2));
};

const lineOf = (one: Prediction | undefined): string =>
  one === undefined
    ? ""
    : `${one.position}.${one.outputIndex} ${one.modelVersion} ${one.modelSha256} ` +
      `${one.probabilityUp} ${one.probabilityDown} ${one.flags}`;

/** Every vector has one prediction of every model that the log has at its position, and no other. */
const checkModels = (
  input: readonly AnyRecord[],
  vectors: readonly AnyRecord[],
  predictions: readonly Prediction[],
) => {
  const made = new Map<number, Prediction[]>();
  for (const one of predictions) made.set(one.position, [...made.get(one.position) ?? [], one]);
  const counts = { lost: 0, doubled: 0, wrongModel: 0 };
  const at = new Set(vectors.map(({ position }) => position));
  let lineUp;
  for (const record of input) {
    if (record._tag === "control") lineUp = lineUpSetBy(record) ?? lineUp;
    if (!at.has(record.position)) continue;
    const found = made.get(record.position) ?? [];
    const wished = lineUp!.models;
    counts.lost += Math.max(0, wished.length - found.length);
    counts.doubled += Math.max(0, found.length - wished.length);
    counts.wrongModel += found.filter((one, i) =>
      one.modelSha256 !== wished[i]?.sha256 || one.modelVersion !== wished[i]?.version
    ).length;
    made.delete(record.position);
  }
  for (const strangers of made.values()) counts.doubled += strangers.length;
  return counts;
};

/** The predictions of the log, made again. */
const replay = async (
  input: readonly AnyRecord[],
  registry: Registry,
  instruments: InstrumentRegistry,
): Promise<Prediction[]> => {
  const inference = await openInference({ find: registry.find });
  const made: Prediction[] = [];
  const pipeline = new Pipeline({
    ...{ instruments, market: marketActors, trading: [], settings, predict: inference.predict },
    deliver: (record) => void (record._tag === "prediction" && made.push(record)),
  });
  for (let from = 0; from < input.length; from += 1_024) {
    await pipeline.run(input.slice(from, from + 1_024));
  }
  await inference.close();
  return made;
};
