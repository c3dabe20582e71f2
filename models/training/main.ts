// npm run train: from recorded files to a model's folder, with one command.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Effect } from "effect";
import { readEndpoints } from "../../infra/local/endpoints.ts";
import { readInstruments } from "../../infra/local/instruments-file.ts";
import { clickHouseStore } from "../../streams/transport/clickhouse.ts";
import { Card, readModelFile } from "../card.ts";
import { cardPage } from "../card-page.ts";
import { modelsFolder } from "../roster.ts";
import { exportSessions } from "./export.ts";
import { finishCard } from "./parity.ts";
import { preparePython, runPython, say, TrainingFailed } from "./python.ts";
import { exportStore } from "./store.ts";

const trained = ["next-move-lightgbm", "next-move-xgboost", "next-move-lstm"];
const usage = `Usage: npm run train -- --model ${trained.join("|")} [options]

Trains a model on recorded market data, and writes models/<model>/: model.onnx, golden.json,
card.json and card.md. Needs Python 3.11 or newer; makes models/training/.venv by itself.

  --model NAME    which model
  --data DIR      recorded files (default: CONTRAIL_SHARED_DATA, or ../shared/data)
  --store DIR     learn from the feature vectors that the installation in DIR recorded (.contrail, while it runs)
                  instead of recorded files; the model lies in models/training/.cache/store/ and is kept with
                  npm run models -- import; its version is --version N (default 2)
  --keep-export   use the feature vectors of the last run
  --tune          compare settings by cross-validation instead, and write nothing
  --calibration   compare ways from a score to a probability instead (trees only), on the test days; writes
                  perf/results/models-calibration.json
  --elsewhere     instead: how right trees are on an instrument that they did not learn from; writes
                  perf/results/models-elsewhere.json
  --check         train again and compare with what is committed; writes perf/results/models-retrained.json alone
  --prepare       only install the Python packages; with --model next-move-lstm, PyTorch too
  --json          print one JSON object as the last line
  --help`;

const train = async (options: {
  readonly model: string;
  readonly data: string;
  /** The data folder of an installation to learn from. */
  readonly store: string | undefined;
  readonly version: string;
  readonly keepExport: boolean;
  readonly tune: boolean;
  /** A comparison instead of a training: its script, which writes a result of its name. */
  readonly study: "calibration" | "elsewhere" | undefined;
  readonly check: boolean;
}): Promise<Card | undefined> => {
  const { store } = options;
  const cache = new URL(store === undefined ? ".cache/" : ".cache/store/", import.meta.url);
  const sessions = fileURLToPath(new URL("sessions/", cache));
  mkdirSync(sessions, { recursive: true });
  if (!options.keepExport) {
    if (store === undefined) await exportSessions(options.data, sessions, say);
    else await exportFrom(store, sessions);
  }
  if (options.tune) {
    runPython("tune.py", sessions);
    return undefined;
  }
  if (options.study !== undefined) {
    const name = `../../perf/results/models-${options.study}.json`;
    const file = fileURLToPath(new URL(name, import.meta.url));
    const committed = new URL(`${options.model}/card.json`, modelsFolder);
    const { rounds } = readModelFile(options.model, committed, Card).crossValidation;
    runPython(`${options.study}.py`, options.model, sessions, file, String(rounds));
    return undefined;
  }
  // Made elsewhere and moved at the end, so that a failed training leaves the old model whole.
  const made = new URL(`${options.model}/`, cache);
  const own = store === undefined ? [] : ["--own", options.version];
  runPython("train.py", "--sessions", sessions, "--out", fileURLToPath(made), ...own);
  const card = await finishCard(sessions, made);
  runPython("track.py", fileURLToPath(made), sessions);
  if (store !== undefined) {
    const folder = relative(process.cwd(), fileURLToPath(made));
    say(`wrote ${folder}: npm run models -- import ${folder} keeps it as version ${card.version}`);
    return card;
  }
  if (options.check) return sameAsCommitted(card);
  keepTrading(card, made);
  cpSync(made, new URL(`${options.model}/`, modelsFolder), { recursive: true });
  const { maxDifference, sameClass } = card.parity.node;
  say(`onnxruntime here against the library: at most ${maxDifference}, same side ${sameClass}`);
  say(`wrote models/${options.model}/: ${card.bytes} bytes, sha256 ${card.sha256}`);
  return card;
};

