// The files of a run: figures as JSON, tables as CSV, and a page to look at.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChaosReport } from "../../../actors/run/backtest/chaos.ts";
import type { BacktestRun } from "../../../actors/run/backtest/job.ts";
import { csv } from "./csv.ts";
import type { Sweep } from "../../../actors/run/backtest/sweep/sweep.ts";
import { totalEquity } from "../../../actors/run/backtest/statistics.ts";
import { tearSheet } from "../../../actors/run/backtest/sheet/page.ts";
import { sheetOf } from "../../../actors/run/backtest/sheet/sheet.ts";
import { pricesOf } from "./prices.ts";

/** Writes them into a folder and gives their paths. */
export const writeRun = (run: BacktestRun, folder: string): string[] => {
  const { result, analysis, ...rest } = run;
  const { exposure: _, trips, ...told } = analysis;
  const { timeUs, equity } = totalEquity(result.curves);
  const { events, seconds, warnings } = result;
  const texts: Readonly<Record<string, string>> = {
    "tear-sheet.html": tearSheet(sheetOf(run)),
    "run.json": `${
      JSON.stringify({ ...rest, analysis: told, events, seconds, warnings }, null, 2)
    }\n`,
    "fills.csv": csv(result.fills),
    "orders.csv": csv(result.orders),
    "round-trips.csv": csv(trips),
    "prices.csv": csv(pricesOf(result.curves)),
    "equity.csv": csv(
      timeUs.map((us, i) => ({ timeUs: us, equity: run.config.capital + equity[i]! })),
    ),
  };
  return writeAll(texts, folder);
};

/** Writes the trials of a sweep into a folder and gives the paths. */
export const writeSweep = (sweep: Sweep, folder: string): string[] => {
  const trials = sweep.trials.map(({ returns: _, ...trial }) => trial);
  return writeAll({
    "sweep.json": `${JSON.stringify({ ...sweep, trials }, null, 2)}\n`,
    "sweep.csv": csv(
      trials.map(({ index: _, settings, ...figures }) => ({ ...settings, ...figures })),
    ),
  }, folder);
};

/** Writes the report of a chaos pass into a folder and gives the path. */
export const writeChaos = (report: ChaosReport, folder: string): string[] =>
  writeAll({ "chaos.json": `${JSON.stringify(report, null, 2)}\n` }, folder);

const writeAll = (texts: Readonly<Record<string, string>>, folder: string): string[] => {
  mkdirSync(folder, { recursive: true });
  return Object.entries(texts).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
};
