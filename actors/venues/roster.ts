// Every venue that is an actor. A new one is a file in this folder and a line here.
import type { AnyActor } from "../actor.ts";
import { simulatedVenue } from "./simulated.ts";

/** The venues, by the account they fill for: all fill the paper account so far. */
export const venues: readonly AnyActor[] = [simulatedVenue];
