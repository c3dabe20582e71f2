// Writes the migrations that follow from the record definitions: `npm run migrations`. Existing ones are never changed.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { tableStatement } from "./tables.ts";
import { allRecords } from "../../streams/records.ts";

const folder = new URL("./", import.meta.url);
const existing = readdirSync(folder).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort();
let next = existing.length + 1;

for (const definition of allRecords) {
  const name = `${definition.table}.sql`;
  if (existing.some((file) => file.slice(5) === name)) continue;
  const file = `${String(next++).padStart(4, "0")}_${name}`;
  const url = new URL(file, folder);
  if (!existsSync(url)) writeFileSync(url, tableStatement(definition));
  console.log(`wrote infra/clickhouse/${file}`);
}
