// Counts what the files hold that cannot be taken, and tells of it: the 1st, 10th, 100th of a kind.
import type { SourceRefusal } from "../source.ts";

/** What is wrong with one value. */
export interface Wrong {
  readonly file: string;
  readonly field: string;
  readonly value: string;
  readonly expected: string;
  /** Row or line of the file, from 1. */
  readonly row: number;
}

/** Counts refusals by file and field. */
export class Refusals {
  private readonly counts = new Map<string, number>();
  private readonly tell: (refusal: SourceRefusal) => void;
  /** While true, refusals are counted but not told: they were told before a restart. */
  silent = false;

  constructor(tell: (refusal: SourceRefusal) => void) {
    this.tell = tell;
  }

  /** Takes one refusal. */
  add({ file, field, value, expected, row }: Wrong): void {
    const key = `${file}\n${field}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    if (this.silent || !isPowerOfTen(count)) return;
    const place = row > 0 ? `${file} row ${row}` : file;
    // A value may be a whole line: what is told stays short.
    this.tell({ source: file, field, value: value.slice(0, 200), expected, place, count });
  }
}

const isPowerOfTen = (count: number): boolean => {
  let power = 1;
  while (power < count) power *= 10;
  return power === count;
};
