// The outcomes actor: gives every prediction what became of it, when its horizon has passed.
import { featureFlags, type FeatureVector } from "../streams/features.ts";
import type { Came } from "../streams/outcomes.ts";
import type { Prediction } from "../streams/predictions.ts";
import type { PriceHalfTicks, TimeUs } from "../streams/units.ts";
import type { Actor, Emit } from "./actor.ts";

/** Predictions of an instrument that wait at most; of more, the oldest are lost. */
export const openOutcomes = 8_192;

/** A prediction that waits, with what it was like around it. */
interface Open {
  readonly prediction: Prediction;
  readonly spreadSteps: number;
  readonly volatilityRatio: number;
}

/** What the actor remembers of an instrument. */
export interface OutcomesState {
  readonly stepTicks: number;
  /** Twice the mid price of the newest vector; 0 before the first one. */
  midHalfTicks: PriceHalfTicks;
  spreadSteps: number;
  volatilityRatio: number;
  gapped: boolean;
  /** Those that wait for the next move of the mid price. */
  moves: Open[];
  /** Those that wait for a time, in the order they came. */
  timed: Open[];
}

const marks = featureFlags.warming | featureFlags.stale | featureFlags.gapped;

/**
 * The next move is that of the vectors, as in training: a prediction is right or wrong when a vector
 * shows another mid price. With a horizon, the mid price counts that the newest vector at or before its
 * end showed. What was open when records were lost, or when a session ended, is lost.
 */
export const outcomes: Actor<
  OutcomesState,
  "featureVector" | "prediction" | "control",
  "outcome"
> = {
  name: "outcomes",
  key: "instrument",
  receives: ["featureVector", "prediction", "control"],
  emits: ["outcome"],
  shadows: true,
  initial: (context, instrumentId) => ({
    stepTicks: Math.max(1, context.instruments.require(instrumentId).minPriceIncrementTicks),
    midHalfTicks: 0,
    spreadSteps: 0,
    volatilityRatio: 0,
    gapped: false,
    moves: [],
    timed: [],
  }),
  receive: (state, message, emit) => {
    switch (message._tag) {
      case "control":
        if (message.control !== "sessionStarted") return;
        lose(state, message.eventTimeUs, emit);
        state.midHalfTicks = 0;
        state.gapped = false;
        return;
      case "featureVector":
        return takeVector(state, message, emit);
      case "prediction":
        return takePrediction(state, message, emit);
    }
  },
};

const takeVector = (
  state: OutcomesState,
  vector: FeatureVector,
  emit: Emit<"outcome">,
): void => {
  const mid = vector.bidPriceTicks + vector.askPriceTicks;
  const gapped = (vector.flags & featureFlags.gapped) !== 0;
  if (gapped && !state.gapped) lose(state, vector.eventTimeUs, emit);
  state.gapped = gapped;
  const { timed } = state;
  let due = 0;
  while (due < timed.length && endOf(timed[due]!) < vector.eventTimeUs) due++;
  if (due > 0) {
    for (const one of timed.splice(0, due)) {
      settle(one, { mid: state.midHalfTicks, timeUs: vector.eventTimeUs, weight: 1 }, emit);
    }
  }
  if (state.midHalfTicks !== 0 && mid !== state.midHalfTicks && state.moves.length > 0) {
    const weight = weights(state.moves);
    for (const one of state.moves) {
      settle(one, { mid, timeUs: vector.eventTimeUs, weight: weight(one) }, emit);
    }
    state.moves = [];
  }
  state.midHalfTicks = mid;
  state.spreadSteps = Math.min(
    0xffffffff,
    Math.round((vector.askPriceTicks - vector.bidPriceTicks) / state.stepTicks),
  );
  state.volatilityRatio = vector.volatilityRatio;
};

const endOf = ({ prediction }: Open): TimeUs => prediction.eventTimeUs + prediction.horizonUs;

/** The share of one vote that each prediction of a move has: those of one model share it. */
const weights = (moves: readonly Open[]): (one: Open) => number => {
  const counts = new Map<string, number>();
  const keyOf = ({ prediction: { model, modelVersion } }: Open) => `${model} ${modelVersion}`;
  for (const one of moves) {
    if (isMarked(one)) continue;
    counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  }
  return (one) => isMarked(one) ? 0 : Math.fround(1 / counts.get(keyOf(one))!);
};

const isMarked = ({ prediction }: Open): boolean => (prediction.flags & marks) !== 0;

const takePrediction = (
  state: OutcomesState,
  prediction: Prediction,
  emit: Emit<"outcome">,
): void => {
  const { moves, timed, spreadSteps, volatilityRatio } = state;
  const waiting = prediction.horizonUs === 0 ? moves : timed;
  waiting.push({ prediction, spreadSteps, volatilityRatio });
  if (moves.length + timed.length <= openOutcomes) return;
  const oldest = (moves.length > 0 ? moves : timed).shift()!;
  emitOutcome(oldest, { came: "lost", mid: 0, timeUs: prediction.eventTimeUs, weight: 0 }, emit);
};

/** Everything that waits is lost. */
const lose = (state: OutcomesState, timeUs: TimeUs, emit: Emit<"outcome">): void => {
  for (const one of [...state.moves, ...state.timed]) {
    emitOutcome(one, { came: "lost", mid: 0, timeUs, weight: 0 }, emit);
  }
  state.moves = [];
  state.timed = [];
};

const settle = (
  one: Open,
  { mid, timeUs, weight }: {
    readonly mid: PriceHalfTicks;
    readonly timeUs: TimeUs;
    readonly weight: number;
  },
  emit: Emit<"outcome">,
): void => {
  const move = mid - one.prediction.midPriceHalfTicks;
  const came = move > 0 ? "up" : move < 0 ? "down" : "flat";
  emitOutcome(one, { came, mid, timeUs, weight: isMarked(one) ? 0 : weight }, emit);
};

const emitOutcome = (
  { prediction, spreadSteps, volatilityRatio }: Open,
  { came, mid, timeUs, weight }: {
    readonly came: Came;
    readonly mid: PriceHalfTicks;
    readonly timeUs: TimeUs;
    readonly weight: number;
  },
  emit: Emit<"outcome">,
): void =>
  emit({
    _tag: "outcome",
    instrumentId: prediction.instrumentId,
    eventTimeUs: timeUs,
    model: prediction.model,
    modelVersion: prediction.modelVersion,
    horizonUs: prediction.horizonUs,
    predictionPosition: prediction.position,
    predictionOutputIndex: prediction.outputIndex,
    predictionTimeUs: prediction.eventTimeUs,
    probabilityUp: prediction.probabilityUp,
    probabilityDown: prediction.probabilityDown,
    came,
    weight,
    midPriceHalfTicks: prediction.midPriceHalfTicks,
    outcomeHalfTicks: mid,
    spreadSteps,
    volatilityRatio,
    flags: prediction.flags,
  });
