// What is simulated: a short seeded market, a strategy that never rests, and a model that is a formula.
import type { FeatureVector } from "../../../streams/features.ts";
import type { Tick } from "../../../streams/market.ts";
import type { Prediction } from "../../../streams/predictions.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type { Actor, AnyActor } from "../../actor.ts";
import type { Predict } from "../../pipeline.ts";
import type { TickBatch, TickSource } from "../../sources/source.ts";
import { tradingActors } from "../../roster.ts";
import { randomTicks } from "../../testing/random-market.ts";
import { type Faults, odds, timing } from "./faults.ts";
import type { World } from "./world.ts";

/** Instruments of the market. */
const instruments = 2;

/** The ticks of a seed. */
export const ticksOf = (seed: number, count: number): readonly Unstamped<Tick>[] =>
  randomTicks({ seed, records: count, instruments, meanGapUs: 4_000 })
    .map(({ position: _position, outputIndex: _outputIndex, ...tick }) => tick as Unstamped<Tick>);

/** A source that gives the ticks in seeded batches at seeded times, and can go on after any of them. */
export const sourceOf = (
  ticks: readonly Unstamped<Tick>[],
  { world, faults, isAlive }: {
    readonly world: World;
    readonly faults: Faults;
    readonly isAlive: () => boolean;
  },
): TickSource => {
  async function* open(from: number): AsyncGenerator<TickBatch> {
    let given = from;
    while (given < ticks.length && isAlive()) {
      const stale = faults.comes("staleFeed", () => world.chance(odds.staleFeed));
      const [low, high] = stale ? timing.staleFeed : timing.tickGap;
      await world.delay(world.ms(low, high));
      if (!isAlive()) return;
      const some = ticks.slice(given, given + world.random.between(1, 24));
      given += some.length;
      // The host stamps what it is given, so it gets objects of its own.
      yield { ticks: some.map((tick) => ({ ...tick })) };
    }
  }
  return {
    kind: "simulated",
    name: "simulation",
    speed: 1,
    instruments: [],
    open: (resume) => open(resume?.records ?? 0),
  };
};

/** Predicts by a formula: what is simulated is everything around the models. */
export const formula = (vector: FeatureVector): Prediction => {
  const up = (vector.position * 2_654_435_761 % 4_096) / 4_096;
  return {
    _tag: "prediction",
    position: vector.position,
    outputIndex: vector.outputIndex,
    instrumentId: vector.instrumentId,
    eventTimeUs: vector.eventTimeUs,
    model: "formula",
    modelVersion: 1,
    modelSha256: "00".repeat(32),
    horizonUs: 0,
    midPriceHalfTicks: vector.bidPriceTicks + vector.askPriceTicks,
    probabilityUp: Math.fround(up),
    probabilityDown: Math.fround(1 - up),
    flags: 0,
  };
};

/** The formula, some virtual time later. */
export const predictIn = (world: World): Predict => async (vectors) => {
  const made = vectors.map((vector) => [formula(vector)]);
  await world.delay(world.ms(...timing.model));
  return made;
};

/** Wishes something else with every so many predictions, so that there are orders to lose. */
const restless: Actor<{ seen: number }, "prediction", "signal"> = {
  name: "restless",
  key: "instrument",
  receives: ["prediction"],
  emits: ["signal"],
  initial: () => ({ seen: 0 }),
  receive: (state, prediction, emit) => {
    if (++state.seen % 3 !== 0) return;
    const { position, instrumentId, eventTimeUs, model, midPriceHalfTicks } = prediction;
    emit({
      _tag: "signal",
      instrumentId,
      eventTimeUs,
      signalId: `restless/${instrumentId}/${position}/0`,
      account: "paper",
      strategy: "restless",
      targetPositionLots: position % 5 - 2,
      confidence: prediction.probabilityUp,
      referencePriceHalfTicks: midPriceHalfTicks,
      reason: `${state.seen} seen`,
      predictionPosition: position,
      model,
    });
  },
};

/** The actors that trade in a simulation. */
export const simulatedTrading: readonly AnyActor[] = [restless, ...tradingActors];

/** Settings under which it trades as often as it can. */
export const simulatedSettings = {
  portfolio: { restMs: 0, retryMs: 1 },
  risk: { maxOrdersPerSecond: 1_000, collarBps: 10_000, maxQuoteAgeMs: 86_400_000 },
} as const;
