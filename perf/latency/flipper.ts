// A strategy for measuring: it changes its mind with every so many predictions, so that there is an order to time.
import type { Actor } from "../../actors/actor.ts";

interface FlipperState {
  readonly instrumentId: number;
  readonly every: number;
  predictions: number;
  targetLots: number;
}

/** Wishes one lot long and one lot short in turn. */
export const flipper: Actor<FlipperState, "prediction", "signal"> = {
  name: "flipper",
  key: "instrument",
  receives: ["prediction"],
  emits: ["signal"],
  settings: {
    every: {
      default: 1,
      minimum: 1,
      maximum: 1e6,
      comment: "Predictions from one wish to the next",
    },
  },
  initial: ({ settings }, instrumentId) => ({
    instrumentId,
    every: settings["every"]!,
    predictions: 0,
    targetLots: 1,
  }),
  receive: (state, prediction, emit) => {
    if (++state.predictions % state.every !== 0) return;
    state.targetLots = -state.targetLots;
    emit({
      _tag: "signal",
      instrumentId: state.instrumentId,
      eventTimeUs: prediction.eventTimeUs,
      signalId: `flipper/${state.instrumentId}/${prediction.position}/0`,
      account: "paper",
      strategy: "flipper",
      targetPositionLots: state.targetLots,
      confidence: 1,
      referencePriceHalfTicks: prediction.midPriceHalfTicks,
      reason: "It is its turn",
      predictionPosition: prediction.position,
      model: prediction.model,
    });
  },
};

/** Settings under which about so many orders a second come of so many ticks a second. */
export const flipperSettings = (ticksPerSecond: number, ordersPerSecond: number) => ({
  flipper: {
    every: Math.max(1, Math.round(ticksPerSecond * predictionsPerTick / ordersPerSecond)),
  },
  portfolio: { restMs: 0, retryMs: 1 },
  risk: { maxOrdersPerSecond: 1_000, maxDailyLoss: 1e9 },
});

/** Predictions that a tick of the simulated market causes, on average. */
const predictionsPerTick = 0.28;
