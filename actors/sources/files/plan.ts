// Finds out everything about the files of a replay before its first tick.
import { SourceFailed } from "../source.ts";
import { findFiles } from "./find.ts";
import { Instruments } from "./instruments.ts";
import { knownLayouts, recognise, type Recording, type Skipped } from "./recordings.ts";

/** A file that cannot be read, or not to its end. */
export interface Failure {
  readonly file: string;
  readonly message: string;
}

/** What is replayed, and what is not. */
export interface Plan {
  readonly recordings: readonly Recording[];
  readonly skipped: readonly Skipped[];
  /** What is wrong with files that cannot be read at all. */
  readonly failures: readonly Failure[];
  readonly instruments: Instruments;
}

/** Looks at all files. Throws `SourceFailed` where none, or one that was named, can be replayed. */
export const planOf = async (files: readonly string[]): Promise<Plan> => {
  const instruments = new Instruments();
  const recordings: Recording[] = [];
  const skipped: Skipped[] = [];
  const failures: Failure[] = [];
  for (const file of await findFiles(files)) {
    const found = await recognise(file, instruments).catch((cause) => {
      failures.push({ file: file.name, message: failureOf(file.name, cause) });
    });
    if (found === undefined) continue;
    if (!("why" in found)) {
      recordings.push(found);
      continue;
    }
    if (file.named) {
      throw new SourceFailed(
        `Cannot replay "${file.name}" (${found.found}): ${found.why}. ${knownLayouts()}`,
      );
    }
    skipped.push(found);
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
    const all = [
      ...failures.map((one) => one.message),
      ...skipped.map((one) => `${one.name} (${one.found}): ${one.why}`),
    ];
    throw new SourceFailed(`Nothing to replay: ${all.slice(0, 5).join("; ")}. ${knownLayouts()}`);
  }
  return { recordings: kept, skipped, failures, instruments };
};

/** What people call a replay. */
export const nameOf = (recordings: readonly Recording[]): string => {
  const names = recordings.map((one) => one.name);
  if (names.length === 1) return `Replay of ${names[0]}`;
  const shown = names.slice(0, 3).join(", ");
  return `Replay of ${names.length} files: ${shown}${names.length > 3 ? ", …" : ""}`;
};

/** What went wrong with a file. Throws what is no failure to read. */
export const failureOf = (file: string, cause: unknown): string => {
  if (cause instanceof SourceFailed) return cause.message;
  if (cause instanceof Error && "code" in cause) return `${file}: cannot be read: ${cause.message}`;
  throw cause;
};
