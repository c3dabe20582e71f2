// Bugs that are planted on purpose: a simulation that does not find them proves nothing.
import { nowUs } from "../clock.ts";
import type { Actor, AnyActor } from "../../actor.ts";

/** The bugs, with what is wrong. */
export const plants = {
  ackBeforePublish: "what was appended counts as durable at once",
  noFence: "a message is stored whatever the stream ends with",
  snapshotEarly: "a snapshot is kept before the outputs up to it are durable",
  dedupByMessageId:
    "a repeated message is known by its id, for two seconds, and not by its position",
  actorReadsClock: "an actor looks at the wall clock",
} as const;
/** One planted bug. */
export type Plant = keyof typeof plants;

/** An actor that looks at the clock, where that is planted. */
export const plantedActors = (plant: Plant | undefined): readonly AnyActor[] =>
  plant === "actorReadsClock" ? [clockReader] : [];

const clockReader: Actor<{ seen: number }, "featureVector", "signal"> = {
  name: "clock-reader",
  key: "all",
  receives: ["featureVector"],
  emits: ["signal"],
  initial: () => ({ seen: 0 }),
  receive: (state, { position, instrumentId, eventTimeUs }, emit) => {
    if (++state.seen % 10 !== 0) return;
    emit({
      _tag: "signal",
      instrumentId,
      eventTimeUs,
      signalId: `clock-reader/${instrumentId}/${position}/0`,
      account: "paper",
      strategy: "clock-reader",
      targetPositionLots: 0,
      confidence: 1,
      referencePriceHalfTicks: 0,
      reason: `It is ${nowUs()}`,
      predictionPosition: 0,
      model: "",
    });
  },
};
