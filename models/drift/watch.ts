// Watches the drift of every model at work, and says when a feature begins to be another, and when that is over.
import type { FeatureVector } from "../../streams/features.ts";
import { type LineUp, modelWords } from "../../streams/models.ts";
import type { DriftStatus } from "../../streams/status.ts";
import { Drift, driftLevel, type FeatureDistance } from "./drift.ts";
import type { Reference } from "./reference.ts";

/** Looks in a row that a feature has to be over its limit, or under it, before that is told. */
const looksBefore = 3;

/** A feature that began or ceased to be another. */
export interface DriftChange {
  readonly model: string;
  readonly feature: string;
  readonly state: "raised" | "cleared";
  readonly psi: number;
  readonly limit: number;
  readonly reason: string;
}

interface Watched {
  readonly model: string;
  readonly version: number;
  readonly drift: Drift;
  /** Looks in a row that a feature was on the other side of its limit. */
  readonly looks: Map<string, number>;
  readonly raised: Set<string>;
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Watches models that have a reference; of the others nothing is told. */
export class DriftWatch {
  private readonly referenceOf: (sha256: string) => Reference | undefined;
  private readonly watched = new Map<string, Watched>();
  private lineUp: LineUp | undefined;

  constructor(referenceOf: (sha256: string) => Reference | undefined) {
    this.referenceOf = referenceOf;
  }

  /** Takes vectors that the models of a line-up predicted. */
  observe(vectors: readonly FeatureVector[], lineUp: LineUp): void {
    if (lineUp !== this.lineUp) this.follow(lineUp);
    for (const { drift } of this.watched.values()) {
      for (const vector of vectors) drift.add(vector);
    }
  }

  /** What every model's drift is now. */
  status(): readonly DriftStatus[] {
    return [...this.watched.values()].map(({ model, version, drift }) => ({
      model,
      version,
      vectors: drift.vectors,
      features: drift.distances().map((one) => ({
        feature: one.feature,
        psi: rounded(one.psi),
        psiLimit: rounded(one.psiLimit),
        ks: rounded(one.ks),
        ksLimit: rounded(one.ksLimit),
      })),
    }));
  }

  /** What began or ceased to drift since the last look. */
  look(): readonly DriftChange[] {
    return [...this.watched.values()].flatMap((one) =>
      one.drift.distances().flatMap((distance) => this.changeOf(one, distance))
    );
  }

  private changeOf(one: Watched, distance: FeatureDistance): readonly DriftChange[] {
    const { feature, psi, ks } = distance;
    const { looks, raised, model, version } = one;
    const drifted = driftLevel(distance) === "drifted";
    if (drifted === raised.has(feature)) {
      looks.delete(feature);
      return [];
    }
    const seen = (looks.get(feature) ?? 0) + 1;
    looks.set(feature, seen);
    if (seen < looksBefore) return [];
    looks.delete(feature);
    if (drifted) raised.add(feature);
    else raised.delete(feature);
    const reason = `${feature} of ${modelWords({ name: model, version })} is ` +
      `${drifted ? "another than" : "again like"} what it learned from: ` +
      `PSI ${psi.toFixed(3)} (limit ${distance.psiLimit.toFixed(3)}), ` +
      `KS ${ks.toFixed(3)} (limit ${distance.ksLimit.toFixed(3)})`;
    const state = drifted ? "raised" : "cleared";
    return [{ model, feature, state, psi, limit: distance.psiLimit, reason }];
  }

  private follow(lineUp: LineUp): void {
    this.lineUp = lineUp;
    const hashes = new Set(lineUp.models.map(({ sha256 }) => sha256));
    for (const sha256 of [...this.watched.keys()]) {
      if (!hashes.has(sha256)) this.watched.delete(sha256);
    }
    for (const { name, version, sha256 } of lineUp.models) {
      if (this.watched.has(sha256)) continue;
      const reference = this.referenceOf(sha256);
      if (reference === undefined) continue;
      this.watched.set(sha256, {
        ...{ model: name, version, drift: new Drift(reference) },
        looks: new Map(),
        raised: new Set(),
      });
    }
  }
}
