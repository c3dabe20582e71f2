// Batches: encoded rows of one table on their way to the store, and the note that is kept of them before.
import type { Insert } from "../../streams/transport/clickhouse.ts";
import type { Last } from "../../streams/transport/transport.ts";

/** Where a batch begins and ends: what is kept of it before it is inserted. */
export interface Intent {
  readonly first: Last;
  readonly last: Last;
}

/** Rows of one table and one month, ready to insert. */
export interface Batch extends Intent {
  readonly insert: Insert;
  readonly rows: number;
  /** Year and month as ClickHouse's `toYYYYMM`: the partition. */
  readonly month: number;
  /** An earlier run may have inserted it already. */
  readonly repeated: boolean;
}

const partOf = (at: Last): string => `${at.position}.${at.outputIndex}`;

/** The token of a batch: the same for the same rows, whichever run of the recorder inserts them. */
export const tokenOf = (table: string, { first, last }: Intent): string =>
  `${table}:${partOf(first)}-${partOf(last)}`;

/** The month of a time in microseconds, as ClickHouse's `toYYYYMM` in UTC. */
export const monthOf = (timeUs: number): number => {
  const day = Math.floor(timeUs / 86_400_000_000);
  if (day === cachedDay) return cachedMonth;
  const date = new Date(day * 86_400_000);
  cachedDay = day;
  cachedMonth = date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
  return cachedMonth;
};
let cachedDay = -1;
let cachedMonth = -1;

/** Collects bytes into few large parts, so that a batch is written in few pieces. */
export class Parts {
  private readonly full: Uint8Array[] = [];
  private part = new Uint8Array(0);
  private used = 0;

  /** Adds a copy of the bytes. */
  add(bytes: Uint8Array): void {
    if (this.used + bytes.length > this.part.length) this.grow(bytes.length);
    this.part.set(bytes, this.used);
    this.used += bytes.length;
  }

  /** Everything added, in order. Nothing may be added after it. */
  end(): readonly Uint8Array[] {
    return this.used === 0 ? this.full : [...this.full, this.part.subarray(0, this.used)];
  }

  private grow(bytes: number): void {
    if (this.used > 0) this.full.push(this.part.subarray(0, this.used));
    const next = Math.min(Math.max(this.part.length * 2, smallestPart), largestPart);
    this.part = new Uint8Array(Math.max(next, bytes));
    this.used = 0;
  }
}

const smallestPart = 16 * 1024;
const largestPart = 1024 * 1024;
