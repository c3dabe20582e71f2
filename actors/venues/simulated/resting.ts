// Orders that rest at the simulated venue: their place in the queue, and what fills them.
import type { Trade } from "../../../streams/market.ts";
import type { QuantityLots, TimeUs } from "../../../streams/units.ts";
import { bestOf, displayedAt, type Liquidity, takeFrom } from "./liquidity.ts";
import {
  fillable,
  leavesOf,
  reportEvent,
  reportFill,
  type Reports,
  type VenueOrder,
} from "./reports.ts";

/** The working orders of one instrument: in the book, best price first, then by time; and waiting. */
export interface Resting {
  bids: VenueOrder[];
  asks: VenueOrder[];
  /** Stops that are not triggered, and orders whose parent is not filled; the oldest first. */
  waiting: VenueOrder[];
}

/** Orders that work here. */
export const workingCount = ({ bids, asks, waiting }: Resting): number =>
  bids.length + asks.length + waiting.length;

/** The moment at which something happens at the venue. */
export interface Moment {
  readonly atUs: TimeUs;
  /** Position of the record it happens at. */
  readonly position: number;
}

const better = (side: "buy" | "sell", a: number, b: number): boolean =>
  side === "buy" ? a > b : a < b;

/** Puts an order behind all that is shown at its price, and behind our own earlier ones. */
export const rest = (resting: Resting, shown: Liquidity, order: VenueOrder): void => {
  const { side } = order.command;
  const orders = side === "buy" ? resting.bids : resting.asks;
  order.aheadLots = displayedAt(shown, side, order.priceTicks);
  let at = orders.length;
  while (at > 0 && better(side, order.priceTicks, orders[at - 1]!.priceTicks)) at--;
  orders.splice(at, 0, order);
};

/** The resting order of a client order id. */
export const findResting = (resting: Resting, clientOrderId: string): VenueOrder | undefined =>
  resting.bids.find((order) => order.command.clientOrderId === clientOrderId) ??
    resting.asks.find((order) => order.command.clientOrderId === clientOrderId) ??
    resting.waiting.find((order) => order.command.clientOrderId === clientOrderId);

/** Takes a resting order away. */
export const removeResting = (resting: Resting, order: VenueOrder): void => {
  const { bids, asks, waiting } = resting;
  const orders = order.waits ? waiting : order.command.side === "buy" ? bids : asks;
  const at = orders.indexOf(order);
  if (at >= 0) orders.splice(at, 1);
};

/**
 * Brings the queue up to date with what is shown, and fills what the other side has come to. No
 * more can be ahead of an order than is shown at its price (the risk-averse queue of hftbacktest):
 * what was canceled counts as canceled behind it.
 */
export const meetBook = (
  resting: Resting,
  shown: Liquidity,
  reports: Reports,
  moment: Moment,
): void => {
  meetSide(resting.bids, shown, reports, moment);
  meetSide(resting.asks, shown, reports, moment);
};

const meetSide = (
  orders: VenueOrder[],
  shown: Liquidity,
  reports: Reports,
  moment: Moment,
): void => {
  for (let i = 0; i < orders.length; i++) {
    const order = orders[i]!;
    const { side } = order.command;
    const lots = displayedAt(shown, side, order.priceTicks);
    if (lots >= 0 && (order.aheadLots < 0 || order.aheadLots > lots)) order.aheadLots = lots;
    const other = side === "buy" ? "sell" : "buy";
    const opposite = bestOf(shown, other);
    if (opposite === 0 || better(side, opposite, order.priceTicks)) continue;
    const reach = { side: other, limit: order.priceTicks } as const;
    const wanted = fillable(reports, order);
    if (wanted === 0) continue;
    const parts = takeFrom(shown, reach, wanted);
    const quantityLots = parts.reduce((sum, part) => sum + part.quantityLots, 0);
    if (quantityLots > 0) fillAtOwnPrice(reports, order, quantityLots, moment);
  }
  dropFilled(orders);
};

/** Fills what a trade on the tape would have filled: first what was ahead, then ours. */
export const meetTrade = (
  resting: Resting,
  shown: Liquidity,
  reports: Reports,
  print: { readonly trade: Trade; readonly moment: Moment },
): void => {
  const aggressor = aggressorOf(shown, print.trade);
  if (aggressor !== "buy") meetTradeSide(resting.bids, { ...print, aggressor }, reports);
  if (aggressor !== "sell") meetTradeSide(resting.asks, { ...print, aggressor }, reports);
};

const meetTradeSide = (
  orders: VenueOrder[],
  print: {
    readonly trade: Trade;
    readonly aggressor: Trade["aggressorSide"];
    readonly moment: Moment;
  },
  reports: Reports,
): void => {
  const { trade, aggressor } = print;
  let left = trade.quantityLots;
  for (let i = 0; i < orders.length && left > 0; i++) {
    const order = orders[i]!;
    const { side } = order.command;
    const through = better(side, order.priceTicks, trade.priceTicks);
    if (!through && (order.priceTicks !== trade.priceTicks || aggressor === "unknown")) continue;
    const ahead = through ? 0 : order.aheadLots < 0 ? left : order.aheadLots;
    const quantityLots = Math.min(fillable(reports, order), Math.max(0, left - ahead));
    if (!through && order.aheadLots > 0) order.aheadLots = Math.max(0, order.aheadLots - left);
    if (quantityLots === 0) continue;
    left -= quantityLots;
    fillAtOwnPrice(reports, order, quantityLots, print.moment);
  }
  dropFilled(orders);
};

/** Who crossed: as told, or by the quote it printed at or beyond (Lee and Ready 1991). */
const aggressorOf = (shown: Liquidity, trade: Trade): Trade["aggressorSide"] => {
  if (trade.aggressorSide !== "unknown") return trade.aggressorSide;
  const bid = bestOf(shown, "buy");
  const ask = bestOf(shown, "sell");
  if (bid !== 0 && trade.priceTicks <= bid) return "sell";
  return ask !== 0 && trade.priceTicks >= ask ? "buy" : "unknown";
};

const fillAtOwnPrice = (
  reports: Reports,
  order: VenueOrder,
  quantityLots: QuantityLots,
  moment: Moment,
): void =>
  reportFill(reports, order, {
    priceTicks: order.priceTicks,
    quantityLots,
    liquidity: "maker",
    ...moment,
  });

const dropFilled = (orders: VenueOrder[]): void => {
  for (let i = orders.length - 1; i >= 0; i--) {
    if (leavesOf(orders[i]!) === 0) orders.splice(i, 1);
  }
};

/** Ends the orders that `which` picks, with an event and its reason. */
export const endResting = (resting: Resting, reports: Reports, end: {
  readonly which: (order: VenueOrder) => boolean;
  readonly event: "canceled" | "expired";
  readonly reason: string;
  readonly atUs: TimeUs;
}): void => {
  for (const side of ["bids", "asks", "waiting"] as const) {
    for (const order of resting[side]) if (end.which(order)) reportEvent(reports, order, end);
    resting[side] = resting[side].filter((order) => !end.which(order));
  }
};
