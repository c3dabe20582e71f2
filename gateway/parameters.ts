// What a request asks for: every query parameter, its schema, and one check that names each wrong field.
import { Result, Schema } from "effect";
import type { InstrumentRegistry } from "../streams/instruments.ts";
import { type FieldError, invalid, ProblemError } from "./problems.ts";

/** One query parameter. The OpenAPI document is made of the same value. */
export interface Parameter<A = unknown> {
  readonly description: string;
  /** Completes the sentence "is "x", expected …". */
  readonly expected: string;
  readonly schema: Schema.Codec<A>;
  /** The text of the query as what the schema checks. */
  readonly from: (text: string) => unknown;
  /** What a request without it means; a parameter without a default is required. */
  readonly otherwise?: { readonly value: A };
}
/** The parameters of a route, by name. */
export type Parameters = Readonly<Record<string, Parameter>>;
/** What the parameters of a route are read as. */
export type Query<P> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer A> ? A : never;
};

const asText = (text: string): unknown => text;
const optional = { value: undefined };

/** How many items a page may have. */
export const limitOf = (bounds: { readonly most: number; readonly otherwise: number }) => {
  const { most, otherwise } = bounds;
  const parameter: Parameter<number> = {
    description: `Items of a page; ${otherwise} unless told otherwise`,
    expected: `a whole number from 1 to ${most}`,
    schema: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: most })),
    from: (text) => /^\d{1,9}$/.test(text) ? Number(text) : text,
    otherwise: { value: otherwise },
  };
  return parameter;
};

/** The name of an instrument, such as ALTO.sim. */
export const symbol: Parameter<string | undefined> = {
  description: "Only of this instrument: a symbol of /v1/instruments",
  expected: "a symbol of /v1/instruments",
  schema: Schema.UndefinedOr(Schema.String.check(Schema.isPattern(/^[\w.@:/#-]{1,64}$/))),
  from: asText,
  otherwise: optional,
};

/** The name of an instrument where a list is of one. */
export const oneSymbol: Parameter<string> = {
  description: "The instrument: a symbol of /v1/instruments",
  expected: symbol.expected,
  schema: Schema.String.check(Schema.isPattern(/^[\w.@:/#-]{1,64}$/)),
  from: asText,
};

/** The name of a strategy. */
export const strategy: Parameter<string | undefined> = {
  description: "Only of this strategy",
  expected: "up to 64 letters, digits, . _ @ or -",
  schema: Schema.UndefinedOr(Schema.String.check(Schema.isPattern(/^[\w.@-]{1,64}$/))),
  from: asText,
  otherwise: optional,
};

/** The id that a client gave an order. */
export const clientOrderId: Parameter<string | undefined> = {
  description: "Only the order of this id",
  expected: "1 to 64 letters, digits, . _ : / or -",
  schema: Schema.UndefinedOr(Schema.String.check(Schema.isPattern(/^[\w.:/-]{1,64}$/))),
  from: asText,
  otherwise: optional,
};

/** A time in a query. */
export const timeOf = (description: string): Parameter<string | undefined> => ({
  description,
  expected: "an RFC 3339 time, such as 2026-01-02T14:30:00Z",
  schema: Schema.UndefinedOr(
    Schema.String.check(
      Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/),
      Schema.makeFilter((text: string) => !Number.isNaN(Date.parse(text)), { expected: "a time" }),
    ),
  ),
  from: asText,
  otherwise: optional,
});

/** The length of a bar. */
export const timeframe: Parameter<"1s" | "1m"> = {
  description: "Length of a bar; 1m unless told otherwise",
  expected: "1s or 1m",
  schema: Schema.Literals(["1s", "1m"]),
  from: asText,
  otherwise: { value: "1m" },
};

/** Where a row stands among all: everything after it in a newest-first list comes next. */
export interface Place {
  readonly position: number;
  readonly outputIndex: number;
}

/** Where the page before ended. */
export const cursor: Parameter<Place | undefined> = {
  description: "next_cursor of the page before; opaque",
  expected: "next_cursor of the page before",
  schema: Schema.UndefinedOr(Schema.Struct({ position: Schema.Int, outputIndex: Schema.Int })),
  from: (text) => {
    const match = /^(\d{1,15})\.(\d{1,5})$/.exec(Buffer.from(text, "base64url").toString());
    return match === null ? text : { position: Number(match[1]), outputIndex: Number(match[2]) };
  },
  otherwise: optional,
};

/** Says where the next page begins. */
export const cursorAfter = (last: Place): string =>
  Buffer.from(`${last.position}.${last.outputIndex}`).toString("base64url");

/** Reads a query. Throws a problem that names every parameter that is wrong, unknown or missing. */
export const readQuery = <P extends Parameters>(
  queries: Readonly<Record<string, readonly string[]>>,
  parameters: P,
): Query<P> => {
  const errors: FieldError[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, texts] of Object.entries(queries)) {
    const path = name.slice(0, 40);
    if (!Object.hasOwn(parameters, name)) {
      const known = Object.keys(parameters).join(", ") || "none";
      errors.push({ path, message: `is no parameter here: there are ${known}` });
    } else if (texts.length > 1) {
      errors.push({ path, message: `is given ${texts.length} times, expected once` });
    }
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const text = queries[name]?.[0];
    const value = text === undefined ? parameter.otherwise?.value : parameter.from(text);
    const result = Schema.decodeUnknownResult(parameter.schema)(value);
    if (Result.isSuccess(result)) read[name] = result.success;
    else {
      const given = text === undefined ? "is missing" : `is "${text.slice(0, 40)}"`;
      errors.push({ path: name, message: `${given}, expected ${parameter.expected}` });
    }
  }
  if (errors.length > 0) {
    const detail = errors.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new ProblemError("invalid", detail, errors);
  }
  return read as Query<P>;
};

/** The number of an instrument, or undefined for all. Throws a problem for an unknown one. */
export const instrumentIdOf = (
  name: string | undefined,
  instruments: InstrumentRegistry,
): number | undefined => {
  if (name === undefined) return undefined;
  const instrument = instruments.find(name);
  if (instrument === undefined) {
    throw invalid("symbol", `is "${name}", expected ${symbol.expected}`);
  }
  return instrument.instrumentId;
};
