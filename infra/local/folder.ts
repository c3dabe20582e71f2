// The data folder: made, writable, with room on its disk, and used by one instance only.
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Effect, type Scope } from "effect";
import { LocalFailure } from "./failure.ts";
import { diskBytes, diskEveryMs } from "./limits.ts";
import { lock } from "./lock.ts";

/** Makes the folder where it is missing and holds it until the scope closes; gives its absolute path. */
export const openDataFolder = (
  path: string,
): Effect.Effect<string, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const dataDir = resolve(path);
    yield* Effect.try({
      try: () => {
        makeFolder(join(dataDir, "run"));
        accessSync(dataDir, constants.W_OK);
        accessSync(join(dataDir, "run"), constants.W_OK);
      },
      catch: (cause) => unwritable(dataDir, cause),
    });
    yield* requireDisk(dataDir, diskBytes.start);
    yield* lock(join(dataDir, "run", "lock"), { waitMs: 0 }).pipe(
      Effect.mapError((failure) => failure.reason === "locked" ? inUse(dataDir, failure) : failure),
    );
    return dataDir;
  });

// Node's recursive mkdir never returns below /proc, and says ENOENT for a read-only disk.
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
};

const unwritable = (dataDir: string, cause: unknown): LocalFailure => {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  const why = {
    EACCES: "this user may not write there",
    EROFS: "the disk is read-only",
    ENOTDIR: "a part of the path is a file",
    EEXIST: "a file of that name is in the way",
    ENOSPC: "the disk is full",
    ENOENT: "the system allows no folder there",
  }[code] ?? code;
  const message = `Cannot use the data folder "${dataDir}": ${why}; choose another with --data-dir`;
  return new LocalFailure({ reason: code === "ENOSPC" ? "diskFull" : "folder", message, cause });
};

const inUse = (dataDir: string, { message }: LocalFailure): LocalFailure => {
  const holder = /process \d+/.exec(message)?.[0] ?? "another process";
  return new LocalFailure({
    reason: "locked",
    message: `Another instance (${holder}) uses the data folder "${dataDir}": ` +
      "stop it, or choose another folder with --data-dir",
  });
};

/** Bytes that this user may still write to the disk of a folder. */
export const freeBytes = (dir: string): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

/** Fails where the disk of a folder has less room than is needed. */
export const requireDisk = (
  dir: string,
  needed: number,
): Effect.Effect<void, LocalFailure> =>
  Effect.suspend(() => {
    const free = freeBytes(dir);
    if (free >= needed) return Effect.void;
    const [has, needs] = [free, needed].map((bytes) => Math.floor(bytes / 1024 ** 2));
    return Effect.fail(
      new LocalFailure({
        reason: "diskFull",
        message: `The disk of "${dir}" is full: ${has} MiB free, ${needs} MiB needed`,
      }),
    );
  });

/** Fails when the disk of a folder gets full, before a server finds out in the middle of a write. */
export const watchDisk = (dir: string): Effect.Effect<never, LocalFailure> =>
  requireDisk(dir, diskBytes.run).pipe(Effect.andThen(Effect.sleep(diskEveryMs)), Effect.forever);
