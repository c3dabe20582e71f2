// Errors as RFC 9457 problems: one shape for everything that goes wrong, and never a stack trace.
import type { Context } from "hono";
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
  unsupportedMedia: [415, "Only JSON"],
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
    ...(status === 503 || status === 429 ? { "retry-after": "2" } : {}),
  });
};
