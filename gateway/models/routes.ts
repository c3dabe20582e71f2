// Models: what is kept, what runs, and changing it, each change with a reason.
import { Effect, Schema } from "effect";
import type { StoredModel } from "../../models/registry.ts";
import {
  type ModelAction,
  ModelName,
  type ModelRequest,
  modelWords,
  readModelControl,
} from "../../streams/models.ts";
import { verdictWords } from "../../models/promotion.ts";
import { driftLevel } from "../../models/drift/drift.ts";
import type { DriftStatus } from "../../streams/status.ts";
import { textFromTimeUs } from "../../streams/units.ts";
import { type BodyField, optionalField } from "../body.ts";
import { modelChangesShown, modelRequestMs, modelSettleMs } from "../limits.ts";
import { instrumentIdOf, limitOf, type Parameter, symbol } from "../parameters.ts";
import { invalid, ProblemError } from "../problems.ts";
import { type Route, route, routeWithBody, type Services, wholeList } from "../route.ts";
import { newestRecords } from "../rows.ts";
import { pageOf } from "../schemas.ts";
import type { LiveModels } from "./live-models.ts";
import type {
  LineUpAnswer,
  ModelAnswer,
  ModelChangeAnswer,
  ModelDetail as Detail,
  ModelDrift as Drift,
  ModelVersionAnswer,
} from "./protocol.ts";
import { LineUp, Model, ModelDetail, ModelDrift, ModelScores, Promotion } from "./schemas.ts";
import { promotionOf } from "./promotion.ts";
import { scoresOf } from "./scores.ts";

/** Every version that is kept. A registry that does not answer is a problem that passes. */
const kept = ({ registry }: LiveModels): Effect.Effect<readonly StoredModel[], ProblemError> =>
  Effect.tryPromise({
    try: () => registry.list(),
    catch: () => new ProblemError("unavailable", "The registry of models does not answer"),
  });

const modelsOf = (models: LiveModels, stored: readonly StoredModel[]): ModelAnswer[] =>
  [...new Set(stored.map(({ card }) => card.name))].map((name) => {
    const versions = stored.filter(({ card }) => card.name === name)
      .map((one) => versionAnswer(models, one));
    return {
      name,
      serving: versions.find(({ state }) => state === "serving")?.version ?? null,
      former: models.lineUp.former[name]?.version ?? null,
      versions,
    };
  });

const versionAnswer = (
  { lineUp }: LiveModels,
  { card, storedTimeUs }: StoredModel,
): ModelVersionAnswer => {
  const runs = lineUp.models.find((one) => one.name === card.name && one.sha256 === card.sha256);
  return {
    version: card.version,
    sha256: card.sha256,
    state: runs?.role ?? "kept",
    pinned: runs?.pinned ?? false,
    summary: card.summary,
    algorithm: card.algorithm,
    label: card.label,
    horizon_us: card.horizonUs,
    window_rows: card.window?.rows ?? 1,
    bytes: card.bytes,
    stored_at: textFromTimeUs(storedTimeUs),
  };
};

const driftAnswer = ({ model, version, instrument, vectors, features }: DriftStatus): Drift => ({
  model,
  version,
  instrument: instrument === "" ? null : instrument,
  vectors,
  features: features.map(({ feature, psi, ks, beyond, share, ...limits }) => ({
    ...{ feature, psi, ks, beyond, level: driftLevel({ share }) },
    psi_limit: limits.psiLimit,
    ks_limit: limits.ksLimit,
    beyond_limit: limits.beyondLimit,
  })),
});

/** The models at work, as the API tells them. */
export const lineUpAnswer = ({ position, lineUp }: LiveModels): LineUpAnswer => ({
  position: position < 0 ? null : position,
  models: lineUp.models.map(({ name, version, sha256, role, pinned }) => ({
    name,
    version,
    sha256,
    role,
    pinned,
  })),
});

/** A model by its name, or a problem. */
export const modelNamed = Effect.fnUntraced(function* (models: LiveModels, name: string) {
  const stored = yield* kept(models);
  const found = modelsOf(models, stored).find((one) => one.name === name);
  if (found !== undefined) return { model: found, stored };
  return yield* Effect.fail(
    new ProblemError("notFound", `There is no model "${name.slice(0, 80)}"`, [
      { path: "id", message: "is no name of /v1/models" },
    ]),
  );
});

