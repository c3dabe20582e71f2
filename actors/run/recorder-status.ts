// What the recorder says of itself: rows per table, rates, and how far behind each stream it is.
import type { ProcessStatus } from "../../streams/status.ts";
import { nowUs } from "./clock.ts";
import { type RecordedStream, waitingOf } from "./recorded-stream.ts";

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const pendingOf = (one: RecordedStream): number => waitingOf(one) + one.inserting;
const storedOf = (one: RecordedStream): number =>
  sum(Object.values(one.tables).map((table) => table.stored));

/** The status of a recorder; rates are those since it was last asked. */
export const recorderStatus = (recorded: readonly RecordedStream[]) => {
  const startedTimeUs = nowUs();
  let before = { timeUs: startedTimeUs, received: 0, stored: 0 };
  return (state: ProcessStatus["state"]): ProcessStatus => {
    const timeUs = nowUs();
    const stored = sum(recorded.map(storedOf));
    const received = stored + sum(recorded.map(pendingOf));
    const seconds = Math.max(0.001, (timeUs - before.timeUs) / 1e6);
    const since = recorded.flatMap((one) => [one.waitingSinceUs, one.insertingSinceUs]).filter((
      one,
    ) => one > 0);
    const actor = {
      name: "recorder",
      received,
      emitted: stored,
      errors: sum(recorded.map((one) => one.damaged + one.refused)),
      receivedPerSecond: Math.round((received - before.received) / seconds),
      emittedPerSecond: Math.round((stored - before.stored) / seconds),
      lagMs: since.length === 0 ? 0 : Math.max(0, (timeUs - Math.min(...since)) / 1000),
    };
    before = { timeUs, received, stored };
    return {
      process: "recorder",
      state,
      timeUs,
      startedTimeUs,
      actors: [actor],
      streams: recorded.map((one) => ({
        name: one.stream,
        role: "reader",
        sequence: one.sequence,
        position: one.position,
        pending: pendingOf(one),
      })),
      tables: Object.fromEntries(
        recorded.flatMap((one) =>
          Object.values(one.tables).map((table) => [table.definition.table, table.stored])
        ),
      ),
      refusals: refusalsOf(recorded),
      memoryBytes: process.memoryUsage.rss(),
    };
  };
};

const refusalsOf = (recorded: readonly RecordedStream[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    recorded.flatMap(({ stream, damaged, refused }) => [
      [`recorder ${stream}: damaged message`, damaged] as const,
      [`recorder ${stream}: refused row`, refused] as const,
    ]).filter(([, count]) => count > 0),
  );
