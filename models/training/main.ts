// npm run train: from recorded files to a model's folder, with one command.
import { cpSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Card, readModelFile } from "../card.ts";
import { modelsFolder } from "../roster.ts";
import { exportSessions } from "./export.ts";
import { finishCard } from "./parity.ts";
import { preparePython, runPython, say, TrainingFailed } from "./python.ts";

const trained = ["next-move-lightgbm", "next-move-xgboost", "next-move-lstm"];
const usage = `Usage: npm run train -- --model ${trained.join("|")} [options]

Trains a model on recorded market data, and writes models/<model>/: model.onnx, golden.json,
card.json and card.md. Needs Python 3.11 or newer; makes models/training/.venv by itself.

  --model NAME    which model
  --data DIR      recorded files (default: CONTRAIL_SHARED_DATA, or ../shared/data)
  --keep-export   use the feature vectors of the last run
  --tune          compare settings by cross-validation instead, and write nothing
  --check         train again, compare with what is committed, and write nothing
  --prepare       only install the Python packages; with --model next-move-lstm, PyTorch too
  --json          print one JSON object as the last line
  --help`;

const train = async (options: {
  readonly model: string;
  readonly data: string;
  readonly keepExport: boolean;
  readonly tune: boolean;
  readonly check: boolean;
}): Promise<Card | undefined> => {
  const sessions = fileURLToPath(new URL(".cache/sessions/", import.meta.url));
  mkdirSync(sessions, { recursive: true });
  if (!options.keepExport) await exportSessions(options.data, sessions, say);
  if (options.tune) {
    runPython("tune.py", sessions);
    return undefined;
  }
  // Made elsewhere and moved at the end, so that a failed training leaves the old model whole.
  const made = new URL(`.cache/${options.model}/`, import.meta.url);
  runPython("train.py", "--sessions", sessions, "--out", fileURLToPath(made));
  const card = await finishCard(sessions, made);
  runPython("track.py", fileURLToPath(made), sessions);
  if (options.check) return sameAsCommitted(card);
  cpSync(made, new URL(`${options.model}/`, modelsFolder), { recursive: true });
  const { maxDifference, sameClass } = card.parity.node;
  say(`onnxruntime here against the library: at most ${maxDifference}, same side ${sameClass}`);
  say(`wrote models/${options.model}/: ${card.bytes} bytes, sha256 ${card.sha256}`);
  return card;
};

/** Throws where another model, or other scores, came out than are committed. */
const sameAsCommitted = (card: Card): Card => {
  const folder = new URL(`${card.name}/`, modelsFolder);
  const before = readModelFile(card.name, new URL("card.json", folder), Card);
  const scoresOf = ({ results }: Card) =>
    results.map(({ instrument, scores }) => ({
      instrument,
      scores: scores.map(({ calibrationNoise: _, ...score }) => score),
    }));
  const [now, was] = [card, before].map((one) => JSON.stringify(scoresOf(one)));
  if (now !== was) throw new TrainingFailed(`Other scores than committed: ${now}, not ${was}`);
  const file = card.sha256 === before.sha256 ? "the very same file" : "another file";
  say(`the same scores as committed, and ${file}: sha256 ${card.sha256}`);
  return card;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      data: { type: "string" },
      "keep-export": { type: "boolean", default: false },
      tune: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      prepare: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return say(usage);
  if (values.prepare) return preparePython({ networks: values.model === "next-move-lstm" });
  if (values.model === undefined || !trained.includes(values.model)) {
    throw new TrainingFailed(
      `--model is "${values.model ?? ""}": expected ${trained.slice(0, -1).join(", ")} or ${
        trained.at(-1)
      }`,
    );
  }
  const shared = fileURLToPath(new URL("../../../shared/data", import.meta.url));
  const data = values.data ?? process.env["CONTRAIL_SHARED_DATA"] ?? shared;
  preparePython({ networks: values.model === "next-move-lstm" });
  const { "keep-export": keepExport, model, tune, check } = values;
  const card = await train({ model, data, keepExport, tune, check });
  if (values.json) {
    const { name, version, sha256, results, parity } = card ?? {};
    process.stdout.write(
      JSON.stringify({ ok: true, name, version, sha256, results, parity }) + "\n",
    );
  }
};

try {
  await main();
} catch (cause) {
  say((cause as Error).message);
  if (process.argv.includes("--json")) {
    const error = (cause as Error).message;
    process.stdout.write(JSON.stringify({ ok: false, error }) + "\n");
  }
  process.exitCode = 1;
}
