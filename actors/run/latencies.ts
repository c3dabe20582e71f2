// How long the newest orders took from their tick to their release: of the last minute, and of so many at most.
import { latencyAgeMs, latencySamples } from "./limits.ts";

/** Percentiles in milliseconds, 0 where no order was released lately, and how many orders there were in all. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly orders: number;
}

/** Times of orders in a ring. Times of the clock are in microseconds. */
export class Latencies {
  private readonly tookMs = new Float64Array(latencySamples);
  private readonly releasedUs = new Float64Array(latencySamples);
  private released = 0;

  /** Takes an order that was received and released at two times. */
  add(receivedUs: number, releasedUs: number): void {
    const at = this.released++ % latencySamples;
    this.tookMs[at] = (releasedUs - receivedUs) / 1000;
    this.releasedUs[at] = releasedUs;
  }

  /** What is told at a time. An hour that was slow must not be told of for ever where orders are rare. */
  at(nowUs: number): Latency {
    const kept = this.tookMs.subarray(0, Math.min(this.released, latencySamples));
    const sorted = kept.filter((_, i) => nowUs - this.releasedUs[i]! <= latencyAgeMs * 1000).sort();
    const of = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
    return { p50: of(0.5), p99: of(0.99), orders: this.released };
  }
}
