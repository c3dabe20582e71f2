// Trades the wanted positions: at the next open, or within the bar at a stop or a limit.
import type { Bars } from "./bars.ts";

/** How bars fill. All of it is against us where a bar does not tell. */
export interface BarFills {
  /** Paid at each market order besides half the spread, in basis points of the price. */
  readonly slippageBps: number;
  readonly feeBps: number;
  /** Loss at which a position is left, in basis points of its price; 0 for none. */
  readonly stopBps: number;
  /** Gain at which it is left; 0 for none. */
  readonly profitBps: number;
}

/** What the walk leaves: trades as columns, and equity and position at each close. */
export interface Walk {
  readonly rows: number[];
  /** Above zero bought, below sold. */
  readonly lots: number[];
  readonly priceTicks: number[];
  readonly feeTickLots: number[];
  /** What was traded against: an open, a stop or a limit. */
  readonly orders: ("market" | "stop" | "limit")[];
  /** Cash + position × close - fees, in tick·lots. */
  readonly equity: Float64Array;
  readonly positionLots: Float64Array;
}

/**
 * Walks the bars. A position wanted after a bar is traded at the next open, which is at or through a stop
 * that the bar gapped over. A limit needs a price beyond it. Where a bar reaches both, the stop came first.
 */
export const walk = (
  bars: Bars,
  targets: Float64Array,
  fills: BarFills,
  columns = {
    equity: new Float64Array(bars.length),
    positionLots: new Float64Array(bars.length),
  },
): Walk => {
  const { open, high, low, close, halfSpread, length } = bars;
  const { equity, positionLots } = columns;
  const out: Walk = {
    rows: [],
    lots: [],
    priceTicks: [],
    feeTickLots: [],
    orders: [],
    equity,
    positionLots,
  };
  const protects = fills.stopBps > 0 || fills.profitBps > 0;
  let cash = 0;
  let position = 0;
  let entry = 0;
  // After a stop or a limit it stays flat until something else is wanted.
  let leftAt = NaN;
  const trade = (row: number, lots: number, priceTicks: number, order: Walk["orders"][number]) => {
    const fee = Math.abs(lots) * priceTicks * fills.feeBps / 10_000;
    cash -= lots * priceTicks + fee;
    position += lots;
    out.rows.push(row);
    out.lots.push(lots);
    out.priceTicks.push(priceTicks);
    out.feeTickLots.push(fee);
    out.orders.push(order);
  };
  const cross = (row: number, lots: number, reference: number, order: "market" | "stop"): void => {
    const worse = (halfSpread === undefined ? 0 : halfSpread[row]!) +
      reference * fills.slippageBps / 10_000;
    trade(
      row,
      lots,
      lots > 0 ? Math.ceil(reference + worse - 1e-6) : Math.floor(reference - worse + 1e-6),
      order,
    );
  };
  const protect = (row: number): void => {
    const side = Math.sign(position);
    const stop = fills.stopBps > 0 ? entry * (1 - side * fills.stopBps / 10_000) : -side * Infinity;
    const limit = fills.profitBps > 0
      ? entry * (1 + side * fills.profitBps / 10_000)
      : side * Infinity;
    const [worst, best] = side > 0 ? [low[row]!, high[row]!] : [high[row]!, low[row]!];
    if (side * worst <= side * stop) {
      const wanted = position;
      const reference = side * open[row]! <= side * stop ? open[row]! : stop;
      cross(row, -wanted, reference, "stop");
      leftAt = wanted;
    } else if (side * best > side * limit) {
      const wanted = position;
      const price = side * open[row]! > side * limit ? open[row]! : limit;
      trade(row, -wanted, side > 0 ? Math.floor(price) : Math.ceil(price), "limit");
      leftAt = wanted;
    }
  };
  let target = 0;
  for (let row = 0; row < length; row++) {
    if (target !== leftAt) leftAt = NaN;
    if (target !== position && Number.isNaN(leftAt)) {
      cross(row, target - position, open[row]!, "market");
      entry = out.priceTicks[out.priceTicks.length - 1]!;
    }
    if (protects && position !== 0) protect(row);
    equity[row] = cash + position * close[row]!;
    positionLots[row] = position;
    target = targets[row]!;
  }
  return out;
};
