// The report of a parity check: the score, the counts by table, and the first difference with its cause.
import { type AnyRecord, definitionOf, type Tag } from "../../../streams/records.ts";
import { addTally, type Mismatch, noTally, type Tally } from "./compare.ts";
import { type Difference, differenceOf } from "./difference.ts";
import type { Emitters } from "./emitters.ts";
import type { ReplayedRow } from "./replayed.ts";

/** The first difference of all, with where it comes from. */
export interface FirstDifference extends Difference {
  readonly table: string;
  /** A sentence: the table, the actor or model, and the input record that caused it. */
  readonly cause: string;
}

/** What was found. */
export interface ParityReport extends Readonly<Tally> {
  /** Equal records of all, in percent; 100 only where all are equal. */
  readonly score: number;
  readonly byTable: Readonly<Record<string, Readonly<Tally>>>;
  readonly first: FirstDifference | null;
  /** Ticks of the input log. */
  readonly ticks: number;
  /** Positions of the input log that no record has: only a power cut leaves some. */
  readonly gaps: number;
}

const positionOf = ({ live, replayed }: Mismatch): number => (live ?? replayed)!.position;

/** The earliest mismatch; of those at one position, the one that is first in the flow of data. */
export const firstOf = (
  found: readonly (readonly [Tag, Mismatch])[],
  input: readonly AnyRecord[],
  emitters: Emitters,
): FirstDifference | null => {
  const [one] = found.toSorted(([, a], [, b]) => positionOf(a) - positionOf(b));
  if (one === undefined) return null;
  const [tag, mismatch] = one;
  const definition = definitionOf(tag);
  const difference = differenceOf(definition, mismatch);
  const { position } = difference;
  const maker = (mismatch.replayed as ReplayedRow | undefined)?.maker ?? emitters.ofKind(tag);
  const cause = input.find((record) => record.position === position);
  const from = cause === undefined
    ? `there is no input record at position ${position}`
    : `caused by ${cause._tag} at position ${position}`;
  const words = `first difference is in ${definition.table}: ${maker}, ${from}`;
  return { table: definition.table, ...difference, cause: words };
};

/** The counts of all tables, and their sum. */
export const summaryOf = (tallies: ReadonlyMap<Tag, Tally>) => {
  const total = noTally();
  const byTable: Record<string, Tally> = {};
  for (const [tag, tally] of tallies) {
    addTally(total, tally);
    byTable[definitionOf(tag).table] = tally;
  }
  // Cut off, not rounded: one difference in a million records is not 100 %.
  const share = Math.floor(total.equal / Math.max(total.records, 1) * 1e6) / 1e4;
  return { score: total.equal === total.records ? 100 : share, ...total, byTable };
};
