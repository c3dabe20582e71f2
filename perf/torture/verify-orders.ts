// What SQL alone can say of a store: rows that are there twice, and orders that were worked twice.
import type { ByteStore } from "../../streams/transport/clickhouse-bytes.ts";

const decoder = new TextDecoder();

/** The number that a query gives. Throws `StoreError`. */
export const numberOf = async (store: ByteStore, sql: string): Promise<number> =>
  Number(decoder.decode(await store.query(`${sql} FORMAT TSV`)));

/** Rows of tables that have the position and output index of another row. */
export const doubledRowsOf = async (
  store: ByteStore,
  tables: readonly string[],
): Promise<number> => {
  const each = tables.map((table) =>
    `SELECT count() - uniqExact(position, output_index) AS doubled FROM ${table}`
  );
  return await numberOf(store, `SELECT sum(doubled) FROM (${each.join(" UNION ALL ")})`);
};

/** How far the bars of the materialized view are from the trades. */
export const tradesNotInBars = (store: ByteStore): Promise<number> =>
  numberOf(
    store,
    "SELECT abs(toInt64((SELECT sum(trades) FROM bars_1m)) - toInt64((SELECT count() FROM trades)))",
  );

/** Order ids that were approved, submitted or accepted more than once, or filled beyond their quantity. */
export const doubledOrdersOf = (store: ByteStore): Promise<number> =>
  numberOf(
    store,
    `SELECT uniqExact(client_order_id) FROM (
      SELECT client_order_id FROM order_commands
      WHERE stage = 'approved' AND command = 'submit'
      GROUP BY client_order_id HAVING count() > 1
      UNION ALL
      SELECT client_order_id FROM order_events
      WHERE event IN ('submitted', 'accepted')
      GROUP BY client_order_id, event HAVING count() > 1
      UNION ALL
      SELECT client_order_id FROM order_events WHERE cum_quantity_lots > quantity_lots
      UNION ALL
      SELECT f.client_order_id FROM (
        SELECT client_order_id, sum(last_quantity_lots) AS filled FROM fills GROUP BY client_order_id
      ) AS f
      INNER JOIN (
        SELECT client_order_id, max(quantity_lots) AS quantity FROM order_events
        GROUP BY client_order_id
      ) AS o ON o.client_order_id = f.client_order_id
      WHERE f.filled > o.quantity
    )`,
  );

/** Records that an actor failed on: none in a simulated market. */
export const deadLettersOf = (store: ByteStore): Promise<number> =>
  numberOf(store, "SELECT count() FROM dead_letters");
