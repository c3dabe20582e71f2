// Orders by hand: what people and programs ask enters with the market, and leaves as a command, once each.
import { Schema } from "effect";
import type { Control } from "../streams/control.ts";
import { orderCommand, plainOrder } from "../streams/orders.ts";
import type { Actor } from "./actor.ts";

const { fields } = orderCommand;

/** What is asked of a venue by hand: the value of a control `order`, as JSON. */
export const HandOrder = Schema.Struct({
  command: fields.command.schema,
  clientOrderId: Schema.String.check(Schema.isPattern(/^[\w.:-]{1,64}$/)),
  side: fields.side.schema,
  orderType: fields.orderType.schema,
  timeInForce: fields.timeInForce.schema,
  quantityLots: fields.quantityLots.schema,
  priceTicks: fields.priceTicks.schema,
  stopPriceTicks: fields.stopPriceTicks.schema,
  trailTicks: fields.trailTicks.schema,
  execInst: fields.execInst.schema,
  expireTimeUs: fields.expireTimeUs.schema,
  orderListId: fields.orderListId.schema,
  parentOrderId: fields.parentOrderId.schema,
});
/** What is asked of a venue by hand. */
export type HandOrder = typeof HandOrder.Type;

/** An order of which nothing special is asked. */
export const plainHandOrder: HandOrder = {
  command: "submit",
  clientOrderId: "",
  side: "buy",
  orderType: "limit",
  timeInForce: "day",
  quantityLots: 0,
  priceTicks: 0,
  ...plainOrder,
};

const read = Schema.decodeUnknownSync(Schema.fromJsonString(HandOrder));

/** Client order ids that are remembered: the same one is not ordered again. */
export const rememberedIds = 100_000;

/** What was asked for before. */
export interface HandState {
  /** The oldest first. */
  readonly known: Set<string>;
}

/** Turns each order by hand into a command for risk. A second order of one client order id is none. */
export const hand: Actor<HandState, "control", "orderCommand"> = {
  name: "hand",
  key: "all",
  receives: ["control"],
  emits: ["orderCommand"],
  initial: () => ({ known: new Set() }),
  receive: ({ known }, message, emit) => {
    if (message.control !== "order") return;
    const order = read(message.value);
    if (order.command === "submit") {
      if (known.has(order.clientOrderId)) return;
      known.add(order.clientOrderId);
      if (known.size > rememberedIds) known.delete(known.values().next().value!);
    }
    emit(commandOf(message, order));
  },
};

const commandOf = (
  { instrumentId, eventTimeUs, name: account, reason }: Control,
  order: HandOrder,
) => ({
  _tag: "orderCommand" as const,
  instrumentId,
  eventTimeUs,
  account,
  strategy: "",
  stage: "requested" as const,
  signalId: "",
  reason,
  ...order,
});
