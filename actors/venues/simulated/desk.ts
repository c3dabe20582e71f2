// The desk of the simulated venue: what it does with a command once that has arrived.
import type { OrderCommand } from "../../../streams/orders.ts";
import type { PriceTicks, QuantityLots, TimeUs } from "../../../streams/units.ts";
import { bestOf, type Liquidity, takeable, takeFrom, trusted } from "./liquidity.ts";
import {
  fillable,
  leavesOf,
  reportEvent,
  reportFill,
  type Reports,
  type VenueOrder,
} from "./reports.ts";
import {
  findResting,
  type Moment,
  removeResting,
  rest,
  type Resting,
  workingCount,
} from "./resting.ts";
import { maxResting } from "./settings.ts";
import { isReached, trail } from "./stops.ts";

/** What the desk works with. */
export interface Desk {
  readonly instrumentId: number;
  readonly incrementTicks: PriceTicks;
  readonly shown: Liquidity;
  readonly resting: Resting;
  readonly reports: Reports;
  /** Orders so far, which number the venue's order ids. */
  orders: number;
  /** Lots that were filled of orders that have ended, by client order id; the oldest goes first. */
  readonly ended: Map<string, QuantityLots>;
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
  // Others fill at any price, and tell none.
  priceTicks: command.orderType === "limit" || command.orderType === "stopLimit"
    ? command.priceTicks
    : 0,
  cumLots: 0,
  aheadLots: 0,
  stopTicks: command.stopPriceTicks,
  waits: false,
});

const submit = (desk: Desk, command: OrderCommand, moment: Moment): void => {
  const { resting, reports } = desk;
  const order = newOrder(desk, command);
  const { atUs } = moment;
  const wrong = wrongWith(desk, command, atUs);
  if (wrong !== undefined) {
    return reportEvent(reports, order, { event: "rejected", atUs, reason: wrong });
  }
  if (workingCount(resting) >= maxResting) {
    const reason = `At most ${maxResting} orders may rest here`;
    return reportEvent(reports, order, { event: "rejected", atUs, reason });
  }
  reportEvent(reports, order, { event: "accepted", atUs });
  if (mustWait(desk, order)) {
    order.waits = true;
    resting.waiting.push(order);
  } else match(desk, order, moment);
};

const wrongWith = (desk: Desk, command: OrderCommand, atUs: TimeUs): string | undefined => {
  const { quantityLots, orderType, timeInForce, expireTimeUs } = command;
  if (!Number.isSafeInteger(quantityLots) || quantityLots < 1) {
    return `Quantity is ${quantityLots} lots: expected a whole number above zero`;
  }
  if (timeInForce === "gtd" && expireTimeUs <= atUs) return "The order ends before it arrived";
  const increment = desk.incrementTicks;
  const limited = orderType === "limit" || orderType === "stopLimit";
  const stops = orderType === "stop" || orderType === "stopLimit";
  return (limited ? wrongPrice("Price", command.priceTicks, increment) : undefined) ??
    (stops ? wrongPrice("Stop price", command.stopPriceTicks, increment) : undefined) ??
    (orderType === "trailingStop" ? wrongPrice("Trail", command.trailTicks, 1) : undefined) ??
    wrongTogether(desk, command);
};

const wrongPrice = (name: string, ticks: PriceTicks, increment: PriceTicks) => {
  if (!Number.isSafeInteger(ticks) || ticks < 1) {
    return `${name} is ${ticks} ticks: expected a whole number above zero`;
  }
  if (ticks % increment === 0) return undefined;
  return `${name} is ${ticks} ticks: expected a multiple of ${increment}`;
};

const wrongTogether = (desk: Desk, command: OrderCommand): string | undefined => {
  const { shown, reports, resting } = desk;
  const { orderType, timeInForce, execInst, parentOrderId, side, account } = command;
  const waits = parentOrderId !== "";
  if (execInst.includes("postOnly")) {
    if (orderType !== "limit" || timeInForce === "ioc" || timeInForce === "fok") {
      return "Only a limit order that may rest can be post-only";
    }
    const on = { side: side === "buy" ? "sell" : "buy", limit: command.priceTicks } as const;
    if (!waits && takeable(shown, on, 1) > 0) return "A post-only order would have taken";
  }
  if (!waits && execInst.includes("reduceOnly")) {
    const held = reports.positions.get(account) ?? 0;
    if (side === "buy" ? held >= 0 : held <= 0) return "There is no position to reduce";
  }
  if (
    waits && findResting(resting, parentOrderId) === undefined && !desk.ended.has(parentOrderId)
  ) {
    return `There is no order "${parentOrderId}" to wait for`;
  }
  return undefined;
};

