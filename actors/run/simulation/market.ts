// The market of a simulation: short seeded lists of ticks, a model that is a formula, and what they must lead to.
import { isDeepStrictEqual } from "node:util";
import type { FeatureVector } from "../../../streams/features.ts";
import { InstrumentRegistry } from "../../../streams/instruments.ts";
import type { Prediction } from "../../../streams/predictions.ts";
import type { AnyRecord } from "../../../streams/records.ts";
import type { Last } from "../../../streams/transport/transport.ts";
import type { Actor, AnyActor } from "../../actor.ts";
import { Pipeline, type PipelineSnapshot, type Predict } from "../../pipeline.ts";
import { marketActors, tradingActors } from "../../roster.ts";
import type { TickSource } from "../../sources/source.ts";
import { randomTicks } from "../../testing/random-market.ts";
import { overLine } from "../../venues/line.ts";
import { venues } from "../../venues/roster.ts";
import { replay } from "../replay.ts";
import { sessionStarted } from "../session.ts";
import { accountsBroken } from "./accounts.ts";
import { type ExpectedStream, expectedStreams } from "./expected.ts";

/** The actors of a simulated pipeline. */
export interface Cast {
  readonly market: readonly AnyActor[];
  readonly trading: readonly AnyActor[];
}

/** A market, and what the replay host makes of it. */
export interface Market {
  readonly ticks: readonly AnyRecord[];
  readonly expected: ReadonlyMap<string, ExpectedStream>;
  /** Client order ids of approved commands, by the row of each in its stream. */
  readonly orders: ReadonlyMap<number, string>;
  /** The row of an approved command; -1 where it is none. */
  readonly rowOf: (command: Last) => number;
  /** Whether this is the state of every actor after the last tick. */
  readonly isLast: (snapshot: PipelineSnapshot) => boolean;
}

/** Different markets of a run: more of them would show little more, and each has to be replayed once. */
const markets = 32;

export const instruments = new InstrumentRegistry();

/** The market of a seed, from the cache where it was made before. */
export const marketOf = async (
  options: { readonly seed: number; readonly ticks: number },
  cast: Cast,
  cache: Map<number, Market>,
): Promise<Market> => {
  const seed = options.seed % markets;
  const known = cache.get(seed);
  if (known !== undefined) return known;
  const made = await makeMarket({ seed, ticks: options.ticks }, cast);
  cache.set(seed, made);
  return made;
};

const makeMarket = async (
  { seed, ticks: records }: { readonly seed: number; readonly ticks: number },
  cast: Cast,
): Promise<Market> => {
  const ticks = randomTicks({ seed, records, instruments: 2, meanGapUs: 120_000, dirt: 0.03 });
  const source = sourceOf(async function* () {
    yield { ticks: ticks.map((tick) => ({ ...tick })) };
  });
  const made: AnyRecord[] = [];
  const deliver = (record: AnyRecord) => void made.push(record);
  const same = { ...cast, instruments, settings, predict };
  await replay({ ...same, source, deliver });
  const broken = accountsBroken(made);
  if (broken !== undefined) throw new Error(`Market ${seed}: ${broken}`);
  const pipeline = new Pipeline({ ...same, deliver: () => {} });
  const session = sessionStarted(source, "replay", 0);
  await pipeline.run([session]);
  for (const tick of ticks) await pipeline.run([tick]);
  const end = pipeline.snapshot();
  const expected = expectedStreams([session, ...ticks, ...made]);
  const orders = new Map<number, string>();
  const rows = new Map<string, number>();
  expected.get("ORDERS")?.records.forEach((record, row) => {
    if (record._tag !== "orderCommand" || record.stage !== "approved") return;
    orders.set(row, record.clientOrderId);
    rows.set(`${record.position}.${record.outputIndex}`, row);
  });
  return {
    ticks,
    expected,
    orders,
    rowOf: ({ position, outputIndex }) => rows.get(`${position}.${outputIndex}`) ?? -1,
    isLast: (snapshot) => isDeepStrictEqual(snapshot, end),
  };
};

/** A source that gives what `open` gives, from a number of ticks on. */
export const sourceOf = (open: (from: number) => ReturnType<TickSource["open"]>): TickSource => ({
  kind: "simulated",
  name: "simulation",
  speed: 1,
  instruments: [],
  open: (resume) => open(resume?.records ?? 0),
});

/** Predicts by a formula of the vector: models are not what is simulated, only how long they take. */
export const predict: Predict = (vectors) =>
  Promise.resolve(vectors.map((vector) => [formula(vector)]));

const formula = (vector: FeatureVector): Prediction => {
  const mid = vector.bidPriceTicks + vector.askPriceTicks;
  const lean = Math.max(-1, Math.min(1, vector.imbalance1 * 0.7 + (mid % 7 - 3) / 6));
  return {
    _tag: "prediction",
    position: vector.position,
    outputIndex: vector.outputIndex,
    instrumentId: vector.instrumentId,
    eventTimeUs: vector.eventTimeUs,
    model: "formula",
    modelVersion: 1,
    modelSha256: "0".repeat(64),
    horizonUs: 2_000_000,
    midPriceHalfTicks: mid,
    probabilityUp: Math.fround((1 + lean) / 2),
    probabilityDown: Math.fround((1 - lean) / 2),
    flags: 0,
  };
};

/** Wishes something else with every fifth prediction, so that there are orders to lose. */
const restless: Actor<{ seen: number }, "prediction", "signal"> = {
  name: "restless",
  key: "instrument",
  receives: ["prediction"],
  emits: ["signal"],
  initial: () => ({ seen: 0 }),
  receive: (state, { position, instrumentId, eventTimeUs, ...prediction }, emit) => {
    if (++state.seen % 5 !== 0) return;
    emit({
      _tag: "signal",
      instrumentId,
      eventTimeUs,
      signalId: `restless/${instrumentId}/${position}/0`,
      account: "paper",
      strategy: "restless",
      targetPositionLots: state.seen / 5 % 5 - 2,
      confidence: prediction.probabilityUp,
      referencePriceHalfTicks: prediction.midPriceHalfTicks,
      reason: `${state.seen} seen`,
      predictionPosition: position,
      model: prediction.model,
    });
  },
};

/** The actors that run in a simulation: one more that trades all the time, and the venues over a bad line. */
export const simulatedCast: Cast = {
  market: marketActors,
  trading: [
    restless,
    ...tradingActors.map((actor) => venues.includes(actor) ? overLine(actor) : actor),
  ],
};

/** Settings under which there is something to lose all the time. */
export const settings = {
  portfolio: { restMs: 300, retryMs: 100 },
  "prediction-follower": { enterEdge: 0.4, coolDownMs: 3_000, holdMs: 2_000 },
  "imbalance-taker": { enterImbalance: 0.2, coolDownMs: 3_000, holdMs: 2_000, warmUpMs: 0 },
  "simulated-venue": {
    lateShare: 0.2,
    lateMs: 1_500,
    repeatedShare: 0.1,
    outageShare: 0.01,
    outageMs: 4_000,
  },
  risk: { collarBps: 10_000, maxOrderNotional: 1e9, maxPositionNotional: 1e9 },
} as const;
