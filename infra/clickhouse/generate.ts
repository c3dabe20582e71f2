// Writes the migrations that follow from the record definitions: `npm run migrations`. Existing ones are never changed.
import { writeFileSync } from "node:fs";
import { allRecords } from "../../streams/records.ts";
import { migrations } from "./migrate.ts";
import { columnStatement, tableStatement } from "./tables.ts";

const existing = migrations();
let last = Math.max(0, ...existing.map((one) => Number(one.name.slice(0, 4))));

const write = (what: string, sql: string): void => {
  const file = `${String(++last).padStart(4, "0")}_${what}.sql`;
  writeFileSync(new URL(file, import.meta.url), sql);
  console.log(`wrote infra/clickhouse/${file}`);
};

for (const definition of allRecords) {
  const { table, columns } = definition;
  const created = existing.find((one) => one.name.slice(5) === `${table}.sql`);
  if (created === undefined) {
    write(table, tableStatement(definition));
    continue;
  }
  for (const column of columns) {
    const known = new RegExp(`^  ${column.name} `, "m").test(created.sql) ||
      existing.some((one) => one.name.slice(5) === `${table}_${column.name}.sql`);
    if (!known) write(`${table}_${column.name}`, columnStatement(definition, column));
  }
}
