// Compares what was recorded of one table with what a replay made: a merge by position and output index.
import { type KeyedRow, keyOrder } from "./rows.ts";

/** Records counted by what became of them. */
export interface Tally {
  records: number;
  /** Recorded and replayed, with the same bytes. */
  equal: number;
  /** Recorded and replayed, with other bytes. */
  differing: number;
  /** Replayed, but not recorded. */
  missing: number;
  /** Recorded, but not replayed; the second of two with one key too. */
  extra: number;
}

/** A record that is not the same in both: at least one side is there. */
export interface Mismatch {
  readonly live: KeyedRow | undefined;
  readonly replayed: KeyedRow | undefined;
}

/** Nothing counted yet. */
export const noTally = (): Tally => ({ records: 0, equal: 0, differing: 0, missing: 0, extra: 0 });

/** Adds what was counted elsewhere. */
export const addTally = (to: Tally, more: Tally): void => {
  for (const key of Object.keys(to) as (keyof Tally)[]) to[key] += more[key];
};

/** Counts the rows of two lists in order into a tally. Returns the first mismatch. */
export const compareRows = (
  live: readonly KeyedRow[],
  replayed: readonly KeyedRow[],
  tally: Tally,
): Mismatch | undefined => {
  let first: Mismatch | undefined;
  for (let i = 0, j = 0; i < live.length || j < replayed.length;) {
    const pair = pairOf(live[i], replayed[j]);
    if (pair.live !== undefined) i++;
    if (pair.replayed !== undefined) j++;
    const kind = kindOf(pair);
    tally.records++;
    tally[kind]++;
    if (kind !== "equal") first ??= pair;
  }
  return first;
};

/** Both rows where they have one key, else the one that comes first. */
const pairOf = (live: KeyedRow | undefined, replayed: KeyedRow | undefined): Mismatch => {
  if (live === undefined || replayed === undefined) return { live, replayed };
  const order = keyOrder(live, replayed);
  if (order === 0) return { live, replayed };
  return order < 0 ? { live, replayed: undefined } : { live: undefined, replayed };
};

const kindOf = ({ live, replayed }: Mismatch): "equal" | "differing" | "missing" | "extra" => {
  if (live === undefined) return "missing";
  if (replayed === undefined) return "extra";
  return Buffer.compare(live.bytes, replayed.bytes) === 0 ? "equal" : "differing";
};
