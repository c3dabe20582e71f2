// Places: where a record lies in its stream. Channels tell them as sequences, and a client names one to go on from there.
import type { Place } from "../parameters.ts";

/** The place before every record. */
export const beginning: Place = { position: -1, outputIndex: 0 };

/** Whether one place comes after another. */
export const isAfter = (one: Place, other: Place): boolean =>
  one.position > other.position ||
  (one.position === other.position && one.outputIndex > other.outputIndex);

/** How a sequence is written: `position.outputIndex`, or `start` before every record. */
export const sequencePattern = /^(start|\d{1,16}\.\d{1,5})$/;

/** A place as a sequence. */
export const sequenceOf = ({ position, outputIndex }: Place): string =>
  position < 0 ? "start" : `${position}.${outputIndex}`;

/** The place of a sequence; the text fits the pattern. */
export const placeOfSequence = (sequence: string): Place => {
  if (sequence === "start") return beginning;
  const [position, outputIndex] = sequence.split(".").map(Number);
  return { position: position!, outputIndex: outputIndex! };
};

/** The last place before another: what begins after it begins with that one. */
export const placeBefore = ({ position, outputIndex }: Place): Place =>
  outputIndex > 0
    ? { position, outputIndex: outputIndex - 1 }
    : { position: position - 1, outputIndex: 0xffff };
