// npm run models:trade: what following a model earns on its test days, before and after costs, into its card.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BacktestConfig, runBacktest } from "../../actors/run/backtest/job.ts";
import { makeProgress } from "../../perf/parity/lines.ts";
import { Card, readModelFile, type TestResult } from "../card.ts";
import { cardPage } from "../card-page.ts";
import { openInference } from "../inference.ts";
import { modelsFolder, roster, shelf } from "../roster.ts";
import { say } from "./python.ts";
import { openRecording, type Recording, recordings } from "./recordings.ts";

const names = [...roster.map(({ name }) => name), ...shelf];
const usage = `Usage: npm run models:trade -- [--model M] [--data DIR]

Runs the strategy prediction-follower, the one that trades live, on the test days of each model in the backtester, at
the paper venue with its latency, queue and fees, and writes what it earned before and after costs into the card.

  --model M    ${names.join(", ")} (default: each)
  --data DIR   recorded files (default: CONTRAIL_SHARED_DATA, or ../shared/data)`;

/** Money that the backtests start with, in the currency of the instrument. */
const capital = 100_000;

/** The recording a result was judged on: the last of its instrument. */
const recordingOf = ({ instrument }: TestResult): Recording => {
  const found = recordings.filter((one) => one.instrument === instrument).at(-1);
  if (found === undefined) throw new Error(`No recording of ${instrument} is known`);
  return found;
};

const config = (result: TestResult): BacktestConfig => ({
  strategy: "prediction-follower",
  set: [],
  fromUs: Date.parse(result.from) * 1000,
  toUs: Date.parse(result.to) * 1000,
  instruments: [],
  capital,
  queue: "risk-averse",
  latency: "constant",
  fees: "notional",
  fill: "partial",
  depth: "auto",
  everyMs: 100,
  feedLatency: { kind: "constant", us: 5000 },
});

const trade = async (name: string, data: string): Promise<void> => {
  const file = new URL(`${name}/card.json`, modelsFolder);
  const card = readModelFile(name, file, Card);
  const inference = await openInference({ roster: [{ name, shadow: false }] });
  const show = makeProgress(process.stderr);
  const trading: NonNullable<Card["trading"]>[number][] = [];
  try {
    for (const result of card.results) {
      const recording = recordingOf(result);
      // Of a recording of minutes, the test is its end, and what comes before it only warms the features.
      if (!recording.regularHours) continue;
      const source = await openRecording(data, recording);
      const { statistics } = await runBacktest(config(result), {
        source,
        dataHash: "",
        codeVersion: "",
        predict: () => Promise.resolve(inference.predict),
        clock: () => performance.now(),
        progress: (done) =>
          source.totalRecords !== undefined &&
          show(`${name} on ${result.instrument}`, done / source.totalRecords),
      });
      const { netProfit, costs: { fees, spread, slippage, impact }, fills } = statistics;
      const cents = (value: number) => Math.round(value * 100) / 100 || 0;
      trading.push({
        instrument: result.instrument,
        fills,
        gross: cents(netProfit + fees + spread + slippage + impact),
        spread: cents(spread + slippage + impact),
        fees: cents(fees),
        net: cents(netProfit),
      });
      say(`${name}: ${JSON.stringify(trading.at(-1))}`);
    }
  } finally {
    await inference.close();
  }
  const json = { ...JSON.parse(readFileSync(file, "utf8")), trading };
  writeFileSync(file, JSON.stringify(json, null, 2) + "\n");
  const page = cardPage(readModelFile(name, file, Card));
  writeFileSync(new URL(`${name}/card.md`, modelsFolder), page);
};

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    data: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const shared = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const data = values.data ?? process.env["CONTRAIL_SHARED_DATA"] ?? shared;
const wished = values.model === undefined ? names : [values.model];
const unknown = wished.find((name) => !names.includes(name));
if (values.help) say(usage);
else if (unknown !== undefined || !existsSync(join(data, "us-equity-ticks-201310"))) {
  say(
    unknown === undefined
      ? `Cannot find the recorded files in "${data}": --data names their folder`
      : `--model "${unknown}": expected one of ${names.join(", ")}`,
  );
  process.exitCode = 1;
} else for (const name of wished) await trade(name, data);
