// What the plain answers are computed with: groups, means, exact quantiles, and the last thing before a moment.
import type { Of, Session } from "./session.ts";

/** The values of each key, the keys in order. */
export const groups = <T>(
  all: readonly T[],
  keyOf: (one: T) => string,
): readonly (readonly [string, readonly T[]])[] =>
  [...Map.groupBy(all, keyOf)].sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0);

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The value that ClickHouse's `quantileExact` gives. */
export const quantile = (values: readonly number[], level: number): number =>
  [...values].sort((one, other) => one - other)[Math.floor(level * values.length)]!;

/** A time as ClickHouse writes it, to the microsecond. */
export const timeText = (us: number): string =>
  `${new Date(Math.floor(us / 1e6) * 1000).toISOString().slice(0, 19).replace("T", " ")}.` +
  String(us % 1_000_000).padStart(6, "0");

/** The start of a minute as ClickHouse writes it. */
export const minuteText = (us: number): string =>
  timeText(Math.floor(us / 60e6) * 60e6).slice(0, 19);

/** Whether a record has none of some marks. */
export const without = (marks: number) => ({ flags }: { readonly flags: number }): boolean =>
  (flags & marks) === 0;

/** 1 for a buy, -1 for a sell. */
export const sign = ({ side }: { readonly side: "buy" | "sell" }): number =>
  side === "buy" ? 1 : -1;

/** Finds the last of some rows whose key is at or before a value; rows in order of the key. */
export const lastAt = <T>(rows: readonly T[], keyOf: (row: T) => number, at: number) => {
  let low = 0;
  for (let high = rows.length; low < high;) {
    const middle = (low + high) >> 1;
    if (keyOf(rows[middle]!) <= at) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
};

/** Quotes with both sides, by instrument, in order of position. */
export const twoSided = (session: Session): ReadonlyMap<number, readonly Of<"quote">[]> =>
  Map.groupBy(
    session.of("quote").filter((quote) => quote.bidPriceTicks > 0 && quote.askPriceTicks > 0),
    ({ instrumentId }) => instrumentId,
  );

/** Bid + ask. */
export const twiceMid = (quote: Of<"quote">): number => quote.bidPriceTicks + quote.askPriceTicks;

/** A prediction of the next move, with the move that came, where one came. */
export interface Scored {
  readonly prediction: Of<"prediction">;
  readonly move: number;
  readonly up: boolean;
}

/** Every good prediction of a next move that came. */
export const scored = (session: Session): readonly Scored[] => {
  const moves = new Map<number, { readonly position: number; readonly mid: number }[]>();
  const before = new Map<number, number>();
  for (
    const { instrumentId, position, bidPriceTicks, askPriceTicks } of session.of("featureVector")
  ) {
    const mid = bidPriceTicks + askPriceTicks;
    const last = before.get(instrumentId);
    before.set(instrumentId, mid);
    if (last === undefined || last === mid) continue;
    const known = moves.get(instrumentId) ?? [];
    known.push({ position, mid });
    moves.set(instrumentId, known);
  }
  return session.of("prediction").filter(without(7)).filter(({ horizonUs }) => horizonUs === 0)
    .flatMap((prediction): Scored[] => {
      const { instrumentId, position, midPriceHalfTicks } = prediction;
      const of = moves.get(instrumentId) ?? [];
      const next = of.find((move) => move.position > position);
      if (next === undefined) return [];
      return [{ prediction, move: next.position, up: next.mid > midPriceHalfTicks }];
    });
};
