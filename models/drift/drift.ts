// Drift: how far the newest feature vectors are from those a model learned from, feature by feature.
import { type FeatureName, featureNames, type FeatureVector } from "../../streams/features.ts";
import { binOf, distanceOf, driftVectors, type Reference } from "./reference.ts";

/**
 * Population stability index and distance from which a feature has drifted; but windows of the training
 * were as far from it themselves, it is so many times as far.
 */
export const driftLimits = { psi: 0.25, ks: 0.2, usual: 1.25 } as const;

/** How far a feature is from its reference. */
export interface FeatureDistance {
  readonly feature: FeatureName;
  readonly psi: number;
  readonly ks: number;
  /** From which values on it has drifted. */
  readonly psiLimit: number;
  readonly ksLimit: number;
}

/** Whether a feature is alike, moves (above half of a limit) or has drifted. */
export const driftLevel = (one: FeatureDistance): "alike" | "moving" | "drifted" => {
  const share = Math.max(one.psi / one.psiLimit, one.ks / one.ksLimit);
  return share >= 1 ? "drifted" : share >= 0.5 ? "moving" : "alike";
};

/** One feature: counts by bin of the newest vectors, in a ring. */
class FeatureWindow {
  readonly feature: FeatureName;
  private readonly edges: Float64Array;
  private readonly shares: readonly number[];
  private readonly counts: Uint32Array;
  private readonly ring = new Uint8Array(driftVectors.window);

  private readonly limits: { readonly psiLimit: number; readonly ksLimit: number };

  constructor(
    feature: FeatureName,
    { edges, shares, usualPsi, usualKs }: Reference["features"][string],
  ) {
    this.feature = feature;
    this.limits = {
      psiLimit: Math.max(driftLimits.psi, driftLimits.usual * usualPsi),
      ksLimit: Math.max(driftLimits.ks, driftLimits.usual * usualKs),
    };
    this.edges = Float64Array.from(edges);
    this.shares = shares;
    this.counts = new Uint32Array(shares.length);
  }

  put(place: number, full: boolean, value: number): void {
    if (full) this.counts[this.ring[place]!]!--;
    const bin = binOf(this.edges, value);
    this.ring[place] = bin;
    this.counts[bin]!++;
  }

  distance(vectors: number): FeatureDistance {
    const { feature, shares, counts, limits } = this;
    return { feature, ...distanceOf(shares, counts, vectors), ...limits };
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

/** The newest vectors against the reference of one model. Marked vectors are left out. */
export class Drift {
  private readonly windows: readonly FeatureWindow[];
  private readonly thin = new Thinned();
  private taken = 0;

  constructor(reference: Reference) {
    this.windows = featureNames.map((name) => new FeatureWindow(name, reference.features[name]!));
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
    const share = (one: FeatureDistance) => Math.max(one.psi / one.psiLimit, one.ks / one.ksLimit);
    return this.windows.map((one) => one.distance(vectors)).sort((a, b) => share(b) - share(a));
  }
}
