// The same latency for every order.
import type { LatencyModel } from "./latency-model.ts";

/** Entry and response latency that never change. */
export const constantLatency: LatencyModel = {
  name: "constant",
  recorded: false,
  settings: {
    entryUs: {
      default: 5_000,
      minimum: 0,
      maximum: 60_000_000,
      comment: "From sending an order to its arrival at the venue, in microseconds",
    },
    responseUs: {
      default: 5_000,
      minimum: 0,
      maximum: 60_000_000,
      comment: "From what happens at the venue to our hearing of it, in microseconds",
    },
  },
  entryUs: ({ settings }) => settings["entryUs"]!,
  responseUs: ({ settings }) => settings["responseUs"]!,
};
