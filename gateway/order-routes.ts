// Orders by hand: submit, replace, cancel. The client order id makes one order of many tries.
import { randomUUID } from "node:crypto";
import { Effect } from "effect";
import type { HandOrder } from "../streams/hand-order.ts";
import { mayTrade } from "./access/ownership.ts";
import { owns } from "./access/principal.ts";
import { optionalField } from "./body.ts";
import { oldOrderMs, settleMs } from "./limits.ts";
import {
  askOf,
  findOrder,
  handAccount,
  handOrderOf,
  idExpected,
  orderOf,
  price,
  stepsOf,
  submitFields,
} from "./order-request.ts";
import { isSettled } from "./live-orders.ts";
import { orderAnswer, type OrderRow, ordersOf } from "./orders.ts";
import { etagOf, namesEtag } from "./answer.ts";
import { symbol as symbolOf } from "./parameters.ts";
import { algorithmRow } from "./risk/algorithm-rows.ts";
import { invalid, ProblemError } from "./problems.ts";
import { type Route, route, routeWithBody, type Services } from "./route.ts";
import { Order, OrderRequest } from "./schemas.ts";

const replaceFields = {
  qty: optionalField({ description: "New quantity", ...price }),
  limit_price: optionalField({ description: "New limit price", ...price }),
  stop_price: optionalField({ description: "New stop price", ...price }),
} as const;

const requireOrder = Effect.fnUntraced(function* (services: Services, id: string) {
  const found = yield* findOrder(services, id);
  // What is somebody else's is as if it were not there.
  if (found !== undefined && owns(services.principal, found)) return found;
  return yield* Effect.fail(
    new ProblemError("notFound", `There is no order "${id.slice(0, 80)}"`, [
      { path: "id", message: "is no client_order_id of /v1/orders" },
    ]),
  );
});

/** Refuses where the order is no longer as `If-Match` names it. */
const mustMatch = ({ ifMatch, presenter }: Services, row: OrderRow) => {
  const etag = etagOf(JSON.stringify(orderAnswer(presenter, row)));
  return ifMatch === undefined || namesEtag(ifMatch, etag)
    ? Effect.void
    : Effect.fail(new ProblemError("preconditionFailed", "The order is not as If-Match names it"));
};

/** The fields in which an order differs from what is asked now. */
const differences = (row: OrderRow, order: HandOrder, instrumentId: number): string[] => {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["symbol", row.instrument_id, instrumentId],
    ["side", row.side, order.side],
    ["qty", row.quantity_lots, order.quantityLots],
    ["type", row.order_type, order.orderType],
    ["time_in_force", row.time_in_force, order.timeInForce],
    ["limit_price", row.price_ticks, order.priceTicks],
    ["stop_price", row.stop_price_ticks, order.stopPriceTicks],
  ];
  return pairs.filter(([, one, other]) => one !== other).map(([name]) => name);
};

/** The same answer for the same order; a problem where the id was used for another. */
const sameOrder = (services: Services, row: OrderRow, order: HandOrder, instrumentId: number) => {
  if (!owns(services.principal, row)) {
    const detail = `The client_order_id "${order.clientOrderId}" is taken`;
    return Effect.fail(new ProblemError("conflict", detail));
  }
  // What was replaced differs from what was asked first, and is the same order.
  const other = row.event === "replaced" ? [] : differences(row, order, instrumentId);
  if (other.length === 0) return Effect.succeed(orderAnswer(services.presenter, row));
  return Effect.fail(
    new ProblemError(
      "conflict",
      `The order "${order.clientOrderId}" was sent before with other values`,
      other.map((path) => ({ path, message: "differs from the order of this client_order_id" })),
    ),
  );
};

/** What became of an order that was asked for; undefined where nobody can say in time. */
const outcomeOf = Effect.fnUntraced(function* ({ orders, store }: Services, id: string) {
  const live = (waitMs: number) => Effect.promise(() => orders.settled(id, waitMs));
  const soon = yield* live(oldOrderMs);
  if (soon !== undefined) return isSettled(soon) ? soon : yield* live(settleMs);
  // An id of long ago makes no order again, so nothing will come of it: the store knows the first one.
  // One that is only late comes by the stream, and the store is not waited for.
  const before = ordersOf(store, { limit: 1, clientOrderId: id }).pipe(
    Effect.flatMap(([found]) => found === undefined ? Effect.never : Effect.succeed(found)),
  );
  return yield* Effect.race(live(settleMs), before);
});

