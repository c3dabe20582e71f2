// What a fill model is: how much of an order is filled once the market has come to it.
import type { QuantityLots } from "../../../streams/units.ts";

/** Quantities filled, in lots: never more than `leaves`. */
export interface FillModel {
  readonly name: string;
  /**
   * A trade at the price of a resting order: `past` is what traded beyond the queue before it, `left`
   * what of the trade has not filled others of our orders.
   */
  readonly atPrice: (leaves: QuantityLots, past: QuantityLots, left: QuantityLots) => QuantityLots;
  /** A trade at a price worse than that of a resting order, which must have come through it. */
  readonly through: (leaves: QuantityLots, left: QuantityLots) => QuantityLots;
  /** An order that crosses meets a level at which `shown` rests. */
  readonly take: (leaves: QuantityLots, shown: QuantityLots) => QuantityLots;
}
