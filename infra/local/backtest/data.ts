// What a backtest runs over, as its strategy needs it: bars, or ticks; each made of the other where it must be.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { barsOfTicks } from "../../../actors/run/backtest/bars/from-ticks.ts";
import { openBars, type ReadBars, readBars } from "../../../actors/run/backtest/bars/read.ts";
import { barStrategies } from "../../../actors/run/backtest/bars/strategies/roster.ts";
import { quarterUs } from "../../../actors/run/backtest/bars/to-ticks.ts";
import { BadBacktest } from "../../../actors/run/backtest/job.ts";
import type { BacktestWarning } from "../../../actors/run/backtest/result.ts";
import { extentOf, type StoredWindow } from "../../../actors/run/backtest/stored-ticks.ts";
import { openTicks, type TickData } from "../../../actors/run/backtest/ticks.ts";
import { windowOf } from "../../../actors/run/backtest/window.ts";
import { SourceFailed } from "../../../actors/sources/source.ts";
import { builtinInstruments, InstrumentRegistry } from "../../../streams/instruments.ts";
import type { BacktestArguments } from "./options.ts";
import { storeOptions } from "./store-place.ts";

/** The data of a backtest. Ticks may be opened as often as they are run. */
export type BacktestData =
  & {
    /** SHA-256 in hexadecimal. */
    readonly dataHash: string;
    /** What was made of what, where the strategy needs something else than the files hold. */
    readonly warnings: readonly BacktestWarning[];
  }
  & (
    | { readonly kind: "bars"; readonly read: ReadBars }
    | {
      readonly kind: "ticks";
      readonly ticks: TickData;
      /** Undefined where nobody knows before it was read. */
      readonly totalRecords: number | undefined;
      /** Time between two looks that suits the data, in milliseconds; undefined where any does. */
      readonly everyMs?: number;
    }
  );

type Asked = Pick<
  BacktestArguments,
  "files" | "seed" | "ticks" | "source" | "store" | "config" | "barUs"
>;

/** Opens what the arguments name. Throws `SourceFailed`, `BadBacktest`. */
export const openData = async (asked: Asked, signal: AbortSignal): Promise<BacktestData> => {
  const wantsBars = barStrategies.some(({ name }) => name === asked.config.strategy);
  if (asked.source === "files") {
    const tables = await openBars(asked.files);
    const dataHash = await hashOf(asked.files);
    const ticks = tables.length === 0 || (!wantsBars && await hasTicks(asked.files))
      ? await ticksOf({ kind: "files", files: asked.files }, dataHash)
      : undefined;
    if (ticks !== undefined) return wantsBars ? barsFrom(ticks, asked, signal) : ticks;
    const read = await readBars(tables);
    if (wantsBars) return { kind: "bars", read, dataHash, warnings: [] };
    return ticksFrom(read, dataHash);
  }
  const { seed, ticks: count } = asked;
  const ticks = asked.source === "store" ? await storedData(asked) : await ticksOf(
    { kind: "simulated", seed, ticks: count },
    createHash("sha256").update(`simulated ${seed} ${count}`).digest("hex"),
  );
  return wantsBars ? barsFrom(ticks, asked, signal) : ticks;
};

type Ticks = Extract<BacktestData, { readonly kind: "ticks" }>;

const ticksOf = async (ticks: TickData, dataHash: string): Promise<Ticks> => {
  const { totalRecords } = await openTicks(ticks);
  return { kind: "ticks", ticks, totalRecords, dataHash, warnings: [] };
};

const storedData = async ({ store, config: { fromUs, toUs } }: Asked): Promise<Ticks> => {
  const window: StoredWindow = {
    store: storeOptions(store!),
    name: store!,
    fromUs: Number.isFinite(fromUs) ? fromUs : null,
    toUs: Number.isFinite(toUs) ? toUs : null,
  };
  const { rows: totalRecords, dataHash } = await extentOf(window);
  return { kind: "ticks", ticks: { kind: "stored", window }, totalRecords, dataHash, warnings: [] };
};

const hasTicks = async (files: readonly string[]): Promise<boolean> => {
  try {
    await openTicks({ kind: "files", files });
    return true;
  } catch (cause) {
    if (cause instanceof SourceFailed) return false;
    throw cause;
  }
};

/** Bars for a strategy that needs them, of the window only: what is not run is not kept. */
const barsFrom = async (
  { ticks, dataHash }: Ticks,
  { barUs, config }: Asked,
  signal: AbortSignal,
): Promise<BacktestData> => {
  const whole = await openTicks(ticks);
  const registry = new InstrumentRegistry([...builtinInstruments, ...whole.instruments]);
  const wanted = config.instruments.map((name) => registry.find(name)?.instrumentId ?? -1);
  const { source, seen } = windowOf(whole, {
    fromUs: config.fromUs,
    toUs: config.toUs,
    ...(wanted.length === 0 ? {} : { instrumentIds: new Set(wanted) }),
  });
  const read = await barsOfTicks(source, registry, {
    signal,
    ...(barUs === undefined ? {} : { intervalUs: barUs }),
  });
  if (read.series.length === 0 && !signal.aborted) {
    const time = (us: number) => new Date(us / 1000).toISOString();
    throw new BadBacktest(
      seen.ticks === 0
        ? "--file: there is not one row of market data in it"
        : `--from, --to, --instrument: no rows there; the data goes from ${time(seen.firstUs)} ` +
          `to ${time(seen.lastUs)}`,
    );
  }
  return { kind: "bars", read, dataHash, warnings: [] };
};

/** Bars as quotes for a strategy that needs ticks. */
const ticksFrom = (read: ReadBars, dataHash: string): BacktestData => {
  const { series, refused } = read;
  if (series.length === 0) throw new BadBacktest("--file: there is not one good bar in it");
  const bars = series.reduce((sum, { length }) => sum + length, 0);
  const spread = series.some(({ halfSpread }) => halfSpread === undefined)
    ? "; bars of trades tell no spread: bid and offer lay one tick beside the price"
    : "";
  const all: BacktestWarning[] = [
    {
      kind: "ticksOfBars",
      count: bars,
      first: "Bars were played as quotes: open, the nearer extreme, the other one, close" + spread,
    },
    { kind: "refusedRow", ...refused },
  ];
  return {
    kind: "ticks",
    ticks: { kind: "bars", series },
    totalRecords: undefined,
    dataHash,
    everyMs: Math.max(100, quarterUs(series) / 1000),
    warnings: all.filter(({ count }) => count > 0),
  };
};

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
export const codeVersion = (): string => {
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