/** Hands an order to its algorithm, and tells that it works. */
const submitAlgorithm = Effect.fnUntraced(function* (services: Services, asked: {
  readonly instrumentId: number;
  readonly order: HandOrder;
  readonly reason: string;
}) {
  const { desk } = services;
  const { instrumentId, order, reason } = asked;
  const id = order.clientOrderId;
  if (services.orders.find(id) !== undefined) {
    return yield* Effect.fail(
      new ProblemError("conflict", `The order "${id}" was sent before without an algorithm`),
    );
  }
  if (!desk.algorithms.has(id)) {
    const value = JSON.stringify(order);
    yield* services.ask({ control: "order", instrumentId, name: handAccount, value, reason });
  }
  const found = yield* Effect.promise(() => desk.until(() => desk.algorithms.get(id), settleMs));
  if (found === undefined) {
    return yield* Effect.fail(
      new ProblemError("unavailable", "The order is in the log; ask for it by its id later"),
    );
  }
  const plain = { ...order, timeInForce: "gtd" as const };
  return yield* sameOrder(services, algorithmRow(found), plain, instrumentId);
});

/** Routes of orders by hand. */
export const orderRoutes: readonly Route[] = [
  routeWithBody({
    method: "post",
    path: "/v1/orders",
    keepsAnswer: false,
    summary: "Submits an order, and answers when risk and venue have said what becomes of it",
    parameters: {},
    body: submitFields,
    answer: Order,
    status: () => 201,
    respond: Effect.fnUntraced(function* (services, _query, _id, body) {
      yield* mayTrade(services.principal, handAccount);
      const instrument = services.presenter.instruments.find(body.symbol);
      if (instrument === undefined) {
        return yield* Effect.fail(
          invalid("symbol", `is "${body.symbol}", expected ${symbolOf.expected}`),
        );
      }
      const key = services.idempotencyKey;
      if (key !== undefined && !/^[\w.:-]{1,64}$/.test(key)) {
        return yield* Effect.fail(invalid("Idempotency-Key", `is no key, expected ${idExpected}`));
      }
      const id = body.client_order_id ?? key ?? `hand-${randomUUID()}`;
      const order = orderOf(body, id, instrument);
      const { instrumentId } = instrument;
      if (order.algorithm !== undefined) {
        return yield* submitAlgorithm(services, { instrumentId, order, reason: body.reason });
      }
      const kept = services.orders.find(id);
      if (kept !== undefined) {
        const row = yield* Effect.promise(() => services.orders.settled(id, settleMs));
        return yield* sameOrder(services, row ?? kept, order, instrumentId);
      }
      yield* services.ask({
        control: "order",
        instrumentId,
        name: handAccount,
        value: JSON.stringify(order),
        reason: body.reason,
      }).pipe(
        // Nobody takes orders now; one that was taken before is told all the same.
        Effect.catch((problem) =>
          Effect.flatMap(
            findOrder(services, id),
            (known) => known === undefined ? Effect.fail(problem) : Effect.void,
          )
        ),
      );
      const settled = yield* outcomeOf(services, id);
      if (settled !== undefined) return yield* sameOrder(services, settled, order, instrumentId);
      return yield* Effect.fail(
        new ProblemError("unavailable", "The order is in the log; ask for it by its id later"),
      );
    }),
  }),
  route({
    path: "/v1/orders/{id}",
    summary: "One order by its client_order_id",
    parameters: {},
    answer: Order,
    respond: Effect.fnUntraced(function* (services, _query, id) {
      return orderAnswer(services.presenter, yield* requireOrder(services, id));
    }),
  }),
  routeWithBody({
    method: "patch",
    path: "/v1/orders/{id}",
    summary: "Replaces price, stop or quantity of a working order: the same order goes on",
    parameters: {},
    body: replaceFields,
    answer: OrderRequest,
    status: () => 202,
    respond: Effect.fnUntraced(function* (services, _query, id, body) {
      const row = yield* requireOrder(services, id);
      yield* mustMatch(services, row);
      const { tick, lot } = services.presenter.instrument(row.instrument_id);
      if (Object.values(body).every((one) => one === undefined)) {
        return yield* Effect.fail(
          invalid("body", "changes nothing: expected qty, limit_price or stop_price"),
        );
      }
      const or = (steps: number, before: number) => steps === 0 ? before : steps;
      const order: HandOrder = {
        ...handOrderOf(row, "replace"),
        quantityLots: or(stepsOf("qty", body.qty, lot), row.quantity_lots),
        priceTicks: or(stepsOf("limit_price", body.limit_price, tick), row.price_ticks),
        stopPriceTicks: or(stepsOf("stop_price", body.stop_price, tick), row.stop_price_ticks),
      };
      const position = yield* askOf(services, row, order, "Replaced by hand");
      return { client_order_id: id, command: "replace" as const, position };
    }),
  }),
  route({
    method: "delete",
    path: "/v1/orders/{id}",
    summary: "Asks to cancel a working order",
    parameters: {},
    answer: OrderRequest,
    status: () => 202,
    respond: Effect.fnUntraced(function* (services, _query, id) {
      const row = yield* requireOrder(services, id);
      yield* mustMatch(services, row);
      const order = handOrderOf(row, "cancel");
      const position = yield* askOf(services, row, order, "Canceled by hand");
      return { client_order_id: id, command: "cancel" as const, position };
    }),
  }),
];
