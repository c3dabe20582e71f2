// What can be set of the simulated venue, and its bounds.
import type { Setting } from "../../actor.ts";

/** Settings of the simulated venue. Times are event time. */
export const venueSettings = {
  entryLatencyMs: {
    default: 5,
    minimum: 0,
    maximum: 60_000,
    comment: "From the decision to the order's arrival at the venue, in milliseconds",
  },
  responseLatencyMs: {
    default: 5,
    minimum: 0,
    maximum: 60_000,
    comment: "From what happens at the venue to our hearing of it, in milliseconds",
  },
  makerFeeBps: {
    default: 0,
    minimum: -100,
    maximum: 100,
    comment: "Fee of a fill that rested, in basis points of its value; below zero for a rebate",
  },
  takerFeeBps: {
    default: 0.5,
    minimum: -100,
    maximum: 100,
    comment: "Fee of a fill that crossed, in basis points of its value",
  },
  untoldQuantityLots: {
    default: 100_000,
    minimum: 0,
    maximum: 1e12,
    comment: "What rests at a best price whose quote tells no quantity, in lots",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Orders and replaces on their way to the venue at once, per instrument; more are rejected. */
export const maxInFlight = 1_000;
/** Commands, cancels among them: a stop cancels at once what rests and what is on its way. */
export const maxInFlightCancels = 4_000;
/** Orders that may rest at once, per instrument; more are rejected. */
export const maxResting = 1_000;
/** Orders that have ended and are remembered per instrument, for children that come late. */
export const maxEnded = 1_000;
/** Prices at which our own takings are remembered, per side; the oldest goes first. */
export const maxTakenPrices = 64;
/** Fills per instrument that are told again when somebody asks. */
export const fillsTold = 200;
