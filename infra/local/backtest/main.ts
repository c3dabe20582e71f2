// `npm run backtest`: a strategy over recorded data, with its figures, its tear sheet and an id.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { runBars } from "../../../actors/run/backtest/bars/job.ts";
import { openBars, readBars } from "../../../actors/run/backtest/bars/read.ts";
import { type BacktestRun, runBacktest } from "../../../actors/run/backtest/job.ts";
import { openSource } from "../../../actors/sources/roster.ts";
import { simulatedSource } from "../../../actors/sources/simulated/source.ts";
import { type Inference, openInference } from "../../../models/inference.ts";
import { makeProgress } from "../../../perf/parity/lines.ts";
import { BadOption, help, readArguments } from "./options.ts";
import { summary } from "./summary.ts";
import { writeRun } from "./write.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

const filesIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).sort().flatMap((name) => filesIn(join(path, name)))
    : [path];

const hashOf = async (files: readonly string[]): Promise<string> => {
  const hash = createHash("sha256");
  for (const file of files.flatMap(filesIn)) {
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
  }
  return hash.digest("hex");
};

/** The commit the code is of, with a mark where files have changed since; else the version. */
const codeVersion = (): string => {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "ignore"] })
        .toString().trim();
    const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
    return `${git("rev-parse", "HEAD")}${changed ? "+changed" : ""}`;
  } catch {
    return "0.1.0";
  }
};

const main = async (): Promise<void> => {
  const given = readArguments(process.argv.slice(2));
  if (given === undefined) return console.log(help);
  const { files, config, json, out, seed, ticks } = given;
  const say = makeProgress(process.stderr);
  const bars = files.length === 0 ? [] : await openBars(files);
  if (bars.length > 0) {
    const world = {
      read: await readBars(bars),
      dataHash: await hashOf(files),
      codeVersion: codeVersion(),
      clock: () => performance.now(),
    };
    return report(runBars(config, world), { json, out });
  }
  let inference: Inference | undefined;
  const source = files.length === 0
    ? simulatedSource({ seed, speed: 0, ticks })
    : await openSource({ source: "replay", files, speed: 0, seed });
  const total = source.totalRecords ?? (files.length === 0 ? ticks : undefined);
  const simulated = createHash("sha256").update(`simulated ${seed} ${ticks}`).digest("hex");
  try {
    const run = await runBacktest(config, {
      source,
      dataHash: files.length === 0 ? simulated : await hashOf(files),
      codeVersion: codeVersion(),
      predict: async () => (inference = await openInference()).predict,
      clock: () => performance.now(),
      signal: stop.signal,
      progress: (done) => total !== undefined && say("running", done / total),
    });
    report(run, { json, out });
  } finally {
    await inference?.close();
  }
};

const report = (
  run: BacktestRun,
  { json, out }: { readonly json: boolean; readonly out: string | undefined },
): void => {
  const print = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`);
  print(summary(run));
  if (out !== undefined) { for (const file of writeRun(run, out)) print(`Wrote ${file}`); }
  if (json) {
    const { result, ...rest } = run;
    const { events, seconds, fills, orders, warnings } = result;
    const counts = { events, seconds, fills: fills.length, orders: orders.length, warnings };
    process.stdout.write(`${JSON.stringify({ ...rest, ...counts })}\n`);
  }
  if (run.cancelled) process.exitCode = 130;
};

await main().catch((cause: Error) => {
  const known = ["BadOption", "BadBacktest", "BadSetting", "SourceFailed"].includes(cause.name);
  console.error(known ? `error: ${cause.message}` : cause.stack);
  if (process.argv.includes("--json")) {
    process.stdout.write(
      `${JSON.stringify({ error: { reason: cause.name, message: cause.message } })}\n`,
    );
  }
  process.exitCode = cause instanceof BadOption ? 2 : 1;
});
