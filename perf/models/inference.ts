// npm run bench:models: how long one prediction of each model takes, and how many a second a batch gives.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openInference } from "../../models/inference.ts";
import type { LoadedModel } from "../../models/load.ts";
import { inputWidth, pack, packWindow } from "../../models/packing.ts";
import { committedModels } from "../../models/registry.ts";
import { modelsFolder } from "../../models/roster.ts";
import { openModel } from "../../models/session.ts";
import { someVectors, vectorOf } from "../../models/testing.ts";
import { partsOf } from "../../models/thread.ts";
import { readNpy } from "../../models/training/npy.ts";
import { askPython, pythonReady } from "../../models/training/python.ts";
import type { FeatureVector } from "../../streams/features.ts";
import type { RecentVectors } from "../../streams/models.ts";

const warmUp = 1_000;
const singles = 10_000;
const batchRows = 256;
const batches = 100;
const vectorsKept = batchRows * 40;

interface Speed {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly rowsPerSecond: number;
}

/** Some vectors, each with those before it. */
interface Given {
  readonly vectors: readonly FeatureVector[];
  readonly recent: readonly RecentVectors[];
}

const sessions = fileURLToPath(new URL("training/.cache/sessions/", modelsFolder));
const recorded = `${sessions}parity.features.npy`;

/** Recorded vectors where training left some, else made-up ones: trees are walked differently. */
const vectorsToPredict = (): readonly FeatureVector[] => {
  if (!existsSync(recorded)) return someVectors(vectorsKept);
  const all = readNpy(recorded, "<f4");
  const step = Math.max(1, Math.floor(all.length / inputWidth / vectorsKept));
  return Array.from({ length: vectorsKept }, (_, i) => {
    const at = i * step * inputWidth % all.length;
    return vectorOf([...all.subarray(at, at + inputWidth)], i);
  });
};

const vectors = vectorsToPredict();
const recent = vectors.map((_, i): RecentVectors => ({ vectors, end: i + 1 }));
const cut = (from: number, to: number): Given => ({
  vectors: vectors.slice(from, to),
  recent: recent.slice(from, to),
});

/** Times a prediction alone, and batches of them. */
const measure = async (predict: (given: Given) => Promise<unknown>): Promise<Speed> => {
  const times = new Float64Array(singles);
  for (let i = -warmUp; i < singles; i++) {
    const at = (i + warmUp) % vectors.length;
    const one = cut(at, at + 1);
    const start = performance.now();
    await predict(one);
    if (i >= 0) times[i] = (performance.now() - start) * 1000;
  }
  times.sort();
  const cuts = Array.from(
    { length: vectors.length / batchRows },
    (_, i) => cut(i * batchRows, (i + 1) * batchRows),
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

/** What the library that made a model left in the cache of training, by the library. */
const madeFiles = { lightgbm: "model.txt", xgboost: "model.ubj", lstm: "lstm.pt" };

/** The same rows in Python: onnxruntime, and the library itself where training left its file here. */
const python = (
  { card: { name, sha256, window } }: LoadedModel,
  rows: Float32Array,
): unknown => {
  const windowRows = window?.rows ?? 1;
  if (!pythonReady()) return "not measured: run npm run train first";
  const [, made] = Object.entries(madeFiles).find(([library]) => name.endsWith(library)) ?? [];
  const trained = new URL(`training/.cache/${name}/model.onnx`, modelsFolder);
  const here = made !== undefined && existsSync(join(sessions, made)) && existsSync(trained) &&
    createHash("sha256").update(readFileSync(trained)).digest("hex") === sha256;
  const file = join(tmpdir(), `contrail-bench-${process.pid}.f32`);
  writeFileSync(file, rows);
  const onnx = fileURLToPath(new URL(`${name}/model.onnx`, modelsFolder));
  const printed = askPython(
    ...["bench.py", onnx, file, String(inputWidth), String(windowRows)],
    ...here ? [join(sessions, made)] : [],
  );
  rmSync(file);
  if (printed === undefined) return "not measured: bench.py failed";
  const library = here ? {} : {
    library: `not measured: run npm run train -- --model ${name} --check first`,
  };
  return { ...JSON.parse(printed), ...library };
};

const benchOf = async (name: string) => {
  const inference = await openInference({ roster: [{ name, shadow: false }] });
  const model = inference.models[0]!;
  const { card } = model;
  const windowRows = card.window?.rows ?? 1;
  const run = await openModel(partsOf(model));
  const packed = ({ vectors: some, recent: before }: Given) => {
    const matrix = new Float32Array(some.length * windowRows * inputWidth);
    some.forEach((vector, i) =>
      card.window === undefined
        ? pack(matrix, i, vector)
        : packWindow(matrix, i, { recent: before[i]!, spec: card.window })
    );
    return matrix;
  };
  const through = await measure((given) =>
    inference.predict(given.vectors, inference.lineUp, given.recent)
  );
  const bare = await measure((given) => run(packed(given), given.vectors.length));
  await inference.close();
  await run.release();
  const rows = packed(cut(0, vectors.length));
  return {
    model: { name, sha256: card.sha256, algorithm: card.algorithm, windowRows },
    throughActor: through,
    bareOnMainThread: bare,
    python: python(model, rows),
  };
};

const models = [];
for (const name of committedModels()) models.push(await benchOf(name));
const result = {
  command: "npm run bench:models",
  machine: {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    load: loadavg()[0],
    node: process.version,
  },
  vectors: existsSync(recorded) ? "recorded" : "made up",
  batchRows,
  models,
};

const file = new URL("../results/models-inference.json", import.meta.url);
mkdirSync(new URL("./", file), { recursive: true });
writeFileSync(file, JSON.stringify(result, null, 2) + "\n");
process.stdout.write(readFileSync(file, "utf8"));
if (process.argv.includes("--json")) process.stdout.write(JSON.stringify(result) + "\n");
