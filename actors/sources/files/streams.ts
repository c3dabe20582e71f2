// The streams of a replay: files of one recording by what they say, everything else by time.
import type { Tick } from "../../../streams/market.ts";
import { type Chunk, merge, type TickStream } from "./merge.ts";
import { type Failure, failureOf, type Plan } from "./plan.ts";
import { rawTicks, type Recording } from "./recordings.ts";
import type { Refusals } from "./refusals.ts";

/** One stream for each group of recordings, in the order that decides where times are equal. */
export const streamsOf = (
  { recordings, instruments }: Plan,
  refusals: Refusals,
  fail: (failure: Failure) => void,
): TickStream[] => {
  const groups = new Map<string, Recording[]>();
  const ordered = [...recordings].sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  for (const one of ordered) {
    const key = one.group ?? one.name;
    groups.set(key, [...groups.get(key) ?? [], one]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const guarded = (ticks: AsyncGenerator<Chunk>, file = first!.name) =>
      guard(ticks, file, (message) => fail({ file, message }));
    if (first!.raw !== undefined) {
      const { named } = first!.raw;
      const files = group.map((one) => ({ path: one.raw!.path, name: one.name }));
      const open = () => guarded(rawTicks(files, { named, instruments, refusals }));
      return { startsAt: undefined, open };
    }
    if (group.length === 1 && first!.group === undefined) {
      return { startsAt: first!.startsAt, open: () => guarded(first!.ticks(refusals)) };
    }
    const streams = group.map((one): TickStream => ({
      startsAt: undefined,
      open: () => guarded(one.ticks(refusals), one.name),
    }));
    return { startsAt: undefined, open: () => byTime(merge(streams)) };
  });
};

/** Takes the times as the keys. */
async function* byTime(chunks: AsyncGenerator<Chunk>): AsyncGenerator<Chunk> {
  for await (const { ticks } of chunks) {
    yield { ticks, keys: ticks.map((tick: Tick) => tick.ingestTimeUs) };
  }
}

/** Ends a stream that fails, and remembers why: the other files go on. */
async function* guard(
  ticks: AsyncGenerator<Chunk>,
  file: string,
  fail: (message: string) => void,
): AsyncGenerator<Chunk> {
  try {
    yield* ticks;
  } catch (cause) {
    fail(failureOf(file, cause));
  }
}
