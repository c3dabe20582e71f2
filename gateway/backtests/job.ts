// A backtest as a job: what was asked, how far it is, and where its results lie.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Where a job stands. */
export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

/** A job as it is kept in its folder. Times are in milliseconds since 1970. */
export interface Job {
  readonly id: string;
  readonly createdMs: number;
  /** The arguments of `npm run backtest`. */
  readonly args: readonly string[];
  /** What was asked, as the API was told. */
  readonly request: Readonly<Record<string, unknown>>;
  state: JobState;
  /** Part that is done, 0 to 1. */
  progress: number;
  startedMs: number | null;
  finishedMs: number | null;
  /** Why it failed; empty where it did not. */
  error: string;
  /** What the run printed as JSON; null until it is done. */
  result: Readonly<Record<string, unknown>> | null;
}

const fileOf = (folder: string) => join(folder, "job.json");

/** The folder of a job's results. */
export const outputOf = (root: string, id: string): string => join(root, id, "results");

/** Keeps a job: the file is whole at any time. */
export const saveJob = (root: string, job: Job): void => {
  const folder = join(root, job.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${fileOf(folder)}.new`, JSON.stringify(job));
  renameSync(`${fileOf(folder)}.new`, fileOf(folder));
};

/** Every job that was kept, the oldest first. A folder without one is passed over. */
export const loadJobs = (root: string): Job[] => {
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((id) => {
    try {
      return [JSON.parse(readFileSync(fileOf(join(root, id)), "utf8")) as Job];
    } catch {
      return [];
    }
  }).sort((a, b) => a.createdMs - b.createdMs);
};

/** Whether nothing happens to a job any more. */
export const isOver = ({ state }: Job): boolean => state !== "queued" && state !== "running";
