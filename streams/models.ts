// Which models run: the line-up, which follows from the controls of the input log alone.
import { Result, Schema } from "effect";
import type { Control } from "./control.ts";
import type { FeatureVector } from "./features.ts";

/** What a model may be doing: `serving` is traded on, `shadow` is recorded and scored only. */
export const modelRoles = ["serving", "shadow"] as const;
/** What a model is doing. */
export type ModelRole = typeof modelRoles[number];

/** One version of a model: the file is known by its hash. */
export const ModelVersion = Schema.Struct({
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
  /** Vectors of an instrument that one prediction reads: 1, or more for a sequence model. */
  windowRows: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 256 })),
});
/** One version of a model. */
export type ModelVersion = typeof ModelVersion.Type;

/** The name of a model. */
export const ModelName = Schema.String.check(Schema.isPattern(/^[a-z0-9-]{1,32}$/));

/** A model at work. Of one name one version serves at most, and any number are shadows. */
export const LineUpModel = Schema.Struct({
  name: ModelName,
  ...ModelVersion.fields,
  role: Schema.Literals(modelRoles),
  /** Serves until it is unpinned: a promotion of another version is refused. */
  pinned: Schema.Boolean,
});
/** A model at work. */
export type LineUpModel = typeof LineUpModel.Type;

/** Models that may run at once: each costs every feature vector some microseconds. */
export const largestLineUp = 16;

/** A feature vector with those of its instrument before it: what a sequence model reads. */
export interface RecentVectors {
  /** Of one instrument and session, oldest first; more may have been added behind `end`. */
  readonly vectors: readonly FeatureVector[];
  /** The place behind the vector itself. */
  readonly end: number;
}

/** The models at work, in the order of their predictions. */
export const LineUp = Schema.Struct({
  models: Schema.Array(LineUpModel).check(Schema.isMaxLength(largestLineUp)),
  /** By name, the version that served before: what a rollback goes back to. */
  former: Schema.Record(ModelName, ModelVersion),
  /** Whether someone chose it; a line-up that nobody chose follows the roster of the code. */
  chosen: Schema.Boolean,
});
/** The models at work. */
export type LineUp = typeof LineUp.Type;

/** What can be done with a model. */
export const modelActions = ["promote", "pin", "unpin", "rollback", "retire", "shadow"] as const;
/** What is done with a model. */
export type ModelAction = typeof modelActions[number];

/** A wish to change the line-up, with the version it means looked up. */
export interface ModelChange {
  readonly action: ModelAction;
  readonly name: string;
  /** The version that is meant; of `rollback`, `unpin` and `retire` the line-up knows it. */
  readonly version?: ModelVersion | undefined;
  /** A serving model of another name that becomes a shadow when this one is promoted. */
  readonly replaces?: string | undefined;
}

/** What someone asks for, as the value of a request of the kind `model`; its name is the model. */
export const ModelRequest = Schema.Struct({
  action: Schema.Literals(modelActions),
  /** Of rollback and unpin none; else the newest where it is not given. */
  version: Schema.NullOr(ModelVersion.fields.version),
  /** Tells apart files of one version. */
  sha256: Schema.NullOr(ModelVersion.fields.sha256),
  replaces: Schema.NullOr(ModelName),
});
/** What someone asks for. */
export type ModelRequest = typeof ModelRequest.Type;

const decodeRequest = Schema.decodeUnknownResult(Schema.fromJsonString(ModelRequest));

/** Reads a request; undefined where the text is none. */
export const readModelRequest = (text: string): ModelRequest | undefined => {
  const result = decodeRequest(text);
  return Result.isSuccess(result) ? result.success : undefined;
};

/** Why a line-up cannot be changed so, in words. */
export interface LineUpRefused {
  readonly refused: string;
}

/** The models of a line-up as one text: equal texts mean equal predictions. */
export const keyOf = ({ models }: LineUp): string =>
  models.map(({ sha256, role }) => `${role} ${sha256}`).join(", ");

/** Vectors of an instrument that the models of a line-up read at once, at most. */
export const windowRowsOf = ({ models }: LineUp): number =>
  models.reduce((most, { windowRows }) => Math.max(most, windowRows), 1);

/** A model in words: `next-move-xgboost@2`. */
export const modelWords = (one: { readonly name: string; readonly version: number }): string =>
  `${one.name}@${one.version}`;

/** The version of a name that serves. */
export const servingOf = (lineUp: LineUp, name: string): LineUpModel | undefined =>
  lineUp.models.find((one) => one.name === name && one.role === "serving");

/** The line-up after a change, or why it cannot be. Nothing else decides what a change means. */
export const changed = (lineUp: LineUp, change: ModelChange): LineUp | LineUpRefused => {
  const serving = servingOf(lineUp, change.name);
  switch (change.action) {
    case "promote":
    case "pin":
      return promoted(lineUp, serving, change);
    case "unpin":
      return serving?.pinned === true
        ? withModels(
          lineUp,
          lineUp.models.map((one) => one === serving ? { ...one, pinned: false } : one),
        )
        : refused(`No version of "${change.name}" is pinned`);
    case "rollback": {
      const version = lineUp.former[change.name];
      if (version === undefined) {
        return refused(`No version of "${change.name}" served before this one`);
      }
      if (serving?.pinned === true) return pinned(serving);
      return promoted(lineUp, serving, { ...change, action: "promote", version });
    }
    case "retire":
      return retired(lineUp, serving, change);
    case "shadow":
      return shadowed(lineUp, serving, change);
  }
};

