// What can go wrong in a simulation, and how often it does.

/** The kinds of fault. */
export const faultNames = [
  "crash",
  "secondInstance",
  "lostRequest",
  "lostAck",
  "lateAck",
  "doubledAck",
  "disconnect",
  "fullStream",
  "tailUnreadable",
  "snapshotLost",
  "snapshotDamaged",
  "clockJump",
  "staleFeed",
] as const;
/** One kind of fault. */
export type FaultName = typeof faultNames[number];

/** Which faults a run has, and how often each came. */
export class Faults {
  readonly counts = new Map<FaultName, number>();
  private readonly wanted: ReadonlySet<FaultName>;

  constructor(wanted: readonly FaultName[]) {
    this.wanted = new Set(wanted);
  }

  /** Whether a fault comes now; counts it. */
  comes(name: FaultName, happens: () => boolean): boolean {
    if (!this.wanted.has(name) || !happens()) return false;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    return true;
  }
}

/** How likely each fault is, each time it can come. */
export const odds = {
  lostRequest: 0.004,
  lostAck: 0.004,
  lateAck: 0.01,
  doubledAck: 0.01,
  tailUnreadable: 0.2,
  snapshotLost: 0.1,
  snapshotDamaged: 0.3,
  staleFeed: 0.02,
} as const;

/** Milliseconds of virtual time. */
export const timing = {
  /** From process to server and back, each way. */
  hop: [0.02, 2],
  lateAck: [100, 9_000],
  model: [0, 3],
  tickGap: [0.2, 20],
  staleFeed: [500, 5_000],
  restart: [1, 400],
  full: [20, 3_000],
  clockJump: [20_000, 90_000],
  /** Between two faults that hit a whole process or stream. */
  trouble: [5, 900],
} as const;
