// An order that an algorithm works, and the child of it that works at the venue.
import type { Fill, OrderEvent } from "../../streams/orders.ts";
import type { Unstamped } from "../../streams/record.ts";
import type { AlgorithmOrder, AlgorithmStatus } from "../../streams/trading.ts";
import type {
  PriceHalfTicks,
  PriceTicks,
  QuantityLots,
  TickLots,
  TimeUs,
} from "../../streams/units.ts";
import { maxFailures, pauseUs } from "./limits.ts";

/** The child that works: one at a time. */
export interface Child {
  readonly clientOrderId: string;
  readonly crossing: boolean;
  readonly sentUs: TimeUs;
  cumLots: QuantityLots;
  canceling: boolean;
}

/** An order that an algorithm works. */
export interface Parent {
  readonly instrumentId: number;
  readonly account: string;
  readonly clientOrderId: string;
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly side: "buy" | "sell";
  readonly quantityLots: QuantityLots;
  readonly priceTicks: PriceTicks;
  readonly startUs: TimeUs;
  readonly endUs: TimeUs;
  readonly wish: string;
  status: AlgorithmStatus;
  /** Why it is canceled once its child is; empty where it is not. */
  canceling: string;
  arrivalPriceHalfTicks: PriceHalfTicks;
  marketLots: QuantityLots;
  cumLots: QuantityLots;
  filledTickLots: TickLots;
  children: number;
  child: Child | undefined;
  /** Whether the last child rested too long, so that the next one crosses. */
  impatient: boolean;
  notBeforeUs: TimeUs;
  failures: number;
  finishing: number;
}

/** The record of an order as it stands. */
export const recordOf = (
  parent: Parent,
  eventTimeUs: TimeUs,
  reason: string,
): Unstamped<AlgorithmOrder> => ({
  _tag: "algorithmOrder",
  instrumentId: parent.instrumentId,
  eventTimeUs,
  account: parent.account,
  strategy: "",
  clientOrderId: parent.clientOrderId,
  algorithm: parent.algorithm,
  parameters: JSON.stringify(parent.parameters),
  status: parent.status,
  side: parent.side,
  quantityLots: parent.quantityLots,
  priceTicks: parent.priceTicks,
  cumQuantityLots: parent.cumLots,
  filledTickLots: parent.filledTickLots,
  children: parent.children,
  arrivalPriceHalfTicks: parent.arrivalPriceHalfTicks,
  startUs: parent.startUs,
  endUs: parent.endUs,
  reason,
});

/** Counts a fill of a child, of one that is over too. The same fill counts once: the child's sum decides. */
export const takeFill = (parent: Parent, fill: Fill): boolean => {
  const { child } = parent;
  if (child?.clientOrderId === fill.clientOrderId) {
    if (fill.cumQuantityLots <= child.cumLots) return false;
    child.cumLots = fill.cumQuantityLots;
  }
  parent.cumLots += fill.lastQuantityLots;
  parent.filledTickLots += fill.lastPriceTicks * fill.lastQuantityLots;
  return true;
};

/** Takes over how the child ended. */
export const takeEnd = (parent: Parent, event: OrderEvent, nowUs: TimeUs): void => {
  const { child } = parent;
  if (child?.clientOrderId !== event.clientOrderId) return;
  switch (event.event) {
    case "filled":
      parent.failures = 0;
      parent.impatient = false;
      parent.child = undefined;
      return;
    case "canceled":
    case "expired":
      // What was canceled because it rested too long goes on at once, and crosses.
      parent.impatient = !child.crossing;
      if (!child.canceling) parent.notBeforeUs = nowUs + pauseUs;
      if (child.cumLots > 0) parent.failures = 0;
      else if (child.crossing) parent.failures++;
      parent.child = undefined;
      return;
    case "denied":
    case "rejected":
      parent.failures++;
      parent.notBeforeUs = nowUs + pauseUs;
      parent.child = undefined;
      return;
    case "cancelRejected":
      child.canceling = false;
      return;
    case "submitted":
    case "accepted":
    case "partiallyFilled":
    case "replaced":
    case "replaceRejected":
    case "triggered":
  }
};

/** Whether its children failed too often in a row. */
export const isHopeless = ({ failures }: Parent): boolean => failures >= maxFailures;
