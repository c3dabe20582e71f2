// The tear sheet of a backtest, out of its run.
import type { BacktestRun } from "../job.ts";
import type { Sheet } from "./page.ts";

/** The sheet of a run. */
export const sheetOf = (run: BacktestRun): Sheet => ({
  kind: "backtest",
  title: run.config.strategy,
  id: run.id,
  cancelled: run.cancelled,
  instruments: run.instruments,
  statistics: run.statistics,
  result: run.result,
  analysis: run.analysis,
  settings: [
    ...Object.entries(run.settings).flatMap(([of, values]) =>
      Object.entries(values).map(([name, value]) => [`${of}.${name}`, String(value)] as const)
    ),
    ["engine", run.engine],
    ["events", run.result.events.toLocaleString("en-US")],
    ["data", run.dataHash],
    ["code", run.codeVersion],
  ],
});
