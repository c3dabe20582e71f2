// Sums over positions: what is held of each instrument, and who earned what.
import type { PositionAnswer } from "../../gateway/protocol.ts";

/** What is held of one instrument, all strategies together. */
export interface Held {
  readonly symbol: string;
  readonly quantity: number;
  readonly value: number;
  readonly open: number;
  readonly from: readonly string[];
}

/** What one strategy, or one instrument, has earned. */
export interface Earned {
  readonly name: string;
  readonly realized: number;
  readonly open: number;
  readonly fees: number;
  /** After fees. */
  readonly net: number;
}

const nameOf = (one: PositionAnswer): string => one.strategy_id || "by hand";

/** What is held, the largest first. */
export const holdingsOf = (positions: readonly PositionAnswer[]): readonly Held[] => {
  const sums = new Map<string, Held>();
  for (const one of positions) {
    if (Number(one.qty) === 0) continue;
    const before = sums.get(one.symbol);
    const quantity = Number(one.qty);
    sums.set(one.symbol, {
      symbol: one.symbol,
      quantity: (before?.quantity ?? 0) + quantity,
      value: (before?.value ?? 0) + quantity * Number(one.current_price),
      open: (before?.open ?? 0) + Number(one.unrealized_pl),
      from: [...before?.from ?? [], nameOf(one)],
    });
  }
  return [...sums.values()].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
};

/** Who earned what, the best first. */
export const attributionOf = (
  positions: readonly PositionAnswer[],
  by: "strategy" | "symbol",
): readonly Earned[] => {
  const sums = new Map<string, Earned>();
  for (const one of positions) {
    const name = by === "strategy" ? nameOf(one) : one.symbol;
    const before = sums.get(name) ?? { name, realized: 0, open: 0, fees: 0, net: 0 };
    const [realized, open] = [Number(one.realized_pl), Number(one.unrealized_pl)];
    const fees = Number(one.fees);
    sums.set(name, {
      name,
      realized: before.realized + realized,
      open: before.open + open,
      fees: before.fees + fees,
      net: before.net + realized + open - fees,
    });
  }
  return [...sums.values()].sort((a, b) => b.net - a.net);
};
