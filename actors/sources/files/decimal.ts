// Exact counts of steps from the decimals of files: unscaled integers, text and doubles.
import { type Step, stepsFromText, stepsFromUnscaled } from "../../../streams/units.ts";

/** Turns an unscaled integer into a whole count of steps; NaN where it is none. */
export type ToSteps = (unscaled: number) => number;

const powers = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** A converter for unscaled safe integers with so many decimal places. */
export const stepsOfUnscaled = (scale: number, step: Step): ToSteps => {
  const up = powers[Math.max(0, step.scale - scale)]!;
  const down = step.unscaled * powers[Math.max(0, scale - step.scale)]!;
  const shared = greatestCommonDivisor(up, down);
  const times = up / shared;
  const over = down / shared;
  if (over === 1) return (unscaled) => safe(unscaled * times);
  // A quotient of safe integers that is no integer never rounds to one, so this loses nothing.
  return (unscaled) => {
    const steps = safe(unscaled * times) / over;
    return Number.isInteger(steps) ? steps : Number.NaN;
  };
};

/** A whole count of steps from an integer of any size; NaN where it is none. */
export const stepsOfBig = (unscaled: bigint, scale: number, step: Step): number => {
  try {
    return stepsFromUnscaled(unscaled, scale, step);
  } catch {
    return Number.NaN;
  }
};

/** A whole count of steps from decimal text such as "61800.30"; NaN where it is none. */
export const stepsOfText = (text: string, step: Step): number => {
  let unscaled = 0;
  let point = -1;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) unscaled = unscaled * 10 + digit;
    else if (digit === -2 && point < 0 && i > 0) point = i;
    else return slowSteps(text, step);
  }
  if (text.length === 0 || point === text.length - 1 || !Number.isSafeInteger(unscaled)) {
    return slowSteps(text, step);
  }
  const scale = point < 0 ? 0 : text.length - point - 1;
  if (scale >= powers.length) return slowSteps(text, step);
  const places = scale - step.scale;
  if (places === 0 && step.unscaled === 1) return unscaled;
  if (places > 0 && step.unscaled === 1) {
    const steps = unscaled / powers[places]!;
    return Number.isInteger(steps) ? steps : Number.NaN;
  }
  return stepsOfUnscaled(scale, step)(unscaled);
};

/** A whole count of steps from the shortest decimal text of a double; NaN where it is none. */
export const stepsOfDouble = (value: number, step: Step): number => {
  const power = powers[step.scale]!;
  const unscaled = Math.round(value * power);
  // Up to fifteen digits, the decimal that rounds to a double is the double's shortest text.
  if (Math.abs(unscaled) < 1e15 && unscaled / power === value) {
    const steps = unscaled / step.unscaled;
    return Number.isInteger(steps) ? steps : Number.NaN;
  }
  return slowSteps(textOfDouble(value), step);
};

/** The shortest decimal text of a double, without an exponent where it is small. */
export const textOfDouble = (value: number): string => {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (match === null) return text;
  return `${match[1]}0.${"0".repeat(Number(match[4]) - 1)}${match[2]}${match[3] ?? ""}`;
};

/** Decimal places that a decimal text needs: those after the point, without zeros at the end. */
export const placesOfText = (text: string): number => {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.slice(point + 1).replace(/0+$/, "").length;
};

/** The text of an unscaled integer with so many decimal places. */
export const textOfUnscaled = (unscaled: number | bigint, scale: number): string => {
  if (typeof unscaled === "number" && !Number.isInteger(unscaled)) return String(unscaled);
  const digits = String(unscaled < 0 ? -unscaled : unscaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const sign = unscaled < 0 ? "-" : "";
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
};

const safe = (value: number): number => Number.isSafeInteger(value) ? value : Number.NaN;

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

const slowSteps = (text: string, step: Step): number => {
  try {
    return stepsFromText(text, step);
  } catch {
    return Number.NaN;
  }
};
