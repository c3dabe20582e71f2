// The mid prices of a run, thinned: what a chart needs to show its trades on.
import type { EquityCurve } from "../../../actors/run/backtest/result.ts";

/** Points of each instrument at most. */
export const pricePoints = 5_000;

/** One point of one instrument. Prices are in ticks, as in fills.csv. */
export interface PricePoint {
  readonly timeUs: number;
  readonly instrumentId: number;
  readonly midTicks: number;
  readonly positionLots: number;
}

/** The points of all curves; of several curves of one instrument the first tells its prices. */
export const pricesOf = (curves: readonly EquityCurve[]): PricePoint[] => {
  const seen = new Set<number>();
  return curves.flatMap(({ instrumentId, timeUs, midTicks, positionLots }) => {
    if (seen.has(instrumentId)) return [];
    seen.add(instrumentId);
    const step = Math.max(1, Math.ceil(timeUs.length / pricePoints));
    const points: PricePoint[] = [];
    for (let i = 0; i < timeUs.length; i += step) {
      if (!Number.isFinite(midTicks[i])) continue;
      points.push({
        timeUs: timeUs[i]!,
        instrumentId,
        midTicks: midTicks[i]!,
        positionLots: positionLots[i]!,
      });
    }
    return points;
  });
};
