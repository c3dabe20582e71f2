// Risk limits while trading goes on: what is in force, how it is used, who changed it, and the codes of denials.
import { Effect, Schema } from "effect";
import { denials } from "../../actors/risk/denials.ts";
import { wrongLimit } from "../../actors/risk/live-limits.ts";
import { ownsAll } from "../access/principal.ts";
import { optionalField } from "../body.ts";
import { settleMs } from "../limits.ts";
import { instrumentIdOf, symbol } from "../parameters.ts";
import { invalid, ProblemError } from "../problems.ts";
import { paged, pageFrom, type Route, route, routeWithBody, wholeList } from "../route.ts";
import { newestRecords, recentRows } from "../rows.ts";
import { apiWord } from "../orders.ts";
import { pageOf } from "../schemas.ts";
import { account, accountParameter, mayAsk, reason } from "./asking.ts";
import { changeAnswer, decisionAnswer, limitsAnswer, settingOf, statusAnswer } from "./present.ts";
import { Denial, LimitChange, Limits, RiskDecision, RiskStatus } from "./schemas.ts";

const limitFields = {
  limits: {
    description: "New values by name; null goes back to what holds without this account or symbol",
    expected: "an object of numbers, of the names of GET /v1/risk/limits",
    schema: Schema.Record(Schema.String, Schema.NullOr(Schema.Finite)) as unknown as Schema.Codec<
      Readonly<Record<string, number | null>>
    >,
  },
  account,
  symbol: optionalField({
    description: "Only this instrument; every instrument unless told otherwise",
    expected: symbol.expected,
    schema: Schema.String.check(Schema.isPattern(/^[\w.@:/#-]{1,64}$/)),
  }),
  reason,
  version: optionalField({
    description: "The version the change was made from; or the header If-Match",
    expected: "a whole number",
    schema: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  }),
} as const;

/** The version in the body or in `If-Match`; -1 for any. Throws a problem. */
const versionOf = (body: number | undefined, header: string | undefined): number => {
  if (body !== undefined) return body;
  if (header === undefined || header === "*") return -1;
  const found = /^(?:W\/)?"(\d{1,15})"$/.exec(header);
  if (found === null) throw invalid("If-Match", 'is no version, expected "3" in quotes, or *');
  return Number(found[1]);
};

/** The limits by the names of the actor. Throws a problem that names each wrong one. */
const namedLimits = (
  limits: Readonly<Record<string, number | null>>,
  instrumentId: number,
): Readonly<Record<string, number | null>> => {
  const errors = Object.entries(limits).flatMap(([name, value]) => {
    const setting = settingOf(name);
    const wrong = setting === undefined
      ? "is no limit: see GET /v1/risk/limits"
      : wrongLimit(setting, value, instrumentId);
    return wrong === undefined ? [] : [{ path: `limits.${name}`, message: wrong }];
  });
  if (Object.keys(limits).length === 0) errors.push({ path: "limits", message: "names no limit" });
  if (errors.length > 0) {
    const detail = errors.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new ProblemError("invalid", detail, errors);
  }
  return Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [settingOf(name)!, value]),
  );
};

const tag = (answer: object) => `"${(answer as { readonly version: number }).version}"`;

/** Routes of risk limits. */
export const limitRoutes: readonly Route[] = [
  route({
    path: "/v1/risk/limits",
    summary: "The risk limits in force, of an account and an instrument where asked",
    parameters: { account: accountParameter, symbol },
    answer: Limits,
    tag,
    respond: ({ desk, presenter, principal }, query) =>
      Effect.sync(() => {
        if (query.account !== "") mayAsk(principal, query.account);
        const instrumentId = instrumentIdOf(query.symbol, presenter.instruments) ?? 0;
        return limitsAnswer(desk, presenter, { account: query.account, instrumentId });
      }),
  }),
  routeWithBody({
    method: "put",
    path: "/v1/risk/limits",
    scope: "risk",
    summary: "Changes risk limits, all of those named or none, from one position of the log on",
    parameters: {},
    body: limitFields,
    answer: Limits,
    tag,
    respond: Effect.fnUntraced(function* (services, _query, _id, body) {
      const { desk, presenter } = services;
      mayAsk(services.principal, body.account);
      const instrumentId = instrumentIdOf(body.symbol, presenter.instruments) ?? 0;
      const expectedVersion = versionOf(body.version, services.ifMatch);
      const limits = namedLimits(body.limits, instrumentId);
      const position = yield* services.ask({
        control: "riskLimits",
        instrumentId,
        name: body.account,
        value: JSON.stringify({ expectedVersion, limits }),
        reason: body.reason,
      });
      const change = yield* Effect.promise(() =>
        desk.until(() => desk.changeAt(position), settleMs)
      );
      if (change === undefined) {
        return yield* Effect.fail(
          new ProblemError("unavailable", "The change is in the log; look at the limits later"),
        );
      }
      if (change.outcome === "refused") {
        const late = expectedVersion >= 0 && change.version !== expectedVersion;
        return yield* Effect.fail(
          new ProblemError(late ? "preconditionFailed" : "invalid", change.reason),
        );
      }
      return limitsAnswer(desk, presenter, { account: body.account, instrumentId });
    }),
  }),
  route({
    path: "/v1/risk/limits/changes",
    summary: "Who changed which limit, and why, newest first; refused changes too",
    parameters: paged,
    answer: pageOf(LimitChange),
    respond: Effect.fnUntraced(function* ({ store, presenter, principal }, query) {
      const rows = yield* newestRecords(store, "limitChange", {
        limit: query.limit + 1,
        before: query.cursor,
      });
      const theirs = rows.filter((one) =>
        ownsAll(principal) || one.account === "" || principal.accounts.includes(one.account)
      );
      return pageFrom(theirs, query.limit, (row) => changeAnswer(presenter, row));
    }),
  }),
  route({
    path: "/v1/risk/status",
    summary: "What each account may send now, and how near its newest order came to each limit",
    parameters: {},
    answer: pageOf(RiskStatus),
    respond: ({ desk, principal }) =>
      Effect.sync(() => {
        const names = new Set(["paper", ...desk.checked.keys(), ...desk.states.keys()]);
        names.delete("");
        const theirs = [...names].filter((one) =>
          principal.accounts.length === 0 || principal.accounts.includes(one)
        );
        return wholeList(theirs.sort().map((one) => statusAnswer(desk, one)));
      }),
  }),
  route({
    path: "/v1/risk/denials",
    summary: "Every code by which risk denies an order, what it means and what to do",
    scope: "read:market",
    parameters: {},
    answer: pageOf(Denial),
    respond: () =>
      Effect.sync(() =>
        wholeList(
          Object.entries(denials).map(([code, one]) => ({
            code,
            means: one.means,
            limit: one.limit === undefined ? null : apiWord(one.limit),
            reducing_passes: one.reducingPasses,
            todo: one.todo,
          })),
        )
      ),
  }),
  route({
    path: "/v1/risk/decisions",
    summary: "Risk checks with every limit that was looked at, newest first",
    parameters: { ...paged, symbol },
    answer: pageOf(RiskDecision),
    respond: Effect.fnUntraced(function* ({ store, recent, presenter, principal }, query) {
      const rows = yield* recentRows({ store, recent }, "riskDecision", {
        limit: query.limit + 1,
        owner: { accounts: principal.accounts, strategies: [] },
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
      });
      return pageFrom(rows, query.limit, (row) => decisionAnswer(presenter, row));
    }),
  }),
];
