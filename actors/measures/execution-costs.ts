// Transaction costs: what orders were filled at, beside the market when they were decided, when they filled, and after.
import type { Fill } from "../../streams/orders.ts";
import type {
  Position,
  PriceHalfTicks,
  PriceTicks,
  QuantityLots,
  TickLots,
  TimeUs,
} from "../../streams/units.ts";

/** Microseconds of event time after a fill at which the market is looked at again. */
export const markoutHorizonsUs: readonly number[] = [1_000_000, 10_000_000, 60_000_000];

/** Microseconds after which a quote no longer says what the market is: as old as risk lets one be. */
export const quoteAgeUs = 10_000_000;

/** An order, when it was decided. */
export interface DecidedOrder extends Moment {
  readonly clientOrderId: string;
  readonly account: string;
  readonly strategy: string;
  readonly side: "buy" | "sell";
  readonly quantityLots: QuantityLots;
}

/** What is looked at of a fill. */
export type CostedFill = Pick<
  Fill,
  | "clientOrderId"
  | "position"
  | "instrumentId"
  | "side"
  | "eventTimeUs"
  | "lastPriceTicks"
  | "lastQuantityLots"
  | "feeTickLots"
>;

/** Best prices, both above zero. */
export interface BestAt {
  readonly bidPriceTicks: PriceTicks;
  readonly askPriceTicks: PriceTicks;
}

/** An event of an instrument: its time is one of the session that its position is of. */
export interface Moment {
  readonly instrumentId: number;
  readonly eventTimeUs: TimeUs;
  readonly position: Position;
}

/** Best prices that were in force so long after a moment; undefined where nobody can say. */
export type BestPricesAt = (moment: Moment, laterUs: number) => BestAt | undefined;

/**
 * A sum of costs over what it is a part of, both in tick·lots times the value of one. Nothing is known of
 * it where `of` is 0.
 */
export interface CostShare {
  cost: number;
  of: number;
}

/** The costs of some fills. Above zero is paid; a markout above zero is a price that went our way. */
export interface Costs {
  /** Fill prices beyond the mid at the decision (implementation shortfall of what was filled). */
  readonly arrival: CostShare;
  /** Fill prices beyond the mid at the fill (effective half spread). */
  readonly mid: CostShare;
  /** The same as a part of half the spread at the fill: 1 crossed it, -1 was paid it. */
  readonly spread: CostShare;
  readonly fees: CostShare;
  /** The mid a while after the fill, less the fill price, by horizon. */
  readonly markouts: readonly CostShare[];
}

/** The costs of one order. */
export interface OrderCosts extends Costs {
  readonly order: DecidedOrder;
  readonly fills: number;
  readonly filledLots: QuantityLots;
  /** Sum of price × quantity over its fills. */
  readonly filledTickLots: TickLots;
  /** Twice the mid at the decision, in ticks; undefined where it is not known. */
  readonly arrivalHalfTicks: PriceHalfTicks | undefined;
}

/** Costs of several orders, of one strategy and currency. */
export interface CostsOf extends Costs {
  readonly orders: number;
  readonly fills: number;
  /** Mean over the orders of the part that was filled, from 0 to 1: lots of instruments differ in worth. */
  readonly filledShare: number;
}

const nothing = (): CostShare => ({ cost: 0, of: 0 });

const noCosts = () => ({
  arrival: nothing(),
  mid: nothing(),
  spread: nothing(),
  fees: nothing(),
  markouts: markoutHorizonsUs.map(nothing),
});

/** A cost in parts of 10,000 of what it is of; undefined where nothing is known of it. */
export const basisPoints = ({ cost, of }: CostShare): number | undefined =>
  of === 0 ? undefined : cost / of * 10_000;

const add = (sum: CostShare, cost: number, of: number): void => {
  sum.cost += cost;
  sum.of += of;
};

