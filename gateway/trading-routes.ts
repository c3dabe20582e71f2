// What we wished, ordered, traded and hold, and why: signals, orders, fills, positions, refusals.
import { Effect } from "effect";
import { owns } from "./access/principal.ts";
import { orderAnswer, ordersOf } from "./orders.ts";
import { clientOrderId, instrumentIdOf, strategy, symbol } from "./parameters.ts";
import { ProblemError } from "./problems.ts";
import type { FillAnswer } from "./protocol.ts";
import { heldPositions } from "./positions.ts";
import { paged, pageFrom, type Route, route } from "./route.ts";
import { recentRows } from "./rows.ts";
import { Fill, Holding, Order, pageOf, Refusal, Signal, Why } from "./schemas.ts";
import { whyOf } from "./why.ts";

const ownerOf = ({ account, strategy_id: strategy }: FillAnswer) => ({ account, strategy });
const filtered = { ...paged, symbol, strategy };

/** Routes of what we do. */
export const tradingRoutes: readonly Route[] = [
  route({
    path: "/v1/signals",
    summary: "What strategies wished, and why, newest first",
    parameters: filtered,
    answer: pageOf(Signal),
    respond: Effect.fnUntraced(function* ({ store, recent, presenter, principal }, query) {
      const rows = yield* recentRows({ store, recent }, "signal", {
        limit: query.limit + 1,
        owner: principal,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
        equal: query.strategy === undefined ? {} : { strategy: query.strategy },
      });
      return pageFrom(rows, query.limit, (row) => presenter.signal(row));
    }),
  }),
  route({
    path: "/v1/orders",
    summary: "Orders and where each stands, newest first; or those of one client_order_id",
    parameters: { ...filtered, client_order_id: clientOrderId },
    answer: pageOf(Order),
    respond: Effect.fnUntraced(function* ({ store, orders, presenter, principal }, query) {
      const filter = {
        limit: query.limit + 1,
        owner: principal,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
        strategy: query.strategy,
        clientOrderId: query.client_order_id,
      };
      const rows = orders.newest(filter) ?? (yield* ordersOf(store, filter));
      const placed = rows.map((row) => ({ ...row, outputIndex: row.output_index }));
      return pageFrom(placed, query.limit, (row) => orderAnswer(presenter, row));
    }),
  }),
  route({
    path: "/v1/fills",
    summary: "Our executions, newest first",
    parameters: filtered,
    answer: pageOf(Fill),
    respond: Effect.fnUntraced(function* ({ store, recent, presenter, principal }, query) {
      const rows = yield* recentRows({ store, recent }, "fill", {
        limit: query.limit + 1,
        owner: principal,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
        equal: query.strategy === undefined ? {} : { strategy: query.strategy },
      });
      return pageFrom(rows, query.limit, (row) => presenter.fill(row));
    }),
  }),
  route({
    path: "/v1/fills/{id}/why",
    summary:
      "Everything that led to a fill: order, risk check, signal, prediction, features, tick, time",
    parameters: {},
    answer: Why,
    respond: Effect.fnUntraced(function* ({ store, presenter, principal }, _query, id) {
      const why = yield* whyOf(store, presenter, id);
      if (why !== undefined && owns(principal, ownerOf(why.fill))) return why;
      return yield* Effect.fail(
        new ProblemError("notFound", `There is no fill "${id.slice(0, 80)}"`, [
          { path: "id", message: "is no id of /v1/fills" },
        ]),
      );
    }),
  }),
  route({
    path: "/v1/positions",
    summary: "What each strategy holds in each instrument now",
    parameters: filtered,
    answer: pageOf(Holding),
    respond: Effect.fnUntraced(function* ({ store, recent, presenter, principal }, query) {
      const filter = {
        limit: query.limit + 1,
        owner: principal,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
        equal: query.strategy === undefined ? {} : { strategy: query.strategy },
      };
      const held = recent.held(filter) ?? (yield* heldPositions(store, filter));
      return pageFrom(held, query.limit, (row) => presenter.position(row));
    }),
  }),
  route({
    path: "/v1/refusals",
    summary: "Input that was refused at the edge, newest first",
    parameters: paged,
    answer: pageOf(Refusal),
    respond: Effect.fnUntraced(function* ({ store, recent, presenter }, query) {
      const page = { limit: query.limit + 1, before: query.cursor };
      const rows = yield* recentRows({ store, recent }, "refusal", page);
      return pageFrom(rows, query.limit, (row) => presenter.refusal(row));
    }),
  }),
];
