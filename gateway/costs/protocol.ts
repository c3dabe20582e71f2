// The shapes of what trading costs. Money is in the currency of the instrument; null is what nobody can say.
import type { Decimal, Page, Time } from "../protocol.ts";

/** Costs of fills: above zero is paid. A markout above zero is a price that went our way. */
export interface CostsAnswer {
  /** Fill prices beyond the mid at the decision: implementation shortfall of what was filled. */
  readonly arrival_bps: number | null;
  readonly arrival_cost: number;
  /** Fill prices beyond the mid at the fill: the effective half spread. */
  readonly mid_bps: number | null;
  readonly mid_cost: number;
  /** The same as a part of half the spread: 1 crossed it, -1 was paid it. */
  readonly spread_share: number | null;
  readonly fees_bps: number | null;
  readonly fees: number;
  readonly markout_1s_bps: number | null;
  readonly markout_10s_bps: number | null;
  readonly markout_60s_bps: number | null;
}

/** What one order cost. */
export interface OrderCostsAnswer extends CostsAnswer {
  readonly client_order_id: string;
  readonly symbol: string;
  readonly account: string;
  readonly strategy_id: string;
  readonly side: "buy" | "sell";
  readonly t: Time;
  readonly qty: Decimal;
  readonly filled_qty: Decimal;
  readonly filled_avg_price: Decimal | null;
  /** The mid at the decision. */
  readonly arrival_price: Decimal | null;
  readonly currency: string;
  readonly fills: number;
  readonly position: number;
}

/** What the orders of a strategy cost, of those on the page. */
export interface StrategyCostsAnswer extends CostsAnswer {
  readonly strategy_id: string;
  readonly currency: string;
  readonly orders: number;
  readonly fills: number;
  /** Mean over the orders of the part that was filled. */
  readonly filled_share: number;
}

/** `GET /v1/tca`. */
export interface CostsPage extends Page<OrderCostsAnswer> {
  readonly strategies: readonly StrategyCostsAnswer[];
}
