// Errors as RFC 9457 problems: one shape for everything that goes wrong, and never a stack trace.
import type { Context } from "hono";
import { StoreError } from "../streams/transport/clickhouse.ts";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Problem } from "./protocol.ts";

/** A field that was wrong. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** Status, title and meaning of every kind of problem; its page at `/problems/…` says the same. */
export const problemKinds = {
  invalid: [
    400,
    "The request is not valid",
    "A field, a parameter or the body is wrong, unknown or missing. `errors` names each of them with what was expected. Nothing was done.",
  ],
  unauthorized: [
    401,
    "Who asks is not known",
    "There is no credential, or it is not valid, or no longer. Send a key or a JWT: `Authorization: Bearer …`.",
  ],
  forbidden: [
    403,
    "Not allowed",
    "Whoever asks may not do this: their scopes or accounts do not reach so far, or the request comes from a page of somebody else.",
  ],
  notFound: [404, "There is no such thing", "Nothing is at this address, or it is not yours."],
  methodNotAllowed: [
    405,
    "The method is not allowed here",
    "The header `Allow` names those that are.",
  ],
  upgradeRequired: [
    426,
    "Only as a WebSocket",
    "This address is a WebSocket: see the page of the streams.",
  ],
  conflict: [
    409,
    "It was asked before, otherwise",
    "The id or the Idempotency-Key was used for something else, or what is asked does not fit what there is. Use another.",
  ],
  unsupportedMedia: [415, "Only JSON", "A body must be `application/json`."],
  preconditionFailed: [
    412,
    "It has changed meanwhile",
    "`If-Match` names another state than the current one. Read it again, then decide again.",
  ],
  tooMany: [
    429,
    "Too many at once",
    "Wait for as many seconds as `Retry-After` says. `RateLimit-Policy` and `RateLimit` tell what is allowed and what is left.",
  ],
  tooLarge: [413, "The request is too large", "The body has more bytes than one may have."],
  internal: [
    500,
    "Something went wrong here",
    "A fault of ours. The log tells more under the `request_id`.",
  ],
  unavailable: [
    503,
    "Not available right now",
    "The store or the pipeline does not answer now. Of what would have changed something it is not known whether it did: ask for it, or send it again under the same id.",
  ],
} as const;

/** The kinds of problem. */
export type ProblemCode = keyof typeof problemKinds;

/** Thrown by a handler to answer with a problem. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  constructor(code: ProblemCode, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.code = code;
    this.errors = errors;
  }
}

/** A problem with one field of the request. */
export const invalid = (path: string, message: string): ProblemError =>
  new ProblemError("invalid", `${path} ${message}`, [{ path, message }]);

/** A text in which nothing is left that looks like a key or a token: whoever put one in the wrong place reads it nowhere. */
export const withoutSecrets = (text: string): string =>
  text.replaceAll(/ctr_[0-9a-f]{12}_[\w-]*/g, "ctr_…").replaceAll(
    /\beyJ[\w-]{8,}(\.[\w-]*){0,2}/g,
    "eyJ…",
  );

/** Answers with a problem. */
export const answerProblem = (context: Context, error: ProblemError): Response => {
  const [status, title] = problemKinds[error.code];
  const problem: Problem = {
    type: `/problems/${error.code}`,
    title,
    status,
    code: error.code,
    detail: withoutSecrets(error.message),
    request_id: context.get("requestId") as string,
    ...(error.errors.length === 0 ? {} : {
      errors: error.errors.map(({ path, message }) => ({
        path: withoutSecrets(path),
        message: withoutSecrets(message),
      })),
    }),
  };
  return context.json(problem, status as ContentfulStatusCode, {
    "content-type": "application/problem+json",
    ...(status === 401 ? { "www-authenticate": 'Bearer realm="contrail"' } : {}),
    // A server that restarts is back within seconds.
    ...((status === 503 || status === 429) && !context.res.headers.has("retry-after")
      ? { "retry-after": "2" }
      : {}),
  });
};

/** ClickHouse's number for a table that there is not: the store is being made. */
const unknownTable = 60;

/** What a client is told of a failure: nothing of what is inside. */
export const problemOf = (cause: Error, context: Context): ProblemError => {
  if (cause instanceof ProblemError) return cause;
  const late = (cause as { readonly _tag?: string })._tag === "TimeoutError";
  if (late || cause instanceof StoreError && (cause.passes || cause.code === unknownTable)) {
    return new ProblemError("unavailable", "The store does not answer: it may be restarting");
  }
  const id = context.get("requestId") as string;
  console.error(`error: request ${id}: ${cause.message.split("\n")[0]}`);
  return new ProblemError("internal", `The log tells more of request ${id}`);
};
