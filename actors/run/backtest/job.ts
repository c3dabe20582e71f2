// One backtest from its options to its figures: any strategy, of columns or of actors, on any source.
import { createHash } from "node:crypto";
import { builtinInstruments, InstrumentRegistry } from "../../../streams/instruments.ts";
import type { AnyActor, Setting } from "../../actor.ts";
import { marketActors, tradingActors } from "../../roster.ts";
import type { Predict } from "../../pipeline.ts";
import { strategies } from "../../strategies/roster.ts";
import type { TickSource } from "../../sources/source.ts";
import { withFaults } from "../../venues/faults/fault.ts";
import { faults } from "../../venues/faults/roster.ts";
import { feeModels } from "../../venues/fees/roster.ts";
import { fillModels } from "../../venues/fills/roster.ts";
import { impactModels } from "../../venues/impacts/roster.ts";
import { latencyModels } from "../../venues/latencies/roster.ts";
import { queueModels } from "../../venues/queues/roster.ts";
import { runActors } from "./actors-engine.ts";
import { type ColumnStrategy, runEngine } from "./engine.ts";
import { type Depth, type FeedLatency, Feeds } from "./feeds.ts";
import { lookaheadRows } from "./limits.ts";
import { type Analysis, analysisOf } from "./sheet/analysis.ts";
import { stepValue, Worth } from "./money.ts";
import type { BacktestResult, BacktestWarning } from "./result.ts";
import { readSettings, withDefaults } from "./settings.ts";
import { type Statistics, statisticsOf, totalEquity } from "./statistics.ts";
import { barStrategies } from "./bars/strategies/roster.ts";
import { columnStrategies } from "./strategies/roster.ts";
import { warningsOfData, windowOf } from "./window.ts";

/** What is run. Names are of the rosters. */
export interface BacktestConfig {
  readonly strategy: string;
  /** `name=value`, or `of.name=value`. */
  readonly set: readonly string[];
  /** Event time in microseconds, from the first to before the last. */
  readonly fromUs: number;
  readonly toUs: number;
  /** `symbol.venue`; all where there are none. */
  readonly instruments: readonly string[];
  readonly capital: number;
  /** Of strategies by columns only; actors trade at the paper venue. */
  readonly queue: string;
  readonly latency: string;
  readonly fees: string;
  readonly fill: string;
  /** None where it is not told. */
  readonly impact?: string;
  /** The line to the paper venue, of actors only; none where it is not told. */
  readonly faults?: string;
  readonly depth: "auto" | Depth;
  readonly everyMs: number;
  readonly feedLatency: FeedLatency;
}

/** What a backtest needs of the world. */
export interface BacktestWorld {
  readonly source: TickSource;
  /** SHA-256 of the data, in hexadecimal. */
  readonly dataHash: string;
  readonly codeVersion: string;
  /** Opens the models, where the strategy is an actor. */
  readonly predict: () => Promise<Predict>;
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  readonly progress?: (ticks: number) => void;
}

/** A run: reproducible from its configuration, its data and the code. */
export interface BacktestRun {
  /** The first 16 hexadecimal digits of the SHA-256 of configuration, data and code version. */
  readonly id: string;
  readonly config: BacktestConfig;
  readonly settings: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly dataHash: string;
  readonly codeVersion: string;
  readonly engine: "columns" | "actors" | "bars";
  readonly eventsPerSecond: number;
  readonly cancelled: boolean;
  readonly instruments: Readonly<Record<number, string>>;
  readonly statistics: Statistics;
  readonly analysis: Analysis;
  readonly result: BacktestResult;
}

/** Options that cannot be run; the message names the option, its value and what was expected. */
export class BadBacktest extends Error {
  override readonly name = "BadBacktest";
}

/** Names of every strategy and what it is. */
export const strategyNames: readonly string[] = [
  ...columnStrategies,
  ...strategies,
  ...barStrategies,
].map(({ name }) => name);

