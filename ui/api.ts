// Asks the API. What goes wrong comes back as one sentence that says which field and why.
import type { Problem } from "../gateway/protocol.ts";

/** The API refused; the message is for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  readonly fields: Readonly<Record<string, string>>;
  constructor(problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? "The server did not answer");
    this.code = problem.code ?? "unreachable";
    this.fields = Object.fromEntries(
      (problem.errors ?? []).map(({ path, message }) => [path, message]),
    );
  }
}

/** Sends a request and gives the answer. Throws `ApiError`. */
export const ask = async <A>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: object,
): Promise<A> => {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  }).catch(() => undefined);
  if (response === undefined) throw new ApiError({});
  const answer = await response.json().catch(() => ({})) as A & Partial<Problem>;
  if (!response.ok) throw new ApiError(answer);
  return answer;
};

/** Whether a failure means that this server has no such route, rather than no such thing. */
export const isMissingRoute = (cause: unknown): boolean =>
  cause instanceof ApiError && cause.code === "notFound" &&
  Object.keys(cause.fields).length === 0;

/** What to tell a person of a failure. */
export const wordsOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
