// Crosses the spread where one side of the best prices is much the thicker, and turns when it changes.
import type { ColumnStrategy } from "../engine.ts";

/** A taker: bets that the price leaves the thicker side. It pays the spread each time. */
export const bookImbalance: ColumnStrategy = {
  name: "book-imbalance",
  about: "Crosses the spread where one side of the best prices is much the thicker",
  settings: {
    threshold: {
      default: 0.8,
      minimum: 0,
      maximum: 1,
      comment: "(bid - ask quantity) / (bid + ask quantity) beyond which it trades",
    },
    lots: { default: 10, minimum: 1, maximum: 1e9, comment: "Position it takes, in lots" },
  },
  make: (settings) => {
    const threshold = settings["threshold"]!;
    const lots = settings["lots"]!;
    return (desk) => {
      const { book } = desk;
      if (desk.midHalfTicks === 0 || desk.workingCount > 0) return;
      const bidLots = book.bidLots();
      const askLots = book.askLots();
      const imbalance = (bidLots - askLots) / (bidLots + askLots);
      const target = imbalance > threshold ? lots : imbalance < -threshold ? -lots : undefined;
      if (target === undefined || target === desk.positionLots) return;
      const change = target - desk.positionLots;
      if (change > 0) desk.take(1, book.askTicks, change);
      else desk.take(-1, book.bidTicks, -change);
    };
  },
};
