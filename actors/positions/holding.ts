// What one strategy holds of one instrument: an exact fold of its fills, at average cost and first in first out.
import type { QuantityLots, TickLots } from "../../streams/units.ts";
import { multiplyDivide } from "../measures/money.ts";

/** What was bought or sold short at one price and is still held. */
export interface OpenLot {
  /** Above zero for long, below for short. */
  quantityLots: QuantityLots;
  /** Signed cost: quantity × price. */
  costTickLots: TickLots;
}

/** What one strategy holds of one instrument. Exact: `realized - cost` is the cash of all fills. */
export interface Holding {
  quantityLots: QuantityLots;
  /** Signed cost of what is held: quantity × average price. */
  costTickLots: TickLots;
  /** Realized profit before fees, at average cost. */
  realizedTickLots: TickLots;
  feesTickLots: TickLots;
  fills: number;
  /** Realized profit before fees, first in first out. */
  fifoRealizedTickLots: TickLots;
  /** Funding paid so far; below zero where it was received. */
  fundingTickLots: TickLots;
  /** What is held, the oldest first. */
  lots: OpenLot[];
}

/** Prices at which one holding is kept apart; beyond them the two newest become one, at their sum. */
export const maxOpenLots = 4_096;

/** Nothing held, nothing earned. */
export const nothingHeld = (): Holding => ({
  quantityLots: 0,
  costTickLots: 0,
  realizedTickLots: 0,
  feesTickLots: 0,
  fills: 0,
  fifoRealizedTickLots: 0,
  fundingTickLots: 0,
  lots: [],
});

/** Adds an execution of a signed quantity, above zero for a buy. */
export const addExecution = (
  holding: Holding,
  signedLots: QuantityLots,
  options: { readonly priceTicks: number; readonly feeTickLots: TickLots },
): void => {
  const held = holding.quantityLots;
  const closing = held > 0 !== signedLots > 0
    ? Math.sign(signedLots) * Math.min(Math.abs(held), Math.abs(signedLots))
    : 0;
  if (closing !== 0) {
    // Where the average price is no whole tick, the rounding stays in the cost of what is left.
    const closedCost = multiplyDivide(holding.costTickLots, Math.abs(closing), Math.abs(held));
    holding.realizedTickLots += -closing * options.priceTicks - closedCost;
    holding.costTickLots -= closedCost;
    const oldestCost = takeOldest(holding.lots, Math.abs(closing));
    holding.fifoRealizedTickLots += -closing * options.priceTicks - oldestCost;
  }
  const opening = signedLots - closing;
  holding.costTickLots += opening * options.priceTicks;
  if (opening !== 0) addLot(holding.lots, opening, opening * options.priceTicks);
  holding.quantityLots += signedLots;
  holding.feesTickLots += options.feeTickLots;
  holding.fills++;
};

/** Takes lots away from the oldest end, and gives what they cost. */
const takeOldest = (lots: OpenLot[], quantity: QuantityLots): TickLots => {
  let left = quantity;
  let cost = 0;
  while (left > 0) {
    const oldest = lots[0]!;
    const size = Math.abs(oldest.quantityLots);
    if (size <= left) {
      cost += oldest.costTickLots;
      left -= size;
      lots.shift();
      continue;
    }
    const part = multiplyDivide(oldest.costTickLots, left, size);
    cost += part;
    oldest.costTickLots -= part;
    oldest.quantityLots -= Math.sign(oldest.quantityLots) * left;
    left = 0;
  }
  return cost;
};

const addLot = (lots: OpenLot[], quantityLots: QuantityLots, costTickLots: TickLots): void => {
  const newest = lots.at(-1);
  const samePrice = newest !== undefined &&
    newest.costTickLots * quantityLots === costTickLots * newest.quantityLots;
  if (newest === undefined || (lots.length < maxOpenLots && !samePrice)) {
    lots.push({ quantityLots, costTickLots });
    return;
  }
  newest.quantityLots += quantityLots;
  newest.costTickLots += costTickLots;
};
