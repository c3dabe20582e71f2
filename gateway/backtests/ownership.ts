// Whose a backtest is: it belongs to its strategy, and to no account.
import { Effect } from "effect";
import type { Principal } from "../access/principal.ts";
import { ProblemError } from "../problems.ts";
import type { Job } from "./job.ts";
import type { Jobs } from "./jobs.ts";

/** Whether somebody may test a strategy, and see what came of it. */
export const mayTest = ({ strategies }: Principal, strategy: unknown): boolean =>
  strategies.length === 0 || strategies.some((one) => one === strategy);

/** A job of an id. What is not theirs is as if it were not there. */
export const jobFor = (jobs: Jobs, id: string, principal: Principal): Job | undefined => {
  const job = jobs.find(id);
  return job !== undefined && mayTest(principal, job.request["strategy"]) ? job : undefined;
};

/** The same, or a problem. */
export const jobOf = (jobs: Jobs, id: string, principal: Principal) => {
  const job = jobFor(jobs, id, principal);
  return job !== undefined ? Effect.succeed(job) : Effect.fail(
    new ProblemError("notFound", `There is no backtest "${id.slice(0, 40)}"`, [
      { path: "id", message: "is no id of /v1/backtests" },
    ]),
  );
};
