// Settings as people give them, `fast=20`: checked against what there is, with its bounds.
import type { Setting } from "../../actor.ts";

type Settings = Readonly<Record<string, Setting>>;

/** A setting that there is not, or a value it cannot have; the message says what was expected. */
export class BadSetting extends Error {
  override readonly name = "BadSetting";
}

/** Reads `name=value`, or `of.name=value`, against the settings of each of `schemas`; `""` needs no prefix. */
export const readSettings = (
  given: readonly string[],
  schemas: ReadonlyMap<string, Settings>,
): Readonly<Record<string, Readonly<Record<string, number>>>> => {
  const values: Record<string, Record<string, number>> = {};
  for (const text of given) {
    const match = /^(?:([a-zA-Z][\w-]*)\.)?([a-zA-Z]\w*)=(.+)$/.exec(text);
    if (match === null) throw new BadSetting(`--set "${text}": expected name=value`);
    const [, of = "", name = "", told = ""] = match;
    const schema = schemas.get(of);
    if (schema === undefined) {
      const known = [...schemas.keys()].filter((one) => one !== "").join(", ");
      throw new BadSetting(`--set "${text}": "${of}" has no settings; expected one of ${known}`);
    }
    const setting = schema[name];
    if (setting === undefined) {
      throw new BadSetting(
        `--set "${text}": there is no setting "${name}"; expected one of\n${settingLines(schema)}`,
      );
    }
    const value = Number(told);
    if (!(value >= setting.minimum && value <= setting.maximum)) {
      throw new BadSetting(
        `--set "${text}": expected a number from ${setting.minimum} to ${setting.maximum}: ` +
          setting.comment,
      );
    }
    (values[of] ??= {})[name] = value;
  }
  return values;
};

/** The settings with what was given in the place of their defaults. */
export const withDefaults = (
  schema: Settings,
  given: Readonly<Record<string, number>> = {},
): Record<string, number> => ({
  ...Object.fromEntries(Object.entries(schema).map(([name, one]) => [name, one.default])),
  ...given,
});

/** A line for each setting: name, default, bounds, meaning. */
export const settingLines = (schema: Settings): string =>
  Object.entries(schema).map(([name, { default: value, minimum, maximum, comment }]) =>
    `  ${name}=${value}  (${minimum} to ${maximum})  ${comment}`
  ).join("\n") || "  (none)";