const refused = (words: string): LineUpRefused => ({ refused: words });
const pinned = (one: LineUpModel): LineUpRefused =>
  refused(`${modelWords(one)} is pinned: unpin it first`);

const same = (one: LineUpModel, { name, version }: ModelChange): boolean =>
  one.name === name && one.sha256 === version?.sha256;

const withModels = (
  { former }: LineUp,
  models: readonly LineUpModel[],
  served: LineUpModel | undefined = undefined,
): LineUp | LineUpRefused =>
  models.length > largestLineUp
    ? refused(`${models.length} models would run, at most ${largestLineUp} may`)
    : {
      models,
      former: served === undefined ? former : { ...former, [served.name]: versionIn(served) },
      chosen: true,
    };

const versionIn = ({ version, sha256, windowRows }: LineUpModel): ModelVersion => ({
  version,
  sha256,
  windowRows,
});

const promoted = (
  lineUp: LineUp,
  serving: LineUpModel | undefined,
  change: ModelChange,
): LineUp | LineUpRefused => {
  const { name, version, replaces } = change;
  if (version === undefined) return refused(`No version of "${name}" is named`);
  const pin = change.action === "pin";
  if (serving !== undefined && same(serving, change) && serving.pinned === pin) {
    return refused(`${modelWords(serving)} ${pin ? "is pinned" : "serves"} already`);
  }
  if (!pin && serving?.pinned === true) return pinned(serving);
  const other = replaces === undefined ? undefined : servingOf(lineUp, replaces);
  if (replaces !== undefined && (other === undefined || replaces === name)) {
    return refused(`"${replaces}" cannot be replaced: no other model of this name serves`);
  }
  if (other?.pinned === true) return pinned(other);
  const next: LineUpModel = { name, ...version, role: "serving", pinned: pin };
  // What is in its place goes, what else it was goes too, and it stands where the older one stood.
  const place = serving ?? other;
  const models = lineUp.models.flatMap((one): readonly LineUpModel[] => {
    const here = one === place ? [next] : [];
    if (one === serving) return here;
    if (one === other) return [...here, { ...one, role: "shadow" }];
    return same(one, change) ? [] : [one];
  });
  const served = serving !== undefined && !same(serving, change) ? serving : undefined;
  return withModels(lineUp, place === undefined ? [...models, next] : models, served);
};

const retired = (
  lineUp: LineUp,
  serving: LineUpModel | undefined,
  change: ModelChange,
): LineUp | LineUpRefused => {
  const { name, version } = change;
  const goes = version === undefined
    ? lineUp.models.filter((one) => one.name === name)
    : lineUp.models.filter((one) => same(one, change));
  if (goes.length === 0) {
    const words = version === undefined ? `"${name}"` : modelWords({ name, ...version });
    return refused(`${words} does not run`);
  }
  if (serving?.pinned === true && goes.includes(serving)) return pinned(serving);
  const rest = lineUp.models.filter((one) => !goes.includes(one));
  return withModels(lineUp, rest, goes.find((one) => one === serving));
};

const shadowed = (
  lineUp: LineUp,
  serving: LineUpModel | undefined,
  change: ModelChange,
): LineUp | LineUpRefused => {
  const { name, version } = change;
  if (version === undefined) return refused(`No version of "${name}" is named`);
  const running = lineUp.models.find((one) => same(one, change));
  if (running?.role === "shadow") return refused(`${modelWords(running)} is a shadow already`);
  if (running !== undefined && running === serving) {
    if (serving.pinned) return pinned(serving);
    const models = lineUp.models.map((one) =>
      one === running ? { ...one, role: "shadow" as const } : one
    );
    return withModels(lineUp, models, running);
  }
  return withModels(lineUp, [...lineUp.models, {
    name,
    ...version,
    role: "shadow",
    pinned: false,
  }]);
};

/** What the value of a `model` control holds: what was done, and the whole line-up from there on. */
export const ModelControl = Schema.Struct({
  action: Schema.Literals(modelActions),
  version: Schema.NullOr(ModelVersion),
  lineUp: LineUp,
});
/** What the value of a `model` control holds. */
export type ModelControl = typeof ModelControl.Type;

const decodeModel = Schema.decodeUnknownResult(Schema.fromJsonString(ModelControl));
const decodeSession = Schema.decodeUnknownResult(
  Schema.fromJsonString(Schema.Struct({ models: Schema.optionalKey(LineUp) })),
);

/** What a `model` control says; undefined where it holds something else. */
export const readModelControl = (value: string): ModelControl | undefined => {
  const result = decodeModel(value);
  return Result.isSuccess(result) ? result.success : undefined;
};

/**
 * The line-up that a control sets from its position on; undefined for one that sets none. A session
 * tells the one it starts with, so that a log says by itself which model predicted what.
 */
export const lineUpSetBy = (control: Control): LineUp | undefined => {
  if (control.control === "model") {
    const set = readModelControl(control.value);
    if (set !== undefined) return set.lineUp;
    throw new Error(`Control "model" at position ${control.position} holds no line-up`);
  }
  if (control.control !== "sessionStarted") return undefined;
  const result = decodeSession(control.value);
  return Result.isSuccess(result) ? result.success.models : undefined;
};
