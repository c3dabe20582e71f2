// Makes a recorded session many times as large: copies of it, each later in time and in the log.
import type { TestStore } from "../../infra/clickhouse/testing.ts";

/** Tables that the questions ask, with what a copy changes beside position and times. */
const tables: Readonly<Record<string, readonly string[]>> = {
  quotes: [],
  trades: [],
  book_snapshots: [],
  features: [],
  predictions: [],
  signals: ["signal_id", "prediction_position"],
  order_commands: ["client_order_id", "signal_id"],
  risk_decisions: ["client_order_id"],
  order_events: ["client_order_id"],
  fills: ["client_order_id", "signal_id", "fill_id", "order_position", "order_event_time"],
  positions: [],
  traces: [
    ...["client_order_id", "features_time", "predicted_time", "decided_time"],
    ...["tick_durable_time", "order_durable_time", "released_time"],
  ],
};

/** Copies of one insert: few enough that its rows lie in few months. */
const copiesAtOnce = 50;

/** How many rows the questions can be asked about. */
export const rowsOf = async (store: TestStore): Promise<number> => {
  const counts = Object.keys(tables).map((table) => `SELECT count() AS n FROM ${table}`);
  const [row] = await store.query<{ n: number }>(
    `SELECT toUInt64(sum(n)) AS n FROM (${counts.join(" UNION ALL ")})`,
  );
  return row!.n;
};

/** Adds copies until there are so many rows; `progress` is told the share that is done. */
export const grow = async (
  store: TestStore,
  rows: number,
  progress: (share: number) => void,
): Promise<void> => {
  const [span] = await store.query<{ positions: number; us: number }>(
    "SELECT max(position) + 1 AS positions, " +
      "toUnixTimestamp64Micro(max(event_time)) - toUnixTimestamp64Micro(min(event_time)) + 1000000 AS us " +
      "FROM quotes",
  );
  const copies = Math.ceil(rows / await rowsOf(store)) - 1;
  const { positions } = span!;
  for (const table of Object.keys(tables)) {
    await store.run((all) => all.command(`CREATE TABLE IF NOT EXISTS first_${table} AS ${table}`));
    await store.run((all) =>
      all.command(`INSERT INTO first_${table} SELECT * FROM ${table} WHERE position < ${positions}`)
    );
  }
  for (let from = 1; from <= copies; from += copiesAtOnce) {
    const through = Math.min(from + copiesAtOnce, copies + 1);
    for (const [table, more] of Object.entries(tables)) {
      const sql = `INSERT INTO ${table} SELECT t.* ${replacing(table, more, span!)} ` +
        `FROM first_${table} AS t CROSS JOIN (SELECT number AS k FROM numbers(${from}, ${
          through - from
        })) AS copies`;
      await store.run((all) => all.command(sql));
    }
    progress((through - 1) / copies);
  }
};

const replacing = (
  table: string,
  more: readonly string[],
  { positions, us }: { readonly positions: number; readonly us: number },
): string => {
  const columns = [
    "position",
    "event_time",
    ...more,
    ...ingested.has(table) ? ["ingest_time"] : [],
  ];
  const changed = columns.map((column) => {
    if (column.endsWith("_time")) {
      return `t.${column} + toIntervalMicrosecond(k * ${us}) AS ${column}`;
    }
    if (column.endsWith("position")) return `t.${column} + k * ${positions} AS ${column}`;
    return `if(t.${column} = '', '', concat(t.${column}, '-', toString(k))) AS ${column}`;
  });
  return `REPLACE (${changed.join(", ")})`;
};

const ingested = new Set(["quotes", "trades", "traces"]);
