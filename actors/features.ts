// The features actor: what a model sees of an instrument, when its best level has changed.
import { marketFlags } from "../streams/market.ts";
import type { Actor, Setting } from "./actor.ts";
import { emptyState, type FeatureState, resetState } from "./features/state.ts";
import { takeBest, takeLoss, takeTime, takeTrade } from "./features/state.ts";
import { vectorOf } from "./features/vector.ts";
import { marketMarks } from "./measures/best-prices.ts";
import { applyDelta, applyQuote } from "./measures/order-book.ts";

const settings = {
  intervalUs: {
    default: 1_000,
    minimum: 0,
    maximum: 60_000_000,
    comment: "Least event time between two vectors of an instrument, in microseconds",
  },
  staleUs: {
    default: 5_000_000,
    minimum: 1_000,
    maximum: 3_600_000_000,
    comment: "Age of the depth, or of a late record, from which a vector is stale, in microseconds",
  },
} as const satisfies Record<string, Setting>;

/**
 * Emits a vector when the best level has changed since the last vector and `intervalUs` has passed
 * since. Marked records, a book between the rows of a message, a gapped and a crossed book give
 * no vector. A vector is warming until 30 s of the session have passed, and gapped until 30 s after
 * records were lost. See `streams/features.ts` for what each value means.
 */
export const features: Actor<
  FeatureState,
  "quote" | "trade" | "bookDelta" | "control" | "feedEvent",
  "featureVector"
> = {
  name: "features",
  key: "instrument",
  receives: ["quote", "trade", "bookDelta", "control", "feedEvent"],
  emits: ["featureVector"],
  settings,
  initial: (context, instrumentId) =>
    emptyState(
      context.settings["intervalUs"]!,
      context.settings["staleUs"]!,
      context.instruments.require(instrumentId).minPriceIncrementTicks,
    ),
  receive: (state, message, emit) => {
    if (message._tag === "control") {
      if (message.control === "sessionStarted") resetState(state);
      return;
    }
    if (message._tag === "feedEvent") return takeLoss(state, message);
    // A bad tick decides nothing, not even the time; but a delta may end its message.
    if (message._tag !== "bookDelta" && (message.flags & marketFlags.suspicious) !== 0) return;
    takeTime(state, message);
    switch (message._tag) {
      case "trade":
        if ((message.flags & marketMarks) === 0) takeTrade(state, message);
        return;
      case "quote":
        if (!applyQuote(state.book, message)) return;
        break;
      case "bookDelta":
        if (!applyDelta(state.book, message)) return;
        break;
    }
    if (!takeBest(state) || !state.changed) return;
    if (state.emittedUs >= 0 && state.nowUs - state.emittedUs < state.intervalUs) return;
    state.changed = false;
    state.emittedUs = state.nowUs;
    emit(vectorOf(state, message.instrumentId, message.eventTimeUs));
  },
};
