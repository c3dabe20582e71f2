// What each simulated instrument is like: price, liquidity, tempo. Its units are in streams/instruments.ts.

/** The character of one simulated instrument. Quantities in lots, rates per second. */
export interface Profile {
  readonly instrumentId: number;
  /** Mid price at the start, in price increments. */
  readonly startIncrements: number;
  /** Quantity of a typical order. */
  readonly orderLots: number;
  /** Quantity that rests at a typical level, in typical orders. */
  readonly depthOrders: number;
  /** Spread that the book returns to, in price increments. */
  readonly spreadIncrements: number;
  /** Orders a second when nothing excites the market. */
  readonly ordersPerSecond: number;
  /** Price moves a second at a normal level of volatility, in increments. */
  readonly movePerSecond: number;
  /** Share of the common factor in the price moves: 0 to 1. */
  readonly correlation: number;
}

/** The eight simulated instruments. */
export const profiles: readonly Profile[] = [
  profile(1, 10_450, 100, 8, 1, 22, 0.5, 0.6),
  profile(2, 4_210, 100, 12, 1, 26, 0.35, 0.5),
  profile(3, 18_790, 50, 6, 2, 18, 0.8, 0.7),
  profile(4, 9_120, 20, 5, 2, 12, 0.5, 0.4),
  profile(5, 2_530, 200, 15, 1, 24, 0.25, 0.3),
  profile(6, 8_640, 40, 10, 1, 16, 0.4, 0.5),
  profile(7, 121_400, 40, 5, 3, 30, 1.2, 0.2),
  profile(8, 10_875, 80, 12, 1, 20, 0.4, 0.1),
];

function profile(
  instrumentId: number,
  startIncrements: number,
  orderLots: number,
  depthOrders: number,
  spreadIncrements: number,
  ordersPerSecond: number,
  movePerSecond: number,
  correlation: number,
): Profile {
  return {
    instrumentId,
    startIncrements,
    orderLots,
    depthOrders,
    spreadIncrements,
    ordersPerSecond,
    movePerSecond,
    correlation,
  };
}
