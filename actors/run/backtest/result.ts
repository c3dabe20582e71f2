// What a backtest gives, the same from every engine: fills, orders, equity, costs and warnings.
import type { OrderCommand } from "../../../streams/orders.ts";
import type {
  PriceHalfTicks,
  PriceTicks,
  QuantityLots,
  TickLots,
  TimeUs,
} from "../../../streams/units.ts";

/** One execution of a run, in order of time. */
export interface BacktestFill {
  /** Time at the venue. */
  readonly timeUs: TimeUs;
  readonly instrumentId: number;
  readonly account: string;
  readonly strategy: string;
  readonly clientOrderId: string;
  readonly side: OrderCommand["side"];
  readonly priceTicks: PriceTicks;
  readonly quantityLots: QuantityLots;
  readonly liquidity: "maker" | "taker";
  /** Paid in tick·lots, not rounded; below zero for a rebate. */
  readonly feeTickLots: TickLots;
  /** Bid + ask in ticks as we saw it when the order was sent; 0 where there was none. */
  readonly decisionMidHalfTicks: PriceHalfTicks;
  /** Bid + ask in ticks at the venue just before the fill; 0 where there was none. */
  readonly venueMidHalfTicks: PriceHalfTicks;
}

/** One order of a run and how it ended. */
export interface BacktestOrder {
  /** Time it was sent, by our clock. */
  readonly timeUs: TimeUs;
  /** Time we heard of its end; 0 where it was still working when the data ended. */
  readonly endTimeUs: TimeUs;
  readonly instrumentId: number;
  readonly account: string;
  readonly strategy: string;
  readonly clientOrderId: string;
  readonly side: OrderCommand["side"];
  readonly orderType: OrderCommand["orderType"];
  readonly timeInForce: OrderCommand["timeInForce"];
  /** Limit price in ticks; 0 for a market order. */
  readonly priceTicks: PriceTicks;
  readonly quantityLots: QuantityLots;
  readonly cumQuantityLots: QuantityLots;
  readonly end: "working" | "filled" | "canceled" | "expired" | "rejected";
}

/** What trading cost, in the instrument's currency; each above zero is a loss. */
export interface Costs {
  /** Paid to the venue, less rebates. */
  readonly fees: number;
  /** Half spread paid by fills that crossed, less half spread earned by fills that rested. */
  readonly spread: number;
  /** Move of the mid price against us between decision and fill. */
  readonly slippage: number;
  /** Paid because our own orders moved the price; 0 under a venue without a model of impact. */
  readonly impact: number;
}

/**
 * Equity of one account in one instrument, sampled: columns of one length, in order of time. Money is
 * in the instrument's currency and begins at 0, so equity is the profit and loss so far.
 */
export interface EquityCurve {
  readonly account: string;
  readonly strategy: string;
  readonly instrumentId: number;
  readonly timeUs: Float64Array;
  /** Cash + position at the mid price - fees. */
  readonly equity: Float64Array;
  /** Signed, in lots; below zero is short. */
  readonly positionLots: Float64Array;
  /** Mid price in ticks; NaN while a side is empty. */
  readonly midTicks: Float64Array;
  readonly costs: Costs;
}

/** Something in the data or the run that a reader should know, counted. */
export interface BacktestWarning {
  readonly kind:
    | "crossedBook"
    | "crossedQuote"
    | "suspiciousRow"
    | "silence"
    | "barsOfTicks"
    | "ticksOfBars"
    | "gap"
    | "lateRow"
    | "refusedRow"
    | "unsidedTrade"
    | "lateInstrument"
    | "unfilled"
    | "rejectedOrder"
    | "deniedOrder"
    | "ruin"
    | "inverseContract"
    | "actorFailed"
    | "noQuotes"
    | "noSpread"
    | "noData";
  readonly count: number;
  /** The first case, in a sentence. */
  readonly first: string;
}

/** The outcome of one run. */
export interface BacktestResult {
  /** Rows of market data that were run through. */
  readonly events: number;
  /** Time from the first row to the last, in seconds of the machine's clock; reading excluded. */
  readonly seconds: number;
  readonly fills: readonly BacktestFill[];
  readonly orders: readonly BacktestOrder[];
  /** One for each account, strategy and instrument that could trade. */
  readonly curves: readonly EquityCurve[];
  readonly warnings: readonly BacktestWarning[];
}
