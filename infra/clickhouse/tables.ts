// The table that follows from a record definition, as one SQL statement.
import type { Column, RecordDefinition } from "../../streams/record.ts";

const quoted = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const columnOf = (column: Column): string => {
  const [type, ...codec] = column.field.column.split(/ (?=CODEC)/);
  return [column.name, type, `COMMENT ${quoted(column.field.comment)}`, ...codec].join(" ");
};

/** `CREATE TABLE` for a record, with a comment on every column. */
export const tableStatement = (definition: RecordDefinition): string => {
  const columns = definition.columns.map((column) => `  ${columnOf(column)}`);
  return `-- ${definition.comment}.
-- Read by the gateway, analysts and dashboards; written by the recorder. Follows from streams/.
CREATE TABLE IF NOT EXISTS ${definition.table}
(
${columns.join(",\n")},
  recorded_time DateTime('UTC') DEFAULT now() COMMENT 'When the recorder stored it'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (${definition.orderBy.join(", ")})
TTL recorded_time + INTERVAL ${definition.ttlDays} DAY
SETTINGS non_replicated_deduplication_window = 1000
COMMENT ${quoted(definition.comment)}
`;
};

/** `ALTER TABLE` for a column that a record gained; rows from before it have the column's default. */
export const columnStatement = (definition: RecordDefinition, column: Column): string =>
  `-- ${definition.table} gains ${column.name}: ${column.field.comment}.
ALTER TABLE ${definition.table}
ADD COLUMN IF NOT EXISTS ${columnOf(column)} AFTER ${before(definition, column)}
`;

/** The column before another: tables keep the order of their records. */
const before = ({ columns }: RecordDefinition, column: Column): string =>
  columns[columns.indexOf(column) - 1]!.name;
