// What an order by hand says, read and checked, and how it is asked for.
import { Effect, Schema } from "effect";
import { type HandOrder, plainHandOrder } from "../streams/hand-order.ts";
import type { Instrument } from "../streams/instruments.ts";
import { wrongParameters } from "../actors/algorithms/algorithm.ts";
import { algorithms } from "../actors/algorithms/roster.ts";
import { execInsts, orderTypes, timesInForce } from "../streams/orders.ts";
import { type Step, stepsFromText } from "../streams/units.ts";
import { type Body, optionalField } from "./body.ts";
import { apiWord, type OrderRow, ordersOf } from "./orders.ts";
import { symbol as symbolOf } from "./parameters.ts";
import { invalid } from "./problems.ts";
import { algorithmRow } from "./risk/algorithm-rows.ts";
import type { Services } from "./route.ts";

const decimal = Schema.String.check(Schema.isPattern(/^\d{1,15}(\.\d{1,12})?$/));
/** A field that is a price or a quantity. */
export const price = { expected: 'a decimal as text, such as "100.25"', schema: decimal };
const words = <const W extends readonly string[]>(all: W) => all.map(apiWord);
const oneOf = (all: readonly string[]) => ({
  expected: `one of ${words(all).join(", ")}`,
  schema: Schema.Literals(words(all)) as unknown as Schema.Codec<string>,
});
const idText = Schema.String.check(Schema.isPattern(/^[\w.:-]{1,64}$/));
/** What an id of an order looks like. */
export const idExpected = "1 to 64 letters, digits, . _ : or -";

/** What an order may say. */
export const submitFields = {
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
  algorithm: optionalField({
    description: "The algorithm that works it in slices; a market or limit order only",
    expected: `one of ${algorithms.map(({ name }) => name).join(", ")}`,
    schema: Schema.Literals(algorithms.map(({ name }) => name)) as unknown as Schema.Codec<string>,
  }),
  algorithm_parameters: optionalField({
    description: "What the algorithm is told: see GET /v1/algorithms",
    expected: "an object of numbers",
    schema: Schema.Record(Schema.String, Schema.Finite) as unknown as Schema.Codec<
      Readonly<Record<string, number>>
    >,
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

/** The account of orders by hand: there is one so far. */
export const handAccount = "paper";

const camel = (word: string): string =>
  word.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Steps of a field; 0 where it is not told. Throws a problem for what is no multiple of the step. */
export const stepsOf = (path: string, text: string | undefined, step: Step): number => {
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
export const orderOf = (
  body: Submit,
  clientOrderId: string,
  { tick, lot }: Instrument,
): HandOrder => {
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
    ...workedBy(body, type),
  };
};

/** The algorithm that works an order, where one does. Throws a problem for what it cannot be told. */
const workedBy = (
  { algorithm: name, algorithm_parameters: given }: Submit,
  type: string,
): Pick<HandOrder, "algorithm" | "parameters"> => {
  const algorithm = algorithms.find((one) => one.name === name);
  if (algorithm === undefined) {
    if (given === undefined) return {};
    throw invalid("algorithm_parameters", "are told to no algorithm: expected algorithm as well");
  }
  if (type !== "market" && type !== "limit") {
    throw invalid("algorithm", `works market and limit orders, no ${type} order`);
  }
  const parameters = Object.fromEntries(
    Object.entries(given ?? {}).map(([key, value]) => [camel(key), value]),
  );
  const wrong = wrongParameters(algorithm, parameters);
  if (wrong !== undefined) {
    throw invalid(`algorithm_parameters.${apiWord(wrong.name)}`, wrong.message);
  }
  return { algorithm: algorithm.name, parameters };
};

/** An order of an id, wherever it is known. */
export const findOrder = Effect.fnUntraced(function* (services: Services, id: string) {
  const { desk, orders, store } = services;
  const worked = desk.algorithms.get(id);
  if (worked !== undefined) return algorithmRow(worked);
  const kept = orders.find(id);
  if (kept !== undefined) return kept;
  const [stored] = yield* ordersOf(store, { limit: 1, clientOrderId: id });
  return stored;
});

/** What is asked of an order that there is. */
export const handOrderOf = (row: OrderRow, command: "cancel" | "replace"): HandOrder => ({
  ...plainHandOrder,
  command,
  clientOrderId: row.client_order_id,
  side: row.side,
  orderType: row.order_type as HandOrder["orderType"],
  timeInForce: row.time_in_force as HandOrder["timeInForce"],
  quantityLots: row.quantity_lots,
  ...(row.algorithm === undefined ? {} : { algorithm: row.algorithm }),
});

/** Asks it of the pipeline, and gives its place in the input log. */
export const askOf = (services: Services, row: OrderRow, order: HandOrder, reason: string) =>
  services.ask({
    control: "order",
    instrumentId: row.instrument_id,
    name: row.account,
    value: JSON.stringify(order),
    reason,
  });
