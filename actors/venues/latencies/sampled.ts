// A latency drawn for every order: a floor, and above it a log-normal part with a long tail.
import { normal } from "../../measures/random.ts";
import type { LatencyModel, LatencyState } from "./latency-model.ts";

const microseconds = (value: number, comment: string) => ({
  default: value,
  minimum: 0,
  maximum: 60_000_000,
  comment: `${comment}, in microseconds`,
});

/** Latency with a seed: the same seed gives the same latencies in the same order of orders. */
export const sampledLatency: LatencyModel = {
  name: "sampled",
  recorded: false,
  settings: {
    entryFloorUs: microseconds(1_000, "Least time to the venue"),
    entryMedianUs: microseconds(2_000, "Median above the floor on the way to the venue"),
    responseFloorUs: microseconds(1_000, "Least time back"),
    responseMedianUs: microseconds(2_000, "Median above the floor on the way back"),
    sigma: {
      default: 0.8,
      minimum: 0,
      maximum: 5,
      comment: "Spread of the logarithm: 0 always gives the median, above 1 the tail is long",
    },
    seed: { default: 1, minimum: 0, maximum: 0xffff_ffff, comment: "Seed of the draws" },
  },
  entryUs: (state) => draw(state, "entryFloorUs", "entryMedianUs"),
  responseUs: (state) => draw(state, "responseFloorUs", "responseMedianUs"),
};

/** A whole number of microseconds. */
const draw = ({ settings, random }: LatencyState, floor: string, median: string): number =>
  Math.round(settings[floor]! + settings[median]! * Math.exp(settings["sigma"]! * normal(random)));
