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
import { type LineUp, lineUpSetBy, type ModelRequest } from "../../streams/models.ts";
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
  /** From the last answer of one line-up to the first of the next: what a swap itself costs. */
  readonly atSwaps: Gaps;
  /** Gaps above 50 ms. */
  readonly above50Ms: {
    readonly quiet: number;
    readonly swapping: number;
    readonly atSwaps: number;
  };
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

/** Takes every message of a stream, so that never all of it is in memory. */
const eachMessage = Effect.fnUntraced(function* (
  stream: StreamName,
  take: (records: readonly AnyRecord[]) => Promise<void>,
) {
  const transport = yield* Transport;
  const { sequence } = yield* transport.tail(stream);
  yield* transport.read(stream, 1).pipe(
    Stream.takeUntil((messages) => messages.at(-1)!.sequence >= sequence),
    Stream.runForEach((messages) =>
      Effect.promise(async () => {
        for (const { subject, payload } of messages) await take(recordsOf(subject, payload));
      })
    ),
  );
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

const gapsOf = (times: readonly number[]): readonly number[] =>
  times.slice(1).map((time, i) => time - times[i]!);
const long = (gaps: readonly number[]): number => gaps.filter((gap) => gap > 50).length;

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
  /** Which answers were the first of another line-up. */
  const tookOver: number[] = [];
  let served: LineUp | undefined;
  const predict: Predict = async (vectors, lineUp, recent) => {
    const made = await inference.predict(vectors, lineUp, recent);
    answered.push(performance.now());
    if (lineUp !== served) tookOver.push(answered.length - 1);
    served = lineUp;
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
  const vectors = new Set<number>();
  yield* eachMessage("FEATURES", (records) => {
    for (const { position } of records) vectors.add(position);
    return Promise.resolve();
  });
  const predictions: string[] = [];
  const named = new Set<string>();
  yield* eachMessage("PREDICTIONS", (records) => {
    for (const one of records as Prediction[]) {
      predictions.push(lineOf(one));
      named.add(one.modelSha256);
    }
    return Promise.resolve();
  });
  const check = new Check(vectors, predictions);
  const again = yield* Effect.promise(() => openInference({ find: registry.find }));
  const pipeline = new Pipeline({
    ...{ instruments, market: marketActors, trading: [], settings, predict: again.predict },
    deliver: (record) => void (record._tag === "prediction" && check.replayed(record)),
  });
  yield* eachMessage("INPUT", (records) => {
    for (const record of records) check.input(record);
    return pipeline.run(records);
  });
  yield* Effect.promise(() => again.close());
  const warm = Math.min(2_000, quietSeconds * 500);
  const gaps = {
    quiet: gapsOf(answered.filter((at) => at < began && at > answered[0]! + warm)),
    swapping: gapsOf(answered.filter((at) => at >= began)),
    atSwaps: tookOver.filter((i) => i > 0 && answered[i]! >= began)
      .map((i) => answered[i]! - answered[i - 1]!),
  };
  return {
    swaps: asked.length,
    models: named.size,
    vectors: vectors.size,
    predictions: predictions.length,
    ...check.counts(),
    quiet: percentiles(gaps.quiet),
    swapping: percentiles(gaps.swapping),
    atSwaps: percentiles(gaps.atSwaps),
    above50Ms: {
      quiet: long(gaps.quiet),
      swapping: long(gaps.swapping),
      atSwaps: long(gaps.atSwaps),
    },
    askedMs: { p50: percentiles(asked).p50, most: percentiles(asked).most },
    memoryMiB: { before, after },
  } satisfies SwapResult;
});

const keepVersions = async (registry: Registry, swaps: number): Promise<void> => {
  await seedRegistry(registry);
  for (let swap = 0; swap < swaps; swap++) await registry.keep(model, versionOf(swap + 2));
};

/** A prediction as it is compared. */
export const lineOf = (one: Prediction): string =>
  `${keyAt(one.position, one.outputIndex, one.modelVersion, one.modelSha256)} ` +
  `${one.probabilityUp} ${one.probabilityDown} ${one.flags}`;
const keyAt = (position: number, index: number, version: number, sha256: string): string =>
  `${position}.${index} ${version} ${sha256}`;

/** Every vector has one prediction of every model that the log has at its position, and no other. */
export class Check {
  private readonly vectors: ReadonlySet<number>;
  private readonly predictions: readonly string[];
  private lineUp: LineUp | undefined;
  private next = 0;
  private repeated = 0;
  private lost = 0;
  private doubled = 0;
  private wrongModel = 0;
  private otherThanReplay = 0;

  constructor(vectors: ReadonlySet<number>, predictions: readonly string[]) {
    this.vectors = vectors;
    this.predictions = predictions;
  }

  /** Takes the next record of the log. */
  input(record: AnyRecord): void {
    const { position } = record;
    if (record._tag === "control") this.lineUp = lineUpSetBy(record) ?? this.lineUp;
    if (!this.vectors.has(position)) return;
    const found: string[] = [];
    // What is here is of this position, or of an earlier one that had enough already.
    while (this.next < this.predictions.length) {
      const [at] = this.predictions[this.next]!.split(".") as [string];
      if (Number(at) > position) break;
      if (Number(at) === position) found.push(this.predictions[this.next]!);
      else this.doubled++;
      this.next++;
    }
    const wished = this.lineUp!.models;
    this.lost += Math.max(0, wished.length - found.length);
    this.doubled += Math.max(0, found.length - wished.length);
    for (const [i, { version, sha256 }] of wished.entries()) {
      const right = `${keyAt(position, i, version, sha256)} `;
      if (found[i] !== undefined && !found[i].startsWith(right)) this.wrongModel++;
    }
  }

  /** Takes the next prediction of a replay. */
  replayed(one: Prediction): void {
    if (this.predictions[this.repeated++] !== lineOf(one)) this.otherThanReplay++;
  }

  counts() {
    const { lost, wrongModel, repeated, predictions } = this;
    return {
      lost,
      doubled: this.doubled + predictions.length - this.next,
      wrongModel,
      otherThanReplay: this.otherThanReplay + Math.max(0, predictions.length - repeated),
    };
  }
}
