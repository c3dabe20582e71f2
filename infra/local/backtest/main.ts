// `npm run backtest`: a strategy over recorded data, with its figures, its tear sheet and an id.
import { resolve } from "node:path";
import { makeProgress } from "../../../perf/parity/lines.ts";
import { endWithOutput } from "../closed-output.ts";
import { chaosLines, runChaos } from "./chaos.ts";
import { openData } from "./data.ts";
import { runMany } from "./many.ts";
import { runOnce } from "./once.ts";
import { againOf, BadOption, help, readArguments } from "./options.ts";
import { comparison, findRun, storeRun } from "./store.ts";
import { outcomeLines } from "./summary.ts";
import { sweepLines } from "./sweep-lines.ts";
import { writeChaos, writeRun, writeSweep } from "./write.ts";

endWithOutput();
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

const storeOf = (args: readonly string[]): string => args[args.indexOf("--store") + 1]!;

/** What went wrong by what was given: told in one line. */
const known = ["BadOption", "BadBacktest", "BadSetting", "SourceFailed"];

const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  const again = againOf(args);
  const kept = again === undefined ? undefined : await findRun(again, storeOf(args));
  // What was kept takes the place of what would be given.
  const asked = kept === undefined ? args : [...args, "--strategy", kept.config.strategy];
  const read = readArguments(asked);
  if (read === undefined) return console.log(help);
  const asKept = kept === undefined ? read : { ...read, ...kept.data, config: kept.config };
  const { json, out } = read;
  const print = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`);
  const say = makeProgress(process.stderr);
  const data = await openData(asKept, stop.signal);
  const everyMs = data.kind === "ticks" && !read.everyTold && kept === undefined
    ? data.everyMs
    : undefined;
  const given = everyMs === undefined
    ? asKept
    : { ...asKept, config: { ...asKept.config, everyMs } };
  const finish = (
    { cancelled, lines, files, object }: {
      readonly cancelled: boolean;
      readonly lines: string;
      readonly files: (folder: string) => readonly string[];
      readonly object: object;
    },
  ): void => {
    print(lines);
    if (out !== undefined) { for (const file of files(out)) print(`Wrote ${file}`); }
    if (json) process.stdout.write(`${JSON.stringify(object)}\n`);
    if (cancelled) process.exitCode = 130;
  };
  if (given.sweep.axes.length > 0) {
    const sweep = await runMany(data, given, say, stop.signal);
    const { trials, ...rest } = sweep;
    const best = trials.slice(0, 10).map(({ returns: _, ...trial }) => trial);
    return finish({
      cancelled: sweep.cancelled,
      lines: sweepLines(sweep),
      files: (folder) => writeSweep(sweep, folder),
      object: { ...rest, trials: trials.length, best },
    });
  }
  if (given.chaos) {
    const report = await runChaos(data, given, say, stop.signal);
    if (!report.passed) process.exitCode = 4;
    const files = (folder: string) => writeChaos(report, folder);
    return finish({
      cancelled: stop.signal.aborted,
      lines: chaosLines(report),
      files,
      object: { chaos: report },
    });
  }
  const outcome = await runOnce(data, given, say, stop.signal);
  const { run: { result, analysis, ...rest }, leaks, monteCarlo } = outcome;
  const { events, seconds, fills, orders, warnings } = result;
  if (kept !== undefined) print(comparison(kept, outcome.run));
  if (given.store !== undefined) {
    const { files, seed, ticks, source, barUs } = given;
    const data = {
      ...{ files: files.map((one) => resolve(one)), seed, ticks, source },
      ...(barUs === undefined ? {} : { barUs }),
    };
    await storeRun(outcome.run, data, given.store).then(
      () => print(`Kept run ${outcome.run.id} in ${given.store}`),
      (cause: Error) => {
        // What was found is told all the same.
        print(`warn: not kept: ${cause.message}`);
        process.exitCode = 1;
      },
    );
  }
  finish({
    cancelled: stop.signal.aborted,
    lines: outcomeLines(outcome),
    files: (folder) => writeRun(outcome.run, folder),
    object: {
      ...rest,
      events,
      seconds,
      fills: fills.length,
      orders: orders.length,
      months: analysis.months,
      warnings,
      ...(leaks === undefined ? {} : { leaks }),
      ...(monteCarlo === undefined ? {} : { monteCarlo }),
    },
  });
  if ((leaks?.length ?? 0) > 0) process.exitCode = 3;
};

await main().catch((cause: Error) => {
  console.error(known.includes(cause.name) ? `error: ${cause.message}` : cause.stack);
  if (process.argv.includes("--json")) {
    process.stdout.write(
      `${JSON.stringify({ error: { reason: cause.name, message: cause.message } })}\n`,
    );
  }
  process.exitCode = cause instanceof BadOption ? 2 : 1;
});
