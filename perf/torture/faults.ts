// What is done to whom, and when: the same faults in the same order for the same seed.
import { type Random, randomFrom } from "../../actors/testing/random.ts";
import { betweenFaultsMs, meanwhileShare, pauseMs, rushMs, rushShare } from "./limits.ts";

/** The processes that are hurt. */
export const processes = ["core", "recorder", "gateway", "nats-server", "clickhouse"] as const;
/** One of them. */
export type ProcessName = typeof processes[number];
/** Who is hurt: a process, or the connections of all processes to nats-server. */
export type Victim = ProcessName | "connections";

/**
 * How often each fault is done, in percent. To a process: `kill` is SIGKILL, `pause` is SIGSTOP and
 * later SIGCONT. To the connections: `cut` ends all of them at once, `stall` passes nothing for a
 * while, `lose` stalls and then cuts, so that what was sent meanwhile never arrives.
 */
const shares = { kill: 68, pause: 14, cut: 7, stall: 6, lose: 5 } as const;
/** What is done. */
export type FaultKind = keyof typeof shares;

/** One fault. */
export interface Fault {
  readonly kind: FaultKind;
  readonly victim: Victim;
  /** Milliseconds that it lasts; 0 for a kill and a cut. */
  readonly forMs: number;
  /** A process that is killed in the middle of it, where one is. */
  readonly meanwhile: ProcessName | undefined;
  /** Milliseconds to the next fault at least. */
  readonly thenMs: number;
  /** Whether the next fault waits until the system goes on. */
  readonly isWaited: boolean;
}

/** Faults for ever. */
export function* faultsOf(seed: number): Generator<Fault, never> {
  const random = randomFrom(seed);
  for (;;) yield oneOf(random);
}

const oneOf = (random: Random): Fault => {
  const kind = kindOf(random.next() * 100);
  const isWaited = random.next() >= rushShare;
  const wait = isWaited ? betweenFaultsMs : rushMs;
  const lasts = kind !== "kill" && kind !== "cut";
  return {
    kind,
    victim: kind === "kill" || kind === "pause" ? random.pick(processes) : "connections",
    forMs: lasts ? random.between(pauseMs.least, pauseMs.most) : 0,
    meanwhile: lasts && random.next() < meanwhileShare ? random.pick(processes) : undefined,
    thenMs: random.between(wait.least, wait.most),
    isWaited,
  };
};

const kindOf = (percent: number): FaultKind => {
  let left = percent;
  for (const [kind, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return kind as FaultKind;
  }
  return "kill";
};
