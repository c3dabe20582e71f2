// Fills as round trips: which fill closed which, and what it earned. First in, first out, for each strategy by itself.

/** What is needed of a fill. Prices and quantities are numbers for display only. */
export interface ChartFill {
  readonly id: string;
  readonly timeMs: number;
  readonly owner: string;
  readonly side: "buy" | "sell";
  readonly price: number;
  readonly quantity: number;
}

/** A part of a position from its entry to its exit. */
export interface RoundTrip {
  readonly entry: ChartFill;
  readonly exit: ChartFill;
  readonly quantity: number;
  /** Before fees. */
  readonly profit: number;
}

/** The round trips of fills, which are oldest first. */
export const roundTripsOf = (fills: readonly ChartFill[]): readonly RoundTrip[] => {
  const open = new Map<string, { readonly fill: ChartFill; left: number }[]>();
  const trips: RoundTrip[] = [];
  for (const fill of fills) {
    let queue = open.get(fill.owner);
    if (queue === undefined) open.set(fill.owner, queue = []);
    let left = fill.quantity;
    while (left > 1e-12 && queue[0] !== undefined && queue[0].fill.side !== fill.side) {
      const entry = queue[0];
      const quantity = Math.min(entry.left, left);
      const way = entry.fill.side === "buy" ? 1 : -1;
      const profit = (fill.price - entry.fill.price) * way * quantity;
      trips.push({ entry: entry.fill, exit: fill, quantity, profit });
      entry.left -= quantity;
      left -= quantity;
      if (entry.left <= 1e-12) queue.shift();
    }
    if (left > 1e-12) queue.push({ fill, left });
  }
  return trips;
};
