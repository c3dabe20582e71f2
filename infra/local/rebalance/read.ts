// Reads returns of assets out of a table of returns, prices or price relatives, and says what the numbers are.
import { existsSync } from "node:fs";
import type { Returns } from "../../../actors/rebalance/returns.ts";
import { BadTable, readTable, type Table } from "./table.ts";

/** What the numbers of a table are. */
export type TableKind = "returns" | "prices" | "relatives";

/** Returns, and what was left out of the table. */
export interface ReadReturns {
  readonly returns: Returns;
  /** What the numbers of the table were taken for. */
  readonly kind: TableKind;
  /** Assets without a number in some period. */
  readonly dropped: readonly string[];
}

/**
 * Reads the last periods of a table. What is said to be returns and cannot be, because nothing is below
 * zero and nothing near it, is taken for the prices or relatives that it is. Throws `BadTable`.
 */
export const readReturns = async (
  path: string,
  { kind: said, periods }: { readonly kind: TableKind; readonly periods: number },
): Promise<ReadReturns> => {
  if (!existsSync(path)) throw new BadTable(`--${said} "${path}": no such file`);
  const table = await readTable(path).catch((cause: Error) => {
    throw new BadTable(
      `--${said} ${cause.name === "BadTable" ? "" : `"${path}": `}${cause.message}`,
    );
  });
  const kind = said === "returns" ? kindOf(table) : said;
  const { names, rows } = table;
  const first = kind === "prices" ? 1 : 0;
  const wanted = Math.min(rows.length - first, periods);
  if (wanted < 2) {
    throw new BadTable(`--${said} "${path}": ${rows.length} rows; expected at least ${2 + first}`);
  }
  const from = rows.length - wanted;
  const kept: string[] = [];
  const dropped: string[] = [];
  const columns: Float64Array[] = [];
  for (const [i, name] of names.entries()) {
    const column = Float64Array.from({ length: wanted }, (_, t) => {
      const now = rows[from + t]![i]!;
      if (kind === "returns") return now;
      return kind === "relatives" ? now - 1 : now / rows[from + t - 1]![i]! - 1;
    });
    // A return below -1 loses more than there was: it is no return, and no price either.
    if (column.every((one) => Number.isFinite(one) && one >= -1)) {
      kept.push(name);
      columns.push(column);
    } else dropped.push(name);
  }
  if (kept.length === 0) {
    throw new BadTable(`--${said} "${path}": no column has a number in each of ${wanted} rows`);
  }
  return { returns: { names: kept, periods: wanted, columns }, kind, dropped };
};

/** Prices wander, relatives jump about 1, and returns are of both signs. */
const kindOf = ({ rows, names }: Table): TableKind => {
  let [count, below, near] = [0, 0, 0];
  let [steps, spread, far] = [0, 0, 0];
  for (const i of names.keys()) {
    const column = rows.flatMap((row) => Number.isFinite(row[i]!) ? [row[i]!] : []);
    const mean = column.reduce((sum, one) => sum + one, 0) / (column.length || 1);
    if (mean < 0.5 || mean > 2) far++;
    column.forEach((one, t) => {
      count++;
      if (one < 0) below++;
      if (Math.abs(one) < 0.5) near++;
      if (t > 0) steps += (one - column[t - 1]!) ** 2 / (mean * mean || 1);
      spread += (one - mean) ** 2 / (mean * mean || 1);
    });
  }
  if (count === 0 || below > 0 || near > count / 2) return "returns";
  // Of independent numbers the squared steps are twice the spread; of prices they are far fewer.
  return steps > spread && far === 0 ? "relatives" : "prices";
};
