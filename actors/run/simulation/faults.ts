// What can go wrong in a simulation, and the weather of a seed: which of it does, and how often.
import type { World } from "./world.ts";

/** The kinds of fault, with what each does. */
export const faults = {
  crash: "a process stops at once; what it had sent may still arrive, up to some message",
  zombie: "a process stands still, another is started, and the first goes on",
  pause: "a process stands still and goes on",
  disconnect:
    "the connection is lost, with what was under way from some message on, and comes back",
  full: "a stream refuses messages for a while",
  lostMessage: "one message never reaches its stream",
  lostAck: "a message is stored, its acknowledgement never comes",
  lateAck: "an acknowledgement takes up to twenty seconds",
  doubleAck: "an acknowledgement comes twice",
  noAnswer: "a request (tail, snapshot) fails: before or after it was done",
  slowModel: "a prediction takes up to ten seconds",
  oldSnapshot: "the newest snapshot is damaged, the one before is given",
  clockJump: "the wall clock jumps ahead, by up to ninety seconds",
  purge: "the input log is purged as far as the snapshots allow",
} as const;

/** One kind of fault. */
export type FaultName = keyof typeof faults;

/** All kinds of fault. */
export const faultNames = Object.keys(faults) as readonly FaultName[];

/** Faults that befall a process or a stream at some step; the others befall messages. */
const blows = ["crash", "zombie", "pause", "disconnect", "full", "clockJump", "purge"] as const;
/** A fault that befalls a process or a stream. */
export type Blow = typeof blows[number];

/** Milliseconds of virtual time, from and to. */
export const timing = {
  lateAck: [20, 20_000],
  slowModel: [20, 10_000],
  /** What a request waits for an answer. */
  requestMs: 2_000,
  restart: [1, 1_000],
  still: [5, 8_000],
  down: [1, 3_000],
  full: [5, 6_000],
  clockJump: [1_000, 90_000],
  /** Longer than a writer waits before it gives up. */
  fullForGood: [590_000, 640_000],
} as const;

/** Faults of one seed at most: it is to come to its end. */
const mostBlows = 12;
const mostMishaps = 40;

/** Decides what goes wrong, and counts it. Each seed has its own mixture: some kinds never, some often. */
export class Weather {
  readonly counts: Partial<Record<FaultName, number>> = {};
  /** Milliseconds to the server or back: from and to. */
  readonly hop: readonly [number, number];
  /** Milliseconds between two batches of ticks: the longer gaps among them. */
  readonly quiet: readonly [number, number];
  private readonly world: World;
  private readonly rates = new Map<FaultName, number>();
  private readonly blows: readonly Blow[];
  private readonly gap: number;
  private nextBlow: number;
  private struck = 0;
  private mishaps = 0;

  constructor(world: World, wanted: ReadonlySet<FaultName>) {
    this.world = world;
    const { random } = world;
    this.hop = random.pick([[0.05, 0.3], [0.05, 3], [1, 60]]);
    this.quiet = random.pick([[200, 6_000], [2_000, 20_000]]);
    for (const name of faultNames) {
      const rate = random.next() < 0.5 ? 0 : 0.1 * random.next() ** 3;
      if (wanted.has(name)) this.rates.set(name, rate);
    }
    const some = blows.filter((name) => wanted.has(name) && random.next() < 0.6);
    this.blows = some.length > 0 ? some : blows.filter((name) => wanted.has(name));
    this.gap = random.pick([20, 100, 400]);
    this.nextBlow = this.blows.length === 0 ? Infinity : random.between(1, 2 * this.gap);
  }

  /** Whether a fault befalls what is under way now. */
  befalls(name: FaultName): boolean {
    const rate = this.rates.get(name) ?? 0;
    // What happens once a run comes more often than what can happen to every message.
    const likely = name === "oldSnapshot" ? Math.cbrt(rate) : name === "noAnswer" ? 2 * rate : rate;
    if (this.mishaps >= mostMishaps || !this.world.chance(likely)) return false;
    this.mishaps++;
    this.count(name);
    return true;
  }

  /** The blow that is due at this step; undefined where none is. */
  blow(): Blow | undefined {
    if (this.world.steps < this.nextBlow || this.struck >= mostBlows) return undefined;
    this.struck++;
    this.nextBlow = this.world.steps + this.world.random.between(1, 2 * this.gap);
    return this.world.random.pick(this.blows);
  }

  /** Something happens now that is worth disturbing: a blow may come soon. */
  tempt(): void {
    const { world } = this;
    if (this.nextBlow === Infinity || !world.chance(0.15)) return;
    this.nextBlow = Math.min(this.nextBlow, world.steps + world.random.between(0, 6));
  }

  count(name: FaultName): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
