// The progress of a market source in one line: done, total, rate and how long it still takes.
import type { SourceStatus } from "../../streams/status.ts";

/** Records given at a moment. */
export interface Mark {
  /** Milliseconds of any clock. */
  readonly atMs: number;
  readonly records: number;
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US");

/** Seconds as people say them: `45 s`, `3 min 05 s`, `2 h 10 min`. */
export const duration = (seconds: number): string => {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
};

/** The line of a source, with the rate since an earlier mark. */
export const progressLine = (source: SourceStatus, from: Mark, nowMs: number): string => {
  const seconds = (nowMs - from.atMs) / 1000;
  const rate = seconds > 0 ? Math.max(0, source.records - from.records) / seconds : 0;
  const badge = source.kind.toUpperCase();
  const total = source.totalRecords;
  if (total === undefined || total === 0) {
    return `${badge}  ${count(source.records)} events  ${count(rate)} events/s${late(source)}`;
  }
  const percent = Math.floor(100 * source.records / total);
  const left = rate > 0 ? duration((total - source.records) / rate) : "unknown";
  return `${badge}  ${count(source.records)}/${count(total)} events (${percent} %)  ` +
    `${count(rate)} events/s  ${left} left${late(source)}`;
};

/** What a paced source that cannot keep its pace says of it. */
const late = ({ behindMs = 0 }: SourceStatus): string =>
  behindMs < lateFromMs ? "" : `  ${duration(behindMs / 1000)} behind its pace`;

/** Milliseconds below which nobody calls a source late. */
const lateFromMs = 1_000;
