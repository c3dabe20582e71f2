// A sweep in lines for people: the best of it, and how much of that is luck.
import type { Sweep } from "../../../actors/run/backtest/sweep/sweep.ts";
import type { Validation } from "../../../actors/run/backtest/sweep/validation.ts";
import { count, money, percent, ratio } from "../../../actors/run/backtest/sheet/figures.ts";

const shown = 10;

const settingsText = (settings: Readonly<Record<string, number>>): string =>
  Object.entries(settings).map(([name, value]) => `${name}=${value}`).join(" ");

const validationLines = (name: string, { folds, sharpe, totalReturn }: Validation): string[] => [
  `${name.padEnd(34)}Sharpe ${ratio(sharpe)}, return ${percent(totalReturn)}`,
  ...folds.map((fold, i) =>
    `  part ${i + 1}: ${settingsText(fold.settings)}  chosen with ${ratio(fold.sharpeTrained)}, ` +
    `then ${ratio(fold.sharpeTested)}`
  ),
];

/** The ten best, and what they are worth. */
export const sweepLines = (sweep: Sweep): string => {
  const { config, trials, deflated, overfitting, walkForward, crossValidation } = sweep;
  const best = trials.slice(0, shown).map((trial) => ({
    Settings: settingsText(trial.settings),
    Sharpe: ratio(trial.sharpe),
    "Net profit": money(trial.netProfit),
    Drawdown: percent(trial.maxDrawdown),
    Fills: count(trial.fills),
  }));
  const names = ["Settings", "Sharpe", "Net profit", "Drawdown", "Fills"] as const;
  const widths = names.map((name) => Math.max(name.length, ...best.map((row) => row[name].length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]! + 2))
      .join("");
  return [
    `${config.strategy}: ${count(trials.length)} combinations${
      sweep.cancelled ? " (cancelled before the end)" : ""
    }, ${count(sweep.events)} events in ${
      sweep.seconds.toFixed(2)
    } s on ${sweep.workers} threads: ` +
    `${count(sweep.eventsPerSecond)} events/s`,
    "",
    line(names),
    ...best.map((row) => line(names.map((name) => row[name]))),
    "",
    `${"Deflated Sharpe ratio".padEnd(34)}${
      percent(deflated.probability)
    } sure that the best is better than luck`,
    `${"Probability of overfitting".padEnd(34)}${
      percent(overfitting.probability)
    } of ${overfitting.halvings} halvings`,
    ...validationLines("Walk-forward", walkForward),
    ...validationLines("Purged cross-validation", crossValidation),
    `Sweep ${sweep.id}`,
  ].join("\n");
};
