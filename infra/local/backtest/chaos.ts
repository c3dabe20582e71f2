// `npm run backtest -- --chaos`: the strategy once under every fault, and a table of what became of it.
import { type ChaosReport, type ChaosRow, chaosRow } from "../../../actors/run/backtest/chaos.ts";
import { BadBacktest } from "../../../actors/run/backtest/job.ts";
import { strategies } from "../../../actors/strategies/roster.ts";
import { faults } from "../../../actors/venues/faults/roster.ts";
import type { BacktestData } from "./data.ts";
import { runOnce, type Say } from "./once.ts";
import type { BacktestArguments } from "./options.ts";
import { count, money, percent } from "../../../actors/run/backtest/sheet/figures.ts";

/** Runs every fault. Throws `BadBacktest`, `BadSetting`, `SourceFailed`. */
export const runChaos = async (
  data: BacktestData,
  given: BacktestArguments,
  say: Say,
  signal: AbortSignal,
): Promise<ChaosReport> => {
  const { config } = given;
  const trades = config.strategy.split(",").every((one) =>
    strategies.some(({ name }) => name === one)
  );
  if (!trades) {
    const known = strategies.map(({ name }) => name).join(", ");
    throw new BadBacktest(
      `--chaos: "${config.strategy}" does not trade through the line to a venue: expected ${known}`,
    );
  }
  const rows: ChaosRow[] = [];
  for (const [i, fault] of faults.entries()) {
    if (signal.aborted) break;
    const { run } = await runOnce(
      data,
      { ...given, config: { ...config, faults: fault.name }, lookAhead: 0, monteCarlo: 0 },
      (_what, share) => say("chaos", (i + share) / faults.length),
      signal,
    );
    rows.push(chaosRow(fault, run));
  }
  const whole = rows.length === faults.length;
  return {
    strategy: config.strategy,
    passed: whole && rows.every(({ passed }) => passed),
    rows,
  };
};

const wrong = ({ breaches }: ChaosRow): string =>
  Object.entries(breaches).filter(([, times]) => times > 0)
    .map(([name, times]) => `${name} ${times}`).join(", ");

/** The report for people. */
export const chaosLines = ({ strategy, passed, rows }: ChaosReport): string => {
  const good = rows[0]?.netProfit ?? 0;
  const line = (cells: readonly string[]) =>
    (cells[0] ?? "").padEnd(14) + cells.slice(1, 7).map((cell) => cell.padStart(13)).join("") +
    `  ${cells[7] ?? ""}`;
  return [
    `Chaos pass of ${strategy}`,
    "",
    line(["fault", "orders", "fills", "open", "net profit", "difference", "drawdown", "books"]),
    ...rows.map((row) =>
      line([
        ...[row.fault, count(row.orders), count(row.fills), count(row.open)],
        ...[money(row.netProfit), money(row.netProfit - good), percent(row.maxDrawdown)],
        row.passed ? "right" : `WRONG: ${wrong(row)}`,
      ])
    ),
    "",
    ...rows.map(({ fault, about }) => `${fault.padEnd(14)}${about}`),
    "",
    passed ? "Passed: every book is right under every fault" : "Failed",
  ].join("\n");
};
