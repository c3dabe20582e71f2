// The world of a simulation: one virtual clock, one seed, and what happens next.
import { type Random, randomFrom } from "../../testing/random.ts";

/** Whose happening something is: what befalls a process, befalls what it waits for. */
export interface Owner {
  readonly alive: boolean;
  /** Until when it stands still, in virtual milliseconds. */
  readonly frozenUntilMs: number;
}

interface Happening {
  atMs: number;
  readonly order: number;
  readonly owner: Owner | undefined;
  /** Whether something follows from it at once. */
  readonly stirs: boolean;
  readonly run: () => void;
}

/** What a world is like for one seed, and how long it may last. */
export interface WorldOptions {
  readonly seed: number;
  /** Virtual milliseconds, and happenings, after which it comes to no end any more. */
  readonly longestMs: number;
  readonly mostSteps: number;
}

/**
 * Virtual time. Everything that waits, waits for it: there is no real timer and no real I/O, so a seed
 * always gives the same history.
 */
export class World {
  readonly random: Random;
  nowMs = 0;
  /** Happenings so far. */
  steps = 0;
  private order = 0;
  /** A binary heap by time, then by order. */
  private readonly heap: Happening[] = [];
  private readonly options: WorldOptions;
  private low = 0x811c9dc5;
  private high = 0x01000193;

  constructor(options: WorldOptions) {
    this.options = options;
    this.random = randomFrom(Math.imul(options.seed, 0x9e3779b1) ^ 0x5bd1e995);
  }

  /** Whether something of a probability happens now. */
  chance(probability: number): boolean {
    return probability > 0 && this.random.next() < probability;
  }

  /** A number between two bounds. */
  between([low, high]: readonly [number, number]): number {
    return low + this.random.next() * (high - low);
  }

  /** Lets something happen after so many milliseconds: unless its owner has died, when it is awake. */
  after(delayMs: number, run: () => void, owner?: Owner): void {
    this.push({ atMs: this.nowMs + delayMs, order: this.order++, owner, stirs: true, run });
  }

  /** Lets something happen at the server, from which nothing follows but what it says in later. */
  atServer(delayMs: number, run: () => void): void {
    const order = this.order++;
    this.push({ atMs: this.nowMs + delayMs, order, owner: undefined, stirs: false, run });
  }

  /** Adds to the digest of what happened. */
  note(...numbers: readonly number[]): void {
    for (const one of numbers) {
      this.low = Math.imul(this.low ^ (one | 0), 0x01000193) >>> 0;
      this.high = Math.imul(this.high ^ (this.low >>> 7) ^ (one / 4294967296 | 0), 0x85ebca6b) >>>
        0;
    }
  }

  /** A digest of everything that happened, and when: the same for the same seed. */
  digest(): string {
    return [this.low, this.high].map((one) => one.toString(16).padStart(8, "0")).join("");
  }

  /** Lets one thing after the other happen until a condition holds. False where it never did. */
  async run(until: () => boolean): Promise<boolean> {
    const { longestMs, mostSteps } = this.options;
    await settled();
    while (!until()) {
      const next = this.take();
      if (next === undefined || this.steps >= mostSteps || next.atMs > longestMs) return false;
      this.nowMs = next.atMs;
      const { owner } = next;
      if (owner !== undefined && !owner.alive) continue;
      if (owner !== undefined && owner.frozenUntilMs > this.nowMs) {
        next.atMs = owner.frozenUntilMs;
        this.push(next);
        continue;
      }
      this.steps++;
      this.note(next.atMs * 1000, next.order);
      next.run();
      if (next.stirs) await settled();
    }
    return true;
  }

  private push(one: Happening): void {
    const { heap } = this;
    let at = heap.push(one) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (comesFirst(heap[parent]!, one)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = one;
  }

  private take(): Happening | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && comesFirst(heap[child + 1]!, heap[child]!)) child++;
      if (comesFirst(last, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const comesFirst = (one: Happening, other: Happening): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

/** Lets everything that follows at once follow. Promises alone are under way, so one turn is enough. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
