// The window of a sequence model: the last vectors of one instrument, the same in training, evaluation and serving.
import { featureFlags, type FeatureVector } from "../streams/features.ts";

/** What a window needs to know of a vector: when it was, and whether records were lost before it. */
export type Moment = Pick<FeatureVector, "eventTimeUs" | "flags">;

/** How a model reads vectors; part of its card. */
export interface WindowSpec {
  /** Vectors of one instrument that a prediction reads, oldest first, the newest last. */
  readonly rows: number;
  /** A longer silence of event time, in microseconds, begins the window anew. */
  readonly gapUs: number;
}

/** Where a window that has begun stands; enough to go on after a restart. */
export interface WindowState {
  /** Event time of the newest vector, in microseconds. */
  readonly lastUs: number;
  /** The newest vectors of the window, oldest first, one row of features after the other. */
  readonly features: readonly number[];
}

/**
 * Whether a vector begins a window anew: it is the first, records were lost before it, time went back,
 * or the silence before it was longer than `gapUs`. What came before tells nothing of what follows.
 */
export const restarts = (lastUs: number | undefined, moment: Moment, gapUs: number): boolean =>
  lastUs === undefined || (moment.flags & featureFlags.gapped) !== 0 ||
  moment.eventTimeUs < lastUs || moment.eventTimeUs - lastUs > gapUs;

/** The last vectors of one instrument, as float32, in a ring. */
export class Window {
  private readonly spec: WindowSpec;
  private readonly width: number;
  private readonly ring: Float32Array;
  private lastUs: number | undefined;
  /** Vectors in the window, at most its rows. */
  private filled = 0;
  /** Where the next vector goes. */
  private next = 0;

  constructor(spec: WindowSpec, width: number) {
    this.spec = spec;
    this.width = width;
    this.ring = new Float32Array(spec.rows * width);
  }

  /** Takes the next vector; `row` holds its features from `at` on. */
  push(moment: Moment, row: ArrayLike<number>, at = 0): void {
    if (restarts(this.lastUs, moment, this.spec.gapUs)) this.filled = 0;
    this.lastUs = moment.eventTimeUs;
    const { width, ring } = this;
    const to = this.next * width;
    for (let i = 0; i < width; i++) ring[to + i] = row[at + i]!;
    this.next = (this.next + 1) % this.spec.rows;
    if (this.filled < this.spec.rows) this.filled++;
  }

  /**
   * Writes the window into a matrix from `at` on, oldest vector first. A window that is not full yet
   * repeats its oldest vector in front, so that there is a prediction from the first vector on.
   */
  write(into: Float32Array, at: number): void {
    const { width, ring, filled } = this;
    const { rows } = this.spec;
    for (let row = 0; row < rows; row++) {
      const age = Math.min(rows - 1 - row, filled - 1);
      const from = ((this.next - 1 - age + 2 * rows) % rows) * width;
      into.set(ring.subarray(from, from + width), at + row * width);
    }
  }

  /** What is needed to go on after a restart; undefined before the first vector. */
  state(): WindowState | undefined {
    if (this.lastUs === undefined) return undefined;
    const { rows } = this.spec;
    const whole = new Float32Array(rows * this.width);
    this.write(whole, 0);
    const features = [...whole.subarray((rows - this.filled) * this.width)];
    return { lastUs: this.lastUs, features };
  }

  /** Goes on where another window of the same spec was. Throws `RangeError` for one of another size. */
  restore({ lastUs, features }: WindowState): void {
    const count = features.length / this.width;
    if (!Number.isInteger(count) || count < 1 || count > this.spec.rows) {
      throw new RangeError(
        `A saved window holds ${features.length} numbers: expected 1 to ${this.spec.rows} rows ` +
          `of ${this.width}`,
      );
    }
    this.lastUs = lastUs;
    this.ring.set(features);
    this.filled = count;
    this.next = count % this.spec.rows;
  }
}
