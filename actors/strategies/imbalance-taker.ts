// The baseline without a model: follows the heavier side of the book while the order flow agrees.
import type { FeatureVector } from "../../streams/features.ts";
import { featureFlags } from "../../streams/features.ts";
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
  wish,
} from "./stance.ts";

/** What it remembers of one instrument. */
export interface ImbalanceTakerState extends Stance {
  /** Imbalance of the best level, averaged over the last vectors: -1 to 1. */
  imbalance: number;
  /** Event time of the first vector of the session; 0 before it. */
  startedUs: number;
}

const name = "imbalance-taker";
// Warming vectors will do: what is used here looks back one second, and has its own warm-up.
const untrusted = featureFlags.stale | featureFlags.gapped;

/** Enters at a smoothed imbalance beyond one threshold, leaves below another or after a time. */
export const imbalanceTaker: Actor<ImbalanceTakerState, "featureVector" | "control", "signal"> = {
  name,
  key: "instrument",
  receives: ["featureVector", "control"],
  emits: ["signal"],
  settings: {
    ...stanceSettings,
    coolDownMs: { ...stanceSettings.coolDownMs, default: 20_000 },
    enterImbalance: {
      default: 0.5,
      minimum: 0,
      maximum: 1,
      comment: "Smoothed imbalance of the best level that opens a position",
    },
    exitImbalance: {
      default: 0,
      minimum: -1,
      maximum: 1,
      comment: "Smoothed imbalance in the direction held below which it is closed",
    },
    smoothing: {
      default: 0.1,
      minimum: 0.001,
      maximum: 1,
      comment: "Weight of the newest vector in the smoothed imbalance; 1 smooths nothing",
    },
    warmUpMs: {
      default: 2_000,
      minimum: 0,
      maximum: 3_600_000,
      comment: "Event time of a session that is only watched, in milliseconds",
    },
    maxSpreadBps: {
      default: 10,
      minimum: 0,
      maximum: 10_000,
      comment: "Widest spread at which a position is opened, in basis points",
    },
  },
  initial: (context, instrumentId) => ({
    ...newStance(context, instrumentId),
    imbalance: 0,
    startedUs: 0,
  }),
  receive: (state, message, emit) => {
    if (message._tag === "control") {
      if (message.control !== "sessionStarted") return steer(state, message, name);
      startSession(state);
      state.imbalance = 0;
      state.startedUs = 0;
      return;
    }
    advance(state, message.eventTimeUs);
    if (heldOut(state)) {
      return tell(state, { target: 0, vector: message, says: "Held long enough" }, emit);
    }
    if ((message.flags & untrusted) === 0) follow(state, message, emit);
  },
};

const follow = (state: ImbalanceTakerState, vector: FeatureVector, emit: Emit<"signal">): void => {
  const { settings, targetLots } = state;
  state.imbalance += settings["smoothing"]! * (vector.imbalance1 - state.imbalance);
  if (state.startedUs === 0) state.startedUs = state.nowUs;
  const side = Math.sign(state.imbalance);
  if (targetLots !== 0) {
    if (state.imbalance * Math.sign(targetLots) >= settings["exitImbalance"]!) return;
    return tell(state, { target: 0, vector, says: "The book no longer leans this way" }, emit);
  }
  if (Math.abs(state.imbalance) < settings["enterImbalance"]! || side === 0) return;
  if (vector.orderFlow1s * side <= 0 || vector.spreadBps > settings["maxSpreadBps"]!) return;
  if (!mayEnter(state) || state.nowUs < state.startedUs + settings["warmUpMs"]! * 1000) return;
  const mid = vector.bidPriceTicks + vector.askPriceTicks;
  const lots = lotsAt(state, Math.abs(state.imbalance), mid);
  if (lots === 0) return;
  const says = side > 0 ? "More rests at the bid than at the offer" : "More rests at the offer";
  tell(state, { target: side * lots, vector, says }, emit);
};

const tell = (
  state: ImbalanceTakerState,
  what: { readonly target: number; readonly vector: FeatureVector; readonly says: string },
  emit: Emit<"signal">,
): void => {
  const { vector, says, target } = what;
  const why = {
    strategy: name,
    instrumentId: vector.instrumentId,
    position: vector.position,
    confidence: Math.min(1, Math.abs(state.imbalance)),
    midHalfTicks: vector.bidPriceTicks + vector.askPriceTicks,
    reason: `${says}: imbalance ${state.imbalance.toFixed(2)}, ` +
      `order flow of 1 s ${vector.orderFlow1s.toFixed(2)}`,
    predictionPosition: 0,
    model: "",
  };
  wish(state, target, { why, coolDownMs: state.settings["coolDownMs"]!, emit });
};
