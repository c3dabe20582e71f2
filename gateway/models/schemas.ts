// The schemas of what the API tells of models, held to the types of protocol.ts.
import { Schema } from "effect";
import { described, identified, Time } from "../schemas.ts";
import type * as Protocol from "./protocol.ts";

const Text = Schema.String;
const Count = Schema.Int;
const Share = Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 1 }));

const versionFields = {
  version: Schema.Int,
  sha256: Text,
  state: described(
    Schema.Literals(["serving", "shadow", "kept"]),
    "serving is traded on, shadow is recorded and scored only, kept does not run",
  ),
  pinned: described(Schema.Boolean, "Serves until it is unpinned"),
  summary: Text,
  algorithm: Text,
  label: Text,
  horizon_us: described(Count, "Microseconds ahead; 0 for the next move of the mid price"),
  window_rows: described(Count, "Vectors that one prediction reads; 1 but for a sequence model"),
  bytes: Count,
  stored_at: Time,
};
/** One version of a model. */
export const ModelVersion: Schema.Codec<Protocol.ModelVersionAnswer> = identified(
  "ModelVersion",
  Schema.Struct(versionFields),
);

const modelFields = {
  name: Text,
  serving: described(Schema.NullOr(Schema.Int), "The version that serves"),
  former: described(Schema.NullOr(Schema.Int), "The version that a rollback leads to"),
  versions: Schema.Array(ModelVersion),
};
/** A model. */
export const Model: Schema.Codec<Protocol.ModelAnswer> = identified(
  "Model",
  Schema.Struct(modelFields),
);

/** One change of the models at work. */
export const ModelChange: Schema.Codec<Protocol.ModelChangeAnswer> = identified(
  "ModelChange",
  Schema.Struct({
    position: Schema.Int,
    t: Time,
    model: Text,
    action: Text,
    version: Schema.NullOr(Schema.Int),
    reason: Text,
  }),
);

/** A model, its card and its changes. */
export const ModelDetail: Schema.Codec<Protocol.ModelDetail> = identified(
  "ModelDetail",
  Schema.Struct({
    ...modelFields,
    card: described(Schema.Record(Text, Schema.Unknown), "card.json of the version that serves"),
    changes: described(Schema.Array(ModelChange), "Newest first"),
  }),
);

/** The models at work. */
export const LineUp: Schema.Codec<Protocol.LineUpAnswer> = identified(
  "LineUp",
  Schema.Struct({
    position: described(
      Schema.NullOr(Schema.Int),
      "Position of the input log from which on these models predict",
    ),
    models: Schema.Array(Schema.Struct({
      name: Text,
      version: Schema.Int,
      sha256: Text,
      role: Schema.Literals(["serving", "shadow"]),
      pinned: Schema.Boolean,
    })),
  }),
);

const Score: Schema.Codec<Protocol.ScoreAnswer> = identified(
  "Score",
  Schema.Struct({
    group: Text,
    predictions: Count,
    votes: described(Schema.Number, "Predictions of one move share one vote"),
    accuracy: Share,
    brier: Share,
    log_loss: Schema.Number,
    calibration_error: Share,
    base_rate: described(Share, "Share of the votes that went up"),
  }),
);

/** Scores of a model. */
export const ModelScores: Schema.Codec<Protocol.ModelScores> = identified(
  "ModelScores",
  Schema.Struct({
    model: Text,
    version: Schema.NullOr(Schema.Int),
    symbol: Schema.NullOr(Text),
    from: Schema.NullOr(Time),
    to: Schema.NullOr(Time),
    excluded: described(Count, "Made on warming, stale or gapped data, and left out here"),
    total: Score,
    by_version: Schema.Array(Score),
    by_symbol: Schema.Array(Score),
    by_confidence: described(Schema.Array(Score), "By the larger probability, in steps of 0.05"),
    by_hour: described(Schema.Array(Score), "By hour of event time, UTC"),
    by_spread: described(Schema.Array(Score), "tight: one price step; usual: up to 3; wide"),
    by_volatility: described(
      Schema.Array(Score),
      "Volatility of 5 s over that of 300 s: calm below 0.5, usual, fast from 1.5",
    ),
    reliability: Schema.Array(Schema.Struct({
      from: Share,
      to: Share,
      predictions: Count,
      votes: Schema.Number,
      said: described(Share, "Mean probability of up that was said"),
      was: described(Share, "Share that went up"),
    })),
    confusion: Schema.Array(Schema.Struct({
      said: Schema.Literals(["up", "down"]),
      came: Schema.Literals(["up", "down", "flat"]),
      predictions: Count,
      votes: Schema.Number,
    })),
  }),
);

/** Whether evidence lets a version serve. */
export const Promotion: Schema.Codec<Protocol.PromotionAnswer> = identified(
  "Promotion",
  Schema.Struct({
    model: Text,
    version: Schema.Int,
    against: Schema.NullOr(Schema.Struct({ model: Text, version: Schema.Int })),
    may: Schema.Boolean,
    rules: Schema.Array(Schema.Struct({ rule: Text, passed: Schema.Boolean, words: Text })),
  }),
);

/** The newest vectors against the training's. */
export const ModelDrift: Schema.Codec<Protocol.ModelDrift> = identified(
  "ModelDrift",
  Schema.Struct({
    model: Text,
    version: Schema.Int,
    instrument: described(
      Schema.NullOr(Text),
      "Null: all those together of which the model has no reference of their own",
    ),
    vectors: described(Count, "Newest vectors compared; 0 before there are enough"),
    features: described(
      Schema.Array(Schema.Struct({
        feature: Text,
        psi: described(Schema.Number, "Population stability index; above 0.25 it is another"),
        ks: described(Share, "Largest distance of the distribution functions, at bin edges"),
        psi_limit: described(Schema.Number, "From which on it has drifted"),
        ks_limit: Schema.Number,
        beyond: described(Share, "Share of the values beyond all that it learned from"),
        beyond_limit: Schema.Number,
        level: Schema.Literals(["alike", "moving", "drifted"]),
      })),
      "Worst first",
    ),
  }),
);
