// The chaos pass: one strategy under every fault there is, what it earned, and whether its books are right.
import type { BacktestRun } from "./job.ts";
import type { BacktestOrder, BacktestResult } from "./result.ts";

/** What is wrong with the books of a run; all of it must be 0. */
export interface Breaches {
  /** Orders filled beyond their quantity. */
  readonly overfilled: number;
  /** Orders whose fills do not add up to what their events say. */
  readonly unequal: number;
  /** Fills of no order. */
  readonly orphans: number;
  /** Instruments whose position is not the sum of its fills. */
  readonly positions: number;
  /** Records on which an actor failed. */
  readonly failures: number;
}

/** A run under a fault. */
export interface ChaosRow {
  readonly fault: string;
  readonly about: string;
  readonly runId: string;
  readonly orders: number;
  readonly fills: number;
  readonly rejected: number;
  /** Orders of which no end was heard when the data ended. */
  readonly open: number;
  readonly netProfit: number;
  readonly maxDrawdown: number;
  readonly breaches: Breaches;
  /** Whether the books are right, whatever it earned. */
  readonly passed: boolean;
}

/** The report of a strategy. */
export interface ChaosReport {
  readonly strategy: string;
  readonly passed: boolean;
  readonly rows: readonly ChaosRow[];
}

/** Counts what is wrong with the books of a result. */
export const breachesOf = ({ fills, orders, curves, warnings }: BacktestResult): Breaches => {
  const filled = new Map<string, number>();
  const held = new Map<string, number>();
  const keyOf = (one: { account: string; strategy: string; instrumentId: number }) =>
    `${one.account} ${one.strategy} ${one.instrumentId}`;
  for (const fill of fills) {
    const { clientOrderId, quantityLots, side } = fill;
    filled.set(clientOrderId, (filled.get(clientOrderId) ?? 0) + quantityLots);
    const signed = side === "buy" ? quantityLots : -quantityLots;
    held.set(keyOf(fill), (held.get(keyOf(fill)) ?? 0) + signed);
  }
  // Reports are told in the order they happened: what was not told before a later one is lost, not on its way.
  const toldUs = new Map<number, number>();
  const tell = (instrumentId: number, us: number) =>
    toldUs.set(instrumentId, Math.max(us, toldUs.get(instrumentId) ?? 0));
  for (const { instrumentId, endTimeUs } of orders) tell(instrumentId, endTimeUs);
  for (const { instrumentId, timeUs } of fills) tell(instrumentId, timeUs);
  const isWrong = (one: BacktestOrder) => {
    const lots = filled.get(one.clientOrderId) ?? 0;
    const onItsWay = one.endTimeUs === toldUs.get(one.instrumentId);
    return lots > one.cumQuantityLots || (lots < one.cumQuantityLots && !onItsWay);
  };
  const known = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  return {
    overfilled: orders.filter((one) => one.cumQuantityLots > one.quantityLots).length,
    unequal: orders.filter((one) => one.end !== "working" && isWrong(one)).length,
    orphans: fills.filter(({ clientOrderId }) => !known.has(clientOrderId)).length,
    positions:
      curves.filter((curve) => (curve.positionLots.at(-1) ?? 0) !== (held.get(keyOf(curve)) ?? 0))
        .length,
    failures: warnings.filter(({ kind }) => kind === "actorFailed")
      .reduce((sum, { count }) => sum + count, 0),
  };
};

/** The row of a run. */
export const chaosRow = (
  { name, about }: { readonly name: string; readonly about: string },
  { id, result, statistics }: BacktestRun,
): ChaosRow => {
  const breaches = breachesOf(result);
  const { orders, fills } = result;
  return {
    fault: name,
    about,
    runId: id,
    orders: orders.length,
    fills: fills.length,
    rejected: orders.filter(({ end }) => end === "rejected").length,
    open: orders.filter(({ end }) => end === "working").length,
    netProfit: statistics.netProfit,
    maxDrawdown: statistics.maxDrawdown,
    breaches,
    passed: Object.values(breaches).every((count) => count === 0),
  };
};
