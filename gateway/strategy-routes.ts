// The strategies that trade: what is in force of each, stopping and starting one, and changing its settings by their schema.
import { Effect, Schema } from "effect";
import { settingsOf } from "../actors/machine.ts";
import { paperAccount } from "../actors/strategies/stance.ts";
import { strategies } from "../actors/strategies/roster.ts";
import { readStrategyRequest, type StrategyRequest } from "../streams/strategy-request.ts";
import { owns } from "./access/principal.ts";
import { optionalField } from "./body.ts";
import { recordedEvery, recordedLooks } from "./limits.ts";
import { invalid, ProblemError } from "./problems.ts";
import { queryText } from "./queries.ts";
import { reason } from "./risk/asking.ts";
import { type Route, route, routeWithBody, type Services } from "./route.ts";
import { described, identified } from "./schemas.ts";

const Live = identified(
  "LiveStrategy",
  Schema.Struct({
    name: Schema.String,
    running: described(
      Schema.Boolean,
      "false: it opens nothing, and leaves what it holds by its own rules",
    ),
    settings: Schema.Array(Schema.Struct({
      name: Schema.String,
      value: Schema.Number,
      default: Schema.Number,
      minimum: Schema.Number,
      maximum: Schema.Number,
      comment: Schema.String,
    })),
    reason: described(Schema.String, "Of the newest change; empty where there was none"),
    position: described(
      Schema.NullOr(Schema.Int),
      "Of the newest change in the input log: everything after it decides by it",
    ),
  }),
);

interface Row {
  readonly position: number;
  readonly value: string;
  readonly reason: string;
}

const strategyOf = ({ principal }: Services, name: string) => {
  const found = strategies.find((one) => one.name === name);
  const theirs = owns(principal, { account: paperAccount, strategy: name });
  return found !== undefined && theirs ? Effect.succeed(found) : Effect.fail(
    new ProblemError("notFound", `There is no strategy "${name.slice(0, 40)}" that trades`, [
      { path: "id", message: `expected ${strategies.map((one) => one.name).join(", ")}` },
    ]),
  );
};

const changesOf = ({ store }: Services, strategy: string) =>
  store.query<Row>(queryText("strategy-changes"), { strategy });

/** What is in force: every change on top of those before it. */
const answerOf = (strategy: (typeof strategies)[number], rows: readonly Row[]) => {
  const values: Record<string, number> = {};
  let running = true;
  for (const { value } of rows) {
    const change = readStrategyRequest(value);
    running = change?.running ?? running;
    Object.assign(values, change?.settings);
  }
  return {
    name: strategy.name,
    running,
    settings: Object.entries(strategy.settings ?? {}).map(([name, setting]) => ({
      name,
      value: values[name] ?? setting.default,
      ...setting,
    })),
    reason: rows.at(-1)?.reason ?? "",
    position: rows.at(-1)?.position ?? null,
  } satisfies typeof Live.Type;
};

/** Asks for a change, and answers with what is in force when the store tells of it. */
const change = Effect.fnUntraced(function* (
  services: Services,
  name: string,
  asked: { readonly request: StrategyRequest; readonly reason: string },
) {
  const strategy = yield* strategyOf(services, name);
  yield* Effect.try({
    try: () => settingsOf(strategy, asked.request.settings ?? {}),
    catch: (cause) => invalid("settings", (cause as Error).message),
  });
  const position = yield* services.ask({
    control: "setting",
    instrumentId: 0,
    name,
    value: JSON.stringify(asked.request),
    reason: asked.reason,
  });
  for (let look = 0; look < recordedLooks; look++) {
    const rows = yield* changesOf(services, name);
    if (rows.some((row) => row.position === position)) return answerOf(strategy, rows);
    yield* Effect.sleep(recordedEvery);
  }
  return yield* Effect.fail(
    new ProblemError("unavailable", "The change is in the log; look at the strategy later"),
  );
});

const switching = (running: boolean, path: string, summary: string): Route =>
  routeWithBody({
    method: "post",
    path,
    scope: "risk",
    summary,
    parameters: {},
    body: { reason },
    answer: Live,
    respond: (services, _query, id, body) =>
      change(services, id, { request: { running }, reason: body.reason }),
  });

/** Routes of the strategies that trade. */
export const strategyRoutes: readonly Route[] = [
  route({
    path: "/v1/strategies/{id}",
    summary: "A strategy that trades: whether it runs, and its settings with what is in force",
    parameters: {},
    answer: Live,
    respond: Effect.fnUntraced(function* (services, _query, id) {
      const strategy = yield* strategyOf(services, id);
      return answerOf(strategy, yield* changesOf(services, id));
    }),
  }),
  routeWithBody({
    method: "patch",
    path: "/v1/strategies/{id}",
    scope: "risk",
    summary: "Changes settings of a strategy while it trades, from one position of the log on",
    parameters: {},
    body: {
      settings: {
        description: "New values by name; what is not named stays",
        expected: "an object of numbers, of the names of GET /v1/strategies/{id}",
        schema: Schema.Record(Schema.String, Schema.Finite) as unknown as Schema.Codec<
          Readonly<Record<string, number>>
        >,
      },
      running: optionalField({
        description: "Whether it runs; as it is unless told otherwise",
        expected: "true or false",
        schema: Schema.Boolean,
      }),
      reason,
    },
    answer: Live,
    respond: (services, _query, id, { settings, running, reason: why }) =>
      change(services, id, {
        request: { settings, ...(running === undefined ? {} : { running }) },
        reason: why,
      }),
  }),
  switching(false, "/v1/strategies/{id}/stop", "Stops a strategy: it opens no position any more"),
  switching(true, "/v1/strategies/{id}/start", "Starts a strategy that was stopped"),
];
