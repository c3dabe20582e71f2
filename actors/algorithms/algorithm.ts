// An execution algorithm: how much of an order ought to have been sent by now. A new one is a file and a roster line.
import type { PriceTicks, QuantityLots, TimeUs } from "../../streams/units.ts";
import type { Setting } from "../actor.ts";
import type { VolumeProfile } from "./profile.ts";

/** What an algorithm looks at. */
export interface Progress {
  readonly quantityLots: QuantityLots;
  /** Filled so far. */
  readonly cumLots: QuantityLots;
  readonly startUs: TimeUs;
  readonly endUs: TimeUs;
  readonly nowUs: TimeUs;
  /** What all others have traded since the order began. */
  readonly marketLots: QuantityLots;
  /** When of the day the instrument trades. */
  readonly profile: VolumeProfile;
  readonly parameters: Readonly<Record<string, number>>;
}

/** A limit of the order, and the best price of its own side. */
export interface PassivePrices {
  readonly limitTicks: PriceTicks;
  readonly bestTicks: PriceTicks;
}

/** An algorithm, by name. */
export interface Algorithm {
  readonly name: string;
  readonly about: string;
  /** What it can be told, beside what all can (`commonParameters`). */
  readonly parameters: Readonly<Record<string, Setting>>;
  /** Lots that ought to be filled or working by now; between what is filled and all of it. */
  readonly due: (progress: Progress) => QuantityLots;
  /** Fewest lots of a child order, unless fewer are left. */
  readonly clip: (progress: Pick<Progress, "quantityLots" | "parameters">) => QuantityLots;
  /** Whether its children only ever rest. */
  readonly onlyRests?: true;
}

/** What every algorithm can be told. */
export const commonParameters = {
  durationS: {
    default: 60,
    minimum: 1,
    maximum: 86_400,
    comment: "Seconds of event time in which the order is to be done",
  },
  restMs: {
    default: 1_000,
    minimum: 0,
    maximum: 600_000,
    comment: "How long a child rests at the best price before it crosses; 0 crosses at once",
  },
  finish: {
    default: 1,
    minimum: 0,
    maximum: 1,
    comment: "1 crosses for what is left at the end; 0 lets it expire",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** The share of the time that has passed, 0 to 1. */
export const elapsed = ({ startUs, endUs, nowUs }: Progress): number =>
  endUs <= startUs ? 1 : Math.min(1, Math.max(0, (nowUs - startUs) / (endUs - startUs)));

/** A share of the order in whole lots, all of it at the end. */
export const shareOf = ({ quantityLots }: Progress, share: number): QuantityLots =>
  Math.min(quantityLots, Math.floor(quantityLots * share + 1e-9));

/** One of so many equal parts of the order, at least a lot. */
export const partOf = (quantityLots: QuantityLots, parts: number): QuantityLots =>
  Math.max(1, Math.ceil(quantityLots / parts));

/** How many parts an order is cut into. */
export const slices: Setting = {
  default: 20,
  minimum: 1,
  maximum: 10_000,
  comment: "Children that the order is cut into at most, while it keeps to its schedule",
};

/** All parameters of an algorithm, with their defaults. */
export const parametersOf = (algorithm: Algorithm): Readonly<Record<string, Setting>> => ({
  ...commonParameters,
  ...algorithm.parameters,
});

/** What is wrong with parameters; undefined where they are right. */
export const wrongParameters = (
  algorithm: Algorithm,
  given: Readonly<Record<string, number>>,
): { readonly name: string; readonly message: string } | undefined => {
  const known = parametersOf(algorithm);
  for (const [name, value] of Object.entries(given)) {
    const setting = known[name];
    if (setting === undefined) {
      const names = Object.keys(known).join(", ");
      return { name, message: `is no parameter of ${algorithm.name}, expected ${names}` };
    }
    if (!(value >= setting.minimum && value <= setting.maximum)) {
      const bounds = `${setting.minimum} to ${setting.maximum}`;
      return { name, message: `is ${value}, expected ${bounds}` };
    }
  }
  return undefined;
};

/** Parameters with the defaults of what was not given. */
export const withDefaults = (
  algorithm: Algorithm,
  given: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(parametersOf(algorithm)).map(([name, setting]) =>
      [name, given[name] ?? setting.default] as const
    ),
  );
