// A backtest over bars from its options to its figures.
import type { Setting } from "../../../actor.ts";
import { type BacktestConfig, type BacktestRun, BadBacktest, figuresOf, idOf } from "../job.ts";
import type { BacktestFill, BacktestOrder, BacktestWarning, EquityCurve } from "../result.ts";
import { readSettings, withDefaults } from "../settings.ts";
import { type Bars, barsBetween, barValue } from "./bars.ts";
import { Features } from "./features.ts";
import type { ReadBars } from "./read.ts";
import { barStrategies } from "./strategies/roster.ts";
import type { BarStrategy } from "./strategy.ts";
import { type BarFills, type Walk, walk } from "./walk.ts";

/** What a backtest over bars needs of the world. */
export interface BarWorld {
  readonly read: ReadBars;
  /** SHA-256 of the data, in hexadecimal. */
  readonly dataHash: string;
  readonly codeVersion: string;
  readonly clock: () => number;
}

/** How bars fill, as settings: `--set bars.slippageBps=2`. */
export const barSettings: Readonly<Record<string, Setting>> = {
  slippageBps: {
    default: 1,
    minimum: 0,
    maximum: 1_000,
    comment: "Paid by a market order besides half the spread; bars of trades tell no spread",
  },
  feeBps: { default: 0.5, minimum: 0, maximum: 1_000, comment: "Fee of a fill" },
  stopBps: { default: 0, minimum: 0, maximum: 9_999, comment: "Loss to leave at; 0 for none" },
  profitBps: { default: 0, minimum: 0, maximum: 1e6, comment: "Gain to leave at; 0 for none" },
};

/** A strategy, its settings and the bars of a configuration. Throws `BadBacktest`, `BadSetting`. */
export interface Prepared {
  readonly strategy: BarStrategy;
  readonly settings: Readonly<Record<"strategy" | "bars", Readonly<Record<string, number>>>>;
  readonly series: readonly Bars[];
}

export const prepareBars = (config: BacktestConfig, { series: all }: ReadBars): Prepared => {
  const strategy = barStrategies.find(({ name }) => name === config.strategy);
  if (strategy === undefined) {
    const known = barStrategies.map(({ name }) => name).join(", ");
    throw new BadBacktest(
      `--strategy "${config.strategy}" does not run over bars: expected one of ${known}`,
    );
  }
  const schemas = new Map([["", strategy.settings], ["bars", barSettings]]);
  const given = readSettings(config.set, schemas);
  const names = all.map(({ instrument }) => instrument.name);
  for (const name of config.instruments) {
    if (!names.includes(name)) {
      throw new BadBacktest(`--instrument "${name}": expected one of ${names.join(", ")}`);
    }
  }
  const wanted = all.filter(({ instrument: { name } }) =>
    config.instruments.length === 0 || config.instruments.includes(name)
  );
  const series = wanted.map((bars) => {
    const from = bars.timeUs.findIndex((us) => us >= config.fromUs);
    const after = bars.timeUs.findIndex((us) => us >= config.toUs);
    return from < 0 ? barsBetween(bars, 0, 0) : barsBetween(
      bars,
      from,
      after < 0 ? bars.length : after,
    );
  }).filter(({ length }) => length > 0);
  if (series.length === 0) {
    const time = (us: number) => new Date(us / 1000).toISOString();
    const ends = wanted.flatMap(({ timeUs }) => [timeUs[0]!, timeUs.at(-1)!]);
    throw new BadBacktest(
      ends.length === 0
        ? "--file: there is not one good bar in it"
        : `--from, --to: no bars there; the data goes from ${time(Math.min(...ends))} to ${
          time(Math.max(...ends))
        }`,
    );
  }
  return {
    strategy,
    settings: {
      strategy: withDefaults(strategy.settings, given[""]),
      bars: withDefaults(barSettings, given["bars"]),
    },
    series,
  };
};

/** Runs one. Throws `BadBacktest`, `BadSetting`. */
export const runBars = (config: BacktestConfig, world: BarWorld): BacktestRun => {
  const { strategy, settings, series } = prepareBars(config, world.read);
  const fills = settings.bars as unknown as BarFills;
  const values = new Map(series.map((bars) => [bars.instrument.instrumentId, barValue(bars)]));
  const startedMs = world.clock();
  const walks = series.map((bars) =>
    walk(bars, strategy.targets(bars, settings.strategy, new Features(bars)), fills)
  );
  const seconds = (world.clock() - startedMs) / 1000;
  const events = series.reduce((sum, { length }) => sum + length, 0);
  const parts = series.map((bars, i) => resultOf(bars, walks[i]!, strategy.name));
  const result = {
    events,
    seconds,
    fills: parts.flatMap((one) => one.fills).sort((a, b) => a.timeUs - b.timeUs),
    orders: parts.flatMap((one) => one.orders).sort((a, b) => a.timeUs - b.timeUs),
    curves: parts.map((one) => one.curve),
    warnings: warningsOf(series, world.read, fills),
  };
  const names = Object.fromEntries(
    series.map(({ instrument: { instrumentId, name } }) => [instrumentId, name]),
  );
  const { dataHash, codeVersion } = world;
  return {
    id: idOf({ config, settings, dataHash, codeVersion }),
    config,
    settings,
    dataHash,
    codeVersion,
    engine: "bars",
    eventsPerSecond: seconds > 0 ? Math.round(events / seconds) : 0,
    cancelled: false,
    instruments: names,
    ...figuresOf(result, config.capital, {
      tickLotValue: (id) => values.get(id)!,
      names,
    }),
  };
};