/** Exports what the installation of a data folder recorded. */
const exportFrom = (dataDir: string, out: string): Promise<void> => {
  const { url, users } = readEndpoints(dataDir).clickhouse;
  const store = clickHouseStore({ url, ...users.api, name: "training" });
  const exporting = exportStore(out, readInstruments(dataDir), say);
  return Effect.runPromise(exporting.pipe(Effect.provide(store)));
};

/**
 * What a second run must say too: all but what following the model earns, which is another command's,
 * the last digits of other libraries, and which versions there are.
 */
const repeatable = ({ trading: _, parity: __, libraries: ___, ...card }: Card) => card;

/**
 * Compares a card with the committed one and records that they are the same in
 * `perf/results/models-retrained.json`. Throws where another model, or anything else, came out.
 */
const sameAsCommitted = (card: Card): Card => {
  const folder = new URL(`${card.name}/`, modelsFolder);
  const before = readModelFile(card.name, new URL("card.json", folder), Card);
  const different = difference(repeatable(card), repeatable(before));
  if (different !== undefined) {
    throw new TrainingFailed(`Another card than committed: ${different}`);
  }
  const file = new URL("../../perf/results/models-retrained.json", import.meta.url);
  const models = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).models : {};
  const { sha256, seed, libraries } = card;
  const scores = card.results.reduce((sum, result) => sum + result.scores.length, 0);
  models[card.name] = { same: true, sha256, seed, scores, libraries };
  const command = "npm run train -- --model M --check";
  writeFileSync(file, JSON.stringify({ command, models }, null, 2) + "\n");
  say(`the same card as committed, ${scores} rows of scores, and the very same file: ${sha256}`);
  return card;
};

/** Where two values differ first, in words; undefined where they do not. */
const difference = (now: unknown, was: unknown, path = ""): string | undefined => {
  if (typeof now === "object" && now !== null && typeof was === "object" && was !== null) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(now)])) {
      const at = path === "" ? key : `${path}.${key}`;
      const [a, b] = [now, was].map((one) => (one as Record<string, unknown>)[key]);
      const found = difference(a, b, at);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return now === was ? undefined : `${path} is ${JSON.stringify(now)}, was ${JSON.stringify(was)}`;
};

/** What following the model earned, where it is the very same model: training does not trade. */
const keepTrading = (card: Card, made: URL): void => {
  const file = new URL(`${card.name}/card.json`, modelsFolder);
  if (!existsSync(file)) return;
  const { sha256, trading } = readModelFile(card.name, file, Card);
  if (sha256 !== card.sha256 || trading === undefined) return;
  const own = new URL("card.json", made);
  const json = { ...JSON.parse(readFileSync(own, "utf8")), trading };
  writeFileSync(own, JSON.stringify(json, null, 2) + "\n");
  writeFileSync(new URL("card.md", made), cardPage(readModelFile(card.name, own, Card)));
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      data: { type: "string" },
      store: { type: "string" },
      version: { type: "string", default: "2" },
      "keep-export": { type: "boolean", default: false },
      tune: { type: "boolean", default: false },
      calibration: { type: "boolean", default: false },
      elsewhere: { type: "boolean", default: false },
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
  const { "keep-export": keepExport, model, store, version, tune, check } = values;
  const study = values.calibration ? "calibration" : values.elsewhere ? "elsewhere" : undefined;
  if (store !== undefined && (tune || study !== undefined || check)) {
    throw new TrainingFailed("--store goes with --model, --version and --keep-export alone");
  }
  if (study !== undefined && model.endsWith("lstm")) {
    throw new TrainingFailed(`--${study} does not know "${model}": expected a model of trees`);
  }
  if (!/^[1-9]\d{0,5}$/.test(version)) {
    throw new TrainingFailed(`--version is "${version}": expected a whole number above 0`);
  }
  const card = await train({ model, data, store, version, keepExport, tune, study, check });
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
