// Puts a batch into its table: once, whatever is killed meanwhile, and without one bad line holding up the rest.
import { Effect } from "effect";
import {
  patiently,
  Store,
  StoreError,
  type StoreShape,
} from "../../streams/transport/clickhouse.ts";
import type { Batch } from "./batch.ts";

/** What became of a batch. */
export interface Recorded {
  readonly rows: number;
  /** Lines that the store could not read; each is also told on stderr. */
  readonly refused: number;
}

/**
 * Inserts a batch and, where an earlier try may have got somewhere, counts its rows in the table. Fails
 * where the store stays out of reach, or holds another number of rows than the batch has.
 */
export const recordBatch = Effect.fnUntraced(function* (batch: Batch) {
  const store = yield* Store;
  const inserted = store.insert(batch.insert).pipe(
    Effect.map((tries) => ({ tries, refused: 0 })),
    Effect.catchIf(
      (error) => error.reason === "refused" && batch.insert.format === "JSONEachRow",
      () => lineByLine(store, batch),
    ),
  );
  const { tries, refused } = yield* inserted;
  if (refused === 0 && (batch.repeated || tries > 1)) yield* confirm(store, batch);
  const recorded: Recorded = { rows: batch.rows - refused, refused };
  return recorded;
});

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** One line that cannot be read keeps a whole batch out, so each line goes alone, with a token of its own. */
const lineByLine = Effect.fnUntraced(function* (store: StoreShape, { insert }: Batch) {
  const lines = insert.parts.map((part) => decoder.decode(part, { stream: true })).join("")
    .split("\n").filter((line) => line !== "");
  let refused = 0;
  for (const [i, line] of lines.entries()) {
    const parts = [encoder.encode(line + "\n")];
    yield* store.insert({ ...insert, parts, token: `${insert.token}/${i}` }).pipe(
      Effect.catchIf((error) => error.reason === "refused", (error) => {
        refused++;
        console.error(`warn: ${insert.table} refused a row: ${error.message}: ${line}`);
        return Effect.succeed(0);
      }),
    );
  }
  return { tries: 1, refused };
});

/**
 * A server that was killed may have noted the token of a batch just before it kept its rows, and would
 * then take the batch for a repetition for ever. So the rows are counted, and where there are none the
 * batch is inserted under another token.
 */
const confirm = Effect.fnUntraced(function* (store: StoreShape, batch: Batch) {
  let rows = yield* rowsOf(store, batch);
  if (rows === 0) {
    yield* store.insert({ ...batch.insert, token: `${batch.insert.token}/again` });
    rows = yield* rowsOf(store, batch);
  }
  if (rows === batch.rows) return;
  const { table, token } = batch.insert;
  const message = `Table ${table} holds ${rows} rows of batch "${token}", expected ${batch.rows}`;
  return yield* new StoreError({ reason: "refused", message });
});

const rowsOf = (store: StoreShape, { insert, first, last, month }: Batch) =>
  store.query<{ n: number }>(
    `SELECT count() AS n FROM ${insert.table} WHERE toYYYYMM(event_time) = {month:UInt32}
     AND (position, output_index) >= ({p:UInt64}, {o:UInt16})
     AND (position, output_index) <= ({q:UInt64}, {r:UInt16})`,
    { month, p: first.position, o: first.outputIndex, q: last.position, r: last.outputIndex },
  ).pipe(patiently, Effect.map(([row]) => row?.n ?? 0));
