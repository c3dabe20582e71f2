// Replays over the API: a recorded range told again, at any speed, beside the live market and never in its streams.
import { Effect, Schema } from "effect";
import { textFromTimeUs } from "../../streams/units.ts";
import type { Principal } from "../access/principal.ts";
import { optionalField } from "../body.ts";
import { replaySpeed } from "../limits.ts";
import { symbol as symbolOf, timeOf } from "../parameters.ts";
import { invalid, ProblemError } from "../problems.ts";
import { type Route, route, routeWithBody, wholeList } from "../route.ts";
import { described, identified, pageOf, Time } from "../schemas.ts";
import { replayKinds } from "./reader.ts";
import type { Replay } from "./replay.ts";
import type { Replays } from "./replays.ts";

const states = ["waiting", "running", "paused", "done", "stopped"] as const;

const ReplaySchema = identified(
  "Replay",
  Schema.Struct({
    id: Schema.String,
    state: described(Schema.Literals(states), "waiting: nobody listens, so it stands still"),
    symbol: Schema.String,
    kinds: Schema.Array(Schema.Literals(replayKinds)),
    from: Time,
    to: Time,
    speed: described(Schema.Number, "Times real speed"),
    time: described(Schema.NullOr(Time), "Where its clock stands; null before the first item"),
    items: described(Schema.Int, "Items that were told"),
    created_at: Time,
  }),
);

const answerOf = (replay: Replay): typeof ReplaySchema.Type => {
  const { id, state, range, speed, timeUs, items, createdMs } = replay;
  return {
    id,
    state,
    symbol: range.symbol,
    kinds: range.kinds,
    from: textFromTimeUs(range.fromUs),
    to: textFromTimeUs(range.toUs),
    speed,
    time: timeUs === undefined ? null : textFromTimeUs(Math.round(timeUs)),
    items,
    created_at: textFromTimeUs(createdMs * 1_000),
  };
};

const time = (about: string) => {
  const { expected, schema } = timeOf(about);
  return { description: about, expected, schema: schema as Schema.Codec<string> };
};
/** Microseconds of a time that the store can hold. Throws a problem for others. */
const usOf = (path: string, text: string): number => {
  const ms = Date.parse(text);
  if (ms >= 0 && ms < latestMs) return ms * 1_000;
  throw invalid(path, `is "${text}", expected a time from 1970 to 2200`);
};
const latestMs = Date.UTC(2200, 0);

const speed = {
  description: "Times real speed",
  expected: `a number from 0.01 to ${replaySpeed}`,
  schema: Schema.Finite.check(Schema.isBetween({ minimum: 0.01, maximum: replaySpeed })),
};
const kinds = {
  description: "What is told",
  expected: `a list of ${replayKinds.join(", ")}`,
  schema: Schema.Array(Schema.Literals(replayKinds)).check(
    Schema.isBetweenLength(1, replayKinds.length),
  ) as unknown as Schema.Codec<readonly (typeof replayKinds)[number][]>,
  otherwise: { value: replayKinds },
};

const replayOf = (replays: Replays, id: string, principal: Principal) => {
  const found = replays.find(id, principal.id);
  return found !== undefined ? Effect.succeed(found) : Effect.fail(
    new ProblemError("notFound", `There is no replay "${id.slice(0, 40)}"`, [
      { path: "id", message: "is no id of /v1/replays" },
    ]),
  );
};

/** Routes of replays; what they tell comes by /v1/replays/{id}/events. */
export const replayRoutes: readonly Route[] = [
  routeWithBody({
    method: "post",
    path: "/v1/replays",
    scope: "read:market",
    summary: "Makes a replay of what was recorded of an instrument; listen to it by its events",
    parameters: {},
    body: {
      symbol: {
        description: "The instrument",
        expected: symbolOf.expected,
        schema: Schema.String.check(Schema.isPattern(/^[\w.@:/#-]{1,64}$/)),
      },
      from: time("Event time to begin at"),
      to: time("Event time to end before"),
      speed: { ...speed, otherwise: { value: 1 } },
      kinds,
    },
    answer: ReplaySchema as never,
    status: () => 201,
    respond: ({ replays, presenter, principal }, _query, _id, body) =>
      Effect.try({
        try: () => {
          const instrument = presenter.instruments.find(body.symbol);
          if (instrument === undefined) {
            throw invalid("symbol", `is "${body.symbol}", expected ${symbolOf.expected}`);
          }
          const [fromUs, toUs] = [usOf("from", body.from), usOf("to", body.to)];
          if (fromUs >= toUs) throw invalid("to", `is "${body.to}", expected one after from`);
          const range = {
            symbol: body.symbol,
            instrumentId: instrument.instrumentId,
            kinds: [...new Set(body.kinds)],
            fromUs,
            toUs,
          };
          return answerOf(replays.make(principal.id, { range, speed: body.speed }));
        },
        catch: (cause) => cause as ProblemError,
      }),
  }),
  route({
    path: "/v1/replays",
    scope: "read:market",
    summary: "One's own replays, newest first",
    parameters: {},
    answer: pageOf(ReplaySchema as never),
    respond: ({ replays, principal }) =>
      Effect.sync(() => wholeList(replays.listOf(principal.id).map(answerOf))),
  }),
  route({
    path: "/v1/replays/{id}",
    scope: "read:market",
    summary: "One replay, and where it stands",
    parameters: {},
    answer: ReplaySchema as never,
    respond: ({ replays, principal }, _query, id) =>
      Effect.map(replayOf(replays, id, principal), answerOf),
  }),
  routeWithBody({
    method: "patch",
    path: "/v1/replays/{id}",
    scope: "read:market",
    summary: "Pauses a replay, lets it go on, or changes its speed",
    parameters: {},
    body: {
      speed: optionalField(speed),
      paused: optionalField({
        description: "true holds it where it is",
        expected: "true or false",
        schema: Schema.Boolean,
      }),
    },
    answer: ReplaySchema as never,
    respond: ({ replays, principal }, _query, id, { speed, paused }) =>
      Effect.map(replayOf(replays, id, principal), (replay) => {
        replay.speed = speed ?? replay.speed;
        replay.paused = paused ?? replay.paused;
        return answerOf(replay);
      }),
  }),
  route({
    method: "delete",
    path: "/v1/replays/{id}",
    scope: "read:market",
    summary: "Ends a replay and forgets it",
    parameters: {},
    answer: ReplaySchema as never,
    respond: ({ replays, principal }, _query, id) =>
      Effect.map(replayOf(replays, id, principal), (replay) => {
        replays.stop(replay);
        return answerOf(replay);
      }),
  }),
];
