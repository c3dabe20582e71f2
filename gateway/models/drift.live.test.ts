// A planted drift, end to end: a feature of a running market is scaled by 1.5, and the alert is where alerts are published.
import { createHash } from "node:crypto";
import { Effect, Stream } from "effect";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AnyActor } from "../../actors/actor.ts";
import { features } from "../../actors/features.ts";
import { Machine } from "../../actors/machine.ts";
import { marketActors } from "../../actors/roster.ts";
import { coreStatus } from "../../actors/run/core-status.ts";
import { DeadLetters } from "../../actors/run/dead-letters.ts";
import { recordsOf } from "../../actors/run/decode.ts";
import { live } from "../../actors/run/live.ts";
import { sayStatusEverySecond } from "../../actors/run/process.ts";
import { noProgress } from "../../actors/run/progress.ts";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { modelDesk } from "../../models/desk.ts";
import { Thinned } from "../../models/drift/drift.ts";
import { driftVectors, referenceOf } from "../../models/drift/reference.ts";
import { DriftWatch } from "../../models/drift/watch.ts";
import { openInference } from "../../models/inference.ts";
import { type ModelFiles, readModelFiles } from "../../models/load.ts";
import { registryOver, seedRegistry } from "../../models/registry.ts";
import type { Alert } from "../../streams/alerts.ts";
import { featureNames, type FeatureVector } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { startTestGateway, type TestGateway } from "../testing.ts";
import type { ModelDrift } from "./protocol.ts";

const model = "next-move-lightgbm";
const feature = "imbalance1";
const seed = 7;
let gateway: TestGateway;
let stopped: Promise<unknown>;
const stop = new AbortController();
const instruments = new InstrumentRegistry();
const alerts: Alert[] = [];

/** Whether the feature is scaled, and the vectors since then that are compared. */
const planted = { on: false, vectors: 0 };
const thinned = new Thinned();
const scalingFeatures: typeof features = {
  ...features,
  receive: (state, message, emit) =>
    features.receive(state, message, (vector) => {
      if (!planted.on) return emit(vector);
      if (vector.flags === 0 && thinned.takes(vector as FeatureVector)) planted.vectors++;
      emit({ ...vector, [feature]: Math.fround(vector[feature] * 1.5) });
    }),
};
const market = marketActors.map((one): AnyActor =>
  one.name === features.name ? scalingFeatures : one
);

/** The vectors of the market that runs, as a model would have learned from them. */
const learned = async (): Promise<Float32Array> => {
  const rows: number[] = [];
  const thin = new Thinned();
  const machine = new Machine([features], instruments, (record) => {
    if (record._tag !== "featureVector" || record.flags !== 0 || !thin.takes(record)) return;
    for (const name of featureNames) rows.push(record[name]);
  });
  const source = simulatedSource({ seed, speed: 0, ticks: 600_000 });
  let position = 0;
  for await (const { ticks } of source.open(undefined, () => {}, new AbortController().signal)) {
    for (const tick of ticks as unknown as AnyRecord[]) {
      tick.position = ++position;
      tick.outputIndex = 0;
      machine.receive(tick);
    }
  }
  return Float32Array.from(rows);
};

