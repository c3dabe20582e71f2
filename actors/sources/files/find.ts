// Finds the files to replay: those named, and those in the folders named.
import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { SourceFailed } from "../source.ts";
import { replayedFiles } from "./limits.ts";

/** A file to replay. */
export interface FoundFile {
  readonly path: string;
  /** What people call it: as they gave it, or its path below the folder they gave. */
  readonly name: string;
  /** Whether it was named itself: then it must hold ticks; in a folder it may be something else. */
  readonly named: boolean;
}

/** Files of a folder that may hold ticks. */
const endings = /\.(parquet|csv|gz|zst)$/i;

/** All files of a list of files and folders, by name. Throws `SourceFailed` for a missing one. */
export const findFiles = async (given: readonly string[]): Promise<FoundFile[]> => {
  if (given.length === 0) throw new SourceFailed("No file to replay: give --file with one or more");
  const found = new Map<string, FoundFile>();
  for (const one of given) {
    for (const file of await filesOf(one)) {
      const before = found.get(file.path);
      if (before === undefined || file.named) found.set(file.path, file);
    }
  }
  if (found.size > replayedFiles) {
    throw new SourceFailed(`${found.size} files are more than ${replayedFiles}: give fewer`);
  }
  return [...found.values()].sort((a, b) => a.path < b.path ? -1 : 1);
};

const filesOf = async (given: string): Promise<FoundFile[]> => {
  const path = resolve(given);
  const kind = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === "ENOENT" ? "no such file or folder" : cause.message;
    throw new SourceFailed(`Cannot replay "${given}": ${why}`, { cause });
  });
  if (!kind.isDirectory()) return [{ path, name: given, named: true }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && endings.test(entry.name)).map(
    (entry) => {
      const file = join(entry.parentPath, entry.name);
      return { path: file, name: join(basename(path), relative(path, file)), named: false };
    },
  );
  if (files.length === 0) {
    throw new SourceFailed(
      `Cannot replay "${given}": the folder has no .parquet, .csv, .gz or .zst file`,
    );
  }
  return files;
};