/** Whether an order waits for its parent, or for its price, as things are now. */
const mustWait = (desk: Desk, order: VenueOrder): boolean => {
  const { parentOrderId, orderType } = order.command;
  if (parentOrderId !== "" && !desk.ended.has(parentOrderId)) return true;
  if (orderType === "trailingStop" || orderType === "stop" || orderType === "stopLimit") {
    trail(desk, order);
    return !isReached(desk, order);
  }
  return false;
};

/** Takes what the order can take at once; what is left rests or ends, as its time in force says. */
export const match = (desk: Desk, order: VenueOrder, moment: Moment): void => {
  const { shown, resting, reports } = desk;
  const { side, orderType, timeInForce } = order.command;
  const opposite = side === "buy" ? "sell" : "buy";
  if (orderType === "marketToLimit") order.priceTicks = bestOf(shown, opposite);
  const limit = order.priceTicks === 0 ? undefined : order.priceTicks;
  const on = { side: opposite, limit } as const;
  const wanted = fillable(reports, order);
  if (order.command.execInst.includes("postOnly") && takeable(shown, on, 1) > 0) {
    const reason = "A post-only order would have taken";
    return reportEvent(reports, order, { event: "canceled", atUs: moment.atUs, reason });
  }
  const kills = timeInForce === "fok" && takeable(shown, on, wanted) < wanted;
  if (trusted(shown) && !kills && wanted > 0) {
    for (const part of takeFrom(shown, on, wanted)) {
      reportFill(reports, order, { ...part, liquidity: "taker", ...moment });
    }
  }
  if (leavesOf(order) === 0) return;
  if (limit !== undefined && timeInForce !== "ioc" && timeInForce !== "fok") {
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
  const wrong = !Number.isSafeInteger(command.quantityLots) ||
      command.quantityLots <= order.cumLots
    ? `Quantity is ${command.quantityLots} lots: expected more than the ${order.cumLots} filled`
    : wrongChange(desk, order, command);
  if (wrong !== undefined) {
    return reportEvent(desk.reports, order, { event: "replaceRejected", atUs, reason: wrong });
  }
  const keepsPlace = command.priceTicks === order.priceTicks &&
    command.quantityLots <= order.quantityLots;
  order.quantityLots = command.quantityLots;
  order.priceTicks = command.priceTicks;
  if (command.stopPriceTicks > 0) order.stopTicks = command.stopPriceTicks;
  reportEvent(desk.reports, order, { event: "replaced", atUs });
  if (keepsPlace || order.waits) return;
  removeResting(desk.resting, order);
  match(desk, order, moment);
};

/** What is wrong with new quantity and prices; a stop that waits is no limit order yet. */
const wrongChange = (
  { incrementTicks }: Desk,
  { command: { orderType }, waits, stopTicks }: VenueOrder,
  { priceTicks, stopPriceTicks }: OrderCommand,
): string | undefined => {
  const limited = !waits || orderType === "limit" || orderType === "stopLimit";
  return (limited ? wrongPrice("Price", priceTicks, incrementTicks) : undefined) ??
    (waits && stopTicks > 0 && stopPriceTicks !== 0
      ? wrongPrice("Stop price", stopPriceTicks, incrementTicks)
      : undefined);
};

/** Refuses to cancel or replace: no such order rests here, unless another reason is given. */
export const refuse = (desk: Desk, command: OrderCommand, what: {
  readonly event: "cancelRejected" | "replaceRejected";
  readonly atUs: TimeUs;
  readonly reason?: string;
}): void => {
  const order = { ...newOrder(desk, command), venueOrderId: "", quantityLots: 0 };
  reportEvent(desk.reports, order, { reason: "No such order works here", ...what });
};
