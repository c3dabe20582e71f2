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
  /** The instrument; 0 for all those together of which the model has no reference of their own. */
  readonly instrumentId: number;
  readonly state: "raised" | "cleared";
  /** What is farthest over its limit: index, distance, or share of values beyond the training. */
  readonly value: number;
  readonly limit: number;
  readonly reason: string;
}

/** The vectors of one instrument, or of all others together, against a model. */
interface Group {
  readonly instrumentId: number;
  /** Empty for the others. */
  readonly instrument: string;
  readonly drift: Drift;
  /** Looks in a row that a feature was on the other side of its limit. */
  readonly looks: Map<string, number>;
  readonly raised: Set<string>;
}

interface Watched {
  readonly model: string;
  readonly version: number;
  readonly reference: Reference;
  /** By instrument; those without a reference of their own share one. */
  readonly groups: Map<number, Group>;
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Watches models that have a reference; of the others nothing is told. */
export class DriftWatch {
  private readonly referenceOf: (sha256: string) => Reference | undefined;
  private readonly nameOf: (instrumentId: number) => string;
  private readonly watched = new Map<string, Watched>();
  private lineUp: LineUp | undefined;

  /** Takes where references of models are found, and what instruments are called. */
  constructor(
    referenceOf: (sha256: string) => Reference | undefined,
    nameOf: (instrumentId: number) => string,
  ) {
    this.referenceOf = referenceOf;
    this.nameOf = nameOf;
  }

  /** Takes vectors that the models of a line-up predicted. */
  observe(vectors: readonly FeatureVector[], lineUp: LineUp): void {
    if (lineUp !== this.lineUp) this.follow(lineUp);
    for (const watched of this.watched.values()) {
      for (const vector of vectors) this.groupOf(watched, vector).drift.add(vector);
    }
  }

  /** What every model's drift is now, the farthest first. */
  status(): readonly DriftStatus[] {
    return [...this.watched.values()].flatMap(({ model, version, groups }) =>
      [...groups.values()].map(({ instrument, drift }) => ({
        model,
        version,
        instrument,
        vectors: drift.vectors,
        features: drift.distances().map((one) => ({
          feature: one.feature,
          psi: rounded(one.psi),
          psiLimit: rounded(one.psiLimit),
          ks: rounded(one.ks),
          ksLimit: rounded(one.ksLimit),
          beyond: rounded(one.beyond),
          beyondLimit: one.beyondLimit,
          share: rounded(one.share),
        })),
      })).sort((a, b) => (b.features[0]?.share ?? -1) - (a.features[0]?.share ?? -1))
    );
  }

  /** What began or ceased to drift since the last look. */
  look(): readonly DriftChange[] {
    return [...this.watched.values()].flatMap((watched) =>
      [...watched.groups.values()].flatMap((group) =>
        group.drift.distances().flatMap((distance) => changeOf(watched, group, distance))
      )
    );
  }

  private groupOf({ groups, reference }: Watched, { instrumentId }: FeatureVector): Group {
    const known = groups.get(instrumentId);
    if (known !== undefined) return known;
    const name = this.nameOf(instrumentId);
    const own = reference.instruments[name];
    const group = own === undefined
      ? groups.get(0) ?? groupFor(0, "", new Drift(reference))
      : groupFor(instrumentId, name, new Drift(own));
    groups.set(group.instrumentId, group);
    return group;
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
      this.watched.set(sha256, { model: name, version, reference, groups: new Map() });
    }
  }
}

const groupFor = (instrumentId: number, instrument: string, drift: Drift): Group => ({
  instrumentId,
  instrument,
  drift,
  looks: new Map(),
  raised: new Set(),
});

const changeOf = (
  { model, version }: Watched,
  { instrumentId, instrument, looks, raised }: Group,
  distance: FeatureDistance,
): readonly DriftChange[] => {
  const { feature } = distance;
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
  const measures = [
    { what: "PSI", value: distance.psi, limit: distance.psiLimit },
    { what: "KS", value: distance.ks, limit: distance.ksLimit },
    { what: "beyond all of it", value: distance.beyond, limit: distance.beyondLimit },
  ];
  const [worst] = [...measures].sort((a, b) => b.value / b.limit - a.value / a.limit);
  const told = measures.map(({ what, value, limit }) =>
    `${what} ${value.toFixed(3)} (limit ${limit.toFixed(3)})`
  );
  const where = instrument === "" ? "" : ` on ${instrument}`;
  const reason = `${feature} of ${modelWords({ name: model, version })}${where} is ` +
    `${drifted ? "another than" : "again like"} what it learned from: ${told.join(", ")}`;
  const state = drifted ? "raised" : "cleared";
  const { value, limit } = worst!;
  return [{ model, feature, instrumentId, state, value, limit, reason }];
};
