// Stores runs in ClickHouse, and finds them again by their id.
import { Effect } from "effect";
import type { BacktestConfig, BacktestRun } from "../../../actors/run/backtest/job.ts";
import { totalEquity } from "../../../actors/run/backtest/statistics.ts";
import { clickHouseStore, Store } from "../../../streams/transport/clickhouse.ts";
import { textFromTimeUs } from "../../../streams/units.ts";
import { migrate } from "../../clickhouse/migrate.ts";
import { BadOption } from "./options.ts";
import { storeOptions } from "./store-place.ts";

/** Rows of one insert. */
const partRows = 50_000;

/** What a run was over. */
export interface StoredData {
  readonly files: readonly string[];
  readonly seed: number;
  readonly ticks: number;
  readonly source?: "files" | "store" | "simulated";
  readonly barUs?: number;
}

/** A stored run: what is needed to run it again. */
export interface StoredRun {
  readonly id: string;
  readonly data: StoredData;
  readonly config: BacktestConfig;
  readonly dataHash: string;
  readonly codeVersion: string;
}

const withStore = <A, E>(dataDir: string, effect: Effect.Effect<A, E, Store>): Promise<A> =>
  Effect.runPromise(
    Effect.suspend(() => Effect.provide(effect, clickHouseStore(storeOptions(dataDir)))),
  ).catch(
    (cause: Error) => {
      throw cause instanceof BadOption ? cause : new BadOption(
        `--store "${dataDir}": no running system keeps its tables there: ${cause.message}`,
      );
    },
  );

const encoder = new TextEncoder();

/** Inserts rows in parts; a part that is there already is not inserted again. */
const insert = Effect.fnUntraced(
  function* (table: string, runId: string, rows: readonly Readonly<Record<string, unknown>>[]) {
    const store = yield* Store;
    for (let from = 0; from < rows.length; from += partRows) {
      const part = rows.slice(from, from + partRows);
      yield* store.insert({
        table,
        columns: Object.keys(part[0]!),
        format: "JSONEachRow",
        parts: [encoder.encode(part.map((row) => JSON.stringify(row)).join("\n"))],
        token: `${table} ${runId} ${from}`,
      });
    }
  },
);

/** As ClickHouse reads a DateTime64. */
const timeText = (us: number): string =>
  textFromTimeUs(Math.max(0, Math.round(us))).replace("T", " ").replace("Z", "");
const finite = (value: number): number | null => Number.isFinite(value) ? value : null;

/** Stores a run: what was run last, so that whoever finds it finds all of it. */
export const storeRun = (run: BacktestRun, data: StoredData, dataDir: string): Promise<void> =>
  withStore(
    dataDir,
    Effect.gen(function* () {
      yield* migrate(yield* Store);
      const { id, result, statistics, config } = run;
      const nameOf = (instrumentId: number) =>
        run.instruments[instrumentId] ?? String(instrumentId);
      yield* insert(
        "backtest_fills",
        id,
        result.fills.map((fill, ordinal) => ({
          run_id: id,
          ordinal,
          event_time: timeText(fill.timeUs),
          instrument: nameOf(fill.instrumentId),
          account: fill.account,
          strategy: fill.strategy,
          client_order_id: fill.clientOrderId,
          side: fill.side,
          price_ticks: fill.priceTicks,
          quantity_lots: fill.quantityLots,
          liquidity: fill.liquidity,
          fee_tick_lots: fill.feeTickLots,
        })),
      );
      yield* insert(
        "backtest_orders",
        id,
        result.orders.map((order, ordinal) => ({
          run_id: id,
          ordinal,
          event_time: timeText(order.timeUs),
          end_time: timeText(order.endTimeUs),
          instrument: nameOf(order.instrumentId),
          account: order.account,
          strategy: order.strategy,
          client_order_id: order.clientOrderId,
          side: order.side,
          order_type: order.orderType,
          time_in_force: order.timeInForce,
          price_ticks: order.priceTicks,
          quantity_lots: order.quantityLots,
          cum_quantity_lots: order.cumQuantityLots,
          status: order.end,
        })),
      );
      const { timeUs, equity } = totalEquity(result.curves);
      yield* insert(
        "backtest_equity",
        id,
        timeUs.map((us, i) => ({
          run_id: id,
          event_time: timeText(us),
          equity: config.capital + equity[i]!,
        })),
      );
      yield* insert("backtests", id, [{
        run_id: id,
        strategy: config.strategy,
        engine: run.engine,
        data: JSON.stringify(data),
        config: JSON.stringify(config),
        settings: JSON.stringify(run.settings),
        data_hash: run.dataHash,
        code_version: run.codeVersion,
        cancelled: run.cancelled,
        from_time: timeText(statistics.fromUs),
        to_time: timeText(statistics.toUs),
        events: result.events,
        fills: result.fills.length,
        net_profit: statistics.netProfit,
        sharpe: finite(statistics.sharpe),
        max_drawdown: statistics.maxDrawdown,
        statistics: JSON.stringify(statistics),
        warnings: JSON.stringify(result.warnings),
      }]);
    }),
  );

interface Row {
  readonly data: string;
  readonly config: string;
  readonly data_hash: string;
  readonly code_version: string;
}

/** Finds a run by its id. Throws `BadOption` where there is none. */
export const findRun = async (id: string, dataDir: string): Promise<StoredRun> => {
  const rows = await withStore(
    dataDir,
    Effect.flatMap(Store, (store) =>
      store.query<Row>(
        "SELECT data, config, data_hash, code_version FROM backtests FINAL WHERE run_id = {id:String}",
        { id },
      )),
  );
  const [row] = rows;
  if (row === undefined) {
    throw new BadOption(`--again "${id}": there is no such run in "${dataDir}"`);
  }
  const config = JSON.parse(row.config) as BacktestConfig;
  return {
    id,
    data: sourceOf(JSON.parse(row.data) as StoredData),
    // JSON has no infinity: no bound was stored as null.
    config: { ...config, fromUs: config.fromUs ?? -Infinity, toUs: config.toUs ?? Infinity },
    dataHash: row.data_hash,
    codeVersion: row.code_version,
  };
};

// Runs that were stored before tables could be a source do not say which theirs was.
const sourceOf = (data: StoredData): StoredData => ({
  source: data.files.length > 0 ? "files" : "simulated",
  ...data,
});

/** Whether a run is the one it repeats, and what differs where it is not. */
export const comparison = (before: StoredRun, run: BacktestRun): string => {
  if (run.id === before.id) return `The same run again: ${run.id}`;
  const changed = [
    ...(run.dataHash === before.dataHash ? [] : ["the data"]),
    ...(run.codeVersion === before.codeVersion ? [] : ["the code"]),
  ].join(" and ") || "a default";
  return `warn: run ${run.id} is not ${before.id}: ${changed} changed since`;
};
