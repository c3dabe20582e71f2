// Rests a grid of orders on both sides of the mid price, leaning against the position it has.
import type { Desk } from "../desk.ts";
import type { ColumnStrategy } from "../engine.ts";

const whole = (value: number, maximum: number, comment: string, minimum = 1) => ({
  default: value,
  minimum,
  maximum,
  comment,
});

/** A market maker: earns the spread while the price comes back, loses while it runs. */
export const gridMaker: ColumnStrategy = {
  name: "grid-maker",
  about: "Rests a grid of orders on both sides of the mid price, leaning against its position",
  settings: {
    halfSpread: whole(20, 1e6, "From the mid price to the nearest order, in price steps"),
    interval: whole(10, 1e6, "Between two orders of a side, in price steps"),
    levels: whole(10, 100, "Orders of a side"),
    lots: whole(10, 1e9, "Quantity of each order, in lots"),
    maxPosition: whole(100, 1e12, "Position at which a side stops, in lots"),
    skew: whole(10, 1e6, "By how much the grid leans at the full position, in price steps", 0),
  },
  make: (settings) => {
    const { halfSpread, levels, lots, maxPosition, skew } = settings as Grid;
    const last = { bid: 0, ask: 0, heard: -1 };
    return (desk) => {
      const { midHalfTicks, book, positionLots, incrementTicks: step } = desk;
      if (midHalfTicks === 0) return;
      const interval = settings["interval"]! * step;
      const half = halfSpread * step;
      const fair = midHalfTicks / 2 - skew * step * positionLots / maxPosition;
      const bid = Math.min(
        Math.floor((fair - half) / interval) * interval,
        down(book.bidTicks, step),
      );
      const ask = Math.max(Math.ceil((fair + half) / interval) * interval, up(book.askTicks, step));
      const bids = positionLots < maxPosition ? levels : 0;
      const asks = positionLots > -maxPosition ? levels : 0;
      // The same grid, and nothing heard since: all of it was asked for at the last look.
      if (bid === last.bid && ask === last.ask && desk.heard === last.heard) return;
      last.bid = bid;
      last.ask = ask;
      last.heard = desk.heard;
      const has = leave(desk, { bid, ask, bids, asks, interval });
      for (let i = 0; i < bids; i++) {
        // A grid may reach below every price.
        if (bid - i * interval < step) break;
        if (!has.has(bid - i * interval)) desk.postOnly(1, bid - i * interval, lots);
      }
      for (let i = 0; i < asks; i++) {
        if (!has.has(-(ask + i * interval))) desk.postOnly(-1, ask + i * interval, lots);
      }
    };
  },
};

// A quote may lie between the steps that an order may have.
const down = (ticks: number, step: number): number => ticks - ticks % step;
const up = (ticks: number, step: number): number => ticks + (step - ticks % step) % step;

type Grid = Readonly<
  Record<"halfSpread" | "interval" | "levels" | "lots" | "maxPosition" | "skew", number>
>;

/** Cancels what is not of the grid; the prices that work, below zero for offers. */
const leave = (desk: Desk, grid: {
  readonly bid: number;
  readonly ask: number;
  readonly bids: number;
  readonly asks: number;
  readonly interval: number;
}): Set<number> => {
  const has = new Set<number>();
  for (let i = 0; i < desk.workingCount; i++) {
    const order = desk.working(i);
    const price = desk.priceTicks(order);
    const buys = desk.side(order) === 1;
    const steps = buys ? (grid.bid - price) / grid.interval : (price - grid.ask) / grid.interval;
    const wanted = Number.isInteger(steps) && steps >= 0 && steps < (buys ? grid.bids : grid.asks);
    if (!wanted) desk.cancel(order);
    has.add(buys ? price : -price);
  }
  return has;
};
