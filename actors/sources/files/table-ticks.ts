// Turns the rows of a recorded table into ticks, as its layout says.
import { type ColumnKind, textsOf } from "./columns.ts";
import { DepthRows } from "./depth-rows.ts";
import type { TableLayout } from "./layout.ts";
import type { Chunk } from "./merge.ts";
import { LevelRows } from "./level-rows.ts";
import { OrderRows } from "./order-rows.ts";
import { PollRows } from "./poll-rows.ts";
import { quoteRows } from "./quote-rows.ts";
import { type Decoding, refuse, type Rows, rowsOf } from "./rows.ts";
import type { Table } from "./table.ts";
import { tradeRows } from "./trade-rows.ts";

/** The ticks of a table, one for each good row, in the order of the file. */
export async function* tableTicks(table: Table, decoding: Decoding): AsyncGenerator<Chunk> {
  const { layout } = decoding;
  const depth = layout.depth === undefined ? undefined : new DepthRows(layout.depth);
  const special = specialOf(layout);
  for await (const batch of table.read(kindsOf(layout, table.columns))) {
    const out: Chunk = { ticks: [], keys: [] };
    const rows = rowsOf(batch, decoding);
    if (special === undefined) readBatch(rows, depth, out);
    else for (let row = 0; row < batch.rows; row++) special.take(rows, row, out);
    if (out.ticks.length > 0) yield out;
  }
  const out: Chunk = { ticks: [], keys: [] };
  depth?.end(out);
  if (out.ticks.length > 0) yield out;
}

/** The reader of a table whose rows are no ticks by themselves. */
const specialOf = ({ orders, levels, polls }: TableLayout) =>
  orders !== undefined
    ? new OrderRows(orders)
    : levels !== undefined
    ? new LevelRows(levels)
    : polls !== undefined
    ? new PollRows(polls)
    : undefined;

/** The columns of a table that its layout reads, and how. */
export const kindsOf = (
  layout: TableLayout,
  columns: readonly string[],
): ReadonlyMap<string, ColumnKind> =>
  new Map(
    Object.entries({ ...layout.optional, ...layout.columns }).filter(([name]) =>
      columns.includes(name)
    ),
  );

const readBatch = (rows: Rows, depth: DepthRows | undefined, out: Chunk): void => {
  const { decoding: { layout }, batch } = rows;
  const quote = layout.quote === undefined ? undefined : quoteRows(rows, layout.quote);
  const trade = layout.trade === undefined ? undefined : tradeRows(rows, layout.trade);
  const kinds = layout.kind === undefined ? undefined : textsOf(batch, layout.kind);
  if (kinds !== undefined) return readMixed({ rows, kinds, quote, trade, depth }, out);
  for (let row = 0; row < batch.rows; row++) {
    if (quote !== undefined) quote(row, out);
    else if (trade !== undefined) trade(row, out);
    else depth?.take(rows, row, out);
  }
};

interface Mixed {
  readonly rows: Rows;
  readonly kinds: readonly string[];
  readonly quote: ((row: number, out: Chunk) => void) | undefined;
  readonly trade: ((row: number, out: Chunk) => void) | undefined;
  readonly depth: DepthRows | undefined;
}

const readMixed = ({ rows, kinds, quote, trade, depth }: Mixed, out: Chunk): void => {
  for (let row = 0; row < rows.batch.rows; row++) {
    const kind = kinds[row]!;
    if (kind === "depth" && depth !== undefined) {
      depth.take(rows, row, out);
      continue;
    }
    depth?.flush(out);
    if (kind === "quote" && quote !== undefined) quote(row, out);
    else if (kind === "trade" && trade !== undefined) trade(row, out);
    else {
      refuse(rows, { row, field: "kind", value: kind, expected: "quote, trade or depth" });
    }
  }
};
