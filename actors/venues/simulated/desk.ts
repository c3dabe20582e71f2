// The desk of the simulated venue: what it does with a command once that has arrived.
import type { OrderCommand } from "../../../streams/orders.ts";
import type { PriceTicks, TimeUs } from "../../../streams/units.ts";
import { type Liquidity, takeable, takeFrom, trusted } from "./liquidity.ts";
import { leavesOf, reportEvent, reportFill, type Reports, type VenueOrder } from "./reports.ts";
import { findResting, type Moment, removeResting, rest, type Resting } from "./resting.ts";
import { maxResting } from "./settings.ts";

/** What the desk works with. */
export interface Desk {
  readonly instrumentId: number;
  readonly incrementTicks: PriceTicks;
  readonly shown: Liquidity;
  readonly resting: Resting;
  readonly reports: Reports;
  /** Orders so far, which number the venue's order ids. */
  orders: number;
}

/** Works a command that has arrived. */
export const work = (desk: Desk, command: OrderCommand, moment: Moment): void => {
  switch (command.command) {
    case "submit":
      return submit(desk, command, moment);
    case "cancel":
      return cancel(desk, command, moment.atUs);
    case "replace":
      return replace(desk, command, moment);
  }
};

/** An order as it arrives; it has its venue id from then on. */
export const newOrder = (desk: Desk, command: OrderCommand): VenueOrder => ({
  command,
  venueOrderId: `sim-${desk.instrumentId}-${++desk.orders}`,
  quantityLots: command.quantityLots,
  priceTicks: command.priceTicks,
  cumLots: 0,
  aheadLots: 0,
});

const submit = (desk: Desk, command: OrderCommand, moment: Moment): void => {
  const { resting, reports } = desk;
  const order = newOrder(desk, command);
  const { atUs } = moment;
  const wrong = wrongWith(desk, command);
  if (wrong !== undefined) {
    return reportEvent(reports, order, { event: "rejected", atUs, reason: wrong });
  }
  if (resting.bids.length + resting.asks.length >= maxResting) {
    const reason = `At most ${maxResting} orders may rest here`;
    return reportEvent(reports, order, { event: "rejected", atUs, reason });
  }
  reportEvent(reports, order, { event: "accepted", atUs });
  match(desk, order, moment);
};

const wrongWith = (desk: Desk, command: OrderCommand): string | undefined => {
  const { quantityLots, priceTicks, orderType, timeInForce } = command;
  if (!Number.isSafeInteger(quantityLots) || quantityLots < 1) {
    return `Quantity is ${quantityLots} lots: expected a whole number above zero`;
  }
  if (timeInForce === "gtd") return `Time in force "gtd" is not known here`;
  if (orderType === "market") return undefined;
  if (!Number.isSafeInteger(priceTicks) || priceTicks < 1) {
    return `Price is ${priceTicks} ticks: expected a whole number above zero`;
  }
  return priceTicks % desk.incrementTicks === 0
    ? undefined
    : `Price is ${priceTicks} ticks: expected a multiple of ${desk.incrementTicks}`;
};

/** Takes what the order can take at once; what is left rests or ends, as its time in force says. */
const match = (desk: Desk, order: VenueOrder, moment: Moment): void => {
  const { shown, resting, reports } = desk;
  const { side, orderType, timeInForce } = order.command;
  const limit = orderType === "market" ? undefined : order.priceTicks;
  const on = { side: side === "buy" ? "sell" : "buy", limit } as const;
  const wanted = leavesOf(order);
  const kills = timeInForce === "fok" && takeable(shown, on, wanted) < wanted;
  if (trusted(shown) && !kills) {
    for (const part of takeFrom(shown, on, wanted)) {
      reportFill(reports, order, { ...part, liquidity: "taker", ...moment });
    }
  }
  if (leavesOf(order) === 0) return;
  if (limit !== undefined && (timeInForce === "day" || timeInForce === "gtc")) {
    return rest(resting, shown, order);
  }
  const reason = kills ? "Not all of it could be filled at once" : "Nothing more to fill at once";
  reportEvent(reports, order, { event: "canceled", atUs: moment.atUs, reason });
};

const cancel = (desk: Desk, command: OrderCommand, atUs: TimeUs): void => {
  const order = findResting(desk.resting, command.clientOrderId);
  if (order === undefined) return refuse(desk, command, { event: "cancelRejected", atUs });
  removeResting(desk.resting, order);
  reportEvent(desk.reports, order, { event: "canceled", atUs, reason: command.reason });
};

const replace = (desk: Desk, command: OrderCommand, moment: Moment): void => {
  const { atUs } = moment;
  const order = findResting(desk.resting, command.clientOrderId);
  if (order === undefined) return refuse(desk, command, { event: "replaceRejected", atUs });
  const wrong = command.quantityLots <= order.cumLots
    ? `Quantity is ${command.quantityLots} lots: expected more than the ${order.cumLots} filled`
    : wrongWith(desk, { ...command, orderType: "limit", timeInForce: "day" });
  if (wrong !== undefined) {
    return reportEvent(desk.reports, order, { event: "replaceRejected", atUs, reason: wrong });
  }
  const keepsPlace = command.priceTicks === order.priceTicks &&
    command.quantityLots <= order.quantityLots;
  order.quantityLots = command.quantityLots;
  order.priceTicks = command.priceTicks;
  reportEvent(desk.reports, order, { event: "replaced", atUs });
  if (keepsPlace) return;
  removeResting(desk.resting, order);
  match(desk, order, moment);
};

/** Answers for an order that does not rest here: it never did, or it has ended meanwhile. */
const refuse = (desk: Desk, command: OrderCommand, what: {
  readonly event: "cancelRejected" | "replaceRejected";
  readonly atUs: TimeUs;
}): void => {
  const order = { ...newOrder(desk, command), venueOrderId: "", quantityLots: 0 };
  reportEvent(desk.reports, order, { ...what, reason: "No such order works here" });
};
