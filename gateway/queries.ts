// The queries of the API: one question per file in queries/, read once.
import { readFileSync } from "node:fs";
import { definitionOf, type Tag } from "../streams/records.ts";
import { selectList } from "../streams/transport/stored-rows.ts";

const texts = new Map<string, string>();

/** The text of a query file; `{columns}` in it stands for the columns of a record's table. */
export const queryText = (name: string, tag?: Tag): string => {
  const key = `${name} ${tag ?? ""}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const file = readFileSync(new URL(`queries/${name}.sql`, import.meta.url), "utf8");
  const text = tag === undefined
    ? file
    : file.replace("{columns}", selectList(definitionOf(tag), "t"));
  texts.set(key, text);
  return text;
};
