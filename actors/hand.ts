// Orders by hand: what people and programs ask enters with the market, and leaves as a command, once each.
import type { Control } from "../streams/control.ts";
import { type HandOrder, readHandOrder } from "../streams/hand-order.ts";
import type { Actor } from "./actor.ts";

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
    const order = readHandOrder(message.value);
    if (order === undefined) throw new Error(`Control "order" holds no order: ${message.value}`);
    if (order.command === "submit") {
      if (known.has(order.clientOrderId)) return;
      known.add(order.clientOrderId);
      if (known.size > rememberedIds) known.delete(known.values().next().value!);
    }
    // What an algorithm works is not for the venue: its children are.
    if (order.algorithm === undefined) emit(commandOf(message, order));
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
  algorithmOrderId: "",
  ...order,
});
