// The ledger of live feeds: every connect, loss, gap, resync and silence, in the input log beside the ticks.
import { defineRecord, i64, oneOf, type RecordOf, string, timeUs, word } from "./record.ts";

/** What can happen to a feed. New ones go to the end. */
export const feedEvents = [
  /** The connection stands. */
  "connected",
  /** It is lost: nothing is known of the market until the books are resynced. */
  "disconnected",
  /** Updates of one book are missing: it is wrong until it is resynced. */
  "gap",
  /** A whole book came, and what follows joins it. */
  "resynced",
  /** Nothing came for too long. */
  "stale",
  /** Something came again. */
  "fresh",
] as const;

/** Something that happened to a live feed; of all its instruments where `instrumentId` is 0. */
export const feedEvent = defineRecord({
  tag: "feedEvent",
  table: "feed_events",
  comment:
    "The ledger of live feeds: connections, losses, gaps, resyncs and silences, between the ticks they concern",
  ttlDays: 3650,
  fields: {
    ingestTimeUs: timeUs("When we saw it, by our clock"),
    feed: word("The venue, as instruments name it"),
    event: oneOf(feedEvents)("What happened"),
    missed: i64("Updates that are missing, where the venue numbers them; -1 where nobody can tell"),
    silentMs: i64("How long nothing came before it, in milliseconds"),
    reason: string("Why, in the words of whoever noticed"),
  },
});
export type FeedEvent = RecordOf<typeof feedEvent>;
