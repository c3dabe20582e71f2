// Reads a CSV file, plain or packed, as batches of typed columns. Fields may be quoted (RFC 4180).
import {
  type Column,
  type ColumnKind,
  type Integers,
  type TableBatch,
  textDecimals,
} from "./columns.ts";
import { batchRows } from "./limits.ts";
import type { Table } from "./table.ts";
import { firstLines, linesOf } from "./text.ts";

/** Opens a CSV file whose first line names its columns. */
export const openCsv = async (path: string, name: string): Promise<Table> => {
  const [header = ""] = await firstLines(path, 1);
  const columns = fieldsOf(header.replace(/^\ufeff/, "").replace(/\r$/, "")).map((one) =>
    one.trim()
  );
  return {
    name,
    columns,
    startsAt: () => undefined,
    places: () => undefined,
    read: (kinds) => readCsv({ path, name, columns, kinds }),
  };
};

interface Reading {
  readonly path: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly kinds: ReadonlyMap<string, ColumnKind>;
}

async function* readCsv({ path, name, columns, kinds }: Reading): AsyncGenerator<TableBatch> {
  const wanted = columns.flatMap((column, index) => {
    const kind = kinds.get(column);
    return kind === undefined ? [] : [{ column, index, kind, values: [] as string[] }];
  });
  let header = true;
  let firstRow = 0;
  let rows = 0;
  const cut = (): TableBatch => {
    const batch = {
      rows,
      firstRow,
      columns: new Map(wanted.map((one) => [one.column, columnOf(one.kind, one.values)])),
    };
    for (const one of wanted) one.values = [];
    firstRow += rows;
    rows = 0;
    return batch;
  };
  for await (const lines of linesOf(path, name)) {
    for (const line of lines) {
      if (header) {
        header = false;
        continue;
      }
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (text === "") continue;
      const fields = text.includes('"') ? fieldsOf(text) : text.split(",");
      for (const one of wanted) one.values.push(fields[one.index] ?? "");
      if (++rows === batchRows) yield cut();
    }
  }
  if (rows > 0) yield cut();
}

const columnOf = (kind: ColumnKind, values: readonly string[]): Column => {
  if (kind === "text") return { kind: "texts", values };
  if (kind === "decimal") return textDecimals(values);
  const read = readers[kind];
  const column: Integers = {
    kind: "integers",
    values: Float64Array.from(values, read),
    text: (row) => values[row]!,
  };
  return column;
};

const integer = (text: string): number => {
  const value = /^\s*-?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : Number.NaN;
};
const words = new Map([["true", 1], ["1", 1], ["t", 1], ["false", 0], ["0", 0], ["f", 0], ["", 0]]);

const readers = {
  integer,
  microseconds: integer,
  milliseconds: (text: string) => integer(text) * 1000,
  // The last three digits are below a microsecond; the rest is a safe integer.
  nanoseconds: (text: string) => text.length > 3 ? integer(text.trim().slice(0, -3)) : Number.NaN,
  boolean: (text: string) => words.get(text.trim().toLowerCase()) ?? Number.NaN,
};

const fieldsOf = (line: string): string[] => {
  const fields: string[] = [];
  const pattern = /("(?:[^"]|"")*"|[^,]*)(,|$)/y;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const field = match[1]!;
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (match[2] === "") break;
  }
  return fields;
};
