// Orders by hand: submit, replace, cancel. The client order id makes one order of many tries.
import { randomUUID } from "node:crypto";
import { Effect, Schema } from "effect";
import { type HandOrder, plainHandOrder } from "../streams/hand-order.ts";
import type { Instrument } from "../streams/instruments.ts";
import { execInsts, orderTypes, timesInForce } from "../streams/orders.ts";
import { type Step, stepsFromText } from "../streams/units.ts";
import { mayTrade } from "./access/ownership.ts";
import { owns } from "./access/principal.ts";
import { type Body, optionalField } from "./body.ts";
import { oldOrderMs, settleMs } from "./limits.ts";
import { apiWord, orderAnswer, type OrderRow, ordersOf } from "./orders.ts";
import { symbol as symbolOf } from "./parameters.ts";
import { invalid, ProblemError } from "./problems.ts";
import { type Route, route, routeWithBody, type Services } from "./route.ts";
import { Order, OrderRequest } from "./schemas.ts";

const decimal = Schema.String.check(Schema.isPattern(/^\d{1,15}(\.\d{1,12})?$/));
const price = { expected: 'a decimal as text, such as "100.25"', schema: decimal };
const words = <const W extends readonly string[]>(all: W) => all.map(apiWord);
const oneOf = (all: readonly string[]) => ({
  expected: `one of ${words(all).join(", ")}`,
  schema: Schema.Literals(words(all)) as unknown as Schema.Codec<string>,
});
const idText = Schema.String.check(Schema.isPattern(/^[\w.:-]{1,64}$/));
const idExpected = "1 to 64 letters, digits, . _ : or -";

