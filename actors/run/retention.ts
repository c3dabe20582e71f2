// Retention: how far a stream may be purged, so that what every reader has passed makes room for what comes.
import type { StreamDefinition } from "../../streams/subjects.ts";
import { keepMessages, keepShare } from "./limits.ts";

/** What is known of a stream when it is looked at. */
export interface Held {
  /** The stream as it is. */
  readonly size: {
    readonly first: number;
    readonly last: number;
    readonly messages: number;
    readonly bytes: number;
  };
  /** Everything up to this sequence is in the tables, and the recorder will not ask for it again. */
  readonly recorded: number;
  /** Everything up to this sequence is in the snapshots of the core; undefined where one is missing. */
  readonly snapshot: number | undefined;
}

/**
 * The sequence below which the messages of a stream can go, or undefined where none can. What the core
 * may read again is what came after its last snapshot. The newest messages stay
 * for readers that come late, as many as fit a share of the stream: a stream that kept too much would
 * be full, and a full stream stops its writer, and with it the snapshot that would let it be purged.
 * The very last message always stays: it tells its writer where it stood.
 */
export const purgePoint = (definition: StreamDefinition, held: Held): number | undefined => {
  const { size, recorded, snapshot } = held;
  if (snapshot === undefined || size.messages === 0) return undefined;
  const affordable = definition.maxBytes * keepShare / (size.bytes / size.messages);
  const kept = Math.max(1, Math.min(keepMessages, Math.floor(affordable)));
  const below = Math.min(recorded + 1, snapshot + 1, size.last + 1 - kept);
  return below > size.first ? below : undefined;
};
