// The kill switch: halting trading, letting it only reduce, and arming it again, each with a reason.
import { Effect, Schema } from "effect";
import { type TradingState as State, tradingStates } from "../streams/control.ts";
import { queryText } from "./queries.ts";
import { type Route, route, routeWithBody, type Services } from "./route.ts";
import { TradingState } from "./schemas.ts";

const reason = {
  description: "Why; it is kept for ever",
  expected: "3 to 200 characters",
  schema: Schema.String.check(Schema.isMinLength(3), Schema.isMaxLength(200)),
};

const account = {
  description: "Only this account; every account unless told otherwise",
  expected: "the name of an account",
  schema: Schema.String.check(Schema.isPattern(/^[\w.-]{0,32}$/)),
  otherwise: { value: "" },
};

const change = (
  services: Services,
  state: State,
  body: { readonly account: string; readonly reason: string },
) =>
  Effect.map(
    services.ask({
      control: "tradingState",
      instrumentId: 0,
      name: body.account,
      value: state,
      reason: body.reason,
    }),
    (position) => ({ ...body, state, position }),
  );

const changing = (state: State, path: string, summary: string): Route =>
  routeWithBody({
    method: "post",
    path,
    scope: "risk",
    summary,
    parameters: {},
    body: { reason, account },
    answer: TradingState,
    respond: (services, _query, _id, body) => change(services, state, body),
  });

interface Row {
  readonly position: number;
  readonly name: string;
  readonly value: State;
  readonly reason: string;
}

/** Routes of the kill switch. */
export const haltRoutes: readonly Route[] = [
  route({
    path: "/v1/trading-state",
    summary: "What may be sent now: anything, only what reduces, or nothing",
    parameters: {},
    answer: TradingState,
    respond: Effect.fnUntraced(function* ({ store }) {
      const [row] = yield* store.query<Row>(queryText("trading-state"), {});
      return {
        account: row?.name ?? "",
        state: tradingStates.find((one) => one === row?.value) ?? "active",
        reason: row?.reason ?? "",
        position: row?.position ?? null,
      };
    }),
  }),
  changing("halted", "/v1/halt", "Halts trading: working orders are canceled, new ones denied"),
  changing("reducing", "/v1/reduce", "Lets only orders pass that bring a position towards zero"),
  changing("active", "/v1/resume", "Arms trading again"),
];
