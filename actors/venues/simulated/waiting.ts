// Orders that wait: for a price, for their parent, or to be canceled by another of their list.
import type { Trade } from "../../../streams/market.ts";
import type { TimeUs } from "../../../streams/units.ts";
import { type Desk, match } from "./desk.ts";
import { leavesOf, reportEvent, type VenueOrder } from "./reports.ts";
import { endResting, findResting, type Moment, removeResting } from "./resting.ts";
import { maxEnded } from "./settings.ts";
import { isReached, trail } from "./stops.ts";

/** Triggers the stops that the market has come to, the oldest first. */
export const meetStops = (desk: Desk, moment: Moment, trade?: Trade): void => {
  for (const order of [...desk.resting.waiting]) {
    const { parentOrderId } = order.command;
    if (parentOrderId !== "" && !desk.ended.has(parentOrderId)) continue;
    trail(desk, order);
    if (order.waits && isReached(desk, order, trade)) begin(desk, order, moment);
  }
};

/**
 * Tells lists and children of what was filled or ended, until nothing changes any more: a fill cancels
 * the rest of its list, and a parent that has ended lets its children begin with what it filled.
 */
export const settle = (desk: Desk, moment: Moment): void => {
  const { changed } = desk.reports;
  for (let i = 0; i < changed.length; i++) {
    const order = changed[i]!;
    const { clientOrderId, orderListId } = order.command;
    if (orderListId !== "" && order.cumLots > 0) {
      cancelWhere(
        desk,
        moment.atUs,
        "Another order of its list was filled",
        (other) =>
          other.command.orderListId === orderListId &&
          other.command.account === order.command.account &&
          other.command.clientOrderId !== clientOrderId,
      );
    }
    // A refusal of a second order of one id says nothing of the first.
    if (findResting(desk.resting, clientOrderId) !== undefined) continue;
    desk.ended.set(clientOrderId, order.cumLots);
    if (desk.ended.size > maxEnded) desk.ended.delete(desk.ended.keys().next().value!);
    for (const child of desk.resting.waiting.slice()) {
      if (child.command.parentOrderId === clientOrderId) followParent(desk, child, order, moment);
    }
  }
  changed.length = 0;
  endReduced(desk, moment.atUs);
};

const followParent = (desk: Desk, child: VenueOrder, parent: VenueOrder, moment: Moment): void => {
  const { atUs } = moment;
  if (parent.cumLots === 0) {
    const reason = "The order it waited for ended without a fill";
    return cancelWhere(desk, atUs, reason, (other) => other === child);
  }
  if (child.quantityLots > parent.cumLots) {
    child.quantityLots = parent.cumLots;
    reportEvent(desk.reports, child, { event: "replaced", atUs });
  }
  const { orderType } = child.command;
  const stops = orderType !== "limit" && orderType !== "market" && orderType !== "marketToLimit";
  trail(desk, child);
  if (!stops || isReached(desk, child)) begin(desk, child, moment);
};

/** Ends the wait of an order: it meets the market as it is now. */
const begin = (desk: Desk, order: VenueOrder, moment: Moment): void => {
  removeResting(desk.resting, order);
  order.waits = false;
  reportEvent(desk.reports, order, { event: "triggered", atUs: moment.atUs });
  match(desk, order, moment);
};

/** A reduce-only order ends where there is nothing left to reduce. */
const endReduced = (desk: Desk, atUs: TimeUs): void => {
  const { positions } = desk.reports;
  cancelWhere(desk, atUs, "There is no position left to reduce", ({ command }) => {
    if (!command.execInst.includes("reduceOnly")) return false;
    if (command.parentOrderId !== "" && !desk.ended.has(command.parentOrderId)) return false;
    const held = positions.get(command.account) ?? 0;
    return command.side === "buy" ? held >= 0 : held <= 0;
  });
};

const cancelWhere = (
  { resting, reports }: Desk,
  atUs: TimeUs,
  reason: string,
  which: (order: VenueOrder) => boolean,
): void =>
  endResting(resting, reports, {
    which: (order) => leavesOf(order) > 0 && which(order),
    event: "canceled",
    reason,
    atUs,
  });

/** Ends the orders whose time is over. */
export const expire = ({ resting, reports }: Desk, atUs: TimeUs): void =>
  endResting(resting, reports, {
    which: ({ command }) => command.timeInForce === "gtd" && command.expireTimeUs <= atUs,
    event: "expired",
    reason: "The time of the order is over",
    atUs,
  });
