// Backtests over the API: strategies with their settings, recordings, and runs as jobs with their results.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Effect, Schema } from "effect";
import type { Setting } from "../../actors/actor.ts";
import { barStrategies } from "../../actors/run/backtest/bars/strategies/roster.ts";
import { columnStrategies } from "../../actors/run/backtest/strategies/roster.ts";
import { strategies } from "../../actors/strategies/roster.ts";
import { textFromTimeUs } from "../../streams/units.ts";
import type { Principal } from "../access/principal.ts";
import { Raw } from "../answer.ts";
import { ProblemError } from "../problems.ts";
import type { BacktestAnswer, EquityPoint, RecordingAnswer, StrategyAnswer } from "./protocol.ts";
import { limitOf } from "../parameters.ts";
import { type Route, route, routeWithBody, wholeList } from "../route.ts";
import { pageOf } from "../schemas.ts";
import { Backtest, BacktestFillRow, EquityPointSchema, Recording, Strategy } from "./schemas.ts";
import { type Job, outputOf } from "./job.ts";
import type { Jobs } from "./jobs.ts";
import { jobOf, mayTest } from "./ownership.ts";
import { argumentsOf, backtestFields, recordings } from "./request.ts";

const timeOf = (ms: number | null) => ms === null ? null : textFromTimeUs(ms * 1000);

/** A job as it is told. */
export const answerOf = (job: Job): BacktestAnswer => {
  const { state, progress, startedMs } = job;
  const running = state === "running" && progress > 0.01 && startedMs !== null;
  return {
    id: job.id,
    state,
    progress,
    eta_seconds: running
      ? Math.round((Date.now() - startedMs) / 1000 * (1 - progress) / progress)
      : null,
    created_at: timeOf(job.createdMs)!,
    started_at: timeOf(startedMs),
    finished_at: timeOf(job.finishedMs),
    request: job.request,
    error: job.error,
    result: job.result,
  };
};

const settingsOf = (settings: Readonly<Record<string, Setting>> = {}) =>
  Object.entries(settings).map(([name, one]) => ({ name, ...one }));

const allStrategies: readonly StrategyAnswer[] = [
  ...strategies.map(({ name, settings }) => ({
    name,
    about: "Trades live and in backtests, over ticks and models",
    engine: "actors" as const,
    settings: settingsOf(settings),
  })),
  ...columnStrategies.map(({ name, about, settings }) => ({
    name,
    about,
    engine: "columns" as const,
    settings: settingsOf(settings),
  })),
  ...barStrategies.map(({ name, about, settings }) => ({
    name,
    about,
    engine: "bars" as const,
    settings: settingsOf(settings),
  })),
];

/** A file of a job's results. */
export const resultFile = (
  jobs: Jobs,
  id: string,
  { name, principal }: { readonly name: string; readonly principal: Principal },
) =>
  Effect.flatMap(jobOf(jobs, id, principal), (job) => {
    const path = join(outputOf(jobs.root, job.id), name);
    if (existsSync(path)) return Effect.succeed(readFileSync(path, "utf8"));
    const words = job.error === "" ? `it is ${job.state}` : job.error;
    return Effect.fail(new ProblemError("notFound", `The backtest has no ${name}: ${words}`));
  });

const rowsOf = (csv: string): Record<string, string>[] => {
  const [head = "", ...lines] = csv.trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
};

const points = { points: limitOf({ most: 10_000, otherwise: 1_000 }) };

