// How the whole system does, from what its processes last said.
import { nowUs } from "../actors/run/clock.ts";
import { textFromTimeUs } from "../streams/units.ts";
import type { ProcessStatus } from "../streams/status.ts";
import type { Hub } from "./hub.ts";
import type { Health } from "./protocol.ts";

/** Microseconds without a word after which a process counts as gone. */
const silentUs = 5_000_000;

/** The health of the system: down without the core, degraded without the recorder. */
export const healthOf = (hub: Hub): Health => {
  const now = nowUs();
  const processes: Record<string, ProcessStatus> = {};
  for (const status of hub.newest("status")) processes[status.process] = status;
  const alive = (name: string) => {
    const status = processes[name];
    return status !== undefined && status.state !== "failed" && now - status.timeUs < silentUs;
  };
  return {
    status: !alive("core") ? "down" : alive("recorder") ? "ok" : "degraded",
    paper: true,
    source: processes["core"]?.source ?? null,
    processes,
    time: textFromTimeUs(now),
  };
};
