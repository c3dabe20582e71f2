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

/** One kind of refusal: how many there were, how many were told, and the newest. */
interface Kind {
  count: number;
  told: number;
  wrong: Wrong;
}

/** Counts refusals by file and field. */
export class Refusals {
  private readonly kinds = new Map<string, Kind>();
  private readonly tell: (refusal: SourceRefusal) => void;
  /** While true, refusals are counted but not told: they were told before a restart. */
  silent = false;

  constructor(tell: (refusal: SourceRefusal) => void) {
    this.tell = tell;
  }

  /** Takes one refusal. */
  add(wrong: Wrong): void {
    const key = `${wrong.file}\n${wrong.field}`;
    const kind = this.kinds.get(key) ?? { count: 0, told: 0, wrong };
    this.kinds.set(key, kind);
    kind.count++;
    kind.wrong = wrong;
    if (isPowerOfTen(kind.count)) this.tellOf(kind);
  }

  /** Tells the counts that were not told yet: the source has ended. */
  end(): void {
    for (const kind of this.kinds.values()) if (kind.told < kind.count) this.tellOf(kind);
  }

  private tellOf(kind: Kind): void {
    kind.told = kind.count;
    if (this.silent) return;
    const { file, field, value, expected, row } = kind.wrong;
    const place = row > 0 ? `${file} row ${row}` : file;
    // A value may be a whole line: what is told stays short.
    this.tell({
      source: file,
      field,
      value: value.slice(0, 200),
      expected,
      place,
      count: kind.count,
    });
  }
}

const isPowerOfTen = (count: number): boolean => {
  let power = 1;
  while (power < count) power *= 10;
  return power === count;
};
