// What the supervisor knows of its children: their last words on themselves, and what follows from them.
import { coreOf, nameOf, type ProcessStatus } from "../../streams/status.ts";

/** The last status of every child that has given one, by the child's name. */
export type Board = Map<string, ProcessStatus>;

/** The core as one, however many processes it runs in. */
export const coreOn = (board: Board): ProcessStatus | undefined => coreOf([...board.values()]);

/** The totals of a run, as `--json` prints them. */
export interface Totals {
  readonly source: string | undefined;
  /** Records that the source gave, and how many were refused, by source and field. */
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly seconds: number;
  readonly refusals: number;
  readonly refusalsByField: Readonly<Record<string, number>>;
  /** Rows per table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** The totals after some seconds. */
export const totals = (board: Board, seconds: number): Totals => {
  const source = coreOn(board)?.source;
  const events = source?.records ?? 0;
  const refusalsByField: Record<string, number> = {};
  for (const status of board.values()) {
    for (const [field, count] of Object.entries(status.refusals ?? {})) {
      refusalsByField[field] = (refusalsByField[field] ?? 0) + count;
    }
  }
  return {
    source: source?.name,
    events,
    eventsPerSecond: seconds > 0 ? Math.round(events / seconds) : 0,
    seconds: Math.round(seconds * 1000) / 1000,
    refusals: Object.values(refusalsByField).reduce((sum, count) => sum + count, 0),
    refusalsByField,
    rows: board.get("recorder")?.tables ?? {},
  };
};

/**
 * Whether the source has ended and everything that the core wrote has reached a table: every stream
 * that the core writes is acknowledged, and the recorder has read and stored it to its end.
 */
export const isRecorded = (board: Board): boolean => {
  const core = coreOn(board);
  const recorder = board.get("recorder");
  if (core?.state !== "finished" || recorder === undefined) return false;
  const input = core.streams.find(({ name, role }) => name === "INPUT" && role === "writer");
  const isRead = core.streams.filter(({ role }) => role === "reader")
    .every(({ sequence }) => sequence >= (input?.sequence ?? 0));
  return isRead && core.streams.filter((stream) => stream.role === "writer").every((written) => {
    const read = recorder.streams.find((one) => one.name === written.name);
    return written.pending === 0 && read !== undefined && read.pending === 0 &&
      read.sequence >= written.sequence;
  });
};

/** What a process that cannot go on says of it; undefined where all is well. */
export const failureOf = (board: Board): string | undefined => {
  for (const status of board.values()) {
    if (status.state === "failed") {
      return `${nameOf(status)}: ${status.message ?? "failed without a reason"}`;
    }
  }
  return undefined;
};
