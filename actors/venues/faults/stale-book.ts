// The market data of a strategy stops for a while; its orders go on working.
import type { Fault } from "./fault.ts";

/** The book a strategy sees is old, the one its orders meet is not. */
export const staleBook: Fault = {
  name: "stale-book",
  about: "What a strategy sees of the market stops for 5 s, about 3 times a minute",
  line: {},
  view: { staleEveryMs: 20_000, staleMs: 5_000 },
};
