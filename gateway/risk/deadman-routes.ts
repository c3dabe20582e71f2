// The dead-man's switch: whoever arms it must be heard of in time, or trading of the account is halted.
import { Effect, Schema } from "effect";
import { settleMs } from "../limits.ts";
import { ProblemError } from "../problems.ts";
import { type Route, route, routeWithBody, type Services } from "../route.ts";
import { account, accountParameter, mayAsk } from "./asking.ts";
import { deadmanAnswer } from "./present.ts";
import { Deadman } from "./schemas.ts";

const beat = Effect.fnUntraced(function* (
  { desk, ask, principal }: Services,
  name: string,
  heartbeat: { readonly timeoutMs: number; readonly flatten: boolean },
) {
  mayAsk(principal, name);
  const before = desk.heard.get(name);
  const reason = heartbeat.timeoutMs === 0 ? `Disarmed by ${principal.id}` : `By ${principal.id}`;
  const value = JSON.stringify(heartbeat);
  yield* ask({ control: "deadman", instrumentId: 0, name, value, reason });
  const heard = () => desk.heard.get(name) !== before || undefined;
  if (heartbeat.timeoutMs > 0 || before !== undefined) {
    const seen = yield* Effect.promise(() => desk.until(heard, settleMs));
    if (seen === undefined) {
      return yield* Effect.fail(
        new ProblemError(
          "unavailable",
          "The heartbeat is in the log, but nobody has told of it yet",
        ),
      );
    }
  }
  return deadmanAnswer(desk, name);
});

/** Routes of the dead-man's switch. */
export const deadmanRoutes: readonly Route[] = [
  route({
    path: "/v1/deadman",
    summary: "Whether the dead-man's switch is armed, and when it is due",
    parameters: { account: accountParameter },
    answer: Deadman,
    respond: ({ desk, principal }, query) =>
      Effect.sync(() => {
        if (query.account !== "") mayAsk(principal, query.account);
        return deadmanAnswer(desk, query.account);
      }),
  }),
  routeWithBody({
    method: "put",
    path: "/v1/deadman",
    scope: "risk",
    summary: "Arms the dead-man's switch, and is its heartbeat: without the next one trading halts",
    parameters: {},
    body: {
      timeout_s: {
        description: "Seconds until the next heartbeat is late; 0 disarms",
        expected: "a number from 0 to 3600",
        schema: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 3_600 })),
      },
      flatten: {
        description: "Whether a late heartbeat closes every position as well",
        expected: "true or false",
        schema: Schema.Boolean,
        otherwise: { value: false },
      },
      account,
    },
    answer: Deadman,
    respond: (services, _query, _id, body) =>
      beat(services, body.account, {
        timeoutMs: Math.round(body.timeout_s * 1000),
        flatten: body.flatten,
      }),
  }),
  route({
    method: "delete",
    path: "/v1/deadman",
    scope: "risk",
    summary: "Disarms the dead-man's switch",
    parameters: { account: accountParameter },
    answer: Deadman,
    respond: (services, query) => beat(services, query.account, { timeoutMs: 0, flatten: false }),
  }),
];
