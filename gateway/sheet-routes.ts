// Tear sheets of what an account traded on paper or live: the same figures and page as those of a backtest.
import { Effect, Schema } from "effect";
import { type Sheet, tearSheet } from "../actors/run/backtest/sheet/page.ts";
import { NoSession, sessionSheet } from "../actors/run/backtest/sheet/session.ts";
import { owns } from "./access/principal.ts";
import { Raw } from "./answer.ts";
import { strategy, timeOf } from "./parameters.ts";
import { ProblemError } from "./problems.ts";
import { type Route, route, type Services } from "./route.ts";

const latestUs = 4_102_444_800_000_000;
const sheetParameters = {
  strategy,
  from: timeOf("Event time to begin at"),
  to: timeOf("Event time to end before"),
};

interface Asked {
  readonly strategy: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The money that returns are parts of: what the paper account of a backtest begins with. */
const capital = 100_000;

const usOf = (text: string | undefined, missing: number): number =>
  text === undefined ? missing : Date.parse(text) * 1000;

const sheetFor = ({ store, presenter, principal }: Services, asked: Asked, account: string) =>
  Effect.gen(function* () {
    const nothing = new ProblemError(
      "notFound",
      `There is no trading of "${account.slice(0, 40)}"`,
    );
    const { strategy } = asked;
    if (!owns(principal, { account, strategy: strategy ?? "" })) return yield* Effect.fail(nothing);
    return yield* sessionSheet(store, {
      account,
      ...(strategy === undefined ? {} : { strategy }),
      fromUs: usOf(asked.from, 0),
      toUs: usOf(asked.to, latestUs),
      capital,
      registry: presenter.instruments,
    }).pipe(
      Effect.mapError((cause) =>
        cause instanceof NoSession ? new ProblemError("notFound", cause.message) : cause
      ),
    );
  });

const Figures = Schema.Record(Schema.String, Schema.Unknown) as unknown as Schema.Codec<
  Readonly<Record<string, unknown>>
>;

const SheetAnswer = Schema.Struct({
  id: Schema.String,
  account: Schema.String,
  kind: Schema.Literals(["paper", "live"]),
  instruments: Schema.Array(Schema.String),
  statistics: Figures,
  months: Schema.Array(Figures),
  drawdowns: Schema.Array(Figures),
  round_trips: Schema.Array(Figures),
});

/** Round trips that are told; the page shows those that counted most. */
const tripsTold = 1_000;

const answerOf = (account: string, { id, kind, instruments, statistics, analysis }: Sheet) => ({
  id,
  account,
  kind: kind === "live" ? "live" as const : "paper" as const,
  instruments: Object.values(instruments),
  // JSON knows neither of NaN nor of infinities: what is not defined is null.
  statistics: Object.fromEntries(
    Object.entries(statistics).map(([name, value]) => [
      name,
      typeof value === "number" && !Number.isFinite(value) ? null : value,
    ]),
  ),
  months: analysis.months.map((one) => ({ ...one })),
  drawdowns: analysis.falls.map((one) => ({ ...one })),
  round_trips: analysis.trips.slice(-tripsTold).map((one) => ({ ...one })),
});

/** Routes of tear sheets. */
export const sheetRoutes: readonly Route[] = [
  route({
    path: "/v1/portfolio/{id}/tear-sheet",
    summary: "What an account traded, as one page to keep",
    parameters: sheetParameters,
    content: ["text/html"],
    answer: Schema.String as never,
    respond: (services, query, id) =>
      Effect.map(
        sheetFor(services, query, id),
        (sheet) => new Raw(tearSheet(sheet), { "content-type": "text/html; charset=utf-8" }),
      ),
  }),
  route({
    path: "/v1/portfolio/{id}/statistics",
    summary: "What an account traded: figures, months, drawdowns and round trips",
    parameters: sheetParameters,
    answer: SheetAnswer,
    respond: (services, query, id) =>
      Effect.map(sheetFor(services, query, id), (sheet) => answerOf(id, sheet)),
  }),
];
