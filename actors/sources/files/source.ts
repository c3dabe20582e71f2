// Recorded files as a source: merged by time, at real speed, N times it, or as fast as pulled.
import { type Pace, startPace } from "../pace.ts";
import {
  SourceFailed,
  type SourceRefusal,
  type SourceResume,
  type TickBatch,
  type TickSource,
} from "../source.ts";
import { batchTicks } from "./limits.ts";
import { type Chunk, merge } from "./merge.ts";
import { type Failure, nameOf, type Plan, planOf } from "./plan.ts";
import { Refusals } from "./refusals.ts";
import { streamsOf } from "./streams.ts";

/** What a replay is told. */
export interface FilesOptions {
  /** Files and folders. */
  readonly files: readonly string[];
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
}

/** Opens recorded files. Throws `SourceFailed` where one that was named, or none, can be read. */
export const filesSource = async ({ files, speed }: FilesOptions): Promise<TickSource> => {
  const plan = await planOf(files);
  const rows = plan.recordings.map((one) => one.rows);
  const total = rows.every((one) => one !== undefined)
    ? rows.reduce((sum, one) => sum + one, 0)
    : undefined;
  const running: Run["running"] = {};
  return {
    kind: "replay",
    name: nameOf(plan.recordings),
    speed,
    ...(total === undefined ? {} : { totalRecords: total }),
    instruments: plan.instruments.derived(),
    behindMs: () => running.pace?.behindMs() ?? 0,
    open: (resume, refuse, signal) => run(plan, { speed, resume, refuse, signal, running }),
  };
};

interface Run {
  readonly speed: number;
  readonly resume: SourceResume | undefined;
  readonly refuse: (refusal: SourceRefusal) => void;
  readonly signal: AbortSignal;
  readonly running: { pace?: Pace };
}

/** Gives the ticks, and fails at the end where a file was damaged: the others are given whole. */
async function* run(
  plan: Plan,
  { speed, resume, refuse, signal, running }: Run,
): AsyncGenerator<TickBatch> {
  const refusals = new Refusals(refuse);
  const failures = [...plan.failures];
  const told = (file: string, value: string, expected: string) =>
    refusals.add({ file, field: "file", value, expected, row: 0 });
  let left = resume?.records ?? 0;
  refusals.silent = left > 0;
  for (const one of plan.skipped) told(one.name, one.found, one.why);
  for (const { file, message } of plan.failures) told(file, message, "a readable file");
  const fail = (failure: Failure) => {
    failures.push(failure);
    told(failure.file, failure.message, "a readable file");
  };
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
    running.pace ??= startPace(chunk.keys[from]!, speed);
    yield* paced(chunk, from, { pace: running.pace, signal });
  }
  refusals.silent = false;
  refusals.end();
  if (failures.length > 0 && !signal.aborted) {
    throw new SourceFailed(failures.map((one) => one.message).join("; "));
  }
}

/** Gives the ticks of a chunk when they are due. */
async function* paced(
  { ticks, keys }: Chunk,
  from: number,
  { pace, signal }: { readonly pace: Pace; readonly signal: AbortSignal },
): AsyncGenerator<TickBatch> {
  let at = from;
  while (at < ticks.length && !signal.aborted) {
    const dueUs = pace.dueUs();
    let end = at;
    while (end < ticks.length && end - at < batchTicks && keys[end]! <= dueUs) end++;
    pace.next(keys[Math.min(end, ticks.length - 1)]!);
    if (end > at) yield { ticks: ticks.slice(at, end) };
    else await pace.wait(keys[at]!, signal);
    at = end;
  }
}
