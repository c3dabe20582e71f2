// Runs backtests one after the other in a process of their own; after a restart it goes on with what was left.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { jobMs, jobsKept, jobsQueued } from "../limits.ts";
import { ProblemError } from "../problems.ts";
import { type Job, loadJobs, outputOf, saveJob } from "./job.ts";

const program = fileURLToPath(new URL("../../infra/local/backtest/main.ts", import.meta.url));

/** The jobs of a folder. */
export class Jobs {
  readonly root: string;
  private readonly jobs = new Map<string, Job>();
  private running: { readonly job: Job; readonly child: ChildProcess } | undefined;
  private closed = false;

  constructor(root: string) {
    this.root = root;
    for (const job of loadJobs(root)) {
      // One that ran when the process ended runs again, from the start: it gives the same.
      if (job.state === "running") Object.assign(job, { state: "queued", progress: 0 });
      this.jobs.set(job.id, job);
    }
    this.next();
  }

  /** Jobs, the newest first. */
  list(): readonly Job[] {
    return [...this.jobs.values()].reverse();
  }

  find(id: string): Job | undefined {
    return this.jobs.get(id);
  }

  /** Queues a run. Throws a problem where too many wait. */
  submit(args: readonly string[], request: Readonly<Record<string, unknown>>): Job {
    const queued = this.list().filter(({ state }) => state === "queued").length;
    if (queued >= jobsQueued) {
      throw new ProblemError("tooMany", `${queued} backtests wait; at most ${jobsQueued} may`);
    }
    const job: Job = {
      id: randomUUID().slice(0, 13),
      createdMs: Date.now(),
      args,
      request,
      state: "queued",
      progress: 0,
      startedMs: null,
      finishedMs: null,
      error: "",
      result: null,
    };
    this.jobs.set(job.id, job);
    saveJob(this.root, job);
    this.forget();
    this.next();
    return job;
  }

  /** Ends a job that waits or runs; what it had found is kept. */
  cancel(job: Job): void {
    if (this.running?.job === job) this.running.child.kill("SIGTERM");
    else if (job.state === "queued") this.finish(job, { state: "cancelled" });
  }

  /** Stops what runs; it is started again by the next process. */
  close(): void {
    this.closed = true;
    this.running?.child.kill("SIGKILL");
  }

  private next(): void {
    if (this.running !== undefined || this.closed) return;
    const job = [...this.jobs.values()].find(({ state }) => state === "queued");
    if (job === undefined) return;
    Object.assign(job, { state: "running", startedMs: Date.now(), progress: 0 });
    saveJob(this.root, job);
    const args = [
      ...[program, ...job.args, "--json", "--out", outputOf(this.root, job.id)],
      // A sweep is many runs; its best is run again by whoever wants to keep it.
      ...(job.args.includes("--sweep") ? [] : ["--store", dirname(this.root)]),
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.running = { job, child };
    const late = setTimeout(() => child.kill("SIGTERM"), jobMs);
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => void (out = tailOf(out + text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err = tailOf(err + text);
      const told = [...text.matchAll(/: (\d+) %/g)].at(-1);
      if (told !== undefined) job.progress = Number(told[1]) / 100;
    });
    child.on("error", (cause) => void (err += `error: ${cause.message}`));
    child.on("close", (code) => {
      clearTimeout(late);
      this.running = undefined;
      if (this.closed) return;
      this.finish(job, outcomeOf(code, out, err));
      this.next();
    });
  }

  private finish(job: Job, outcome: Partial<Job>): void {
    Object.assign(job, outcome, { finishedMs: Date.now() });
    if (job.state === "done") job.progress = 1;
    saveJob(this.root, job);
  }

  /** The oldest that are over go, with their results. */
  private forget(): void {
    for (const { id, state } of this.jobs.values()) {
      if (this.jobs.size <= jobsKept) return;
      if (state === "queued" || state === "running") continue;
      this.jobs.delete(id);
      rmSync(join(this.root, id), { recursive: true, force: true });
    }
  }
}

const tailOf = (text: string): string => text.slice(-1_000_000);

/** 3 tells of a look-ahead, 130 of a cancelled run: both have a result. */
const outcomeOf = (code: number | null, out: string, err: string): Partial<Job> => {
  const line = out.trimEnd().split("\n").at(-1) ?? "";
  const result = line.startsWith("{") ? JSON.parse(line) as Record<string, unknown> : null;
  const failed = result?.["error"] as { readonly message?: string } | undefined;
  if (failed?.message !== undefined) return { state: "failed", error: failed.message };
  if (result !== null) return { state: code === 130 ? "cancelled" : "done", result };
  if (code === 130 || code === null) return { state: "cancelled" };
  const words = /error: (.*)/.exec(err)?.[1] ?? "The run ended without a word";
  return { state: "failed", error: words };
};
