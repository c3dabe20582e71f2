// npm run bench:tree-parity: millions of rows through trainer, onnxruntime in Python and here; none may differ.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadModel } from "../../models/load.ts";
import { inputWidth, outputWidth } from "../../models/packing.ts";
import { modelsFolder } from "../../models/roster.ts";
import { openModel } from "../../models/session.ts";
import { partsOf } from "../../models/thread.ts";
import { readNpy } from "../../models/training/npy.ts";
import { askPython } from "../../models/training/python.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    library: { type: "string", default: "lightgbm" },
  },
});
const { library } = values;
const wished = Number(values.rows);
const sessions = fileURLToPath(new URL("training/.cache/sessions/", modelsFolder));
const made = fileURLToPath(new URL(`training/.cache/parity/${library}/`, modelsFolder));
const name = `next-move-${library}`;
const trained = new URL(`training/.cache/${name}/model.onnx`, modelsFolder);
const chunkRows = 1_000_000;
const runRows = 1024;

const model = loadModel({ name });
const sha256 = (file: URL) => createHash("sha256").update(readFileSync(file)).digest("hex");
if (
  !(wished >= 1) || !existsSync(trained) || sha256(trained) !== model.card.sha256 ||
  !existsSync(join(sessions, `${library}.slope.json`))
) {
  console.error(
    `error: --rows is a number above 0, and the trees of ${name} are compared with what trained them: ` +
      `run npm run train -- --model ${name} --check first`,
  );
  process.exit(2);
}
mkdirSync(made, { recursive: true });
// A training that runs meanwhile changes nothing here.
const booster = library === "xgboost" ? "model.ubj" : "model.txt";
for (const file of [booster, `${library}.slope.json`, "parity.features.npy"]) {
  copyFileSync(join(sessions, file), join(made, file));
}
const run = await openModel(partsOf(model));
const matrix = new Float32Array(runRows * inputWidth);

/** What onnxruntime here makes of the rows of a chunk, beside the trainer. */
const compareHere = async () => {
  const features = readNpy(join(made, "rows.features.npy"), "<f4");
  const wanted = readNpy(join(made, "rows.probabilities.npy"), "<f8");
  const found = { maxDifference: 0, otherClass: 0, above1e6: 0 };
  for (let from = 0; from < wanted.length; from += runRows) {
    const rows = Math.min(runRows, wanted.length - from);
    matrix.set(features.subarray(from * inputWidth, (from + rows) * inputWidth));
    const said = await run(matrix, rows);
    for (let i = 0; i < rows; i++) {
      const up = said[i * outputWidth + 1]!;
      const wish = wanted[from + i]!;
      const difference = Math.abs(up - wish);
      found.maxDifference = Math.max(found.maxDifference, difference);
      if (difference > 1e-6) found.above1e6++;
      if (up > 0.5 !== wish > 0.5) found.otherClass++;
    }
  }
  return found;
};

const total = {
  rows: 0,
  python: { maxDifference: 0, otherClass: 0, above1e6: 0 },
  node: { maxDifference: 0, otherClass: 0, above1e6: 0 },
};
const add = (to: typeof total.node, one: typeof total.node) => {
  to.maxDifference = Math.max(to.maxDifference, one.maxDifference);
  to.otherClass += one.otherClass;
  to.above1e6 += one.above1e6;
};
const onnx = fileURLToPath(new URL(`${name}/model.onnx`, modelsFolder));
for (let chunk = 0; total.rows < wished; chunk++) {
  const rows = Math.min(chunkRows, wished - total.rows);
  const args = [library, onnx, made, String(rows), String(chunk)];
  const printed = askPython("parity_rows.py", ...args);
  if (printed === undefined) throw new Error("parity_rows.py failed");
  add(total.python, JSON.parse(printed));
  add(total.node, await compareHere());
  total.rows += rows;
  console.error(`${total.rows.toLocaleString("en-US")} rows: ${JSON.stringify(total.node)}`);
}

const file = fileURLToPath(new URL("../results/models-tree-parity.json", import.meta.url));
const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).models : {};
const result = {
  command: "npm run bench:tree-parity -- --library lightgbm, and xgboost",
  machine: { cpu: cpus()[0]?.model.split(" Processor")[0]?.trim(), node: process.version },
  rows: "Half of the features on a threshold of the trees or the float32 beside it, half recorded",
  models: { ...before, [name]: { sha256: model.card.sha256, ...total } },
};
writeFileSync(file, JSON.stringify(result, null, 2) + "\n");
console.log(JSON.stringify(result.models[name]));
if (total.node.above1e6 + total.python.above1e6 > 0) process.exitCode = 1;
