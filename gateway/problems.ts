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

const titles = {
  invalid: [400, "The request is not valid"],
  unauthorized: [401, "Who asks is not known"],
  forbidden: [403, "Not allowed"],
  notFound: [404, "There is no such thing"],
  methodNotAllowed: [405, "The method is not allowed here"],
  upgradeRequired: [426, "Only as a WebSocket"],
  conflict: [409, "It was asked before, otherwise"],
  changed: [412, "It has changed meanwhile"],
  unsupportedMedia: [415, "Only JSON"],
  preconditionFailed: [412, "It has changed meanwhile"],
  tooMany: [429, "Too many at once"],
  tooLarge: [413, "The request is too large"],
  internal: [500, "Something went wrong here"],
  unavailable: [503, "Not available right now"],
} as const;

/** The kinds of problem. */
export type ProblemCode = keyof typeof titles;

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

/** Answers with a problem. */
export const answerProblem = (context: Context, error: ProblemError): Response => {
  const [status, title] = titles[error.code];
  const problem: Problem = {
    type: `/problems/${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    request_id: context.get("requestId") as string,
    ...(error.errors.length === 0 ? {} : { errors: error.errors }),
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
