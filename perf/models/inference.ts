// npm run bench:models: how long one prediction takes, and how many a second a batch gives.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { openInference } from "../../models/inference.ts";
import { modelsFolder, roster } from "../../models/roster.ts";
import { inputWidth, pack } from "../../models/packing.ts";
import { openModel } from "../../models/session.ts";
import { partsOf } from "../../models/thread.ts";
import { someVectors, vectorOf } from "../../models/testing.ts";
import { readNpy } from "../../models/training/npy.ts";
import { askPython, pythonReady } from "../../models/training/python.ts";
import type { FeatureVector } from "../../streams/features.ts";

const warmUp = 2_000;
const singles = 20_000;
const batchRows = 256;
const batches = 400;

interface Speed {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly rowsPerSecond: number;
}

const sessions = fileURLToPath(new URL("training/.cache/sessions/", modelsFolder));
const recorded = `${sessions}parity.features.npy`;

/** Recorded vectors where training left some, else made-up ones: trees are walked differently. */
const vectorsToPredict = (): readonly FeatureVector[] => {
  if (!existsSync(recorded)) return someVectors(batchRows * 64);
  const all = readNpy(recorded, "<f4");
  const step = Math.max(1, Math.floor(all.length / inputWidth / (batchRows * 64)));
  return Array.from({ length: batchRows * 64 }, (_, i) => {
    const at = i * step * inputWidth % all.length;
    return vectorOf([...all.subarray(at, at + inputWidth)], i);
  });
};

/** Times a prediction alone, and batches of them. */
const measure = async (
  vectors: readonly FeatureVector[],
  predict: (vectors: readonly FeatureVector[]) => Promise<unknown>,
): Promise<Speed> => {
  const times = new Float64Array(singles);
  for (let i = -warmUp; i < singles; i++) {
    const one = [vectors[(i + warmUp) % vectors.length]!];
    const start = performance.now();
    await predict(one);
    if (i >= 0) times[i] = (performance.now() - start) * 1000;
  }
  times.sort();
  const cuts = Array.from(
    { length: vectors.length / batchRows },
    (_, i) => vectors.slice(i * batchRows, (i + 1) * batchRows),
  );
  const start = performance.now();
  for (let i = 0; i < batches; i++) await predict(cuts[i % cuts.length]!);
  const seconds = (performance.now() - start) / 1000;
  const at = (share: number) => Math.round(times[Math.floor(singles * share)]! * 10) / 10;
  return {
    p50Us: at(0.5),
    p99Us: at(0.99),
    rowsPerSecond: Math.round(batches * batchRows / seconds),
  };
};

const python = (): unknown => {
  const booster = `${sessions}model.txt`;
  if (!pythonReady() || !existsSync(booster)) return "not measured: run npm run train first";
  const onnx = fileURLToPath(new URL(`${roster[0]!.name}/model.onnx`, modelsFolder));
  const printed = askPython("bench.py", booster, onnx, recorded);
  return printed === undefined ? "not measured: bench.py failed" : JSON.parse(printed);
};

const vectors = vectorsToPredict();
const inference = await openInference({ roster: roster.slice(0, 1) });
const model = inference.models[0]!;
const run = await openModel(partsOf(model));
const matrix = new Float32Array(batchRows * inputWidth);
const bare = (some: readonly FeatureVector[]) => {
  some.forEach((vector, i) => pack(matrix, i, vector));
  return run(matrix, some.length);
};

const result = {
  command: "npm run bench:models",
  machine: {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    load: loadavg()[0],
    node: process.version,
  },
  model: { name: model.card.name, sha256: model.card.sha256, algorithm: model.card.algorithm },
  vectors: existsSync(recorded) ? "recorded" : "made up",
  batchRows,
  throughThread: await measure(vectors, inference.predict),
  bareOnMainThread: await measure(vectors, bare),
  python: python(),
};
await inference.close();

const file = new URL("../results/models-inference.json", import.meta.url);
mkdirSync(new URL("./", file), { recursive: true });
writeFileSync(file, JSON.stringify(result, null, 2) + "\n");
process.stdout.write(readFileSync(file, "utf8"));
if (process.argv.includes("--json")) process.stdout.write(JSON.stringify(result) + "\n");
