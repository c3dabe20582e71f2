// The accounts of a run: no order filled beyond its quantity, and positions that are the sums of their fills.
import type { AnyRecord } from "../../../streams/records.ts";

interface Account {
  readonly quantityLots: number;
  readonly cashTickLots: number;
  readonly feesTickLots: number;
}

/** What is wrong with the accounts that these records tell; undefined where nothing is. */
export const accountsBroken = (records: readonly AnyRecord[]): string | undefined => {
  const ordered = new Map<string, number>();
  const filled = new Map<string, number>();
  // An account after each of its fills: several fills of one moment come before the positions they make.
  const accounts = new Map<string, Account[]>();
  const accountOf = (of: { readonly strategy: string; readonly instrumentId: number }) => {
    const key = `${of.strategy} ${of.instrumentId}`;
    const account = accounts.get(key) ?? [{ quantityLots: 0, cashTickLots: 0, feesTickLots: 0 }];
    accounts.set(key, account);
    return account;
  };
  for (const record of records) {
    if (record._tag === "orderCommand" && record.stage === "requested") {
      const { clientOrderId: id, command } = record;
      if (command !== "submit") continue;
      if (ordered.has(id)) return `Order ${id} is submitted twice`;
      ordered.set(id, record.quantityLots);
    } else if (record._tag === "fill") {
      const { clientOrderId: id, lastQuantityLots: lots } = record;
      const sum = (filled.get(id) ?? 0) + lots;
      filled.set(id, sum);
      const most = ordered.get(id);
      if (most === undefined || sum > most) return `Order ${id} of ${most} lots filled ${sum}`;
      if (sum !== record.cumQuantityLots) return `Order ${id} says it filled other than ${sum}`;
      const account = accountOf(record);
      const { quantityLots, cashTickLots, feesTickLots } = account.at(-1)!;
      const signed = record.side === "buy" ? lots : -lots;
      account.push({
        quantityLots: quantityLots + signed,
        cashTickLots: cashTickLots - signed * record.lastPriceTicks,
        feesTickLots: feesTickLots + record.feeTickLots,
      });
    } else if (record._tag === "position") {
      const { quantityLots, costTickLots, realizedTickLots, feesTickLots } = record;
      const account = accountOf(record)[record.fills];
      // What was earned before fees is the cash of all fills and what the position cost.
      const balanced = account !== undefined && quantityLots === account.quantityLots &&
        feesTickLots === account.feesTickLots &&
        realizedTickLots === account.cashTickLots + costTickLots;
      if (!balanced) return `Position ${record.position}.${record.outputIndex} is not its fills`;
    }
  }
  return undefined;
};
