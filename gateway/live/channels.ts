// The channels: of which the newest is enough, of which every item counts, and what tells items apart.
import { nameOf, type ProcessStatus } from "../../streams/status.ts";
import type { StreamName } from "../../streams/subjects.ts";
import type { ChannelName, Channels } from "../protocol.ts";

/** Any item. */
export type Item = Channels[ChannelName];

/** Channels whose items replace the earlier one of the same key, however many a slow client misses. */
const conflated = {
  quotes: (one: Channels["quotes"]) => one.symbol,
  books: (one: Channels["books"]) => one.symbol,
  predictions: (one: Channels["predictions"]) => `${one.symbol} ${one.model}`,
  positions: (one: Channels["positions"]) => `${one.account} ${one.strategy_id} ${one.symbol}`,
  status: (one: ProcessStatus) => nameOf(one),
} as const;

/** A channel of which only the newest item of each key is told. */
export type ConflatedName = keyof typeof conflated;
/** A channel of which the newest items run by. */
export type TapeName = "trades";
/** A channel of which every item is told, once and in order. */
export type JournalName = Exclude<ChannelName, ConflatedName | TapeName>;

/** The channels of which only the newest is told. */
export const conflatedNames = Object.keys(conflated) as readonly ConflatedName[];

/** What tells the items of a conflated channel apart. */
export const keyOf = (name: ConflatedName): (item: Item) => string =>
  conflated[name] as unknown as (item: Item) => string;

/** The stream behind each channel of which every item is told; alerts come of what processes say, and no stream holds them. */
export const journalStreams = {
  bars: "MARKET",
  signals: "SIGNALS",
  orders: "ORDERS",
  fills: "ORDERS",
  refusals: "OPERATIONS",
  alerts: undefined,
} as const satisfies Record<JournalName, StreamName | undefined>;

/** The channels of which every item is told. */
export const journalNames = Object.keys(journalStreams) as readonly JournalName[];

/** Whether every item of a channel is told. */
export const isJournal = (name: ChannelName): name is JournalName =>
  Object.hasOwn(journalStreams, name);