/** Runs one. Throws `BadBacktest`, `BadSetting`, `SourceFailed`. */
export const runBacktest = async (
  config: BacktestConfig,
  world: BacktestWorld,
): Promise<BacktestRun> => {
  const registry = new InstrumentRegistry([...builtinInstruments, ...world.source.instruments]);
  const worth = new Worth(registry);
  const { source, seen } = windowOf(world.source, {
    watch: (ticks) => worth.saw(ticks),
    fromUs: config.fromUs,
    toUs: config.toUs,
    ...(config.instruments.length === 0 ? {} : { instrumentIds: idsOf(config, registry) }),
  });
  const columns = columnStrategies.find(({ name }) => name === config.strategy);
  const trading = tradingOf(config);
  if (barStrategies.some(({ name }) => name === config.strategy)) {
    throw new BadBacktest(
      `--strategy "${config.strategy}" runs over bars: expected a --file of bars, with open, high, low, close`,
    );
  }
  if (columns === undefined && trading.length === 0) {
    throw new BadBacktest(
      `--strategy "${config.strategy}": expected one of ${strategyNames.join(", ")}; or several ` +
        `with commas of ${strategies.map(({ name }) => name).join(", ")}`,
    );
  }
  const told = { ...world, source, registry, worth, progress: () => world.progress?.(seen.ticks) };
  const { settings, result: ran } = columns === undefined
    ? await throughActors(config, trading, told)
    : await throughColumns(config, columns, told);
  const result = {
    ...ran,
    warnings: [...ran.warnings, ...warningsOfData(seen), ...worth.warnings(), ...unfilled(ran)],
  };
  const cancelled = world.signal?.aborted === true;
  if (result.events === 0 && !cancelled) throw nothing(config, seen);
  const names = Object.fromEntries(
    result.curves.map(({ instrumentId: id }) => [id, registry.require(id).name]),
  );
  const { dataHash, codeVersion } = world;
  return {
    id: idOf({ config, settings, dataHash, codeVersion }),
    config,
    settings,
    dataHash,
    codeVersion,
    engine: columns === undefined ? "actors" : "columns",
    eventsPerSecond: result.seconds > 0 ? Math.round(result.events / result.seconds) : 0,
    cancelled,
    instruments: names,
    ...figuresOf(result, config.capital, { tickLotValue: worth.of, names }),
  };
};

/** Orders of which none was ever filled: figures of nothing but zeros have a reason. */
const unfilled = ({ orders, fills }: BacktestResult): readonly BacktestWarning[] =>
  orders.length === 0 || fills.length > 0 ? [] : [{
    kind: "unfilled",
    count: orders.length,
    first: "Not one order was filled: they rested too far from the market, or nothing took them",
  }];

/** The figures of a result, and what a tear sheet tells beyond them. */
export const figuresOf = (
  ran: BacktestResult,
  capital: number,
  { tickLotValue, names }: {
    readonly tickLotValue: (instrumentId: number) => number;
    readonly names: Readonly<Record<number, string>>;
  },
): Pick<BacktestRun, "statistics" | "analysis" | "result"> => {
  const statistics = statisticsOf(ran, { capital, tickLotValue });
  const { periodSeconds } = statistics;
  const result = { ...ran, warnings: [...ran.warnings, ...ruinOf(ran, capital)] };
  return {
    statistics,
    analysis: analysisOf(result, { capital, periodSeconds, tickLotValue, names }),
    result,
  };
};

/** Whether all of the capital was lost on the way. */
const ruinOf = ({ curves }: BacktestResult, capital: number): BacktestWarning[] => {
  const { timeUs, equity } = totalEquity(curves);
  const at = equity.findIndex((one) => one + capital <= 0);
  if (at < 0) return [];
  const when = new Date(timeUs[at]! / 1000).toISOString();
  const first = `All of the capital was lost by ${when}: later figures mean nothing`;
  return [{ kind: "ruin", count: 1, first }];
};

