// One strategy in one instrument as the portfolio sees it: what it wishes, holds and has working.
import type { Fill, OrderEvent } from "../../streams/orders.ts";
import type { Signal } from "../../streams/signals.ts";
import type { QuantityLots, TimeUs } from "../../streams/units.ts";

/** An order the portfolio asked for. */
export interface SlotOrder {
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  /** Crosses the spread at once, so it never rests. */
  readonly crossing: boolean;
  readonly sentUs: TimeUs;
  cumLots: QuantityLots;
  leavesLots: QuantityLots;
  working: boolean;
  /** Why it was asked to be canceled. */
  canceling: "no" | "stale" | "unwanted";
}

/** A strategy's wish and what became of it. */
export interface Slot {
  readonly account: string;
  readonly strategy: string;
  targetLots: QuantityLots;
  positionLots: QuantityLots;
  signalId: string;
  /** The newest order: at most one of a slot works at a time. */
  order: SlotOrder | undefined;
  /** Orders for this wish that ended before it was reached. */
  attempts: number;
  notBeforeUs: TimeUs;
}

/** A strategy that has wished nothing yet. */
export const newSlot = (signal: Signal): Slot => ({
  account: signal.account,
  strategy: signal.strategy,
  targetLots: 0,
  positionLots: 0,
  signalId: "",
  order: undefined,
  attempts: 0,
  notBeforeUs: 0,
});

/** Takes a new wish over the old one. */
export const wish = (slot: Slot, signal: Signal): void => {
  slot.targetLots = signal.targetPositionLots;
  slot.signalId = signal.signalId;
  slot.attempts = 0;
  slot.notBeforeUs = 0;
};

/** Forgets the wish, as at the start of a session: what is held is what is wished. */
export const forgetWish = (slot: Slot): void => {
  slot.targetLots = slot.positionLots;
  slot.attempts = 0;
  slot.notBeforeUs = 0;
};

/** What to buy (above zero) or sell next: first to flat, then to the other side. */
export const nextStep = (slot: Slot): QuantityLots => {
  const { targetLots, positionLots } = slot;
  const flips = targetLots > 0 && positionLots < 0 || targetLots < 0 && positionLots > 0;
  return (flips ? 0 : targetLots) - positionLots;
};

/** Whether the next step only brings the position towards zero. */
export const reduces = (slot: Slot): boolean =>
  Math.abs(slot.positionLots + nextStep(slot)) < Math.abs(slot.positionLots);

/**
 * Takes over what a fill or event says was filled. Fill and event of one execution may come in
 * either order, or twice: the filled quantity so far decides, so each lot counts once.
 */
export const takeFilled = (slot: Slot, message: Fill | OrderEvent): void => {
  const { order } = slot;
  if (order?.clientOrderId !== message.clientOrderId) {
    if (message._tag === "fill") {
      slot.positionLots += signed(message.side, message.lastQuantityLots);
    }
    return;
  }
  const more = message.cumQuantityLots - order.cumLots;
  if (more <= 0) return;
  order.cumLots += more;
  order.leavesLots -= more;
  slot.positionLots += signed(order.side, more);
};

/**
 * Takes over how an order ended or went on; `retryUs` is how long to wait after one that failed.
 */
export const takeEvent = (
  slot: Slot,
  event: OrderEvent,
  when: { readonly nowUs: TimeUs; readonly retryUs: number },
): void => {
  const { order } = slot;
  if (order?.clientOrderId !== event.clientOrderId || !order.working) return;
  switch (event.event) {
    case "filled":
      order.working = false;
      return;
    case "canceled":
      order.working = false;
      if (order.canceling === "unwanted") return;
      slot.attempts++;
      if (order.canceling === "no") slot.notBeforeUs = when.nowUs + when.retryUs;
      return;
    case "denied":
    case "rejected":
    case "expired":
      order.working = false;
      slot.attempts++;
      slot.notBeforeUs = when.nowUs + when.retryUs;
      return;
    case "cancelRejected":
      order.canceling = "no";
      return;
    case "submitted":
    case "accepted":
    case "partiallyFilled":
    case "replaced":
    case "replaceRejected":
  }
};

const signed = (side: "buy" | "sell", lots: QuantityLots): QuantityLots =>
  side === "buy" ? lots : -lots;
