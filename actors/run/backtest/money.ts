// Money of what is counted in ticks and lots.
import type { Instrument } from "../../../streams/instruments.ts";
import type { Step } from "../../../streams/units.ts";

/** A step as a number. */
export const stepValue = ({ unscaled, scale }: Step): number => unscaled / 10 ** scale;

/** Money of one tick·lot, in the instrument's currency. */
export const unitValue = ({ tick, lot }: Instrument): number =>
  tick.unscaled * lot.unscaled / 10 ** (tick.scale + lot.scale);
