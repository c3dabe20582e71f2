// Reads a Parquet file as batches of typed columns, one row group after another.
import { type FileHandle, open } from "node:fs/promises";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type RowGroup,
} from "hyparquet";
import { getTreePath } from "hyparquet/src/schema.js";
import { SourceFailed } from "../source.ts";
import {
  type Column,
  type ColumnKind,
  doubleDecimals,
  type TableBatch,
  unscaledDecimals,
} from "./columns.ts";
import { batchRows } from "./limits.ts";
import { type PageColumn, PageReader, type PageValues } from "./parquet-pages.ts";
import { scaleOf } from "./parquet-values.ts";
import type { Table } from "./table.ts";

/** Opens a Parquet file. Throws `SourceFailed` where its footer cannot be read. */
export const openParquet = async (path: string, name: string): Promise<Table> => {
  const metadata = await withFile(path, async (handle) => {
    try {
      return await parquetMetadataAsync(await bufferOf(handle));
    } catch (cause) {
      throw new SourceFailed(
        `${name}: no readable Parquet footer, so the file is cut off or no Parquet file: ` +
          `0 good rows (${messageOf(cause)})`,
        { cause },
      );
    }
  });
  const columns = metadata.schema.filter((one) => one.type !== undefined).map((one) => one.name);
  return {
    name,
    columns,
    rows: Number(metadata.num_rows),
    startsAt: (column) => startsAt(metadata, column),
    places: (column) => {
      const element = metadata.schema.find((one) => one.name === column);
      return element === undefined ? undefined : scaleOf(element);
    },
    read: (kinds) => readGroups({ path, name, metadata, kinds }),
  };
};

interface Reading {
  readonly path: string;
  readonly name: string;
  readonly metadata: FileMetaData;
  readonly kinds: ReadonlyMap<string, ColumnKind>;
}

async function* readGroups(reading: Reading): AsyncGenerator<TableBatch> {
  const { path, name, metadata } = reading;
  const handle = await open(path);
  let rows = 0;
  let group = 0;
  try {
    for (const rowGroup of metadata.row_groups) {
      group++;
      for await (const batch of readGroup(handle, reading, rowGroup)) {
        yield { ...batch, firstRow: rows };
        rows += batch.rows;
      }
    }
  } catch (cause) {
    throw new SourceFailed(
      `${name}: row group ${group} of ${metadata.row_groups.length} cannot be read ` +
        `(${messageOf(cause)}): ${rows} good rows of ${metadata.num_rows} came before`,
      { cause },
    );
  } finally {
    await handle.close();
  }
}

async function* readGroup(
  handle: FileHandle,
  { metadata, kinds }: Reading,
  group: RowGroup,
): AsyncGenerator<TableBatch> {
  const tree = parquetSchema(metadata);
  const cursors = new Map<string, Cursor>();
  for (const { meta_data: chunk } of group.columns) {
    const name = chunk?.path_in_schema.join(".") ?? "";
    const kind = kinds.get(name);
    if (chunk === undefined || kind === undefined) continue;
    const schemaPath = getTreePath(tree, chunk.path_in_schema);
    const element = schemaPath.at(-1)!.element;
    const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
    const from = Math.min(start, Number(chunk.data_page_offset));
    const bytes = await slice(handle, from, from + Number(chunk.total_compressed_size));
    cursors.set(name, new Cursor(bytes, { kind, element, schemaPath, metadata: chunk }));
  }
  let left = Number(group.num_rows);
  while (left > 0) {
    let rows = Math.min(left, batchRows);
    for (const cursor of cursors.values()) rows = Math.min(rows, cursor.fill());
    if (rows === 0) throw new Error(`a column ends ${left} rows early`);
    const columns = new Map<string, Column>();
    for (const [name, cursor] of cursors) columns.set(name, cursor.take(rows));
    left -= rows;
    yield { rows, firstRow: 0, columns };
  }
}

/** Goes through the values of one column chunk. */
class Cursor {
  private readonly pages: PageReader;
  private readonly column: PageColumn;
  private page: PageValues | undefined;
  private at = 0;

  constructor(bytes: ArrayBuffer, column: PageColumn) {
    this.pages = new PageReader(bytes, column);
    this.column = column;
  }

  /** Rows that can be taken now; 0 at the end of the chunk. */
  fill(): number {
    while (this.page === undefined || this.at >= this.page.length) {
      this.page = this.pages.next();
      this.at = 0;
      if (this.page === undefined) return 0;
    }
    return this.page.length - this.at;
  }

  take(rows: number): Column {
    const page = this.page!;
    const from = this.at;
    this.at += rows;
    if (page.texts !== undefined) return { kind: "texts", values: page.texts.slice(from, this.at) };
    const values = page.numbers!.subarray(from, this.at);
    const exact = (row: number) => page.exact?.get(from + row);
    if (this.column.kind !== "decimal") {
      return {
        kind: "integers",
        values,
        text: (row) => String(exact(row) ?? values[row]!),
      };
    }
    const scale = scaleOf(this.column.element);
    return scale === undefined ? doubleDecimals(values) : unscaledDecimals(values, scale, exact);
  }
}

/** The least value of an integer column in the first row group, where the file tells it. */
const startsAt = (metadata: FileMetaData, column: string): number | undefined => {
  const chunk = metadata.row_groups[0]?.columns.find(({ meta_data: one }) =>
    one?.path_in_schema[0] === column
  );
  const least = chunk?.meta_data?.statistics?.min_value;
  if (typeof least === "bigint") return Number(least);
  return typeof least === "number" ? least : undefined;
};

const withFile = async <A>(path: string, use: (handle: FileHandle) => Promise<A>): Promise<A> => {
  const handle = await open(path);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
};

const bufferOf = async (handle: FileHandle): Promise<AsyncBuffer> => {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: (start, end = size) => slice(handle, start, Math.min(end, size)),
  };
};

const slice = async (handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.max(0, end - start));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
  if (bytesRead < bytes.length) {
    throw new Error(`the file ends at byte ${start + bytesRead}, before ${end}`);
  }
  return bytes.buffer;
};

/** What an unknown error says. */
const messageOf = (cause: unknown): string => cause instanceof Error ? cause.message : `${cause}`;
