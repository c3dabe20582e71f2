// The recent course of every mid price, beside the store: drawn twice a second, however often it changes.
import { createSignal } from "solid-js";

const points = 60;

/** Recent mid prices by symbol. */
export class Courses {
  private readonly newest = new Map<string, number>();
  private readonly values = new Map<string, number[]>();
  private readonly signal = createSignal(0);

  /** Takes a mid price. */
  add(symbol: string, mid: number): void {
    if (mid > 0) this.newest.set(symbol, mid);
  }

  /** Takes a point of every course, and says that there are new ones. */
  look(): void {
    for (const [symbol, mid] of this.newest) {
      const values = this.values.get(symbol);
      if (values === undefined) this.values.set(symbol, [mid]);
      else if (values.push(mid) > points) values.shift();
    }
    this.signal[1]((before) => before + 1);
  }

  /** The course of a symbol, oldest first; follows changes where it is read. */
  of(symbol: string): readonly number[] {
    this.signal[0]();
    return this.values.get(symbol) ?? [];
  }
}
