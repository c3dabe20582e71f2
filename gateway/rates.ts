// Rate limits: a bucket for everyone and each class of call, told in headers of the RateLimit draft.
import { rateBuckets } from "./limits.ts";

/** Classes of calls: reading, changing, what takes long, and credentials that were wrong. */
export const rateClasses = ["read", "change", "heavy", "credentials"] as const;
/** A class of calls. */
export type RateClass = typeof rateClasses[number];

/** So many calls within so many seconds; unused ones come back evenly. */
export interface Rate {
  readonly calls: number;
  readonly seconds: number;
}

/** What a call met. */
export interface RateAnswer {
  readonly allowed: boolean;
  /** Calls that are left. */
  readonly left: number;
  /** Whole seconds until there is one more, or, where there are some, until the bucket is full. */
  readonly seconds: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

/** Buckets by who asks. The one that was used longest ago goes where there are too many. */
export class Rates {
  private readonly buckets = new Map<string, Bucket>();

  /** Takes one call, or only looks where `cost` is 0. */
  take(who: string, rate: Rate, { nowMs, cost = 1 }: { nowMs: number; cost?: number }): RateAnswer {
    const perMs = rate.calls / (rate.seconds * 1000);
    const bucket = this.buckets.get(who) ?? { left: rate.calls, atMs: nowMs };
    bucket.left = Math.min(rate.calls, bucket.left + Math.max(0, nowMs - bucket.atMs) * perMs);
    bucket.atMs = nowMs;
    this.buckets.delete(who);
    this.buckets.set(who, bucket);
    if (this.buckets.size > rateBuckets) this.buckets.delete(this.buckets.keys().next().value!);
    const allowed = bucket.left >= 1;
    if (allowed) bucket.left -= cost;
    const missing = bucket.left < 1 ? 1 - bucket.left : rate.calls - bucket.left;
    return {
      allowed,
      left: Math.floor(Math.max(0, bucket.left)),
      seconds: Math.ceil(missing / perMs / 1000),
    };
  }
}

/** The headers `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers). */
export const rateHeaders = (
  name: RateClass,
  rate: Rate,
  answer: RateAnswer,
): Readonly<Record<string, string>> => ({
  "ratelimit-policy": `"${name}";q=${rate.calls};w=${rate.seconds}`,
  "ratelimit": `"${name}";r=${answer.left};t=${answer.seconds}`,
});
