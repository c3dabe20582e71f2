// When of the day an instrument trades: volume in five-minute parts of the UTC day, learned as it goes.
import type { QuantityLots, TimeUs } from "../../streams/units.ts";

/** Traded lots by part of the day. */
export interface VolumeProfile {
  readonly lots: Float64Array;
}

const dayUs = 86_400_000_000;
const partUs = 300_000_000;
const parts = dayUs / partUs;

/** Nothing is known. */
export const noProfile = (): VolumeProfile => ({ lots: new Float64Array(parts) });

const partAt = (timeUs: TimeUs): number => Math.floor(timeUs % dayUs / partUs);

/** Counts a trade. */
export const addVolume = ({ lots }: VolumeProfile, timeUs: TimeUs, more: QuantityLots): void => {
  const part = partAt(timeUs);
  lots[part] = lots[part]! + more;
};

/** Volume to expect between two times; parts that nothing is known of have the mean of the others. */
const expected = ({ lots }: VolumeProfile, fromUs: TimeUs, toUs: TimeUs): number => {
  let [known, total] = [0, 0];
  for (const one of lots) {
    if (one > 0) known++;
    total += one;
  }
  const mean = known === 0 ? 1 : total / known;
  let sum = 0;
  for (let at = fromUs; at < toUs;) {
    const end = Math.min(toUs, (Math.floor(at / partUs) + 1) * partUs);
    sum += (lots[partAt(at)]! || mean) * (end - at) / partUs;
    at = end;
  }
  return sum;
};

/** The share of the volume between two times that is to be expected by a third one, 0 to 1. */
export const shareBy = (
  profile: VolumeProfile,
  { startUs, endUs, nowUs }: {
    readonly startUs: TimeUs;
    readonly endUs: TimeUs;
    readonly nowUs: TimeUs;
  },
): number => {
  if (nowUs >= endUs) return 1;
  if (nowUs <= startUs) return 0;
  return expected(profile, startUs, nowUs) / expected(profile, startUs, endUs);
};