const submitFields = {
  symbol: {
    description: "The instrument",
    expected: symbolOf.expected,
    schema: Schema.String.check(Schema.isPattern(/^[\w.@:/#-]{1,64}$/)),
  },
  side: { description: "Side", expected: "buy or sell", schema: Schema.Literals(["buy", "sell"]) },
  qty: { description: "Quantity", expected: "a decimal above 0 as text", schema: decimal },
  type: {
    description: "Order type; limit where there is a limit price, else market",
    ...oneOf(orderTypes),
    schema: Schema.UndefinedOr(oneOf(orderTypes).schema) as unknown as Schema.Codec<
      string | undefined
    >,
    otherwise: { value: undefined },
  },
  time_in_force: {
    description: "How long it works; day unless told otherwise, ioc for a market order",
    ...oneOf(timesInForce),
    schema: Schema.UndefinedOr(oneOf(timesInForce).schema) as unknown as Schema.Codec<
      string | undefined
    >,
    otherwise: { value: undefined },
  },
  limit_price: optionalField({ description: "Limit price", ...price }),
  stop_price: optionalField({ description: "Price that triggers a stop", ...price }),
  trail: optionalField({ description: "Distance a trailing stop keeps", ...price }),
  exec_inst: {
    description: "post_only: never takes; reduce_only: never adds to a position",
    expected: `a list of ${words(execInsts).join(", ")}`,
    schema: Schema.Array(Schema.Literals(words(execInsts))) as unknown as Schema.Codec<
      readonly string[]
    >,
    otherwise: { value: [] as readonly string[] },
  },
  expire_at: optionalField({
    description: "When a gtd order ends, by the clock of the market",
    expected: "an RFC 3339 time",
    schema: Schema.String.check(
      Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/),
    ),
  }),
  client_order_id: optionalField({
    description: "Your id of the order: the same one is one order, however often it is sent",
    expected: idExpected,
    schema: idText,
  }),
  order_list_id: optionalField({
    description: "Orders of one list: a fill of one cancels the others",
    expected: idExpected,
    schema: idText,
  }),
  parent_order_id: optionalField({
    description: "The order that must be filled before this one begins",
    expected: idExpected,
    schema: idText,
  }),
  reason: {
    description: "Why",
    expected: "up to 200 characters",
    schema: Schema.String.check(Schema.isMaxLength(200)),
    otherwise: { value: "By hand" },
  },
} as const;

const replaceFields = {
  qty: optionalField({ description: "New quantity", ...price }),
  limit_price: optionalField({ description: "New limit price", ...price }),
  stop_price: optionalField({ description: "New stop price", ...price }),
} as const;

/** The account of orders by hand: there is one so far. */
const account = "paper";

const camel = (word: string): string =>
  word.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const stepsOf = (path: string, text: string | undefined, step: Step): number => {
  if (text === undefined) return 0;
  try {
    const steps = stepsFromText(text, step);
    if (steps > 0) return steps;
  } catch {
    // Told below.
  }
  throw invalid(path, `is "${text}", expected a multiple of ${step.text} above 0`);
};

type Submit = Body<typeof submitFields>;

/** The order of a body, in ticks and lots. Throws a problem for what does not fit together. */
const orderOf = (body: Submit, clientOrderId: string, { tick, lot }: Instrument): HandOrder => {
  const type = body.type ?? (body.limit_price === undefined ? "market" : "limit");
  const limited = type === "limit" || type === "stop_limit";
  const needs = (path: "limit_price" | "stop_price" | "trail" | "expire_at", wanted: boolean) => {
    if (wanted && body[path] === undefined) {
      throw invalid(path, `is missing: a ${type} order needs it`);
    }
  };
  needs("limit_price", limited);
  if (!limited && body.limit_price !== undefined) {
    throw invalid("limit_price", `is "${body.limit_price}", but a ${type} order has none`);
  }
  needs("stop_price", type === "stop" || type === "stop_limit");
  needs("trail", type === "trailing_stop");
  const timeInForce = body.time_in_force ?? (type === "market" ? "ioc" : "day");
  needs("expire_at", timeInForce === "gtd");
  return {
    ...plainHandOrder,
    clientOrderId,
    side: body.side,
    orderType: camel(type) as HandOrder["orderType"],
    timeInForce: timeInForce as HandOrder["timeInForce"],
    quantityLots: stepsOf("qty", body.qty, lot),
    priceTicks: stepsOf("limit_price", body.limit_price, tick),
    stopPriceTicks: stepsOf("stop_price", body.stop_price, tick),
    trailTicks: stepsOf("trail", body.trail, tick),
    execInst: body.exec_inst.map(camel),
    expireTimeUs: body.expire_at === undefined ? 0 : Date.parse(body.expire_at) * 1000,
    orderListId: body.order_list_id ?? "",
    parentOrderId: body.parent_order_id ?? "",
  };
};

/** An order of an id, wherever it is known. */
const findOrder = Effect.fnUntraced(function* ({ orders, store }: Services, id: string) {
  const kept = orders.find(id);
  if (kept !== undefined) return kept;
  const [stored] = yield* ordersOf(store, { limit: 1, clientOrderId: id });
  return stored;
});

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
      yield* mayTrade(services.principal, account);
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
      const kept = services.orders.find(id);
      if (kept !== undefined) {
        const row = yield* Effect.promise(() => services.orders.settled(id, settleMs));
        return yield* sameOrder(services, row ?? kept, order, instrumentId);
      }
      yield* services.ask({
        control: "order",
        instrumentId,
        name: account,
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
      // An id of long ago makes no order again, so nothing will come of it: the store knows the first one.
      const soon = yield* Effect.promise(() => services.orders.settled(id, oldOrderMs));
      const settled = soon ?? (yield* findOrder(services, id)) ??
        (yield* Effect.promise(() => services.orders.settled(id, settleMs)));
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
      const order = handOrderOf(row, "cancel");
      const position = yield* askOf(services, row, order, "Canceled by hand");
      return { client_order_id: id, command: "cancel" as const, position };
    }),
  }),
];

const handOrderOf = (row: OrderRow, command: "cancel" | "replace"): HandOrder => ({
  ...plainHandOrder,
  command,
  clientOrderId: row.client_order_id,
  side: row.side,
  orderType: row.order_type as HandOrder["orderType"],
  timeInForce: row.time_in_force as HandOrder["timeInForce"],
  quantityLots: row.quantity_lots,
});

const askOf = (services: Services, row: OrderRow, order: HandOrder, reason: string) =>
  services.ask({
    control: "order",
    instrumentId: row.instrument_id,
    name: row.account,
    value: JSON.stringify(order),
    reason,
  });