/** Routes of backtests. */
export const backtestRoutes = (jobs: Jobs): readonly Route[] => [
  route({
    path: "/v1/strategies",
    scope: "read:market",
    summary: "Strategies and their settings, with bounds",
    parameters: {},
    answer: pageOf(Strategy),
    respond: () => Effect.succeed(wholeList(allStrategies)),
  }),
  route({
    path: "/v1/recordings",
    scope: "read:market",
    summary: "Recorded data that backtests may run over: what lies in the folder of recordings",
    parameters: {},
    answer: pageOf(Recording),
    respond: () => Effect.sync(() => wholeList<RecordingAnswer>(recordings())),
  }),
  routeWithBody({
    method: "post",
    path: "/v1/backtests",
    summary: "Runs a strategy over recorded or simulated data, as a job",
    parameters: {},
    body: backtestFields,
    answer: Backtest,
    status: () => 202,
    respond: ({ principal }, _query, _id, body) =>
      Effect.try({
        try: () => {
          if (!mayTest(principal, body.strategy)) {
            throw new ProblemError("forbidden", `"${body.strategy}" is no strategy of this key`);
          }
          const told = Object.entries(body).filter(([, value]) => value !== undefined);
          return answerOf(jobs.submit(argumentsOf(body), Object.fromEntries(told)));
        },
        catch: (cause) => cause as ProblemError,
      }),
  }),
  route({
    path: "/v1/backtests",
    summary: "Backtests, newest first",
    parameters: {},
    answer: pageOf(Backtest),
    respond: ({ principal }) =>
      Effect.sync(() => {
        const theirs = jobs.list().filter(({ request }) => mayTest(principal, request["strategy"]));
        return wholeList(theirs.map(answerOf));
      }),
  }),
  route({
    path: "/v1/backtests/{id}",
    summary: "One backtest: how far it is, and its figures when it is done",
    parameters: {},
    answer: Backtest,
    respond: ({ principal }, _query, id) => Effect.map(jobOf(jobs, id, principal), answerOf),
  }),
  route({
    method: "delete",
    path: "/v1/backtests/{id}",
    summary: "Cancels a backtest that waits or runs; what it had found is kept",
    parameters: {},
    answer: Backtest,
    status: () => 202,
    respond: ({ principal }, _query, id) =>
      Effect.map(jobOf(jobs, id, principal), (job) => {
        jobs.cancel(job);
        return answerOf(job);
      }),
  }),
  route({
    path: "/v1/backtests/{id}/equity",
    summary: "The equity of a run, thinned evenly to some points",
    parameters: points,
    answer: pageOf(EquityPointSchema),
    respond: ({ principal }, { points: most }, id) =>
      Effect.map(resultFile(jobs, id, { name: "equity.csv", principal }), (csv) => {
        const rows = rowsOf(csv);
        const step = Math.max(1, Math.ceil(rows.length / most));
        return wholeList(
          rows.filter((_, i) => i % step === 0 || i === rows.length - 1).map((
            row,
          ): EquityPoint => ({
            t: textFromTimeUs(Math.round(Number(row["timeUs"]))),
            equity: Number(row["equity"]),
          })),
        );
      }),
  }),
  route({
    path: "/v1/backtests/{id}/fills",
    summary: "The first fills of a run; the file fills.csv has them all",
    parameters: points,
    answer: pageOf(BacktestFillRow),
    respond: ({ principal }, { points: most }, id) =>
      Effect.map(
        resultFile(jobs, id, { name: "fills.csv", principal }),
        (csv) => wholeList(rowsOf(csv).slice(0, most)),
      ),
  }),
  ...([
    ["tear-sheet", "tear-sheet.html", "text/html", "The report of a run, one page to keep"],
    ["fills.csv", "fills.csv", "text/csv", "Every fill of a run"],
    ["orders.csv", "orders.csv", "text/csv", "Every order of a run"],
    ["equity.csv", "equity.csv", "text/csv", "The whole equity of a run"],
    ["prices.csv", "prices.csv", "text/csv", "The mid prices of a run, thinned, for a chart"],
    ["sweep.csv", "sweep.csv", "text/csv", "The settings of a sweep, with the figures of each"],
  ] as const).map(([path, name, content, summary]) =>
    route({
      path: `/v1/backtests/{id}/${path}`,
      summary,
      parameters: {},
      content: [content],
      answer: Schema.String as never,
      respond: ({ principal }, _query, id) =>
        Effect.map(
          resultFile(jobs, id, { name, principal }),
          (text) => new Raw(text, { "content-type": `${content}; charset=utf-8` }),
        ),
    })
  ),
];