/** The strategies that are actors, where all that are named are. */
const tradingOf = ({ strategy }: BacktestConfig): readonly AnyActor[] => {
  const named = [...new Set(strategy.split(","))];
  const found = strategies.filter(({ name }) => named.includes(name));
  return found.length === named.length ? found : [];
};

/** The id of a run. */
export const idOf = (
  of: Pick<BacktestRun, "config" | "settings" | "dataHash" | "codeVersion">,
): string => createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 16);

interface Told extends Omit<BacktestWorld, "progress"> {
  readonly registry: InstrumentRegistry;
  readonly worth: Worth;
  readonly progress: () => void;
}

interface Ran {
  readonly settings: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly result: BacktestResult;
}

const throughActors = async (
  config: BacktestConfig,
  wanted: readonly AnyActor[],
  { source, registry, worth, predict, clock, signal, progress }: Told,
): Promise<Ran> => {
  const others = new Set(strategies.filter((one) => !wanted.includes(one)).map(({ name }) => name));
  const [strategy] = wanted as [AnyActor];
  const behind = withFaults(
    tradingActors.filter(({ name }) => !others.has(name)),
    oneOf("faults", config.faults ?? "none", faults),
    wanted,
  );
  const trading = behind.actors;
  const schemas = new Map<string, Readonly<Record<string, Setting>>>(
    [...marketActors, ...trading].map((one) => [one.name, one.settings ?? {}]),
  );
  // Of several, each setting says whose it is.
  schemas.set("", wanted.length === 1 ? strategy.settings ?? {} : {});
  const { "": own, ...rest } = readSettings(config.set, schemas);
  const settings: Record<string, Readonly<Record<string, number>>> = {
    ...rest,
    [strategy.name]: { ...rest[strategy.name], ...own },
  };
  for (const [name, line] of Object.entries(behind.settings)) {
    settings[name] = { ...settings[name], ...line };
  }
  const result = await runActors({
    source,
    instruments: registry,
    tickLotValue: worth.of,
    market: marketActors,
    trading,
    predict: await predict(),
    settings,
    clock,
    progress,
    ...(signal === undefined ? {} : { signal }),
  });
  return { settings, result };
};

const throughColumns = async (
  config: BacktestConfig,
  strategy: ColumnStrategy,
  { source, registry, worth, clock, signal, progress }: Told,
): Promise<Ran> => {
  const queue = oneOf("queue", config.queue, queueModels);
  const latency = oneOf("latency", config.latency, latencyModels.filter((one) => !one.recorded));
  const fee = oneOf("fees", config.fees, feeModels);
  const fill = oneOf("fill", config.fill, fillModels);
  const impact = oneOf("impact", config.impact ?? "none", impactModels);
  const parts = { queue, latency, fees: fee, impact };
  const schemas = new Map<string, Readonly<Record<string, Setting>>>([["", strategy.settings]]);
  for (const [name, part] of Object.entries(parts)) schemas.set(name, part.settings);
  const given = readSettings(config.set, schemas);
  const settings = Object.fromEntries(
    [...schemas].map(([name, schema]) => [name || "strategy", withDefaults(schema, given[name])]),
  );
  const depth = config.depth === "auto" ? await depthOf(source) : config.depth;
  const refused = { count: 0, first: "" };
  const byField = new Map<string, number>();
  const feeds = new Feeds({
    source,
    depth,
    latency: config.feedLatency,
    incrementOf: (id) => registry.get(id)?.minPriceIncrementTicks ?? 1,
    refuse: ({ source: of, place, field, value, expected, count }) => {
      refused.count += count - (byField.get(`${of} ${field}`) ?? 0);
      byField.set(`${of} ${field}`, count);
      refused.first ||= `${place}: ${field} is "${value}"; expected ${expected}`;
    },
    ...(signal === undefined ? {} : { signal }),
  });
  await feeds.begin(lookaheadRows);
  const lanes = [...feeds.byInstrument].map(([instrumentId, feed]) => {
    const instrument = registry.require(instrumentId);
    const models = {
      queue: queue.rule(settings["queue"]!, stepValue(instrument.lot)),
      latency,
      latencySettings: settings["latency"]!,
      fee,
      feeSettings: settings["fees"]!,
      fill,
      impact,
      impactSettings: settings["impact"]!,
      incrementTicks: instrument.minPriceIncrementTicks,
    };
    return { instrumentId, feed, tickLotValue: worth.of(instrumentId), models };
  });
  try {
    const result = lanes.length === 0 ? empty : await runEngine({
      lanes,
      strategy,
      settings: settings["strategy"]!,
      account: "main",
      everyUs: config.everyMs * 1000,
      clock,
      progress,
      ...(signal === undefined ? {} : { signal }),
    });
    return {
      settings,
      result: { ...result, warnings: [...result.warnings, ...told(feeds, refused)] },
    };
  } finally {
    await feeds.close();
  }
};

