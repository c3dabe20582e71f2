// The REST client of the SDK, written from the OpenAPI document: a type for each schema, a method for each operation.
import type { Json } from "../openapi.ts";
import { declarationOf, typeOf } from "./typescript.ts";

const verbs = { get: "get", post: "post", patch: "patch", delete: "delete", put: "put" } as const;
type Verb = keyof typeof verbs;

interface Operation {
  readonly verb: Verb;
  readonly path: string;
  readonly about: Json;
}

/** `strategies` as one of them; words that are no plural stay. */
const singular = (word: string): string =>
  /ies$/.test(word)
    ? word.replace(/ies$/, "y")
    : /(ss|us|metrics|s3)$/.test(word) || !word.endsWith("s")
    ? word
    : word.slice(0, -1);

const pascal = (text: string): string =>
  text.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `GET /v1/fills/{id}/why` as `getFillWhy`. */
export const methodName = (verb: string, path: string): string => {
  const parts = path.replace(/^\/v1\//, "").split("/");
  const words = parts.flatMap((part, i) => {
    if (part.startsWith("{")) return [];
    const one = parts[i + 1]?.startsWith("{") === true ||
      (verb === "post" && i === parts.length - 1);
    return [pascal(one ? singular(part) : part)];
  });
  return verb + words.join("");
};

const operationsOf = (document: Json): Operation[] =>
  Object.entries(document["paths"] as Record<string, Record<string, Json>>).flatMap((
    [path, methods],
  ) => Object.entries(methods).map(([verb, about]) => ({ verb: verb as Verb, path, about })));

const answerOf = (
  about: Json,
): { readonly type: string; readonly kind: "json" | "text" | "bytes" } => {
  const [answer] = Object.values(about["responses"] as Record<string, Json>);
  const content = (answer?.["content"] ?? {}) as Record<string, { readonly schema: Json }>;
  const json = content["application/json"];
  if (json === undefined && Object.keys(content).some((one) => !one.startsWith("text/"))) {
    return { type: "Uint8Array", kind: "bytes" };
  }
  return json === undefined
    ? { type: "string", kind: "text" }
    : { type: pageType(json.schema) ?? typeOf(json.schema), kind: "json" };
};

/** A page of something by the name that it has in the SDK. */
const pageType = (schema: Json): string | undefined => {
  const properties = schema["properties"] as Record<string, Json> | undefined;
  const data = properties?.["data"];
  if (data?.["type"] !== "array" || properties?.["next_cursor"] === undefined) return undefined;
  return `Page<${typeOf(data["items"] as Json)}>`;
};

const queryOf = (
  about: Json,
): { readonly type: string; readonly required: boolean } | undefined => {
  const parameters = (about["parameters"] ?? []) as readonly Json[];
  const query = parameters.filter((one) => one["in"] === "query");
  if (query.length === 0) return undefined;
  const required = query.filter((one) => one["required"] === true).map((one) => one["name"]);
  const properties = Object.fromEntries(
    query.map((
      one,
    ) => [one["name"], { description: one["description"], ...one["schema"] as Json }]),
  );
  return {
    type: typeOf({ type: "object", required, properties }),
    required: required.length > 0,
  };
};

const bodyOf = (about: Json): { readonly type: string; readonly required: boolean } | undefined => {
  const body = about["requestBody"] as Json | undefined;
  if (body === undefined) return undefined;
  const content = body["content"] as Record<string, { readonly schema: Json }>;
  return {
    type: typeOf(content["application/json"]!.schema),
    required: body["required"] === true,
  };
};

const methodOf = ({ verb, path, about }: Operation): string => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const query = queryOf(about);
  const body = bodyOf(about);
  const { type, kind } = answerOf(about);
  const parameters = [
    ...names.map((name) => `${name}: string`),
    ...(body === undefined ? [] : [`body: ${body.type}${body.required ? "" : " = {}"}`]),
    ...(query === undefined ? [] : [`query: ${query.type}${query.required ? "" : " = {}"}`]),
    "options: CallOptions = {}",
  ];
  const target = path.replaceAll(/\{(\w+)\}/g, "${encodeURIComponent($1)}");
  const given = [
    ...(query === undefined ? [] : ["query"]),
    ...(body === undefined ? [] : ["body"]),
    ...(kind === "json" ? [] : [`as: "${kind}"`]),
  ];
  const security = ((about["security"] ?? []) as readonly Record<string, readonly string[]>[])[0];
  const [scope] = Object.values(security ?? {}).flat();
  const needs = scope === undefined ? "" : ` Needs the scope ${scope}.`;
  return `  /** ${String(about["summary"])}: \`${verb.toUpperCase()} ${path}\`.${needs} */\n` +
    `  ${methodName(verb, path)}(${parameters.join(", ")}): Promise<${type}> {\n` +
    `    return this.call("${verb.toUpperCase()}", \`${target}\`, { ${
      given.join(", ")
    } }, options);\n` +
    `  }\n`;
};

/** The text of `sdk/rest.ts`. */
export const restClient = (document: Json): string => {
  const schemas = (document["components"] as Json)["schemas"] as Record<string, Json>;
  const operations = operationsOf(document);
  return [
    "// Written by npm run contracts from the OpenAPI document: change the routes, not this.\n",
    'import { type CallOptions, Http, type Page } from "./http.ts";\n\n',
    ...Object.entries(schemas).map(([name, schema]) => `${declarationOf(name, schema)}\n`),
    "/** Every operation of the API. */\nexport class Rest extends Http {\n",
    operations.map(methodOf).join("\n"),
    "}\n\n",
    "/** An operation: what it is over HTTP, and what its method takes after the parts of its path. */\n",
    "export interface Operation { readonly method: string; readonly path: string; ",
    "readonly body: boolean; readonly query: boolean; }\n\n",
    "/** Every operation, by its method of `Rest`. */\n",
    "export const operations: Readonly<Record<string, Operation>> = {\n",
    ...operations.map(({ verb, path, about }) =>
      `  ${methodName(verb, path)}: { method: "${verb.toUpperCase()}", path: "${path}", ` +
      `body: ${bodyOf(about) !== undefined}, query: ${queryOf(about) !== undefined} },\n`
    ),
    "};\n",
  ].join("");
};
