// `npm run models:evaluate`: scores a committed model on recorded files it may never have seen.
import { existsSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { openSource } from "../../actors/sources/roster.ts";
import { makeProgress } from "../../perf/parity/lines.ts";
import { openInference } from "../inference.ts";
import { modelsFolder, roster } from "../roster.ts";
import { evaluate } from "./evaluate.ts";
import type { ClassScores, Evaluation } from "./tally.ts";

const committed = readdirSync(modelsFolder).filter((name) =>
  existsSync(new URL(`${name}/model.onnx`, modelsFolder))
);

const help = `npm run models:evaluate -- --file F [--model M] [options]

Scores a model on recorded files, through the feature code that runs live and onnxruntime: which way the
mid price moves next. Every move has one vote, shared by the rows that waited for it.

  --file F        A recorded file or folder; again, or with commas, for more
  --model M       ${committed.join(", ")} (default ${roster[0]!.name})
  --all-hours     US equities also outside 09:30 to 16:00 in New York
  --json          One JSON object as the last line; everything else to stderr

The naive rules stand beside: always the more frequent direction, the heavier side of the book, and the
direction of the last move.`;

class BadOption extends Error {
  override readonly name = "BadOption";
}

const read = () => {
  try {
    return parseArgs({
      options: {
        file: { type: "string", short: "f", multiple: true },
        model: { type: "string", default: roster[0]!.name },
        "all-hours": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    throw new BadOption((cause as Error).message);
  }
};

const percent = (value: number) => `${(value * 100).toFixed(2)} %`;
const scoreLine = (name: string, one: ClassScores) =>
  `  ${name.padEnd(16)} accuracy ${percent(one.accuracy)}, balanced ${
    percent(one.balancedAccuracy)
  }, macro-F1 ${one.macroF1.toFixed(4)}, MCC ${one.matthews.toFixed(4)}`;

const linesOf = (instrument: string, model: string, one: Evaluation, excluded: number): string =>
  [
    "",
    `${instrument}: ${one.rows.toLocaleString("en-US")} rows, ` +
    `${one.moves.toLocaleString("en-US")} moves, ${percent(one.baseRate)} of them up` +
    (excluded === 0 ? "" : `, ${excluded.toLocaleString("en-US")} marked rows left out`),
    scoreLine(model, one),
    scoreLine("majority", one.naive.majority),
    scoreLine("imbalance sign", one.naive.imbalanceSign),
    scoreLine("persistence", one.naive.persistence),
    `  calibration error ${one.calibrationError.toFixed(4)} (${
      one.calibrationNoise.toFixed(4)
    } would be chance), log-loss skill ${one.logLossSkill.toFixed(4)}`,
    ...one.coverage.map(({ confidence, coverage, accuracy }) =>
      `  confidence ${confidence.toFixed(2)} and more: ${
        percent(coverage).padStart(8)
      } of the votes, ` +
      `${percent(accuracy)} right`
    ),
  ].join("\n");

const main = async (): Promise<void> => {
  const given = read();
  if (given.help) return console.log(help);
  const files = (given.file ?? []).flatMap((one) => one.split(",")).filter((one) => one !== "");
  if (files.length === 0) {
    throw new BadOption("--file is missing: expected a recorded file or folder");
  }
  const { model } = given;
  if (!committed.includes(model)) {
    throw new BadOption(`--model "${model}": expected one of ${committed.join(", ")}`);
  }
  const print = (text: string) => (given.json ? process.stderr : process.stdout).write(`${text}\n`);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const source = await openSource({ source: "replay", files, speed: 0, seed: 0 });
  const inference = await openInference({ roster: [{ name: model, shadow: false }] });
  try {
    const [{ card }] = inference.models as [(typeof inference.models)[number]];
    if (card.horizonUs !== 0) {
      throw new BadOption(
        `--model "${model}": its horizon is ${card.horizonUs} µs; expected the next move`,
      );
    }
    const say = makeProgress(process.stderr);
    const all = await evaluate({
      source,
      inference,
      regularHours: !given["all-hours"],
      signal: stop.signal,
      progress: (ticks) =>
        source.totalRecords !== undefined && say("scoring", ticks / source.totalRecords),
    });
    const instruments = all.flatMap(({ instrument, fromUs, toUs, excluded, tally }) => {
      const one = tally.evaluation();
      if (one === undefined) {
        print(`warn: ${instrument}: no move of the mid price was predicted`);
        return [];
      }
      print(linesOf(instrument, model, one, excluded));
      const time = (us: number) => new Date(us / 1000).toISOString();
      return [{ instrument, from: time(fromUs), to: time(toUs), excluded, ...one }];
    });
    if (instruments.length === 0) throw new BadOption("--file: there is nothing in it to score");
    if (!given.json) return;
    const about = {
      model,
      version: card.version,
      sha256: card.sha256,
      label: card.label,
      horizonUs: card.horizonUs,
      cancelled: stop.signal.aborted,
    };
    process.stdout.write(`${JSON.stringify({ ...about, instruments })}\n`);
  } finally {
    await inference.close();
  }
};

await main().catch((cause: Error) => {
  const known = ["BadOption", "SourceFailed", "ModelRefused"].includes(cause.name);
  console.error(known ? `error: ${cause.message}` : cause.stack);
  if (process.argv.includes("--json")) {
    const error = { reason: cause.name, message: cause.message };
    process.stdout.write(`${JSON.stringify({ error })}\n`);
  }
  process.exitCode = cause instanceof BadOption ? 2 : 1;
});
