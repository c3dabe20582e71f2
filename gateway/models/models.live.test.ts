// Models through the whole pipeline: asked over the API, swapped in the input log, refused where they cannot run.
import { createHash } from "node:crypto";
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marketActors } from "../../actors/roster.ts";
import { DeadLetters } from "../../actors/run/dead-letters.ts";
import { live } from "../../actors/run/live.ts";
import { noProgress } from "../../actors/run/progress.ts";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { modelDesk } from "../../models/desk.ts";
import { openInference } from "../../models/inference.ts";
import { type ModelFiles, readModelFiles } from "../../models/load.ts";
import { type Registry, registryOver, seedRegistry } from "../../models/registry.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";
import type { Problem } from "../protocol.ts";
import { startTestGateway, type TestGateway } from "../testing.ts";
import type { LineUpAnswer, ModelAnswer } from "./protocol.ts";

const [first, second] = ["next-move-lightgbm", "next-move-xgboost"] as const;
let gateway: TestGateway;
let registry: Registry;
let stopped: Promise<unknown>;
const stop = new AbortController();

const runPipeline = (ready: (registry: Registry) => void): Promise<unknown> => {
  const { nats } = gateway.servers.endpoints;
  const transport = jetStreamTransport({ url: nats.url, ...nats.users.core, name: "core" });
  const host = Effect.gen(function* () {
    const kept = registryOver((yield* Transport).objects);
    yield* Effect.promise(() => seedRegistry(kept));
    const inference = yield* Effect.promise(() => openInference({ find: kept.find }));
    ready(kept);
    yield* live({
      source: simulatedSource({ seed: 3, speed: 1 }),
      runId: "models",
      stop: stop.signal,
      instruments: new InstrumentRegistry(),
      market: marketActors,
      trading: [],
      predict: inference.predict,
      models: 1,
      desk: modelDesk(inference, kept),
      progress: noProgress(),
      deadLetters: new DeadLetters(new Set()),
    });
    yield* Effect.promise(() => inference.close());
  });
  return Effect.runPromise(Effect.provide(host, transport));
};

beforeAll(async () => {
  gateway = await startTestGateway([]);
  registry = await new Promise<Registry>((resolve, reject) => {
    stopped = runPipeline(resolve);
    stopped.catch(reject);
  });
}, 300_000);
afterAll(async () => {
  stop.abort();
  await stopped;
  await gateway?.stop();
});

const get = async <A>(path: string) => await (await fetch(`${gateway.url}${path}`)).json() as A;
const post = async (path: string, body: object) => {
  const response = await fetch(`${gateway.url}${path}`, {
    method: "POST",
    body: JSON.stringify({ reason: "a test", ...body }),
    headers: { "content-type": "application/json" },
  });
  const answer = await response.json() as LineUpAnswer & Problem;
  return { ...answer, status: response.status };
};
const change = async (model: string, action: string, body = {}) => {
  const { status, models, detail } = await post(`/v1/models/${model}/${action}`, body);
  if (status !== 200) return `${status} ${detail}`;
  return models.map(({ name, version, role, pinned }) =>
    `${role} ${name}@${version}${pinned ? " pinned" : ""}`
  );
};
/** The models of the newest predictions. */
const predicting = () => [
  ...new Set(
    gateway.hub.newest("predictions").map(({ model, model_version: v, flags }) =>
      `${(flags & 16) === 0 ? "serving" : "shadow"} ${model}@${v}`
    ),
  ),
];

/** A model like the first one, in another version or of other files. */
const another = (card: object, onnx?: Uint8Array): ModelFiles => {
  const files = readModelFiles(first);
  const bytes = onnx ?? files["model.onnx"];
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const edited = (part: "card.json" | "golden.json", more: object) => {
    const json = JSON.parse(new TextDecoder().decode(files[part]));
    return new TextEncoder().encode(JSON.stringify({ ...json, sha256, ...more }));
  };
  return {
    "card.json": edited("card.json", card),
    "golden.json": edited("golden.json", {}),
    "model.onnx": bytes,
  };
};

describe("models", () => {
  it("run as the roster says, and are listed with what each is doing", async () => {
    await expect.poll(predicting, { timeout: 60_000 }).toEqual([`serving ${first}@1`]);
    const { data } = await get<{ data: ModelAnswer[] }>("/v1/models");
    expect(data.map(({ name, serving, versions }) => [name, serving, versions[0]!.state])).toEqual(
      expect.arrayContaining([[first, 1, "serving"], [second, null, "kept"]]),
    );
    const { models } = await get<LineUpAnswer>("/v1/line-up");
    expect(models.map(({ name }) => name)).toEqual([first]);
  }, 240_000);

  it("are shadowed, promoted in the place of another, and rolled back", async () => {
    expect(await change(second, "shadow")).toEqual([`serving ${first}@1`, `shadow ${second}@1`]);
    await expect.poll(predicting, { timeout: 60_000 }).toContain(`shadow ${second}@1`);
    expect(await change(second, "promote", { replaces: first, override: true })).toEqual(
      [`serving ${second}@1`, `shadow ${first}@1`],
    );
    await expect.poll(predicting, { timeout: 60_000 }).toContain(`serving ${second}@1`);
    expect(await change(second, "retire")).toEqual([`shadow ${first}@1`]);
    expect(await change(second, "rollback")).toEqual(
      [`shadow ${first}@1`, `serving ${second}@1`],
    );
    expect(await change(first, "promote", { replaces: second, override: true })).toEqual(
      [`serving ${first}@1`, `shadow ${second}@1`],
    );
    expect(await change(second, "retire")).toEqual([`serving ${first}@1`]);
    expect(await change(first, "pin")).toEqual([`serving ${first}@1 pinned`]);
    expect(await change(first, "retire")).toMatch(/^400 .* is pinned: unpin it first$/);
    expect(await change(first, "unpin")).toEqual([`serving ${first}@1`]);
  }, 240_000);

  it("of every kind of damage are refused in words, and the old one goes on", async () => {
    const truncated = readModelFiles(first)["model.onnx"].slice(0, 5_000);
    expect(await registry.keep(first, another({ version: 2 }, truncated))).toBe(true);
    expect(await change(first, "promote", { override: true })).toMatch(
      /^400 Model "next-move-lightgbm" refused: onnxruntime cannot read it: /,
    );
    await expect(registry.keep(first, another({ version: 1 }, truncated))).rejects.toThrow(
      /version 1 is kept with sha256 [0-9a-f]{64}, this one has .*: give it a higher version$/,
    );
    await expect(registry.keep(first, another({ version: 3, featureSet: 7 }))).rejects.toThrow(
      "it was trained on feature set 7, the pipeline makes 1",
    );
    expect(await change(first, "shadow", { version: 9 })).toBe(
      '400 Model "next-move-lightgbm" refused: version 9 is not kept: expected 2, 1',
    );
    expect(await change("nobody", "promote")).toMatch(/^404 There is no model "nobody"/);
    expect((await post(`/v1/models/${first}/promote`, { reason: "" })).status).toBe(400);
    const { models } = await get<LineUpAnswer>("/v1/line-up");
    expect(models.map(({ name, version }) => `${name}@${version}`)).toEqual([`${first}@1`]);
    const before = gateway.hub.newest("predictions").map(({ position }) => position);
    await expect.poll(() => gateway.hub.newest("predictions")[0]!.position, { timeout: 60_000 })
      .toBeGreaterThan(Math.max(...before));
  }, 240_000);
});
