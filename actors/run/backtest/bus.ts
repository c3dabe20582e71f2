// Messages between us and the venue under way: in order, none overtakes another, nothing allocated.
import type { TimeUs } from "../../../streams/units.ts";

/** Fields of a message, as offsets from the index that `push` and `front` give. */
export const field = {
  dueUs: 0,
  order: 1,
  /** A `request` on the way there, a `status` on the way back. */
  what: 2,
  priceTicks: 3,
  quantityLots: 4,
  /** On the way back only. */
  leavesLots: 5,
  /** Price and quantity of an execution; quantity 0 where there was none. */
  lastPriceTicks: 6,
  lastLots: 7,
  feeTickLots: 8,
  /** When the request was sent that a refusal answers. */
  sentUs: 9,
} as const;

const fields = 10;

/** A line in one direction: a ring of numbers that doubles when it is full. */
export class Bus {
  values = new Float64Array(64 * fields);
  /** When the first message arrives; infinity where none is under way. */
  dueUs = Infinity;
  private first = 0;
  private count = 0;
  private room = 64;
  private lastUs = 0;

  /** Adds a message due at a time, or with the last one where that is due later. Its index. */
  push(dueUs: TimeUs): number {
    if (this.count === this.room) this.grow();
    const at = ((this.first + this.count++) & (this.room - 1)) * fields;
    this.lastUs = this.count > 1 ? Math.max(dueUs, this.lastUs) : dueUs;
    this.values[at] = this.lastUs;
    if (this.count === 1) this.dueUs = this.lastUs;
    return at;
  }

  /** Index of the first message. There must be one. */
  front(): number {
    return this.first * fields;
  }

  /** Takes the first message away. */
  shift(): void {
    this.first = (this.first + 1) & (this.room - 1);
    this.count--;
    this.dueUs = this.count > 0 ? this.values[this.first * fields]! : Infinity;
  }

  private grow(): void {
    const values = new Float64Array(this.room * 2 * fields);
    const head = this.values.subarray(this.first * fields);
    values.set(head);
    values.set(this.values.subarray(0, this.first * fields), head.length);
    this.values = values;
    this.first = 0;
    this.room *= 2;
  }
}
