// The shapes of what the API tells of models. Shares and probabilities are 0 to 1.
import type { Time } from "../protocol.ts";

/** One version of a model that is kept. */
export interface ModelVersionAnswer {
  readonly version: number;
  readonly sha256: string;
  /** `serving` is traded on, `shadow` is recorded and scored only, `kept` does not run. */
  readonly state: "serving" | "shadow" | "kept";
  /** Serves until it is unpinned. */
  readonly pinned: boolean;
  readonly summary: string;
  readonly algorithm: string;
  readonly label: string;
  /** Microseconds; 0 for the next move of the mid price. */
  readonly horizon_us: number;
  /** Vectors that one prediction reads; 1 but for a sequence model. */
  readonly window_rows: number;
  readonly bytes: number;
  readonly stored_at: Time;
}

/** `GET /v1/models`: a model, with its versions, newest first. */
export interface ModelAnswer {
  readonly name: string;
  /** The version that serves; null where none does. */
  readonly serving: number | null;
  /** The version that served before: where a rollback leads. */
  readonly former: number | null;
  readonly versions: readonly ModelVersionAnswer[];
}

/** One change of the models at work. */
export interface ModelChangeAnswer {
  readonly position: number;
  readonly t: Time;
  readonly model: string;
  readonly action: string;
  readonly version: number | null;
  readonly reason: string;
}

/** `GET /v1/models/{name}`: a model with the card of its serving, else newest version, and its changes. */
export interface ModelDetail extends ModelAnswer {
  /** `card.json`: data, period, label, split, scores, calibration, coverage, parity, limits. */
  readonly card: Readonly<Record<string, unknown>>;
  readonly changes: readonly ModelChangeAnswer[];
}

/** A model at work. */
export interface LineUpModelAnswer {
  readonly name: string;
  readonly version: number;
  readonly sha256: string;
  readonly role: "serving" | "shadow";
  readonly pinned: boolean;
}

/** `GET /v1/line-up`, and the answer to every change: the models at work, in the order they predict. */
export interface LineUpAnswer {
  /** Position of the input log from which on they predict; null where nothing has said so yet. */
  readonly position: number | null;
  readonly models: readonly LineUpModelAnswer[];
}

/** How right some predictions were, once their horizon had passed. One vote per move of the mid price. */
export interface ScoreAnswer {
  /** What they have in common: a version, a symbol, a bucket, an hour. */
  readonly group: string;
  readonly predictions: number;
  /** Moves that they waited for: predictions of one move share one vote. */
  readonly votes: number;
  readonly accuracy: number;
  readonly brier: number;
  readonly log_loss: number;
  /** Mean distance of what was said from what came, over bins of the probability. */
  readonly calibration_error: number;
  /** Share of the votes that went up. */
  readonly base_rate: number;
}

/** Predictions that said about the same: how often they were right. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly predictions: number;
  readonly votes: number;
  /** Mean probability of up that was said. */
  readonly said: number;
  /** Share that went up. */
  readonly was: number;
}

/** What was said and what came. */
export interface ConfusionCell {
  readonly said: "up" | "down";
  readonly came: "up" | "down" | "flat";
  readonly predictions: number;
  readonly votes: number;
}

/** `GET /v1/models/{name}/scores`. */
export interface ModelScores {
  readonly model: string;
  readonly version: number | null;
  readonly symbol: string | null;
  /** First and last event time of the predictions; null where there are none. */
  readonly from: Time | null;
  readonly to: Time | null;
  /** Predictions made on warming, stale or gapped data: scored, and left out of everything here. */
  readonly excluded: number;
  readonly total: ScoreAnswer;
  readonly by_version: readonly ScoreAnswer[];
  readonly by_symbol: readonly ScoreAnswer[];
  /** By the larger of both probabilities, in steps of 0.05. */
  readonly by_confidence: readonly ScoreAnswer[];
  /** By hour of event time, UTC. */
  readonly by_hour: readonly ScoreAnswer[];
  /** `tight` is one smallest price step, `usual` up to three, `wide` more. */
  readonly by_spread: readonly ScoreAnswer[];
  /** By volatility of 5 s over that of 300 s: `calm` below 0.5, `usual`, `fast` from 1.5. */
  readonly by_volatility: readonly ScoreAnswer[];
  readonly reliability: readonly ReliabilityBin[];
  readonly confusion: readonly ConfusionCell[];
}

/** One rule of a promotion. */
export interface PromotionRuleAnswer {
  readonly rule: string;
  readonly passed: boolean;
  /** What is so, and what is expected. */
  readonly words: string;
}

/** `GET /v1/models/{name}/promotion`: whether recorded evidence lets a version serve. */
export interface PromotionAnswer {
  readonly model: string;
  readonly version: number;
  /** Whom it is compared with, over predictions of the same vectors; null where nothing serves. */
  readonly against: { readonly model: string; readonly version: number } | null;
  readonly may: boolean;
  readonly rules: readonly PromotionRuleAnswer[];
}

/** One feature against what the model learned from. */
export interface FeatureDrift {
  readonly feature: string;
  /** Population stability index over the bins of the reference: below 0.1 alike, above 0.25 another. */
  readonly psi: number;
  /** Largest distance of the two distribution functions, at the edges of the bins. */
  readonly ks: number;
  /** From which values on it has drifted; windows of the training itself set them higher for slow features. */
  readonly psi_limit: number;
  readonly ks_limit: number;
  /** Share of the values beyond the smallest and the largest that the model learned from. */
  readonly beyond: number;
  readonly beyond_limit: number;
  readonly level: "alike" | "moving" | "drifted";
}

/** `GET /v1/models/{name}/drift`: the newest vectors against the training's. */
export interface ModelDrift {
  readonly model: string;
  readonly version: number;
  /** Null: all instruments together of which the model has no reference of their own. */
  readonly instrument: string | null;
  /** Newest vectors that are compared; 0 before there are enough. */
  readonly vectors: number;
  /** Worst first. */
  readonly features: readonly FeatureDrift[];
}
