// Backtests as jobs: they end, are cancelled with what they had found, and outlive the process that started them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Job } from "./job.ts";
import { Jobs } from "./jobs.ts";

let root: string;
let jobs: Jobs;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), "contrail-jobs-")), "backtests");
  jobs = new Jobs(root);
});
afterEach(() => {
  jobs.close();
  rmSync(root, { recursive: true, force: true });
});

const args = (ticks: number) => ["--strategy", "grid-maker", "--ticks", String(ticks)];
/** Ticks that nobody waits for. */
const long = 30_000_000;

const become = (job: () => Job | undefined, states: readonly Job["state"][]) =>
  vi.waitUntil(() => states.includes(job()!.state), { timeout: 100_000, interval: 50 });

it(
  "runs again from the start what ran when the process ended, and then what had waited",
  async () => {
    const { id } = jobs.submit(args(long), {});
    const waiting = jobs.submit(args(5_000), {}).id;
    await become(() => jobs.find(id), ["running"]);
    await vi.waitUntil(() => jobs.find(id)!.progress > 0, { timeout: 100_000, interval: 50 });
    jobs.close();
    jobs = new Jobs(root);
    expect(jobs.find(id)).toMatchObject({ state: "running", progress: 0 });
    expect(jobs.find(waiting)).toMatchObject({ state: "queued" });
    jobs.cancel(jobs.find(id)!);
    await become(() => jobs.find(waiting), ["done", "failed"]);
    expect(jobs.find(id)).toMatchObject({ state: "cancelled" });
    expect(jobs.find(waiting)).toMatchObject({ state: "done", progress: 1 });
    expect(jobs.find(waiting)!.result).toMatchObject({ engine: "columns", cancelled: false });
  },
  120_000,
);

it("cancels what runs, keeping what it had found, and what waits", async () => {
  const { id } = jobs.submit(args(long), {});
  const waiting = jobs.submit(args(5_000), {});
  jobs.cancel(waiting);
  expect(waiting.state).toBe("cancelled");
  await vi.waitUntil(() => jobs.find(id)!.progress > 0, { timeout: 100_000, interval: 50 });
  jobs.cancel(jobs.find(id)!);
  await become(() => jobs.find(id), ["cancelled", "failed"]);
  expect(jobs.find(id)).toMatchObject({ state: "cancelled", result: { cancelled: true } });
}, 120_000);

it("tells what was wrong with a run", async () => {
  const { id } = jobs.submit([...args(5_000), "--set", "levels=0"], {});
  await become(() => jobs.find(id), ["done", "failed"]);
  expect(jobs.find(id)).toMatchObject({
    state: "failed",
    error: expect.stringMatching(/"levels=0": expected a number from 1 to 100/) as string,
  });
}, 120_000);
