// The settings a sweep tries: every combination of the values of its axes.
import { maxTrials } from "../limits.ts";
import { BadSetting } from "../settings.ts";

/** One setting and the values it is tried with. */
export interface Axis {
  /** As in `--set`: `fast`, or `bars.feeBps`. */
  readonly name: string;
  readonly values: readonly number[];
}

const number = String.raw`-?\d+(?:\.\d+)?(?:e-?\d+)?`;
const range = new RegExp(`^(${number}):(${number})(?::(${number}))?$`);

/** Reads `fast=5:50:5` (from:to:step, both ends within) and `fast=5,10,20`. Throws `BadSetting`. */
export const readAxes = (texts: readonly string[]): Axis[] => {
  const axes = texts.map(readAxis);
  const again = axes.find(({ name }, i) => axes.findIndex((one) => one.name === name) < i);
  if (again !== undefined) throw new BadSetting(`--sweep "${again.name}": given twice`);
  const trials = axes.reduce((product, { values }) => product * values.length, 1);
  if (trials > maxTrials) {
    throw new BadSetting(`--sweep: ${trials} combinations; at most ${maxTrials} are tried`);
  }
  return axes;
};

const readAxis = (text: string): Axis => {
  const wrong = (expected: string) => new BadSetting(`--sweep "${text}": expected ${expected}`);
  const [, name = "", told = ""] = /^((?:[a-zA-Z][\w-]*\.)?[a-zA-Z]\w*)=(.+)$/.exec(text) ?? [];
  if (name === "") throw wrong("name=from:to:step or name=a,b,c");
  const [, from, to, step = "1"] = range.exec(told) ?? [];
  if (from === undefined) {
    const values = told.split(",").map((one) => one.trim() === "" ? NaN : Number(one));
    if (values.some(Number.isNaN)) throw wrong("numbers, as in name=from:to:step or name=a,b,c");
    return { name, values };
  }
  const [low, high, by] = [Number(from), Number(to), Number(step)];
  if (!(by > 0)) throw wrong("a step above 0");
  if (high < low) throw wrong("from below to");
  const count = Math.floor((high - low) / by + 1e-9) + 1;
  if (count > maxTrials) throw wrong(`at most ${maxTrials} values`);
  // Steps such as 0.1 are not exact: digits that nobody gave are cut.
  const values = Array.from({ length: count }, (_, i) => Number((low + i * by).toPrecision(12)));
  return { name, values };
};

/** The number of combinations. */
export const trialsOf = (axes: readonly Axis[]): number =>
  axes.reduce((product, { values }) => product * values.length, 1);

/** One combination by its index; the last axis changes first. */
export const trialSettings = (
  axes: readonly Axis[],
  index: number,
): Readonly<Record<string, number>> => {
  const settings: [string, number][] = [];
  let rest = index;
  for (const { name, values } of axes.toReversed()) {
    settings.unshift([name, values[rest % values.length]!]);
    rest = Math.floor(rest / values.length);
  }
  return Object.fromEntries(settings);
};

/** As `--set` takes them. */
export const asSet = (settings: Readonly<Record<string, number>>): string[] =>
  Object.entries(settings).map(([name, value]) => `${name}=${value}`);
