// How the whole system does, from what its processes last said.
import { Effect } from "effect";
import { nowUs } from "../actors/run/clock.ts";
import { coreOf, missingStages, nameOf, type ProcessStatus } from "../streams/status.ts";
import { textFromTimeUs } from "../streams/units.ts";
import type { Hub } from "./hub.ts";
import { allows } from "./access/principal.ts";
import { silentMs } from "./limits.ts";
import type { Health } from "./protocol.ts";
import { type Route, route } from "./route.ts";
import { Health as HealthSchema } from "./schemas.ts";

/**
 * The health of the system: down without the core, degraded without the recorder, and as long as a stage of
 * the pipeline does not run or only begins to, as one does again and again that cannot.
 */
export const healthOf = (hub: Hub): Health => {
  const now = nowUs();
  const processes: Record<string, ProcessStatus> = {};
  for (const status of hub.newest("status")) processes[nameOf(status)] = status;
  const current = Object.values(processes).filter(isCurrent(now));
  const core = coreOf(current);
  const works = current.filter(({ state }) => state !== "failed" && state !== "starting");
  const isWhole = missingStages(works).length === 0 &&
    works.some((one) => one.process === "recorder");
  return {
    status: core === undefined || core.state === "failed" ? "down" : isWhole ? "ok" : "degraded",
    mode: core?.mode ?? "paper",
    paper: core?.mode !== "live",
    source: core?.source ?? null,
    processes,
    time: textFromTimeUs(now),
  };
};

/** A pipeline that was split and is whole again leaves old words behind, and the other way round. */
const isCurrent = (now: number) => (status: ProcessStatus): boolean =>
  now - status.timeUs < silentMs * 1000;

/** The route of health; 503 where the core does not run, so that a probe needs no JSON. */
export const healthRoutes: readonly Route[] = [
  route({
    path: "/v1/health",
    scope: "open",
    statuses: ["200", "503"],
    summary: "Whether everything runs: processes, source, lags, streams, tables, refusals",
    parameters: {},
    answer: HealthSchema as never,
    respond: ({ hub, principal }) => {
      const health = healthOf(hub);
      // Whoever has not said who they are is told whether it runs, and nothing of how.
      return Effect.succeed(
        allows(principal, "read:market") ? health : { ...health, source: null, processes: {} },
      );
    },
    status: (health) => (health as Health).status === "down" ? 503 : 200,
  }),
];