/** What orders cost, in their order. Fills of other orders are left out. `value`: money of one tick·lot. */
export const costsOfOrders = (
  orders: readonly DecidedOrder[],
  fills: readonly CostedFill[],
  market: { readonly at: BestPricesAt; readonly value: (instrumentId: number) => number },
): readonly OrderCosts[] => {
  const byOrder = Map.groupBy(fills, ({ clientOrderId }) => clientOrderId);
  return orders.map((order) => costsOfOrder(order, byOrder.get(order.clientOrderId) ?? [], market));
};

const costsOfOrder = (
  order: DecidedOrder,
  fills: readonly CostedFill[],
  { at, value }: Parameters<typeof costsOfOrders>[2],
): OrderCosts => {
  const costs = noCosts();
  const money = value(order.instrumentId);
  const decided = at(order, 0);
  const arrivalHalfTicks = decided && decided.bidPriceTicks + decided.askPriceTicks;
  let [filledLots, filledTickLots] = [0, 0];
  for (const fill of fills) {
    const lots = fill.lastQuantityLots * money;
    // Twice the price is compared with bid + ask, so that no half tick is lost.
    const signed = fill.side === "buy" ? lots : -lots;
    const price = 2 * fill.lastPriceTicks;
    filledLots += fill.lastQuantityLots;
    filledTickLots += fill.lastPriceTicks * fill.lastQuantityLots;
    add(costs.fees, fill.feeTickLots * money, fill.lastPriceTicks * lots);
    if (arrivalHalfTicks !== undefined) {
      add(costs.arrival, signed * (price - arrivalHalfTicks) / 2, lots * arrivalHalfTicks / 2);
    }
    const now = at(fill, 0);
    if (now !== undefined) {
      const mid = now.bidPriceTicks + now.askPriceTicks;
      const beyond = signed * (price - mid) / 2;
      add(costs.mid, beyond, lots * mid / 2);
      add(costs.spread, beyond, lots * (now.askPriceTicks - now.bidPriceTicks) / 2);
    }
    for (const [i, horizonUs] of markoutHorizonsUs.entries()) {
      const later = at(fill, horizonUs);
      if (later === undefined) continue;
      const mid = later.bidPriceTicks + later.askPriceTicks;
      add(costs.markouts[i]!, signed * (mid - price) / 2, lots * fill.lastPriceTicks);
    }
  }
  return { order, fills: fills.length, filledLots, filledTickLots, arrivalHalfTicks, ...costs };
};

/** Sums costs of orders whose money is of one currency. */
export const sumOfCosts = (all: readonly OrderCosts[]): CostsOf => {
  const sum = noCosts();
  const take = (to: CostShare, from: CostShare) => add(to, from.cost, from.of);
  let [fills, filled] = [0, 0];
  for (const one of all) {
    fills += one.fills;
    filled += one.filledLots / Math.max(1, one.order.quantityLots);
    take(sum.arrival, one.arrival);
    take(sum.mid, one.mid);
    take(sum.spread, one.spread);
    take(sum.fees, one.fees);
    one.markouts.forEach((markout, i) => take(sum.markouts[i]!, markout));
  }
  return { orders: all.length, fills, filledShare: filled / Math.max(1, all.length), ...sum };
};

/** Best prices out of quotes of one session, in the order of their event times, of any instruments. */
export const bestPricesIn = (
  quotes: readonly (BestAt & { readonly instrumentId: number; readonly eventTimeUs: TimeUs })[],
): BestPricesAt => {
  const byInstrument = Map.groupBy(
    quotes.filter((one) => one.bidPriceTicks > 0 && one.askPriceTicks > 0),
    ({ instrumentId }) => instrumentId,
  );
  return ({ instrumentId, eventTimeUs }, laterUs) => {
    const all = byInstrument.get(instrumentId) ?? [];
    const timeUs = eventTimeUs + laterUs;
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (all[middle]!.eventTimeUs <= timeUs) low = middle + 1;
      else high = middle;
    }
    const found = all[low - 1];
    if (found === undefined || timeUs - found.eventTimeUs > quoteAgeUs) return undefined;
    // What came after the newest quote, nobody knows yet.
    const isYetToCome = laterUs > 0 && low === all.length && found.eventTimeUs < timeUs;
    return isYetToCome ? undefined : found;
  };
};
