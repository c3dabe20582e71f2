// A page for every kind of problem: where the `type` of one leads.
import { Effect, Schema } from "effect";
import { Raw } from "./answer.ts";
import { page, textOf } from "./page.ts";
import { type ProblemCode, ProblemError, problemKinds } from "./problems.ts";
import { type Route, route } from "./route.ts";

const pageOf = (code: ProblemCode): string => {
  const [status, title, meaning] = problemKinds[code];
  const others = (Object.keys(problemKinds) as ProblemCode[]).map((one) =>
    `<a href="/problems/${one}">${one}</a>`
  );
  return page(
    `${code}: ${title}`,
    `<h1>${textOf(title)}</h1><p><code>${code}</code>, status ${status}</p>
<p>${textOf(meaning)}</p><p>All: ${
      others.join(", ")
    }. The operations: <a href="/docs">/docs</a>.</p>`,
  );
};

/** The route of the pages. */
export const problemRoutes: readonly Route[] = [
  route({
    path: "/problems/{id}",
    scope: "open",
    summary: "What a kind of problem means, and what to do",
    parameters: {},
    content: ["text/html"],
    answer: Schema.String as never,
    respond: (_services, _query, code) =>
      Object.hasOwn(problemKinds, code)
        ? Effect.succeed(
          new Raw(pageOf(code as ProblemCode), { "content-type": "text/html; charset=utf-8" }),
        )
        : Effect.fail(new ProblemError("notFound", `There is no problem "${code.slice(0, 40)}"`)),
  }),
];
