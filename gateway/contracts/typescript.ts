// JSON Schema as TypeScript: what the types of the SDK are written with.
import type { Json } from "../openapi.ts";

const propertyName = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);

/** The words of a schema as a doc comment; empty where it has none. */
export const commentOf = (schema: Json): string => {
  const words = schema["description"];
  return typeof words === "string" ? `/** ${words.replaceAll("*/", "* /")}. */\n` : "";
};

const union = (types: readonly string[]): string => [...new Set(types)].join(" | ");

const inParentheses = (type: string): string => / \| |^readonly /.test(type) ? `(${type})` : type;

/** The TypeScript type of a schema; named ones by their names. */
export const typeOf = (schema: Json): string => {
  const named = /\/([^/]+)$/.exec(String(schema["$ref"] ?? ""))?.[1];
  if (named !== undefined) return named;
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (Array.isArray(schema["enum"])) {
    return union(schema["enum"].map((one) => JSON.stringify(one)));
  }
  const choices = (schema["anyOf"] ?? schema["oneOf"]) as readonly Json[] | undefined;
  if (choices !== undefined) return union(choices.map(typeOf));
  switch (schema["type"]) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return arrayOf(schema);
    case "object":
      return objectOf(schema);
    default:
      return "unknown";
  }
};

const arrayOf = (schema: Json): string => {
  const tuple = schema["prefixItems"] as readonly Json[] | undefined;
  if (tuple !== undefined) return `readonly [${tuple.map(typeOf).join(", ")}]`;
  return `readonly ${inParentheses(typeOf((schema["items"] ?? {}) as Json))}[]`;
};

const objectOf = (schema: Json): string => {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, Json>);
  const rest = schema["additionalProperties"];
  if (properties.length === 0) {
    const values = typeof rest === "object" && rest !== null ? typeOf(rest as Json) : "unknown";
    return `Readonly<Record<string, ${values}>>`;
  }
  const required = (schema["required"] ?? []) as readonly string[];
  const lines = properties.map(([name, one]) => {
    const mark = required.includes(name) ? "" : "?";
    return `${commentOf(one)}readonly ${propertyName(name)}${mark}: ${typeOf(one)};\n`;
  });
  return `{\n${lines.join("")}}`;
};

/** A named schema as an exported declaration. */
export const declarationOf = (name: string, schema: Json): string => {
  const type = typeOf(schema);
  const comment = commentOf(schema) || `/** ${name}, as the API tells it. */\n`;
  return type.startsWith("{")
    ? `${comment}export interface ${name} ${type}\n`
    : `${comment}export type ${name} = ${type};\n`;
};
