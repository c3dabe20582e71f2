// What is done to whom, and when: the same faults in the same order for the same seed.
import { type Random, randomFrom } from "../../actors/testing/random.ts";
import { betweenFaultsMs, pauseMs, rushMs, rushShare } from "./limits.ts";

/** The processes that are hurt. */
export const victims = ["core", "recorder", "gateway", "nats-server", "clickhouse"] as const;
/** One of them. */
export type Victim = typeof victims[number];

/** SIGKILL; SIGSTOP and later SIGCONT. */
export const faultKinds = ["kill", "pause"] as const;
/** One of them. */
export type FaultKind = typeof faultKinds[number];

/** One fault. */
export interface Fault {
  readonly kind: FaultKind;
  readonly victim: Victim;
  /** Milliseconds that it lasts; 0 for a kill. */
  readonly forMs: number;
  /** Milliseconds to the next fault at least. */
  readonly thenMs: number;
  /** Whether the next fault waits until the system goes on. */
  readonly isWaited: boolean;
}

/** Share of the faults that are kills. */
const killShare = 0.75;

/** Faults for ever. */
export function* faultsOf(seed: number): Generator<Fault, never> {
  const random = randomFrom(seed);
  for (;;) yield oneOf(random);
}

const oneOf = (random: Random): Fault => {
  const kind = random.next() < killShare ? "kill" : "pause";
  const victim = random.pick(victims);
  const isWaited = random.next() >= rushShare;
  const wait = isWaited ? betweenFaultsMs : rushMs;
  return {
    kind,
    victim,
    forMs: kind === "kill" ? 0 : random.between(pauseMs.least, pauseMs.most),
    thenMs: random.between(wait.least, wait.most),
    isWaited,
  };
};
