// A rebalance plan: the orders that lead from what is held to target weights, with what they cost, before any is sent.

/** One instrument, as it is held and priced now. Money is in the currency of the account. */
export interface Holding {
  readonly symbol: string;
  readonly lots: number;
  /** Middle of bid and offer, of one lot. */
  readonly price: number;
  /** Half of offer - bid, of one lot. */
  readonly halfSpread: number;
  readonly targetWeight: number;
}

/** What a plan keeps to. */
export interface PlanOptions {
  readonly cash: number;
  /** A weight that is off by less is left as it is, 0 to 1. */
  readonly driftBand: number;
  readonly feeBps: number;
  /** An order worth less is not sent. */
  readonly leastNotional: number;
}

/** One order of a plan. */
export interface PlannedOrder {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly lots: number;
  readonly notional: number;
  /** Half spread and fee. */
  readonly cost: number;
}

/** A plan. Weights are parts of all that is held, with cash. */
export interface Plan {
  /** Sells first, so that buys find their cash; the larger first. */
  readonly orders: readonly PlannedOrder[];
  readonly equity: number;
  readonly cashAfter: number;
  readonly cost: number;
  /** Bought and sold, as a part of equity. */
  readonly turnover: number;
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly targets: Readonly<Record<string, number>>;
}

/** Plans whole lots that the cash is enough for. */
export const planOf = (holdings: readonly Holding[], options: PlanOptions): Plan => {
  const { cash, driftBand, feeBps, leastNotional } = options;
  const value = ({ lots, price }: Holding) => lots * price;
  const equity = cash + holdings.reduce((sum, one) => sum + value(one), 0);
  const costOf = (one: Holding, lots: number) =>
    Math.abs(lots) * (one.halfSpread + one.price * feeBps / 10_000);
  const wanted = holdings.map((one) => {
    const drift = Math.abs(value(one) / equity - one.targetWeight);
    const target = one.targetWeight * equity / one.price;
    if (drift < driftBand || !(one.price > 0)) return { one, target: one.lots, exact: one.lots };
    return { one, target: Math.trunc(target), exact: target };
  });
  const cashWith = (targets: readonly { readonly one: Holding; readonly target: number }[]) =>
    targets.reduce(
      (left, { one, target }) =>
        left - (target - one.lots) * one.price - costOf(one, target - one.lots),
      cash,
    );
  // What rounding left of the cash buys one lot more where that comes nearest to the target.
  let left = cashWith(wanted);
  for (const entry of [...wanted].sort((a, b) => (b.exact - b.target) - (a.exact - a.target))) {
    const lack = entry.exact - entry.target;
    const paid = entry.one.price + costOf(entry.one, 1);
    if (lack < 0.5 || paid > left) continue;
    entry.target++;
    left = cashWith(wanted);
  }
  // Costs may still ask for more than there is: the dearest buys give a lot back.
  while (left < 0) {
    const [most] = wanted.filter(({ one, target }) => target > one.lots)
      .sort((a, b) => b.one.price - a.one.price);
    if (most === undefined) break;
    most.target--;
    left = cashWith(wanted);
  }
  const orders = wanted.flatMap(({ one, target }): PlannedOrder[] => {
    const lots = target - one.lots;
    const notional = Math.abs(lots) * one.price;
    if (lots === 0 || notional < leastNotional) return [];
    return [{
      symbol: one.symbol,
      side: lots > 0 ? "buy" : "sell",
      lots: Math.abs(lots),
      notional,
      cost: costOf(one, lots),
    }];
  }).sort((a, b) => a.side === b.side ? b.notional - a.notional : a.side === "sell" ? -1 : 1);
  const sent = new Map(
    orders.map((one) => [one.symbol, one.side === "buy" ? one.lots : -one.lots]),
  );
  const cost = orders.reduce((sum, one) => sum + one.cost, 0);
  const weights = (lotsOf: (one: Holding) => number) =>
    Object.fromEntries(holdings.map((one) => [one.symbol, lotsOf(one) * one.price / equity]));
  return {
    orders,
    equity,
    cashAfter: orders.reduce(
      (money, one) => money + (one.side === "sell" ? one.notional : -one.notional),
      cash,
    ) - cost,
    cost,
    turnover: orders.reduce((sum, one) => sum + one.notional, 0) / equity,
    before: weights((one) => one.lots),
    after: weights((one) => one.lots + (sent.get(one.symbol) ?? 0)),
    targets: Object.fromEntries(holdings.map((one) => [one.symbol, one.targetWeight])),
  };
};