const resultOf = (bars: Bars, walked: Walk, strategy: string) => {
  const { instrument, timeUs, open, close, halfSpread } = bars;
  const { instrumentId } = instrument;
  const value = barValue(bars);
  const costs = { fees: 0, spread: 0, slippage: 0, impact: 0 };
  const fills: BacktestFill[] = [];
  const orders: BacktestOrder[] = [];
  for (const [i, row] of walked.rows.entries()) {
    const lots = walked.lots[i]!;
    const [priceTicks, feeTickLots] = [walked.priceTicks[i]!, walked.feeTickLots[i]!];
    const order = walked.orders[i]!;
    const decided = row === 0 ? open[0]! : close[row - 1]!;
    const reference = order === "market" ? open[row]! : priceTicks;
    const spread = order === "limit" ? 0 : halfSpread?.[row] ?? 0;
    costs.fees += feeTickLots * value;
    costs.spread += Math.abs(lots) * spread * value;
    costs.slippage += (order === "market" ? lots * (priceTicks - decided) : 0) * value -
      (order === "market" ? Math.abs(lots) * spread * value : 0);
    const shared = {
      timeUs: timeUs[row]!,
      instrumentId,
      account: "main",
      strategy,
      clientOrderId: `${instrumentId}-${i + 1}`,
      side: lots > 0 ? "buy" as const : "sell" as const,
      priceTicks,
      quantityLots: Math.abs(lots),
    };
    fills.push({
      ...shared,
      liquidity: order === "limit" ? "maker" : "taker",
      feeTickLots,
      decisionMidHalfTicks: Math.round(2 * decided),
      venueMidHalfTicks: Math.round(2 * reference),
    });
    orders.push({
      ...shared,
      // The bus knows market and limit; a stop is a market order once its price is seen.
      orderType: order === "limit" ? "limit" : "market",
      timeInForce: order === "limit" ? "gtc" : "ioc",
      priceTicks: order === "limit" ? priceTicks : 0,
      endTimeUs: timeUs[row]!,
      cumQuantityLots: Math.abs(lots),
      end: "filled",
    });
  }
  const curve: EquityCurve = {
    account: "main",
    strategy,
    instrumentId,
    timeUs,
    equity: walked.equity.map((one) => one * value),
    positionLots: walked.positionLots,
    midTicks: close,
    costs,
  };
  return { fills, orders, curve };
};

/** Bars are missing where a step is so many times the usual one, and longer than a quiet market is. */
const gapSteps = 5;
const quietUs = 300e6;
/** Markets other than those of crypto close for so long, from a night to a long weekend. */
const closedUs = { least: 3 * 3_600e6, most: 4.5 * 86_400e6 };

const warningsOf = (
  series: readonly Bars[],
  { refused, warnings = [] }: ReadBars,
  { slippageBps }: BarFills,
): BacktestWarning[] => {
  const gap = { count: 0, first: "" };
  for (const { instrument, timeUs } of series) {
    const steps = timeUs.slice(1).map((us, i) => us - timeUs[i]!);
    const usual = steps.slice().sort()[Math.floor(steps.length / 2)] ?? Infinity;
    steps.forEach((step, i) => {
      const closed = instrument.assetClass !== "crypto" && step >= closedUs.least &&
        step <= closedUs.most;
      if (step <= Math.max(gapSteps * usual, quietUs) || closed || gap.count++ > 0) return;
      const [from, to] = [timeUs[i]!, timeUs[i + 1]!]
        .map((us) => new Date(us / 1000).toISOString());
      gap.first = `${instrument.name} has no bars between ${from} and ${to}`;
    });
  }
  const untold = series.filter(({ halfSpread }) => halfSpread === undefined).length;
  const noSpread = `Bars of trades tell no spread: a market order paid ${slippageBps} basis points`;
  const all: BacktestWarning[] = [
    { kind: "noSpread", count: untold, first: noSpread },
    { kind: "gap", ...gap },
    { kind: "refusedRow", ...refused },
    ...warnings,
  ];
  return all.filter(({ count }) => count > 0);
};
