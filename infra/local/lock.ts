// A lock file that names its holder, and that a holder which died cannot keep.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { Effect, Schedule, type Scope } from "effect";
import { LocalFailure } from "./failure.ts";

/** How long to wait for another holder; at once gives up where it is 0. */
export interface LockOptions {
  readonly waitMs: number;
}

/** Milliseconds between two tries. */
const retryMs = 200;

/** Holds a lock file until the scope closes. Fails with `locked`, naming the process that has it. */
export const lock = (
  path: string,
  options: LockOptions,
): Effect.Effect<void, LocalFailure, Scope.Scope> => {
  const tries = Math.floor(options.waitMs / retryMs);
  const take = Effect.try({ try: () => takeLock(path), catch: (cause) => failureOf(path, cause) })
    .pipe(Effect.retry({
      schedule: Schedule.max([Schedule.spaced(retryMs), Schedule.recurs(tries)]),
      while: (failure) => failure.reason === "locked",
    }));
  return Effect.acquireRelease(take, () => Effect.sync(() => rmSync(path, { force: true })));
};

const failureOf = (path: string, cause: unknown): LocalFailure =>
  cause instanceof LocalFailure
    ? cause
    : new LocalFailure({ reason: "folder", message: `Cannot write "${path}": ${cause}`, cause });

const takeLock = (path: string): void => {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, born: birthOf(process.pid) }));
  try {
    // A link appears whole or not at all, so a reader never sees an empty lock.
    for (let attempt = 0; attempt < 3; attempt++) {
      if (tryLink(draft, path)) return;
      const holder = holderOf(path);
      if (holder !== undefined && isAlive(holder)) throw locked(path, holder.pid);
      removeStale(path);
    }
    throw locked(path, holderOf(path)?.pid ?? 0);
  } finally {
    rmSync(draft, { force: true });
  }
};

const locked = (path: string, pid: number): LocalFailure =>
  new LocalFailure({ reason: "locked", message: `"${path}" is held by process ${pid}` });

const tryLink = (draft: string, path: string): boolean => {
  try {
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
};

// Of two that find the same stale lock one may move away what the other has just put there: whoever
// holds a live lock in its hand puts it back.
const removeStale = (path: string): void => {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    return;
  }
  const holder = holderOf(aside);
  if (holder !== undefined && isAlive(holder)) tryLink(aside, path);
  rmSync(aside, { force: true });
};

interface Holder {
  readonly pid: number;
  readonly born: string;
}

const holderOf = (path: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
};

// Process ids are used again: one that was born at another moment is another process.
const isAlive = ({ pid, born }: Holder): boolean => {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
  return birthOf(pid) === born;
};

/** When a process was born, in clock ticks since boot; empty where /proc does not tell. */
const birthOf = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
};
