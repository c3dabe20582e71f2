// The siege: fault after fault until there were enough kills, and what came of them.
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, type FaultKind, faultsOf, type Victim } from "./faults.ts";
import { goesOn } from "./goes-on.ts";
import { hangsAllowed, undisturbedMs } from "./limits.ts";
import type { System } from "./system.ts";

/** How the siege stands. */
export interface Siege {
  kills: number;
  /** Times that the pipeline did not go on in time. */
  hangs: number;
  seconds: number;
  /** Ticks a second over all of it, and before the first fault. */
  rate: number;
  undisturbedRate: number;
  readonly byVictim: Partial<Record<Victim, number>>;
  readonly byFault: Partial<Record<FaultKind, number>>;
  /** The hangs, in words. */
  readonly found: string[];
}

/** What to do. */
export interface SiegeOptions {
  readonly kills: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Told after each fault, with the milliseconds until the system went on; undefined where it was not waited for. */
  readonly progress: (siege: Siege, fault: Fault, tookMs: number | undefined) => void;
}

/** Hurts a system until there were so many kills. The first ticks must have come. */
export const besiege = async (system: System, options: SiegeOptions): Promise<Siege> => {
  const siege: Siege = {
    kills: 0,
    hangs: 0,
    seconds: 0,
    rate: 0,
    undisturbedRate: 0,
    byVictim: {},
    byFault: {},
    found: [],
  };
  const begin = { ms: performance.now(), ticks: ticksOf(system) };
  const measure = (): number => {
    siege.seconds = (performance.now() - begin.ms) / 1000;
    return Math.round((ticksOf(system) - begin.ticks) / siege.seconds);
  };
  await sleep(undisturbedMs);
  siege.undisturbedRate = measure();
  for (const fault of faultsOf(options.seed)) {
    if (siege.kills >= options.kills || siege.hangs >= hangsAllowed) break;
    if (options.signal.aborted) break;
    const beganMs = performance.now();
    if (!await inflict(system, fault, siege)) {
      await sleep(50);
      continue;
    }
    const hurtMs = performance.now();
    if (fault.isWaited) await recovered(system, siege, fault);
    const tookMs = performance.now() - hurtMs;
    siege.rate = measure();
    options.progress(siege, fault, fault.isWaited ? tookMs : undefined);
    await sleep(Math.max(0, fault.thenMs - (performance.now() - beganMs)));
  }
  await recovered(system, siege, undefined);
  siege.rate = measure();
  return siege;
};

/** Ticks that the core has taken in, as it last said. */
export const ticksOf = (system: System): number => system.core.status?.source?.records ?? 0;

/** Does a fault from its beginning to its end, and counts it; false where the victim is away. */
const inflict = async (system: System, fault: Fault, siege: Siege): Promise<boolean> => {
  const { kind, victim } = fault;
  if (victim !== "connections") {
    if (!system.signal(victim, kind === "kill" ? "SIGKILL" : "SIGSTOP")) return false;
    count(siege, kind, victim);
    if (kind === "kill") return true;
    await last(system, fault, siege);
    system.signal(victim, "SIGCONT");
    return true;
  }
  if (system.proxy.connections === 0) return false;
  count(siege, kind, victim);
  if (kind !== "cut") {
    system.proxy.stall();
    await last(system, fault, siege);
  }
  if (kind !== "stall") system.proxy.cut();
  system.proxy.pass();
  return true;
};

/** Waits for the time that a fault lasts, and kills whom it says in the middle. */
const last = async (system: System, fault: Fault, siege: Siege): Promise<void> => {
  const { forMs, meanwhile } = fault;
  await sleep(forMs / 2);
  if (meanwhile !== undefined && system.signal(meanwhile, "SIGKILL")) {
    count(siege, "kill", meanwhile);
  }
  await sleep(forMs / 2);
};

const count = (siege: Siege, kind: FaultKind, victim: Victim): void => {
  if (kind === "kill") siege.kills++;
  siege.byVictim[victim] = (siege.byVictim[victim] ?? 0) + 1;
  siege.byFault[kind] = (siege.byFault[kind] ?? 0) + 1;
};

/** Waits until the system goes on. A hang is counted, and ended by killing who may be stuck. */
const recovered = async (system: System, siege: Siege, fault: Fault | undefined): Promise<void> => {
  try {
    await goesOn(system, fault?.victim ?? "gateway");
  } catch (cause) {
    siege.hangs++;
    const after = fault === undefined ? "the last fault" : `${fault.kind} of ${fault.victim}`;
    siege.found.push(`after ${after}, kill ${siege.kills}: ${(cause as Error).message}`);
    for (const victim of ["core", "recorder", "gateway"] as const) system.signal(victim, "SIGKILL");
  }
};
