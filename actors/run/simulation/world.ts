// The world of a simulation: one virtual clock, one seed, and what happens next.
import { type Random, randomFrom } from "../../testing/random.ts";

interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Virtual time. Everything that waits, waits for it, so a seed always gives the same history. */
export class World {
  readonly random: Random;
  nowMs = 0;
  /** Happenings so far. */
  steps = 0;
  private order = 0;
  /** A binary heap by time, then by order. */
  private readonly heap: Happening[] = [];

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  /** Whether something of a probability happens now. */
  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  /** A time between two bounds, in milliseconds. */
  ms(low: number, high: number): number {
    return low + this.random.next() * (high - low);
  }

  /** Lets something happen after so many milliseconds. */
  after(delayMs: number, run: () => void): void {
    const { heap } = this;
    const one = { atMs: this.nowMs + delayMs, order: this.order++, run };
    let at = heap.push(one) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (comesFirst(heap[parent]!, one)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = one;
  }

  /** Waits so many milliseconds. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets one thing after the other happen until a condition holds. False where it never did. */
  async run(until: () => boolean, mostSteps: number): Promise<boolean> {
    const last = this.steps + mostSteps;
    await settled();
    while (!until()) {
      const next = this.take();
      if (next === undefined || this.steps >= last) return until();
      this.steps++;
      this.nowMs = next.atMs;
      next.run();
      await settled();
    }
    return true;
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

/** Lets everything that follows at once follow: there is no real timer and no real I/O to wait for. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
