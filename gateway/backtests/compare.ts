// Backtests beside one another: the figures that all of them have, and which run has the most of each.
import { Effect, Schema } from "effect";
import { comparedBacktests } from "../limits.ts";
import { ProblemError } from "../problems.ts";
import { type Route, route } from "../route.ts";
import { identified } from "../schemas.ts";
import type { Job } from "./job.ts";
import type { Jobs } from "./jobs.ts";
import { jobFor } from "./ownership.ts";

const Comparison = identified(
  "BacktestComparison",
  Schema.Struct({
    backtests: Schema.Array(Schema.Struct({
      id: Schema.String,
      state: Schema.String,
      request: Schema.Record(Schema.String, Schema.Unknown),
    })),
    figures: Schema.Array(Schema.Struct({
      name: Schema.String,
      values: Schema.Array(Schema.NullOr(Schema.Number)),
      difference: Schema.NullOr(Schema.Number),
    })),
  }),
);

/** The numbers of a result, nested ones by a path with dots. */
const figuresOf = (result: unknown, path = ""): readonly (readonly [string, number])[] => {
  if (typeof result === "number" && Number.isFinite(result)) return [[path, result]];
  if (typeof result !== "object" || result === null || Array.isArray(result)) return [];
  return Object.entries(result).flatMap(([name, value]) =>
    figuresOf(value, path === "" ? name : `${path}.${name}`)
  );
};

const comparison = (jobs: readonly Job[]): typeof Comparison.Type => {
  const figures = jobs.map((job) => new Map(figuresOf(job.result)));
  const names = [...new Set(figures.flatMap((one) => [...one.keys()]))];
  return {
    backtests: jobs.map(({ id, state, request }) => ({ id, state, request })),
    figures: names.map((name) => {
      const values = figures.map((one) => one.get(name) ?? null);
      const [first, last] = [values[0], values.at(-1)];
      const known = typeof first === "number" && typeof last === "number";
      return { name, values, difference: known ? last - first : null };
    }),
  };
};

/** The route that compares. */
export const compareRoutes = (jobs: Jobs): readonly Route[] => [
  route({
    path: "/v1/backtests/compare",
    summary: "The figures of some backtests beside one another, and the last less the first",
    parameters: {
      ids: {
        description: "Their ids, with commas",
        expected: `2 to ${comparedBacktests} ids of /v1/backtests`,
        schema: Schema.Array(Schema.String.check(Schema.isPattern(/^[\w-]{1,64}$/))).check(
          Schema.isBetweenLength(2, comparedBacktests),
        ),
        from: (text) => text.split(","),
      },
    },
    answer: Comparison as never,
    respond: ({ principal }, { ids }) =>
      Effect.suspend(() => {
        const found = ids.map((id) => jobFor(jobs, id, principal));
        const missing = ids.find((_, i) => found[i] === undefined);
        if (missing === undefined) return Effect.succeed(comparison(found as readonly Job[]));
        return Effect.fail(
          new ProblemError("notFound", `There is no backtest "${missing}"`, [
            { path: "ids", message: `has "${missing}", which is no id of /v1/backtests` },
          ]),
        );
      }),
  }),
];
