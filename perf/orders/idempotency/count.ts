// Counts the orders of keys in every place there is: answers, log, tables, venue.
import {
  clickHouseStore,
  Store,
  type StoreOptions,
} from "../../../streams/transport/clickhouse.ts";
import { Effect } from "effect";
import type { Logged } from "./log-witness.ts";
import type { Answer } from "./submit.ts";

/** How many orders there are, and what is wrong with them. */
export interface Counts {
  readonly keys: number;
  readonly answers: number;
  /** Orders that the venue has. */
  readonly ordersAtVenue: number;
  /** Orders of which the log and the tables hold the approved submit. */
  readonly ordersInLog: number;
  readonly ordersInTables: number;
  /** Orders that never went to the venue, and of which it was told so. */
  readonly refusedUnsent: number;
  /** Keys of which something is there more than once, by place. */
  readonly doubledAtVenue: number;
  readonly doubledInLog: number;
  readonly doubledInTables: number;
  /** Keys whose answers name more than one order. */
  readonly answersThatDiffer: number;
  readonly overfilled: number;
}

/** What is counted. */
export interface CountOptions {
  readonly keys: readonly string[];
  readonly answers: readonly Answer[];
  readonly log: ReadonlyMap<string, Logged>;
  readonly store: StoreOptions;
  /** Orders of each client order id at a venue outside. */
  readonly venue?: ReadonlyMap<string, number>;
}

interface TableRow {
  readonly id: string;
  readonly requested: number;
  readonly approved: number;
  readonly submitted: number;
  readonly venueIds: number;
  readonly refused: number;
  readonly quantity: number;
  readonly filled: number;
}

// Every row counts: a doubled one is what is looked for.
const tableSql = `
  SELECT id, sum(req) AS requested, sum(app) AS approved, sum(sub) AS submitted,
    uniqExactIf(venue, venue != '') AS venueIds, sum(ref) AS refused,
    max(quantity) AS quantity, sum(last) AS filled
  FROM (
    SELECT client_order_id AS id, stage = 'requested' AS req, stage = 'approved' AS app, 0 AS sub,
      '' AS venue, 0 AS ref, quantity_lots AS quantity, 0 AS last
    FROM order_commands WHERE command = 'submit'
    UNION ALL
    SELECT client_order_id, 0, 0, event = 'submitted', venue_order_id,
      event IN ('rejected', 'denied'), 0, 0
    FROM order_events
    UNION ALL
    SELECT client_order_id, 0, 0, 0, venue_order_id, 0, 0, last_quantity_lots FROM fills
  )
  WHERE id IN {keys:Array(String)}
  GROUP BY id`;

/** Counts. Throws `StoreError`. */
export const countOrders = async (options: CountOptions): Promise<Counts> => {
  const { keys, answers, log, store, venue } = options;
  const rows = await Effect.runPromise(
    Effect.flatMap(Store, (one) => one.query<TableRow>(tableSql, { keys })).pipe(
      Effect.provide(clickHouseStore(store)),
    ),
  );
  const logged = keys.flatMap((key) => log.get(key) ?? []);
  const atVenue = (key: string): number =>
    venue === undefined ? log.get(key)?.venueOrderIds.size ?? 0 : venue.get(key) ?? 0;
  return {
    keys: keys.length,
    answers: answers.length,
    ordersAtVenue: keys.filter((key) => atVenue(key) > 0).length,
    ordersInLog: logged.filter(({ approved }) => approved > 0).length,
    ordersInTables: rows.filter(({ approved }) => Number(approved) > 0).length,
    refusedUnsent:
      rows.filter(({ id, refused }) => Number(refused) > 0 && atVenue(id) === 0).length,
    doubledAtVenue: keys.filter((key) => atVenue(key) > 1).length,
    doubledInLog:
      logged.filter((one) =>
        Math.max(one.requested, one.approved, one.submitted, one.venueOrderIds.size) > 1
      ).length,
    doubledInTables:
      rows.filter((one) =>
        Math.max(...[one.requested, one.approved, one.submitted, one.venueIds].map(Number)) > 1
      ).length,
    answersThatDiffer: keys.filter((key) => differ(answers.filter((one) => one.key === key)))
      .length,
    overfilled: rows.filter(({ filled, quantity }) => Number(filled) > Number(quantity)).length,
  };
};

/** Whether answers of one key name more than one order; the venue's id may not be known to all of them. */
const differ = (answers: readonly Answer[]): boolean => {
  const count = (of: (answer: Answer) => string | number) => new Set(answers.map(of)).size;
  const venueIds = new Set(answers.map((one) => one.venue_order_id).filter((id) => id !== ""));
  return count((one) => one.client_order_id) > 1 || count((one) => one.position) > 1 ||
    venueIds.size > 1 || answers.some((one) => one.client_order_id !== one.key);
};
