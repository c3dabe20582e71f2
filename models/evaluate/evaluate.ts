// Scores a model on recorded files: through the feature code that runs live, and the runtime that serves.
import { Machine } from "../../actors/machine.ts";
import { Recent } from "../../actors/recent.ts";
import { marketActors } from "../../actors/roster.ts";
import { sessionStarted } from "../../actors/run/session.ts";
import type { TickSource } from "../../actors/sources/source.ts";
import type { FeatureVector } from "../../streams/features.ts";
import { builtinInstruments, InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { Inference } from "../inference.ts";
import { type OpenRow, Tally } from "./tally.ts";

/** What an evaluation needs. */
export interface EvaluateOptions {
  readonly source: TickSource;
  readonly inference: Inference;
  /** Only regular hours of US equities. */
  readonly regularHours: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (ticks: number) => void;
}

/** What was scored of one instrument. */
export interface Evaluated {
  readonly instrument: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** Rows left out: marked as warming, stale or gapped, or outside regular hours. */
  readonly excluded: number;
  readonly tally: Tally;
}

/** One instrument while its file is read. */
interface Track {
  readonly tally: Tally;
  midHalfTicks: number;
  open: OpenRow[];
  excluded: number;
  fromUs: number;
  toUs: number;
}

/** Vectors predicted together. */
const batchRows = 4_096;

const newYork = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/New_York",
  hour: "numeric",
  minute: "numeric",
  hourCycle: "h23",
});

/** Minutes after midnight in New York; asked once for each hour of UTC, which shares its offset. */
const newYorkMinutes = (): (us: number) => number => {
  const offsets = new Map<number, number>();
  return (us) => {
    const minute = Math.floor(us / 60e6);
    const hour = Math.floor(minute / 60);
    let offset = offsets.get(hour);
    if (offset === undefined) {
      const [h, m] = newYork.format(hour * 3_600_000).split(":").map(Number);
      offset = h! * 60 + m! - (hour * 60 % 1_440);
      offsets.set(hour, offset);
    }
    return ((minute % 1_440) + offset + 2_880) % 1_440;
  };
};

/** Scores every instrument of a source. Fails with `SourceFailed`. */
export const evaluate = async (options: EvaluateOptions): Promise<Evaluated[]> => {
  const { source, inference } = options;
  const registry = new InstrumentRegistry([...builtinInstruments, ...source.instruments]);
  const tracks = new Map<number, Track>();
  const minutes = newYorkMinutes();
  let vectors: FeatureVector[] = [];
  const recent = new Recent(inference.predict.windowRows ?? 1);
  const machine = new Machine(marketActors, registry, (record) => {
    if (record._tag !== "featureVector") return;
    vectors.push(record);
    recent.add(record);
  });
  const isOutside = (vector: FeatureVector): boolean => {
    if (!options.regularHours) return false;
    const { assetClass, currency } = registry.require(vector.instrumentId);
    if (assetClass !== "equity" || currency !== "USD") return false;
    const minute = minutes(vector.eventTimeUs);
    return minute < 570 || minute >= 960;
  };
  const score = async (): Promise<void> => {
    const batch = vectors;
    vectors = [];
    const before = recent.take();
    const predictions = await inference.predict(
      batch,
      undefined,
      before.length === 0 ? undefined : before,
    );
    for (const [i, vector] of batch.entries()) {
      if (isOutside(vector)) continue;
      const track = trackOf(tracks, vector.instrumentId);
      const mid = vector.bidPriceTicks + vector.askPriceTicks;
      if (track.midHalfTicks !== 0 && mid !== track.midHalfTicks) {
        track.tally.move(track.open, mid > track.midHalfTicks);
        track.open = [];
      }
      track.midHalfTicks = mid;
      if (vector.flags !== 0) {
        track.excluded++;
        continue;
      }
      track.fromUs ||= vector.eventTimeUs;
      track.toUs = vector.eventTimeUs;
      const prediction = predictions[i]![0]!;
      const known = prediction.probabilityUp + prediction.probabilityDown;
      const toss = track.open.length % 2 === 0;
      track.open.push({
        probabilityUp: known === 0 ? 0.5 : prediction.probabilityUp / known,
        imbalanceUp: vector.imbalance1 === 0 ? toss : vector.imbalance1 > 0,
        lastMoveUp: vector.lastMoveSide === 0 ? toss : vector.lastMoveSide > 0,
      });
    }
  };
  let position = 0;
  machine.receive(sessionStarted(source, "evaluation", position));
  const signal = options.signal ?? new AbortController().signal;
  for await (const { ticks } of source.open(undefined, () => {}, signal)) {
    for (const tick of ticks as readonly AnyRecord[]) {
      tick.position = ++position;
      tick.outputIndex = 0;
      machine.receive(tick);
    }
    if (vectors.length >= batchRows) await score();
    options.progress?.(position);
    if (signal.aborted) break;
  }
  await score();
  return [...tracks].map(([instrumentId, { tally, excluded, fromUs, toUs }]) => ({
    instrument: registry.require(instrumentId).name,
    fromUs,
    toUs,
    excluded,
    tally,
  }));
};

const trackOf = (tracks: Map<number, Track>, instrumentId: number): Track => {
  const known = tracks.get(instrumentId);
  if (known !== undefined) return known;
  const made: Track = {
    tally: new Tally(),
    midHalfTicks: 0,
    open: [],
    excluded: 0,
    fromUs: 0,
    toUs: 0,
  };
  tracks.set(instrumentId, made);
  return made;
};
