// The strategy of docs/STRATEGIES.md: sells after a quick rise and buys after a quick fall, where the spread is narrow.
import type { FeatureVector } from "../../streams/features.ts";
import type { Actor } from "../../actors/actor.ts";
import {
  advance,
  heldOut,
  lotsAt,
  mayEnter,
  newStance,
  type Stance,
  stanceSettings,
  wish,
} from "../../actors/strategies/stance.ts";

interface ReversalState extends Stance {
  readonly enterBps: number;
}

export const reversal: Actor<ReversalState, "featureVector", "signal"> = {
  name: "reversal",
  key: "instrument",
  receives: ["featureVector"],
  emits: ["signal"],
  settings: {
    ...stanceSettings,
    enterBps: {
      default: 2,
      minimum: 0.1,
      maximum: 1_000,
      comment: "Move of the mid price in a second that is traded against, in basis points",
    },
  },
  initial: (context, instrumentId) => ({
    ...newStance(context, instrumentId),
    enterBps: context.settings["enterBps"]!,
  }),
  receive: (state, vector, emit) => {
    advance(state, vector.eventTimeUs);
    const target = targetOf(state, vector);
    const why = {
      strategy: "reversal",
      instrumentId: vector.instrumentId,
      position: vector.position,
      confidence: Math.min(1, Math.abs(vector.return1s) / (2 * state.enterBps)),
      midHalfTicks: vector.bidPriceTicks + vector.askPriceTicks,
      reason: `The mid price moved ${vector.return1s.toFixed(1)} bps in a second`,
      predictionPosition: 0,
      model: "",
    };
    wish(state, target, { why, coolDownMs: 15_000, emit });
  },
};

const targetOf = (state: ReversalState, vector: FeatureVector): number => {
  if (heldOut(state)) return 0;
  if (!mayEnter(state) || vector.flags !== 0) return state.targetLots;
  if (Math.abs(vector.return1s) < state.enterBps || vector.spreadBps > 5) return state.targetLots;
  const lots = lotsAt(state, 1, vector.bidPriceTicks + vector.askPriceTicks);
  return vector.return1s > 0 ? -lots : lots;
};
