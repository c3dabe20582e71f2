// The dead-man's switch: who must be heard of, how often, and when they were heard of last.
import type { Control } from "../streams/control.ts";
import { type Heartbeat, readHeartbeat } from "../streams/heartbeat.ts";
import type { TimeUs } from "../streams/units.ts";
import type { Actor } from "./actor.ts";

/** The last heartbeat of an account. */
export interface Heard extends Heartbeat {
  /** By our clock. */
  readonly heardUs: TimeUs;
}

/** The switches that are armed, by account; "" is every account. */
export interface DeadmanState {
  heard: Map<string, Heard>;
}

/** Accounts that may have a switch. */
export const maxSwitches = 1_000;

/** Keeps the last heartbeat of each account. The host, which has a clock, looks whether it is late. */
export const deadman: Actor<DeadmanState, "control", "control"> = {
  name: "deadman",
  key: "all",
  receives: ["control"],
  emits: [],
  initial: () => ({ heard: new Map() }),
  receive: ({ heard }, message) => {
    if (message.control === "deadman") beat(heard, message);
  },
};

const beat = (heard: Map<string, Heard>, control: Control): void => {
  const heartbeat = readHeartbeat(control.value);
  if (heartbeat === undefined) {
    throw new Error(`Control "deadman" holds no heartbeat: ${control.value}`);
  }
  heard.delete(control.name);
  if (heartbeat.timeoutMs === 0) return;
  heard.set(control.name, { ...heartbeat, heardUs: control.ingestTimeUs });
  if (heard.size > maxSwitches) heard.delete(heard.keys().next().value!);
};

/** When the first switch is due; undefined where none is armed. */
export const dueUs = ({ heard }: DeadmanState): TimeUs | undefined => {
  let due: TimeUs | undefined;
  for (const { heardUs, timeoutMs } of heard.values()) {
    const at = heardUs + timeoutMs * 1000;
    if (due === undefined || at < due) due = at;
  }
  return due;
};

/** Accounts that were not heard of in time. */
export const overdue = (
  { heard }: DeadmanState,
  nowUs: TimeUs,
): readonly { readonly account: string; readonly heard: Heard }[] =>
  [...heard].filter(([, one]) => nowUs >= one.heardUs + one.timeoutMs * 1000)
    .map(([account, one]) => ({ account, heard: one }));
