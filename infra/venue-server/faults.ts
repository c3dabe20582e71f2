// What goes wrong at a local venue, seeded: frames, answers and connections, each noted as it happens.
import { type RandomState, randomState, uniform } from "../../actors/measures/random.ts";

/** Shares of what goes wrong, 0 to 1, and how long it takes. */
export interface FaultShares {
  /** Frames of a book that are not sent: a gap in its numbers. */
  readonly gap: number;
  /** Frames that are sent twice. */
  readonly twice: number;
  /** Frames that are sent after the next one. */
  readonly swapped: number;
  /** Frames at which the connection breaks. */
  readonly disconnect: number;
  /** Frames at which the connection stays, and tells nothing for `stallMs`. */
  readonly stall: number;
  readonly stallMs: number;
  /** Requests that are refused because there were too many. */
  readonly tooMany: number;
  /** Requests that fail with a 5xx before anything was done. */
  readonly failBefore: number;
  /** Orders and cancels that fail with a 5xx although they were carried out. */
  readonly failAfter: number;
  /** Orders and cancels that are carried out and never answered. */
  readonly lostAck: number;
  /** Orders and cancels that are answered late, by `lateMs`. */
  readonly lateAck: number;
  readonly lateMs: number;
  /** Messages of fills and orders that are not sent. */
  readonly lostEvent: number;
}

/** One fault that happened. */
export interface Fault {
  readonly kind: keyof FaultShares;
  readonly venue: string;
  /** The symbol, or the request. */
  readonly what: string;
  readonly atMs: number;
}

/** Nothing goes wrong. */
export const noFaults: FaultShares = {
  ...{ gap: 0, twice: 0, swapped: 0, disconnect: 0, stall: 0, stallMs: 3_000, tooMany: 0 },
  ...{ failBefore: 0, failAfter: 0, lostAck: 0, lateAck: 0, lateMs: 1_500, lostEvent: 0 },
};

/** Faults by name. */
export const faultPlans: Readonly<Record<"none" | "mild" | "rough", FaultShares>> = {
  none: noFaults,
  mild: {
    ...noFaults,
    ...{ gap: 0.002, twice: 0.002, swapped: 0.001, disconnect: 0.0002, stall: 0.0001 },
    ...{ tooMany: 0.005, failBefore: 0.01, failAfter: 0.01, lostAck: 0.005, lateAck: 0.02 },
    lostEvent: 0.01,
  },
  rough: {
    ...noFaults,
    ...{ gap: 0.02, twice: 0.02, swapped: 0.01, disconnect: 0.002, stall: 0.001 },
    ...{ tooMany: 0.02, failBefore: 0.05, failAfter: 0.05, lostAck: 0.03, lateAck: 0.05 },
    lostEvent: 0.05,
  },
};

/** Decides what goes wrong, and notes it. */
export class Faults {
  readonly happened: Fault[] = [];
  shares: FaultShares;
  private readonly random: RandomState;

  constructor(shares: FaultShares, seed: number) {
    this.shares = shares;
    this.random = randomState(seed);
  }

  /** Whether a fault befalls something now; one that does is noted. */
  befalls(kind: keyof FaultShares, venue: string, what: string): boolean {
    const share = this.shares[kind];
    if (share === 0 || uniform(this.random) >= share) return false;
    this.happened.push({ kind, venue, what, atMs: Date.now() });
    return true;
  }

  /** How often each kind happened. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { kind } of this.happened) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }
}
