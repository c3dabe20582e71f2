// Whether a system goes on after a fault: ticks come out of the core, and into the store where that was hurt.
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessStatus } from "../../streams/status.ts";
import type { Victim } from "./faults.ts";
import { goesOnMs } from "./limits.ts";
import type { System } from "./system.ts";

/** Waits until the system goes on; rejects with who does not. */
export const goesOn = async (system: System, victim: Victim): Promise<void> => {
  const sinceUs = Date.now() * 1000;
  const isNew = ({ timeUs }: ProcessStatus): boolean => timeUs >= sinceUs;
  await system.core.until(
    grows(({ state, source }) => state === "running" ? source?.records : -1, isNew),
    goesOnMs,
  );
  if (victim !== "core") await system.recorder.until(grows(recorded, isNew), goesOnMs);
  if (victim !== "gateway" && victim !== "connections") return;
  for (const endMs = Date.now() + goesOnMs; !await system.isUp(); await sleep(100)) {
    if (Date.now() > endMs) throw new Error(`gateway did not go on within ${goesOnMs} ms`);
  }
};

/** Position of the input log that the recorder has read. */
const recorded = (status: ProcessStatus): number | undefined =>
  status.streams.find(({ name }) => name === "INPUT")?.position;

/** A condition: a number of new statuses has grown since the first one that tells it. */
const grows = (
  of: (status: ProcessStatus) => number | undefined,
  isNew: (status: ProcessStatus) => boolean,
) => {
  let first: number | undefined;
  return (status: ProcessStatus): boolean => {
    const now = isNew(status) ? of(status) : undefined;
    if (now === undefined || now < 0) return false;
    first ??= now;
    return now > first;
  };
};
