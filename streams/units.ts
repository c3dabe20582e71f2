// The units every record is written in, and the only conversions between them and decimals.

/** Microseconds since the Unix epoch, UTC. A safe integer until the year 2255. */
export type TimeUs = number;
/** A price as a count of the instrument's tick size. Signed, a safe integer. */
export type PriceTicks = number;
/** Twice a price in ticks: bid + ask, so that a mid price stays an integer. */
export type PriceHalfTicks = number;
/** A quantity as a count of the instrument's lot size. A safe integer. */
export type QuantityLots = number;
/** Money in the instrument's quote currency as price ticks × quantity lots: exact, a safe integer. */
export type TickLots = number;
/** The ordinal of an input record in the input log: the name of the moment everything else derives from. */
export type Position = number;

/** A number that could not be read as a whole count of a step, with the step it missed. */
export class OffStep extends Error {
  override readonly name = "OffStep";
  readonly value: string;
  readonly step: string;
  constructor(value: string, step: string) {
    super(`"${value}" is not a multiple of ${step}`);
    this.value = value;
    this.step = step;
  }
}

/** A decimal step such as a tick size: `unscaled` × 10^-`scale`. */
export interface Step {
  readonly unscaled: number;
  readonly scale: number;
  readonly text: string;
}

/** Reads a positive decimal step such as "0.05". Throws `OffStep` for anything else. */
export const parseStep = (text: string): Step => {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  const unscaled = match === null ? 0 : Number(match[1]! + (match[2] ?? ""));
  if (match === null || unscaled <= 0 || !Number.isSafeInteger(unscaled)) {
    throw new OffStep(text, "a positive decimal");
  }
  return { unscaled, scale: match[2]?.length ?? 0, text };
};

/** An exact count of steps from a decimal string. Throws `OffStep` where it is no whole count. */
export const stepsFromText = (text: string, step: Step): number => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) throw new OffStep(text, step.text);
  const unscaled = BigInt(match[1]! + match[2]! + (match[3] ?? ""));
  const steps = wholeSteps(unscaled, match[3]?.length ?? 0, step);
  if (steps === undefined) throw new OffStep(text, step.text);
  return steps;
};

/**
 * An exact count of steps from an integer with a decimal scale, as Parquet and venues send decimals.
 * Throws `OffStep` where it is no whole count.
 */
export const stepsFromUnscaled = (unscaled: bigint, scale: number, step: Step): number => {
  const steps = wholeSteps(unscaled, scale, step);
  if (steps === undefined) throw new OffStep(`${unscaled}e-${scale}`, step.text);
  return steps;
};

const wholeSteps = (unscaled: bigint, scale: number, step: Step): number | undefined => {
  const numerator = unscaled * 10n ** BigInt(Math.max(0, step.scale - scale));
  const denominator = BigInt(step.unscaled) * 10n ** BigInt(Math.max(0, scale - step.scale));
  const steps = Number(numerator / denominator);
  return numerator % denominator === 0n && Number.isSafeInteger(steps) ? steps : undefined;
};

/** The decimal text of a count of steps, without trailing zeros beyond the step's own. */
export const textFromSteps = (steps: number, step: Step): string => {
  const unscaled = BigInt(steps) * BigInt(step.unscaled);
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(step.scale + 1, "0");
  const whole = digits.slice(0, digits.length - step.scale);
  const fraction = step.scale === 0 ? "" : `.${digits.slice(digits.length - step.scale)}`;
  return `${unscaled < 0n ? "-" : ""}${whole}${fraction}`;
};

/** The nearest number to a count of steps: for charts and model inputs, never for a decision on money. */
export const numberFromSteps = (steps: number, step: Step): number =>
  (steps * step.unscaled) / 10 ** step.scale;

/** ISO 8601 text of a time, with microseconds. */
export const textFromTimeUs = (timeUs: TimeUs): string => {
  const seconds = Math.floor(timeUs / 1e6);
  const micros = timeUs - seconds * 1e6;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${
    String(micros).padStart(6, "0")
  }Z`;
};
