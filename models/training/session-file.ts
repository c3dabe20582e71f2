// One session as Python reads it: a matrix of features, and one of the moments they belong to.
import type { Instrument } from "../../streams/instruments.ts";
import { featureNames, type FeatureVector } from "../../streams/features.ts";
import { restarts } from "../window.ts";
import { NpyWriter } from "./npy.ts";

/** Silence after which the window of a sequence model begins anew, in microseconds: a minute. */
export const windowGapUs = 60_000_000;

/** One exported session, as the manifest tells Python of it. */
export interface Session {
  readonly instrument: string;
  /** Tells the sessions of an instrument from each other; later ones sort behind earlier ones. */
  readonly part: string;
  readonly file: string;
  readonly regularHours: boolean;
}

/** What is written of a vector. */
export type ExportedVector = Omit<FeatureVector, "_tag" | "position" | "outputIndex" | "set">;

/**
 * Writes the vectors of one instrument in order: `STEM.features.npy` (float32), and `STEM.moments.npy`
 * (int64): time, bid + ask in ticks, spread in smallest price steps, marks, and the row at which the
 * window of each row began.
 */
export class SessionFile {
  private readonly features: NpyWriter;
  private readonly moments: NpyWriter;
  private begun = 0;
  private lastUs: number | undefined;

  constructor(stem: string) {
    this.features = new NpyWriter(`${stem}.features.npy`, "<f4", featureNames.length);
    this.moments = new NpyWriter(`${stem}.moments.npy`, "<i8", 5);
  }

  /** Vectors written so far. */
  get vectors(): number {
    return this.features.rows;
  }

  write(
    vector: ExportedVector,
    { minPriceIncrementTicks }: Pick<Instrument, "minPriceIncrementTicks">,
  ): void {
    const row = this.features.next();
    for (let i = 0; i < featureNames.length; i++) row.into[row.at + i] = vector[featureNames[i]!];
    if (restarts(this.lastUs, vector, windowGapUs)) this.begun = this.moments.rows;
    this.lastUs = vector.eventTimeUs;
    const { bidPriceTicks, askPriceTicks } = vector;
    const moment = this.moments.next();
    moment.into[moment.at] = BigInt(vector.eventTimeUs);
    moment.into[moment.at + 1] = BigInt(bidPriceTicks + askPriceTicks);
    moment.into[moment.at + 2] = BigInt(
      Math.round((askPriceTicks - bidPriceTicks) / minPriceIncrementTicks),
    );
    moment.into[moment.at + 3] = BigInt(vector.flags);
    moment.into[moment.at + 4] = BigInt(this.begun);
  }

  close(): void {
    this.features.close();
    this.moments.close();
  }
}
