// `/docs/streams`: the AsyncAPI document as a page, offline, without a script.
import type { Json } from "./openapi.ts";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** Bold and code of Markdown, which is all that the document has. */
const marked = (text: string): string =>
  escaped(text).replaceAll(/\*\*(.+?)\*\*/g, "<b>$1</b>").replaceAll(/`(.+?)`/g, "<code>$1</code>")
    .split("\n\n").map((one) => `<p>${one}</p>`).join("");

const words = (value: unknown): string => typeof value === "string" ? value : "";
const list = (value: unknown): Readonly<Record<string, Json>> => (value ?? {}) as never;

const style =
  `body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;
color-scheme:light dark}table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th{text-align:left;
vertical-align:top;border-bottom:1px solid #8884;padding:.25rem .75rem .25rem 0}code{font-size:.9em}
details{margin:.3rem 0}summary{cursor:pointer}h2{margin-top:2.2rem}`;

const typeOf = (schema: Json): string => {
  if (Array.isArray(schema["enum"])) return schema["enum"].map(String).join(" | ");
  const name = /\/([^/]+)$/.exec(words(schema["$ref"]))?.[1];
  if (name !== undefined) return name;
  const choices = schema["anyOf"] as readonly Json[] | undefined;
  if (choices !== undefined) return choices.map(typeOf).join(" | ");
  const items = schema["items"] as Json | undefined;
  return schema["type"] === "array" && items !== undefined
    ? `${typeOf(items)}[]`
    : words(schema["type"]);
};

const rowsOf = (message: Json, schemas: Readonly<Record<string, Json>>): string => {
  const payload = message["payload"] as Json;
  const fields = list(payload["properties"]);
  const data = fields["data"]?.["items"] as Json | undefined;
  const named = data === undefined ? undefined : schemas[typeOf(data)];
  const shown = named === undefined ? fields : list(named["properties"]);
  const frame = message["x-frame"] as { readonly fields: readonly Json[] } | undefined;
  const place = (name: string): string => {
    const field = frame?.fields.find((one) => one["name"] === name);
    return field === undefined ? "" : `${String(field["offset"])} ${words(field["kind"])}`;
  };
  return Object.entries(shown).map(([name, schema]) =>
    `<tr><td><code>${escaped(name)}</code></td><td>${escaped(place(name) || typeOf(schema))}</td>` +
    `<td>${escaped(words(schema["description"]))}</td></tr>`
  ).join("");
};

const messageHtml = (name: string, message: Json, schemas: Readonly<Record<string, Json>>) => {
  const frame = message["x-frame"] as { recordId: number; rowBytes: number } | undefined;
  const layout = frame === undefined
    ? ""
    : `<p>Record ${frame.recordId}, ${frame.rowBytes} bytes a row.</p>`;
  const rows = rowsOf(message, schemas);
  return `<details><summary><b>${escaped(words(message["title"]) || name)}</b> ` +
    `${escaped(words(message["summary"]))}</summary>${
      marked(words(message["description"]))
    }${layout}` +
    (rows === "" ? "" : `<table><tr><th>Field<th>Type<th>Means</tr>${rows}</table>`) +
    `</details>`;
};

/** The page of an AsyncAPI document. */
export const streamsPage = (document: Json): string => {
  const info = document["info"] as Json;
  const components = document["components"] as Json;
  const messages = list(components["messages"]);
  const schemas = list(components["schemas"]);
  const channels = Object.values(list(document["channels"])).map((channel) => {
    const names = Object.keys(list(channel["messages"]));
    return `<h2>${escaped(words(channel["title"]))} <code>${
      escaped(words(channel["address"]))
    }</code>` +
      `</h2>${marked(words(channel["description"]))}` +
      names.map((name) => messageHtml(name, messages[name]!, schemas)).join("");
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>Contrail streams</title>` +
    `<style>${style}</style><h1>${escaped(words(info["title"]))}</h1>` +
    `<p><a href="/asyncapi.json">AsyncAPI document</a> · <a href="/docs">REST reference</a></p>` +
    `${marked(words(info["description"]))}${channels.join("")}</html>`;
};