/** Version 2 of the model: the same trees, with a reference of the simulated market. */
const versionOfMarket = async (): Promise<ModelFiles> => {
  const files = readModelFiles(model);
  const note = new TextEncoder().encode("of the market");
  // Field 6 of an ONNX model is its doc_string.
  const bytes = Uint8Array.from([...files["model.onnx"], 0x32, note.length, ...note]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const edited = (part: "card.json" | "golden.json", more: object) => {
    const json = JSON.parse(new TextDecoder().decode(files[part]));
    return new TextEncoder().encode(JSON.stringify({ ...json, sha256, ...more }));
  };
  const reference = referenceOf([{ instrument: "", rows: await learned() }], "a market");
  return {
    "card.json": edited("card.json", { version: 2 }),
    "golden.json": edited("golden.json", {}),
    "model.onnx": bytes,
    "reference.json": new TextEncoder().encode(JSON.stringify(reference)),
  };
};

const runPipeline = (ready: () => void): Promise<unknown> => {
  const { nats } = gateway.servers.endpoints;
  const host = Effect.gen(function* () {
    const transport = yield* Transport;
    const registry = registryOver(transport.objects);
    yield* Effect.promise(() => seedRegistry(registry));
    yield* Effect.promise(async () => await registry.keep(model, await versionOfMarket()));
    const inference = yield* Effect.promise(() => openInference({ find: registry.find }));
    const drift = new DriftWatch(inference.reference, (id) => instruments.require(id).name);
    const source = simulatedSource({ seed, speed: 10 });
    const progress = noProgress();
    const status = coreStatus({
      ...{ source, market, trading: [], progress, failures: new Map() },
      drift: () => drift.status(),
    });
    yield* Effect.forkScoped(sayStatusEverySecond(status));
    yield* transport.read("OPERATIONS", 1).pipe(
      Stream.runForEach((messages) =>
        Effect.sync(() => {
          for (const { subject, payload } of messages) {
            alerts.push(...recordsOf(subject, payload).filter((one) => one._tag === "alert"));
          }
        })
      ),
      Effect.forkScoped,
    );
    ready();
    yield* live({
      ...{ source, instruments, market, progress, drift },
      runId: "drift",
      stop: stop.signal,
      trading: [],
      predict: inference.predict,
      models: 1,
      desk: modelDesk(inference, registry),
      deadLetters: new DeadLetters(new Set()),
    });
    yield* Effect.promise(() => inference.close());
  });
  const core = jetStreamTransport({ url: nats.url, ...nats.users.core, name: "core" });
  return Effect.runPromise(Effect.scoped(host).pipe(Effect.provide(core)));
};

beforeAll(async () => {
  gateway = await startTestGateway([]);
  await new Promise<void>((resolve, reject) => {
    stopped = runPipeline(resolve);
    stopped.catch(reject);
  });
}, 300_000);
afterAll(async () => {
  stop.abort();
  await stopped;
  await gateway?.stop();
});

const get = async (path: string) => await fetch(`${gateway.url}${path}`);
const list = async <A>(path: string) => (await (await get(path)).json() as { data: A[] }).data;
const drifting = async () =>
  (await list<ModelDrift>(`/v1/models/${model}/drift`)).find(({ version }) => version === 2);

it(
  "is told within one window of vectors: in the log, on the API and as a metric; and nothing before",
  async () => {
    const body = JSON.stringify({ reason: "a test", version: 2, override: true });
    const promoted = async (): Promise<string> => {
      const answer = await fetch(`${gateway.url}/v1/models/${model}/promote`, {
        ...{ method: "POST", body, headers: { "content-type": "application/json" } },
      });
      return answer.status === 200 ? "it serves" : await answer.text();
    };
    // Nobody answers until the pipeline listens; a try before may have been done and answered too late.
    await expect.poll(promoted, { timeout: 120_000, interval: 500 }).toMatch(
      /it serves|@2 serves already/,
    );
    await expect.poll(async () => (await drifting())?.vectors, { timeout: 200_000 })
      .toBeGreaterThanOrEqual(driftVectors.least);
    const told = () => alerts.filter(({ reason }) => reason.includes(`${model}@2`));
    expect(told().map(({ reason }) => reason)).toEqual([]);

    planted.on = true;
    const began = performance.now();
    await expect.poll(() => told().length, { timeout: 200_000, interval: 50 }).toBeGreaterThan(0);
    const seconds = (performance.now() - began) / 1000;
    console.log(`told after ${planted.vectors} vectors and ${seconds.toFixed(1)} s`);
    expect(planted.vectors).toBeLessThan(driftVectors.window);
    expect(told()[0]).toMatchObject(
      { alert: "drift", subject: model, part: feature, state: "raised", limit: 0.02 },
    );

    await expect.poll(async () => (await drifting())?.features[0], { timeout: 60_000 })
      .toMatchObject({ feature, level: "drifted" });
    await expect.poll(async () => (await list<{ title: string; detail: string }>("/v1/alerts")), {
      timeout: 60_000,
    }).toContainEqual(expect.objectContaining({
      title: `Features of ${model} are other than it learned from`,
      detail: expect.stringContaining(feature),
    }));
    const line = new RegExp(
      `^model_drift_share_of_limit\\{[^}]*feature="${feature}"[^}]*\\} (.*)$`,
      "m",
    );
    expect(Number(line.exec(await (await get("/metrics")).text())?.[1])).toBeGreaterThanOrEqual(1);
  },
  600_000,
);
