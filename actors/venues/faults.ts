// Bad lines to a venue, by name: how well a strategy lives with late, repeated and broken messages.
import type { AnyActor } from "../actor.ts";
import { lineSettings, overLine } from "./line.ts";
import { venues } from "./roster.ts";

/** A bad line: its name, what it is like, and its settings. */
export interface Faults {
  readonly name: string;
  readonly about: string;
  readonly settings: Readonly<Record<keyof typeof lineSettings, number>>;
}

/** The lines that there are; the first one is good. */
export const faults: readonly Faults[] = [
  {
    name: "none",
    about: "Every message arrives once and in time",
    settings: { lateShare: 0, lateMs: 0, repeatedShare: 0, outageShare: 0, outageMs: 0 },
  },
  {
    name: "mild",
    about: "1 message in 50 up to half a second late, 1 in 100 twice, outages of 2 s",
    settings: {
      ...{ lateShare: 0.02, lateMs: 500, repeatedShare: 0.01 },
      ...{ outageShare: 0.0005, outageMs: 2_000 },
    },
  },
  {
    name: "rough",
    about: "1 message in 5 up to 2 s late, 1 in 10 twice, outages of 5 s",
    settings: {
      ...{ lateShare: 0.2, lateMs: 2_000, repeatedShare: 0.1 },
      ...{ outageShare: 0.005, outageMs: 5_000 },
    },
  },
];

/** The actors with their venues behind a line, and the settings of that line by venue. */
export const withFaults = (actors: readonly AnyActor[], { name, settings }: Faults) => {
  const behind = name === "none" ? [] : actors.filter((actor) => venues.includes(actor));
  return {
    actors: actors.map((actor) => behind.includes(actor) ? overLine(actor) : actor),
    settings: Object.fromEntries(behind.map((actor) => [actor.name, settings])),
  };
};