const detailOf = Effect.fnUntraced(function* ({ models, store }: Services, name: string) {
  const { model, stored } = yield* modelNamed(models, name);
  const shown = model.versions.find(({ state }) => state === "serving") ?? model.versions[0]!;
  const { card } = stored.find((one) => one.card.sha256 === shown.sha256)!;
  const controls = yield* newestRecords(store, "control", {
    limit: modelChangesShown,
    equal: { control: "model", name },
  });
  const changes = controls.map((one): ModelChangeAnswer => {
    const said = readModelControl(one.value);
    return {
      position: one.position,
      t: textFromTimeUs(one.ingestTimeUs),
      model: one.name,
      action: said?.action ?? "",
      version: said?.version?.version ?? null,
      reason: one.reason,
    };
  });
  return { ...model, card: { ...card }, changes } satisfies Detail;
});

const reason = {
  description: "Why; it is kept for ever",
  expected: "3 to 200 characters",
  schema: Schema.String.check(Schema.isMinLength(3), Schema.isMaxLength(200)),
};
const version = optionalField({
  description: "Which version; the newest unless told otherwise",
  expected: "a version of the model",
  schema: Schema.Int.check(Schema.isGreaterThan(0)),
});
const sha256 = optionalField({
  description: "Tells apart files of one version",
  expected: "64 hexadecimal digits",
  schema: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
});
const replaces = optionalField({
  description: "A serving model of another name, which becomes a shadow",
  expected: "the name of a model that serves",
  schema: ModelName as Schema.Codec<string>,
});

const override = {
  description: "Promotes also what the evidence does not let",
  expected: "true or false",
  schema: Schema.Boolean,
  otherwise: { value: false },
};

const versionParameter: Parameter<number | undefined> = {
  description:
    "Which version; of scores every one, of a promotion the newest unless told otherwise",
  expected: "a version of the model",
  schema: Schema.UndefinedOr(Schema.Int.check(Schema.isGreaterThan(0))),
  from: (text) => /^\d{1,9}$/.test(text) ? Number(text) : text,
  otherwise: { value: undefined },
};
const replacesParameter: Parameter<string | undefined> = {
  description: replaces.description,
  expected: replaces.expected,
  schema: replaces.schema,
  from: (text) => text,
  otherwise: { value: undefined },
};
const hours: Parameter<number> = {
  ...limitOf({ most: 24 * 366, otherwise: 24 }),
  description: "Hours of event time back from the newest prediction; 24 unless told otherwise",
};

/** The version that is meant: the newest where none is told. */
const versionNamed = Effect.fnUntraced(function* (
  models: LiveModels,
  name: string,
  wanted: number | undefined,
) {
  const { model } = yield* modelNamed(models, name);
  const found = model.versions.find((one) => one.version === (wanted ?? one.version));
  if (found !== undefined) return found.version;
  const known = model.versions.map((one) => one.version).join(", ");
  return yield* Effect.fail(invalid("version", `is ${wanted}, expected one of ${known}`));
});

/** What a request to change a model may say, beside why. */
interface Asked {
  readonly reason: string;
  readonly version?: number | undefined;
  readonly sha256?: string | undefined;
  readonly replaces?: string | undefined;
}

/** Asks the pipeline for a change, and tells the line-up from its position on. */
export const change = Effect.fnUntraced(function* (
  services: Services,
  action: ModelAction,
  name: string,
  asked: Asked,
) {
  const { models } = services;
  yield* modelNamed(models, name);
  const request: ModelRequest = {
    action,
    version: asked.version ?? null,
    sha256: asked.sha256 ?? null,
    replaces: asked.replaces ?? null,
  };
  const position = yield* services.ask({
    control: "model",
    instrumentId: 0,
    name,
    value: JSON.stringify(request),
    reason: asked.reason,
  }, modelRequestMs);
  yield* Effect.promise(() => models.settled(position, modelSettleMs));
  return { ...lineUpAnswer(models), position } satisfies LineUpAnswer;
});

