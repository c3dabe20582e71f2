// Follows a model: enters where one direction is much likelier, leaves where it no longer is.
import type { FeatureVector } from "../../streams/features.ts";
import { featureFlags } from "../../streams/features.ts";
import type { Prediction } from "../../streams/predictions.ts";
import { predictionFlags } from "../../streams/predictions.ts";
import type { Actor, Emit } from "../actor.ts";
import {
  advance,
  heldOut,
  lotsAt,
  mayEnter,
  newStance,
  type Stance,
  stanceSettings,
  startSession,
  steer,
  type Why,
  wish,
} from "./stance.ts";

/** What it remembers of one instrument. */
export interface PredictionFollowerState extends Stance {
  /** The prediction it acted on last, and its model. */
  model: string;
  predictionPosition: number;
}

const name = "prediction-follower";
const untrusted = featureFlags.warming | featureFlags.stale | featureFlags.gapped |
  predictionFlags.shadow;

/**
 * Acts on the edge of a prediction: probability up less probability down. The threshold to enter
 * lies above the one to stay, so that an edge between them changes nothing. Holds for the horizon
 * at most.
 */
export const predictionFollower: Actor<
  PredictionFollowerState,
  "prediction" | "featureVector" | "control",
  "signal"
> = {
  name,
  key: "instrument",
  receives: ["prediction", "featureVector", "control"],
  emits: ["signal"],
  settings: {
    ...stanceSettings,
    enterEdge: {
      default: 0.4,
      minimum: 0,
      maximum: 1,
      comment: "Probability up less probability down that opens a position",
    },
    exitEdge: {
      default: 0,
      minimum: -1,
      maximum: 1,
      comment: "Edge in the direction held below which the position is closed",
    },
  },
  initial: (context, instrumentId) => ({
    ...newStance(context, instrumentId),
    model: "",
    predictionPosition: 0,
  }),
  receive: (state, message, emit) => {
    if (message._tag === "control") {
      if (message.control === "sessionStarted") startSession(state);
      else steer(state, message, name);
      return;
    }
    advance(state, message.eventTimeUs);
    if (message._tag === "prediction" && (message.flags & untrusted) === 0) {
      return follow(state, message, emit);
    }
    if (heldOut(state)) leave(state, message, emit);
  },
};

const follow = (
  state: PredictionFollowerState,
  prediction: Prediction,
  emit: Emit<"signal">,
): void => {
  const { settings, targetLots } = state;
  if (heldOut(state)) return leave(state, prediction, emit);
  if (targetLots !== 0 && state.model !== prediction.model) return;
  const edge = prediction.probabilityUp - prediction.probabilityDown;
  if (targetLots !== 0) {
    if (edge * Math.sign(targetLots) >= settings["exitEdge"]!) return;
    return tell(state, { target: 0, prediction, says: "the edge is gone" }, emit);
  }
  if (Math.abs(edge) < settings["enterEdge"]! || edge === 0 || !mayEnter(state)) return;
  const lots = lotsAt(state, Math.abs(edge), prediction.midPriceHalfTicks);
  if (lots === 0) return;
  state.model = prediction.model;
  state.holdUs = prediction.horizonUs > 0 ? prediction.horizonUs : settings["holdMs"]! * 1000;
  const says = edge > 0 ? "higher is likelier" : "lower is likelier";
  tell(state, { target: edge > 0 ? lots : -lots, prediction, says }, emit);
};

const tell = (
  state: PredictionFollowerState,
  what: { readonly target: number; readonly prediction: Prediction; readonly says: string },
  emit: Emit<"signal">,
): void => {
  const { prediction, says, target } = what;
  const { probabilityUp, probabilityDown, model } = prediction;
  state.predictionPosition = prediction.position;
  const why: Why = {
    strategy: name,
    instrumentId: prediction.instrumentId,
    position: prediction.position,
    confidence: Math.min(1, Math.abs(probabilityUp - probabilityDown)),
    midHalfTicks: prediction.midPriceHalfTicks,
    reason: `${capital(says)}: ${model} version ${prediction.modelVersion} gives ` +
      `${percent(probabilityUp)} up, ${percent(probabilityDown)} down ` +
      (prediction.horizonUs > 0 ? `in ${prediction.horizonUs / 1e6} s` : "at the next move"),
    predictionPosition: prediction.position,
    model,
  };
  wish(state, target, { why, coolDownMs: state.settings["coolDownMs"]!, emit });
};

const leave = (
  state: PredictionFollowerState,
  message: FeatureVector | Prediction,
  emit: Emit<"signal">,
): void => {
  const midHalfTicks = message._tag === "prediction"
    ? message.midPriceHalfTicks
    : message.bidPriceTicks + message.askPriceTicks;
  const why: Why = {
    strategy: name,
    instrumentId: message.instrumentId,
    position: message.position,
    confidence: 1,
    midHalfTicks,
    reason: `Held for ${state.holdUs / 1e6} s, the longest that the prediction is good for`,
    predictionPosition: state.predictionPosition,
    model: state.model,
  };
  wish(state, 0, { why, coolDownMs: state.settings["coolDownMs"]!, emit });
};

const percent = (probability: number): string => `${(probability * 100).toFixed(0)} %`;
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
