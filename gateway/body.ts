// What a request may say in its body: every field, its schema, and one check that names each wrong one.
import { Result, Schema } from "effect";
import type { Context } from "hono";
import { troubleWith } from "./json-text.ts";
import { bodyBytes, bodyDepth } from "./limits.ts";
import { type FieldError, invalid, ProblemError } from "./problems.ts";

/** One field of a body. The OpenAPI document is made of the same value. */
export interface BodyField<A = unknown> {
  readonly description: string;
  /** Completes the sentence "is "x", expected …". */
  readonly expected: string;
  readonly schema: Schema.Codec<A>;
  /** What a body without it means; a field without a default is required. */
  readonly otherwise?: { readonly value: A };
}
/** The fields of a body, by name. */
export type BodyFields = Readonly<Record<string, BodyField>>;
/** What a body is read as. */
export type Body<B> = {
  readonly [K in keyof B]: B[K] extends BodyField<infer A> ? A : never;
};

/** A field that may be left out. */
export const optionalField = <A>(
  field: Omit<BodyField<A>, "otherwise" | "schema"> & {
    readonly schema: Schema.Codec<A>;
  },
): BodyField<A | undefined> => ({
  ...field,
  schema: Schema.UndefinedOr(field.schema) as unknown as Schema.Codec<A | undefined>,
  otherwise: { value: undefined },
});

/** Reads a body. Throws a problem that names every field that is wrong, unknown or missing. */
export const readBody = async <B extends BodyFields>(
  context: Context,
  fields: B,
): Promise<Body<B>> => {
  const type = context.req.header("content-type") ?? "";
  const text = await textOf(context.req.raw.body);
  if (text !== "" && !/^application\/json\b/i.test(type)) {
    throw new ProblemError("unsupportedMedia", "The content type is not application/json");
  }
  const trouble = troubleWith(text, bodyDepth);
  if (trouble !== undefined) throw invalid("body", trouble);
  const body = text === "" ? {} : parsed(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalid("body", "is no JSON object");
  }
  return readFields(body as Readonly<Record<string, unknown>>, fields);
};

/** A body has more bytes than one may have. */
export const tooLarge = (): ProblemError =>
  new ProblemError("tooLarge", `A body may have ${bodyBytes} bytes`);

/** The text of a body, read no further than one may be long. */
const textOf = async (stream: ReadableStream<Uint8Array> | null): Promise<string> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of stream ?? []) {
    bytes += part.length;
    if (bytes > bodyBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("body", "is no JSON");
  }
};

const readFields = <B extends BodyFields>(
  given: Readonly<Record<string, unknown>>,
  fields: B,
): Body<B> => {
  const errors: FieldError[] = [];
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(fields, name)) continue;
    const known = Object.keys(fields).join(", ") || "none";
    errors.push({ path: name.slice(0, 40), message: `is no field here: there are ${known}` });
  }
  const read: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const told = Object.hasOwn(given, name) && given[name] !== null ? given[name] : undefined;
    const value = told === undefined ? field.otherwise?.value : told;
    const result = Schema.decodeUnknownResult(field.schema)(value);
    if (Result.isSuccess(result)) read[name] = result.success;
    else {
      const words = told === undefined
        ? "is missing"
        : `is ${(JSON.stringify(told) ?? "").slice(0, 60)}`;
      errors.push({ path: name, message: `${words}, expected ${field.expected}` });
    }
  }
  if (errors.length === 0) return read as Body<B>;
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join("; ");
  throw new ProblemError("invalid", detail, errors);
};
