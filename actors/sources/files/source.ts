// Recorded files as a source: merged in the order of their times, at real speed, N times it, or as fast as pulled.
import type { Tick } from "../../../streams/market.ts";
import { startPace } from "../pace.ts";
import {
  SourceFailed,
  type SourceRefusal,
  type SourceResume,
  type TickBatch,
  type TickSource,
} from "../source.ts";
import { findFiles } from "./find.ts";
import { Instruments } from "./instruments.ts";
import { batchTicks } from "./limits.ts";
import { type Chunk, merge, type TickStream } from "./merge.ts";
import { rawTicks, recognise, type Recording, type Skipped } from "./recordings.ts";
import { Refusals } from "./refusals.ts";

/** What a replay is told. */
export interface FilesOptions {
  /** Files and folders. */
  readonly files: readonly string[];
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
}

/** Everything found out about the files before the first tick. */
interface Plan {
  readonly recordings: readonly Recording[];
  readonly skipped: readonly Skipped[];
  /** What is wrong with files that cannot be read at all. */
  readonly failures: readonly string[];
  readonly instruments: Instruments;
}

/** Opens recorded files. Throws `SourceFailed` where nothing can be replayed, or a named file cannot. */
export const filesSource = async ({ files, speed }: FilesOptions): Promise<TickSource> => {
  const plan = await planOf(files);
  const rows = plan.recordings.map((one) => one.rows);
  const total = rows.every((one) => one !== undefined)
    ? rows.reduce((sum, one) => sum + one, 0)
    : undefined;
  return {
    kind: "replay",
    name: nameOf(plan.recordings),
    speed,
    ...(total === undefined ? {} : { totalRecords: total }),
    instruments: plan.instruments.derived(),
    open: (resume, refuse, signal) => run(plan, { speed, resume, refuse, signal }),
  };
};

const planOf = async (files: readonly string[]): Promise<Plan> => {
  const instruments = new Instruments();
  const recordings: Recording[] = [];
  const skipped: Skipped[] = [];
  const failures: string[] = [];
  for (const file of await findFiles(files)) {
    try {
      const found = await recognise(file, instruments);
      if (!("why" in found)) recordings.push(found);
      else if (file.named) failures.push(`${found.name} (${found.found}): ${found.why}`);
      else skipped.push(found);
    } catch (cause) {
      if (!(cause instanceof SourceFailed)) throw cause;
      failures.push(cause.message);
    }
  }
  const tables = new Set(
    recordings.filter((one) => one.raw === undefined).map((one) => one.instrument),
  );
  const isDouble = (one: Recording) =>
    one.raw !== undefined && !one.asked && tables.has(one.instrument);
  const why = "the tables of the same recording are replayed: name the raw file to replay it";
  for (const one of recordings.filter(isDouble)) skipped.push({ ...one, found: one.layout, why });
  const kept = recordings.filter((one) => !isDouble(one));
  if (kept.length === 0) {
    const all = [...failures, ...skipped.map((one) => `${one.name} (${one.found}): ${one.why}`)];
    throw new SourceFailed(`Nothing to replay: ${all.slice(0, 5).join("; ")}`);
  }
  return { recordings: kept, skipped, failures, instruments };
};

interface Run {
  readonly speed: number;
  readonly resume: SourceResume | undefined;
  readonly refuse: (refusal: SourceRefusal) => void;
  readonly signal: AbortSignal;
}

/** Gives the ticks, and fails at the end where a file was damaged: the others are given whole. */
async function* run(plan: Plan, { speed, resume, refuse, signal }: Run): AsyncGenerator<TickBatch> {
  const refusals = new Refusals(refuse);
  const failures = [...plan.failures];
  const told = (file: string, value: string, expected: string) =>
    refusals.add({ file, field: "file", value, expected, row: 0 });
  let left = resume?.records ?? 0;
  refusals.silent = left > 0;
  for (const one of plan.skipped) told(one.name, one.found, one.why);
  for (const failure of plan.failures) told(failure.split(":")[0]!, failure, "a readable file");
  const fail = (message: string) => {
    failures.push(message);
    told(message.split(":")[0]!, message, "a readable file");
  };
  let pace: ReturnType<typeof startPace> | undefined;
  for await (const chunk of merge(streamsOf(plan, refusals, fail))) {
    if (signal.aborted) return;
    if (left >= chunk.ticks.length) {
      left -= chunk.ticks.length;
      continue;
    }
    refusals.silent = false;
    const from = left;
    left = 0;
    if (speed === 0) {
      yield { ticks: from === 0 ? chunk.ticks : chunk.ticks.slice(from) };
      continue;
    }
    pace ??= startPace(chunk.keys[from]!, speed);
    yield* paced(chunk, from, { pace, signal });
  }
  if (failures.length > 0 && !signal.aborted) throw new SourceFailed(failures.join("; "));
}

/** Gives the ticks of a chunk when they are due. */
async function* paced(
  { ticks, keys }: Chunk,
  from: number,
  { pace, signal }: { readonly pace: ReturnType<typeof startPace>; readonly signal: AbortSignal },
): AsyncGenerator<TickBatch> {
  let at = from;
  while (at < ticks.length && !signal.aborted) {
    const dueUs = pace.dueUs();
    let end = at;
    while (end < ticks.length && end - at < batchTicks && keys[end]! <= dueUs) end++;
    if (end > at) yield { ticks: ticks.slice(at, end) };
    else await pace.wait(keys[at]!, signal);
    at = end;
  }
}

/** One stream for each group of recordings, in the order that decides where times are equal. */
const streamsOf = (
  { recordings, instruments }: Plan,
  refusals: Refusals,
  fail: (message: string) => void,
): TickStream[] => {
  const groups = new Map<string, Recording[]>();
  const ordered = [...recordings].sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  for (const one of ordered) {
    const key = one.group ?? one.name;
    groups.set(key, [...groups.get(key) ?? [], one]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const guarded = (ticks: AsyncGenerator<Chunk>) => guard(ticks, fail);
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
      open: () => guarded(one.ticks(refusals)),
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
  fail: (message: string) => void,
): AsyncGenerator<Chunk> {
  try {
    yield* ticks;
  } catch (cause) {
    if (!(cause instanceof SourceFailed)) throw cause;
    fail(cause.message);
  }
}

const nameOf = (recordings: readonly Recording[]): string => {
  const names = recordings.map((one) => one.name);
  if (names.length === 1) return `Replay of ${names[0]}`;
  const shown = names.slice(0, 3).join(", ");
  return `Replay of ${names.length} files: ${shown}${names.length > 3 ? ", …" : ""}`;
};