const changing = <const B extends Readonly<Record<string, BodyField>>>(
  action: ModelAction,
  summary: string,
  body: B,
): Route =>
  routeWithBody({
    method: "post",
    scope: "risk",
    timeoutMs: modelRequestMs + modelSettleMs,
    path: `/v1/models/{id}/${action}`,
    summary,
    parameters: {},
    body: { reason, ...body },
    answer: LineUp,
    respond: (services, _query, id, told) => change(services, action, id, told as unknown as Asked),
  });

/** Routes of models. */
export const modelRoutes: readonly Route[] = [
  route({
    path: "/v1/models",
    scope: "read:market",
    summary: "Models that are kept, with their versions and what each is doing",
    parameters: {},
    answer: pageOf(Model),
    respond: ({ models }) =>
      Effect.map(kept(models), (stored) => wholeList(modelsOf(models, stored))),
  }),
  route({
    path: "/v1/line-up",
    scope: "read:market",
    summary: "Models that run now, in the order they predict",
    parameters: {},
    answer: LineUp,
    respond: ({ models }) => Effect.sync(() => lineUpAnswer(models)),
  }),
  route({
    path: "/v1/models/{id}",
    scope: "read:market",
    summary: "A model, its card, and every change of it",
    parameters: {},
    answer: ModelDetail,
    respond: (services, _query, id) => detailOf(services, id),
  }),
  route({
    path: "/v1/models/{id}/scores",
    scope: "read:market",
    summary: "How right the predictions of a model were, once their horizon had passed",
    parameters: { symbol, version: versionParameter, hours },
    answer: ModelScores,
    respond: Effect.fnUntraced(function* ({ models, store, presenter }, query, id) {
      yield* modelNamed(models, id);
      const { instruments } = presenter;
      const instrumentId = instrumentIdOf(query.symbol, instruments);
      const filter = { model: id, instrumentId, ...query };
      return yield* scoresOf(store, filter, (one) => instruments.get(one)?.name ?? String(one));
    }),
  }),
  route({
    path: "/v1/models/{id}/drift",
    scope: "read:market",
    summary: "How far features are from what a model learned from; none where it has no reference",
    parameters: {},
    answer: pageOf(ModelDrift),
    respond: Effect.fnUntraced(function* ({ models, hub }, _query, id) {
      yield* modelNamed(models, id);
      const all = hub.newest("status").flatMap(({ drift = [] }) => drift);
      return wholeList(all.filter(({ model }) => model === id).map(driftAnswer));
    }),
  }),
  route({
    path: "/v1/models/{id}/promotion",
    scope: "read:market",
    summary: "Whether recorded evidence lets a version serve, rule by rule",
    parameters: { version: versionParameter, replaces: replacesParameter },
    answer: Promotion,
    respond: Effect.fnUntraced(function* ({ models, store }, query, id) {
      const version = yield* versionNamed(models, id, query.version);
      return yield* promotionOf(store, models.lineUp, { ...query, model: id, version });
    }),
  }),
  routeWithBody({
    method: "post",
    scope: "risk",
    timeoutMs: modelRequestMs + modelSettleMs,
    path: "/v1/models/{id}/promote",
    summary: "Lets a version serve, in the place of the one that does, where evidence lets it",
    parameters: {},
    body: { reason, version, sha256, replaces, override },
    answer: LineUp,
    respond: Effect.fnUntraced(function* (services, _query, id, body) {
      const { models, store } = services;
      if (!body.override) {
        const wanted = yield* versionNamed(models, id, body.version);
        const candidate = { model: id, version: wanted, replaces: body.replaces };
        const verdict = yield* promotionOf(store, models.lineUp, candidate);
        if (!verdict.may) {
          const name = modelWords({ name: id, version: wanted });
          const words = `${verdictWords(name, verdict)}; with override it is promoted all the same`;
          return yield* Effect.fail(
            new ProblemError("invalid", words, [{ path: "override", message: words }]),
          );
        }
      }
      return yield* change(services, "promote", id, body);
    }),
  }),
  changing("pin", "Lets a version serve, and no other until it is unpinned", { version, sha256 }),
  changing("unpin", "Lets other versions be promoted again", {}),
  changing("rollback", "Lets the version serve again that served before", {}),
  changing("retire", "Ends a version; all of a model where no version is told", {
    version,
    sha256,
  }),
  changing("shadow", "Lets a version run beside: recorded and scored, never traded", {
    version,
    sha256,
  }),
];
