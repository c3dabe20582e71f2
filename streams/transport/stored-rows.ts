// Records as the store gives them back: the select list of a record, and its rows as they were sent.
import type { Column, RecordDefinition } from "../record.ts";
import type { AnyRecord } from "../records.ts";

/**
 * What to select so that `recordOf` can read it: times as integers of µs, bytes as hexadecimal. `of` is
 * the table's alias: a result has its column's own name, so the column is named through its table.
 */
export const selectList = (definition: RecordDefinition, of = "source"): string =>
  definition.columns.map((column) => `${expressionOf(column, of)} AS ${column.name}`).join(", ");

const expressionOf = ({ name, field }: Column, of: string): string => {
  const column = `${of}.${name}`;
  if (field.column.startsWith("DateTime64")) return `toUnixTimestamp64Micro(${column})`;
  if (field.wire.kind === "text") return `toStringCutToZero(${column})`;
  if (field.wire.kind === "hex") return `lower(hex(${column}))`;
  return column;
};

/** A row selected by `selectList`, as a record. */
export const recordOf = (definition: RecordDefinition, row: object): AnyRecord => {
  const out: Record<string, unknown> = { _tag: definition.tag };
  for (const { key, name, field } of definition.columns) {
    const value = (row as Record<string, unknown>)[name];
    out[key] = field.wire.kind === "f32" ? Math.fround(value as number) : value;
  }
  return out as unknown as AnyRecord;
};
