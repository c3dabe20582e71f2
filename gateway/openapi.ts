// The OpenAPI 3.1 document, made of the routes and schemas that answer.
import { Schema } from "effect";
import type { BodyFields } from "./body.ts";
import type { Parameter } from "./parameters.ts";
import { type Route, scopeOf } from "./route.ts";
import { Problem } from "./schemas.ts";

/** A part of a document. */
export type Json = Readonly<Record<string, unknown>>;
/** Named schemas of a document. */
export type Components = Record<string, Json>;

/** The document of some routes. */
export const openApiOf = (routes: readonly Route[]): Json => {
  const components: Components = {};
  jsonSchemaOf(Problem, components);
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method ?? "get"] = operationOf(route, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Contrail",
      version: "1",
      description:
        "Paper trading: market, predictions, orders, fills, and why each of them happened. " +
        "A client_order_id, or the header Idempotency-Key, makes one order of many tries. " +
        "Live data comes over the WebSocket /v1/stream.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An API key or a JWT; its scopes are those that operations name",
        },
        key: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API key" },
        page: {
          type: "apiKey",
          in: "cookie",
          name: "contrail_session",
          description: "A page that signed in",
        },
      },
    },
  };
};

const operationOf = (route: Route, components: Components): Json => ({
  operationId: `${route.method ?? ""} ${route.path.replace(/^\/v1\//, "")}`.trim().replaceAll(
    /[^a-z]+(.)?/g,
    (_, letter?: string) => (letter ?? "").toUpperCase(),
  ),
  summary: route.summary,
  security: scopeOf(route) === "open" ? [] : ["bearer", "key", "page"].map((one) => ({
    [one]: [scopeOf(route)],
  })),
  parameters: [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      description: "Encoded: a slash in it is %2F",
      schema: { type: "string" },
    })),
    ...Object.entries(route.parameters).map(([name, one]) => parameterOf(name, one, components)),
    ...headersTaken(route),
  ],
  ...(route.body === undefined ? {} : {
    requestBody: {
      required: Object.values(route.body).some(({ otherwise }) => otherwise === undefined),
      content: { "application/json": { schema: bodySchema(route.body, components) } },
    },
  }),
  responses: {
    ...Object.fromEntries(
      statusesOf(route).map((status) => [status, {
        description: "The answer",
        headers: headersOf(route),
        content: Object.fromEntries(
          (route.content ?? ["application/json"]).map((type) => [type, {
            schema: jsonSchemaOf(route.answer, components),
          }]),
        ),
      }]),
    ),
    default: {
      description: "A problem (RFC 9457)",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  },
});

/** The statuses of an answer that is no problem. */
const statusesOf = ({ method, statuses }: Route): readonly string[] =>
  statuses ?? [method === undefined || method === "get" ? "200" : "2XX"];

const header = (description: string) => ({ description, schema: { type: "string" } });

const headersOf = ({ method, content }: Route): Json => ({
  "X-Request-Id": header("Of the request, or a new one"),
  "RateLimit-Policy": header("What is allowed, as the draft of HTTP rate limits writes it"),
  "RateLimit": header("What is left of it"),
  "traceparent": header("Where in a trace the request stands (W3C)"),
  ...(method === undefined && content === undefined
    ? { "ETag": header("Names the content; give it as If-None-Match") }
    : {}),
});

const taken = (name: string, description: string): Json => ({
  ...{ name, in: "header", required: false, description, schema: { type: "string" } },
});

const headersTaken = ({ method }: Route): readonly Json[] =>
  method === "post"
    ? [taken("Idempotency-Key", "One answer for one key, however often it is sent")]
    : method === undefined || method === "get"
    ? [taken("If-None-Match", "An ETag: the answer is 304 where it still names the content")]
    : [taken("If-Match", "An ETag: the answer is 412 where it no longer names the state")];

const parameterOf = (name: string, parameter: Parameter, components: Components): Json => ({
  name,
  in: "query",
  required: parameter.otherwise === undefined,
  description: `${parameter.description}. Expected: ${parameter.expected}`,
  schema: name === "cursor"
    ? { type: "string" }
    : withoutNull(jsonSchemaOf(parameter.schema, components)),
});

const bodySchema = (fields: BodyFields, components: Components): Json => ({
  type: "object",
  additionalProperties: false,
  required: Object.entries(fields).flatMap(([name, { otherwise }]) =>
    otherwise === undefined ? [name] : []
  ),
  properties: Object.fromEntries(
    Object.entries(fields).map(([name, { description, expected, schema }]) => [name, {
      ...withoutNull(jsonSchemaOf(schema, components)),
      description: `${description}. Expected: ${expected}`,
    }]),
  ),
});

/** An optional parameter is left out, not null. */
const withoutNull = (schema: Json): Json => {
  const choices = schema["anyOf"] as readonly Json[] | undefined;
  return choices?.find((one) => one["type"] !== "null") ?? schema;
};

/** JSON Schema 2020-12 is the dialect of OpenAPI 3.1; named schemas go to the components. */
export const jsonSchemaOf = (schema: Schema.Top, components: Components): Json => {
  const { schema: json, definitions } = Schema.toJsonSchemaDocument(schema);
  for (const [name, one] of Object.entries(definitions)) components[name] = referring(one);
  return referring(json);
};

const referring = (json: unknown): Json =>
  JSON.parse(JSON.stringify(json).replaceAll("#/$defs/", "#/components/schemas/")) as Json;
