// Drift: how far the newest feature vectors are from those a model learned from, feature by feature.
import { type FeatureName, featureNames, type FeatureVector } from "../../streams/features.ts";
import {
  binOf,
  distanceOf,
  type Distribution,
  type Distributions,
  driftVectors,
} from "./reference.ts";

/**
 * Population stability index and distance from which a feature has drifted; where windows of the training
 * were as far from it themselves, so many times that far. And the share of values beyond all that the
 * training saw, from which it has. With less, days like those of the training are told of too.
 */
export const driftLimits = {
  psi: 0.25,
  ks: 0.2,
  beyond: 0.02,
  usualPsi: 3,
  usualKs: 1.75,
} as const;

/** How far a feature is from its reference. */
export interface FeatureDistance {
  readonly feature: FeatureName;
  readonly psi: number;
  readonly ks: number;
  /** Share of the values that lie beyond the smallest and the largest of the training. */
  readonly beyond: number;
  /** From which values on it has drifted. */
  readonly psiLimit: number;
  readonly ksLimit: number;
  readonly beyondLimit: number;
  /** The largest of the three as a share of its limit; before the window is full, of what lies beyond. */
  readonly share: number;
}

/** Whether a feature is alike, moves (above half of a limit) or has drifted. */
export const driftLevel = ({ share }: { readonly share: number }) =>
  share >= 1 ? "drifted" as const : share >= 0.5 ? "moving" as const : "alike" as const;

/** Marks a bin in the ring whose value lies beyond the training. */
const beyondBit = 0x80;

/** One feature: counts by bin of the newest vectors, in a ring. */
class FeatureWindow {
  readonly feature: FeatureName;
  private readonly learned: Distribution;
  private readonly edges: Float64Array;
  private readonly counts: Uint32Array;
  private beyond = 0;
  private readonly ring = new Uint8Array(driftVectors.window);
  private readonly limits: {
    readonly psiLimit: number;
    readonly ksLimit: number;
    readonly beyondLimit: number;
  };

  constructor(feature: FeatureName, learned: Distribution) {
    this.feature = feature;
    this.learned = learned;
    this.limits = {
      psiLimit: Math.max(driftLimits.psi, driftLimits.usualPsi * learned.usualPsi),
      ksLimit: Math.max(driftLimits.ks, driftLimits.usualKs * learned.usualKs),
      beyondLimit: driftLimits.beyond,
    };
    this.edges = Float64Array.from(learned.edges);
    this.counts = new Uint32Array(learned.shares.length);
  }

  put(place: number, full: boolean, value: number): void {
    if (full) this.count(this.ring[place]!, -1);
    const outside = value < this.learned.least || value > this.learned.most;
    const bin = binOf(this.edges, value) | (outside ? beyondBit : 0);
    this.ring[place] = bin;
    this.count(bin, 1);
  }

  distance(vectors: number): FeatureDistance {
    const { feature, learned, counts, limits } = this;
    const { psi, ks } = distanceOf(learned.shares, counts, vectors);
    const beyond = this.beyond / vectors;
    // Fewer vectors are farther by chance alone than the windows that the limits come from.
    const shapes = vectors < driftVectors.window
      ? []
      : [psi / limits.psiLimit, ks / limits.ksLimit];
    const share = Math.max(beyond / limits.beyondLimit, ...shapes);
    return { feature, psi, ks, beyond, ...limits, share };
  }

  private count(bin: number, by: 1 | -1): void {
    this.counts[bin & ~beyondBit]! += by;
    if ((bin & beyondBit) !== 0) this.beyond += by;
  }
}

/** Leaves out vectors that come soon after another of their instrument. */
export class Thinned {
  private readonly lastUs = new Map<number, number>();

  /** Whether a vector is one of those that count. */
  takes({ instrumentId, eventTimeUs }: FeatureVector): boolean {
    const last = this.lastUs.get(instrumentId);
    const soon = last !== undefined && eventTimeUs >= last &&
      eventTimeUs - last < driftVectors.apartUs;
    if (!soon) this.lastUs.set(instrumentId, eventTimeUs);
    return !soon;
  }
}

/** The newest vectors against those that one model learned from. Marked vectors are left out. */
export class Drift {
  private readonly windows: readonly FeatureWindow[];
  private readonly thin = new Thinned();
  private taken = 0;

  constructor({ features }: Distributions) {
    this.windows = featureNames.map((name) => new FeatureWindow(name, features[name]!));
  }

  /** Vectors that are compared; 0 before there are enough. */
  get vectors(): number {
    return this.taken < driftVectors.least ? 0 : Math.min(this.taken, driftVectors.window);
  }

  /** Takes a vector, but for one that comes soon after another of its instrument. */
  add(vector: FeatureVector): void {
    if (vector.flags !== 0 || !this.thin.takes(vector)) return;
    const { window } = driftVectors;
    const full = this.taken >= window;
    const place = this.taken++ % window;
    for (const one of this.windows) one.put(place, full, vector[one.feature]);
  }

  /** How far each feature is, the farthest first; none before there are enough vectors. */
  distances(): readonly FeatureDistance[] {
    const { vectors } = this;
    if (vectors === 0) return [];
    return this.windows.map((one) => one.distance(vectors)).sort((a, b) => b.share - a.share);
  }
}
