// The kill switch: halting trading, letting it only reduce, and arming it again, each with a reason and a proof.
import { Effect, Schema } from "effect";
import { accountActors } from "../../actors/roster.ts";
import { type TradingState as State, tradingStates } from "../../streams/control.ts";
import { settleMs } from "../limits.ts";
import { queryText } from "../queries.ts";
import { type Route, route, routeWithBody, type Services } from "../route.ts";
import { TradingState } from "../schemas.ts";
import { account, mayAsk, reason } from "./asking.ts";
import { Stop } from "./schemas.ts";

const flatten = {
  description: "Closes every position as well, by market orders that only reduce",
  expected: "true or false",
  schema: Schema.Boolean,
  otherwise: { value: false },
};

interface Wanted {
  readonly account: string;
  readonly reason: string;
  readonly flatten: boolean;
}

/** Changes the trading state, and waits until every actor has taken it and nothing works any more. */
const change = Effect.fnUntraced(function* (services: Services, state: State, wanted: Wanted) {
  mayAsk(services.principal, wanted.account);
  const { desk, orders, hub } = services;
  const { account: name, reason: why } = wanted;
  const startedMs = performance.now();
  const asked = { instrumentId: 0, name, reason: why } as const;
  const position = yield* services.ask({ ...asked, control: "tradingState", value: state });
  if (wanted.flatten) yield* services.ask({ ...asked, control: "flatten", value: "" });
  const left = () => Math.max(0, settleMs - (performance.now() - startedMs));
  const told = () => desk.acknowledgementsOf(position);
  const complete = () =>
    [...accountActors].every((name) => told().some(({ actor }) => actor === name)) || undefined;
  yield* Effect.promise(() => desk.until(complete, left()));
  if (state === "halted") yield* Effect.promise(() => orders.untilIdle(name, left()));
  const open = () =>
    hub.newest("positions").filter((one) =>
      (name === "" || one.account === name) && Number(one.qty) !== 0
    ).length;
  if (wanted.flatten) {
    yield* Effect.promise(() => desk.until(() => open() === 0 || undefined, left()));
  }
  return {
    account: name,
    state,
    reason: why,
    position,
    flatten: wanted.flatten,
    acknowledgements: told().map((one) => ({
      actor: one.actor,
      position: one.position,
      emitted: one.emitted,
    })),
    complete: complete() === true,
    working: orders.working(name),
    open_positions: open(),
    waited_ms: Math.round(performance.now() - startedMs),
  };
});

const changing = (state: State, path: string, summary: string): Route =>
  routeWithBody({
    method: "post",
    path,
    scope: "risk",
    summary,
    parameters: {},
    body: { reason, account },
    answer: Stop,
    respond: (services, _query, _id, body) => change(services, state, { ...body, flatten: false }),
  });

interface Row {
  readonly position: number;
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** Routes of the kill switch. */
export const stopRoutes: readonly Route[] = [
  route({
    path: "/v1/trading-state",
    summary: "What may be sent now: anything, only what reduces, or nothing",
    parameters: {},
    answer: TradingState,
    respond: Effect.fnUntraced(function* ({ store, desk }) {
      const known = desk.states.get("");
      const rows = desk.steered.seeded && desk.steered.caughtUp
        ? known === undefined ? [] : [known as Row]
        : yield* store.query<Row>(queryText("trading-state"), {});
      const [row] = rows;
      return {
        account: row?.name ?? "",
        state: tradingStates.find((one) => one === row?.value) ?? "active",
        reason: row?.reason ?? "",
        position: row?.position ?? null,
      };
    }),
  }),
  routeWithBody({
    method: "post",
    path: "/v1/halt",
    scope: "risk",
    summary:
      "Halts trading: working orders are canceled, new ones denied, and where asked positions closed; " +
      "answers with the proof",
    parameters: {},
    body: { reason, account, flatten },
    answer: Stop,
    respond: (services, _query, _id, body) => change(services, "halted", body),
  }),
  changing("reducing", "/v1/reduce", "Lets only orders pass that bring a position towards zero"),
  changing("active", "/v1/resume", "Arms trading again"),
];
