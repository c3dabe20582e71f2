// Who listens: which channels a client may hear, and which items of them.
import { allows, owns, ownsAll, type Principal } from "../access/principal.ts";
import type { ChannelName } from "../protocol.ts";
import type { Item } from "./channels.ts";

/** Who a client listens for. */
export interface Audience {
  /** Clients of one group see the same, so that what they are told is written once. */
  readonly group: string;
  readonly hears: (channel: ChannelName) => boolean;
  /** Which items; all of them where it is not told. */
  readonly sees: ((item: Item) => boolean) | undefined;
}

/** Channels that tell of accounts. */
export const accountChannels: ReadonlySet<ChannelName> = new Set([
  "signals",
  "orders",
  "fills",
  "positions",
  "alerts",
]);

/** What somebody may hear: of what belongs to anybody only what is theirs. */
export const audienceOf = (principal: Principal): Audience => ({
  group: ownsAll(principal)
    ? ""
    : JSON.stringify([[...principal.accounts].sort(), [...principal.strategies].sort()]),
  hears: (channel) =>
    allows(principal, accountChannels.has(channel) ? "read:account" : "read:market"),
  sees: ownsAll(principal) ? undefined : (item) => {
    if (!("account" in item)) return true;
    const strategy = "strategy_id" in item ? item.strategy_id : item.strategy;
    return owns(principal, { account: item.account, strategy });
  },
});
