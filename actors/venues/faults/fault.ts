// What a fault is: something that goes wrong between us and a venue, as settings of the line and of our view.
import type { AnyActor } from "../../actor.ts";
import { lineSettings, overLine } from "../line.ts";
import { venues } from "../roster.ts";
import { overView, viewSettings } from "../view.ts";

/** A fault: its name, what it is like, and what differs from a good line and a good view. */
export interface Fault {
  readonly name: string;
  readonly about: string;
  readonly line: Partial<Readonly<Record<keyof typeof lineSettings, number>>>;
  readonly view?: Partial<Readonly<Record<keyof typeof viewSettings, number>>>;
}

/**
 * The actors with their venues behind a line and their strategies behind a view, and the settings of both by
 * actor. Where nothing is wrong they stay as they are.
 */
export const withFaults = (
  actors: readonly AnyActor[],
  { line, view = {} }: Fault,
  strategies: readonly AnyActor[],
) => {
  const bad = (settings: object) => Object.keys(settings).length > 0;
  const settings: Record<string, Readonly<Record<string, number>>> = {};
  return {
    actors: actors.map((actor) => {
      if (bad(line) && venues.includes(actor)) {
        settings[actor.name] = line;
        return overLine(actor);
      }
      if (!bad(view) || !strategies.includes(actor)) return actor;
      settings[actor.name] = view;
      return overView(actor);
    }),
    settings,
  };
};