const empty: BacktestResult = {
  events: 0,
  seconds: 0,
  fills: [],
  orders: [],
  curves: [],
  warnings: [],
};

const told = (
  feeds: Feeds,
  refused: { readonly count: number; readonly first: string },
): BacktestWarning[] => {
  const { unsided, strange, options: { depth } } = feeds;
  const noQuotes = "There were only trades: bid and offer were taken one price step beside each";
  const all: BacktestWarning[] = [
    { kind: "noQuotes", count: depth === "trades" ? 1 : 0, first: noQuotes },
    { kind: "refusedRow", ...refused },
    { kind: "unsidedTrade", count: unsided, first: "A trade between bid and offer filled nobody" },
    {
      kind: "lateInstrument",
      count: strange,
      first: "A row of an instrument seen after the start",
    },
  ];
  return all.filter(({ count }) => count > 0);
};

/** What a source tells, by its first rows: books, else quotes, else only trades. */
const depthOf = async (source: TickSource): Promise<Depth> => {
  const tags = new Set<string>();
  let looked = 0;
  for await (const { ticks } of source.open(undefined, () => {}, new AbortController().signal)) {
    for (const tick of ticks) tags.add(tick._tag);
    if (tags.has("bookDelta") || (looked += ticks.length) >= lookaheadRows) break;
  }
  return tags.has("bookDelta") ? "l2" : tags.has("quote") ? "l1" : "trades";
};

const oneOf = <A extends { readonly name: string }>(
  option: string,
  name: string,
  roster: readonly A[],
): A => {
  const found = roster.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = roster.map((one) => one.name).join(", ");
  throw new BadBacktest(`--${option} "${name}": expected one of ${known}`);
};

const idsOf = (config: BacktestConfig, registry: InstrumentRegistry): ReadonlySet<number> =>
  new Set(config.instruments.map((name) => {
    const found = registry.find(name);
    if (found !== undefined) return found.instrumentId;
    const known = registry.all.map((one) => one.name).join(", ");
    throw new BadBacktest(`--instrument "${name}": expected one of ${known}`);
  }));

const nothing = (
  { fromUs, toUs }: BacktestConfig,
  seen: { readonly ticks: number; readonly firstUs: number; readonly lastUs: number },
): BadBacktest => {
  if (seen.ticks === 0) return new BadBacktest("--file: there is not one row of market data in it");
  const time = (us: number) => new Date(us / 1000).toISOString();
  const asked = [
    ...(Number.isFinite(fromUs) ? [`--from ${time(fromUs)}`] : []),
    ...(Number.isFinite(toUs) ? [`--to ${time(toUs)}`] : []),
  ].join(" ") || "--instrument";
  return new BadBacktest(
    `${asked}: no rows there; the data goes from ${time(seen.firstUs)} to ${time(seen.lastUs)}`,
  );
};
