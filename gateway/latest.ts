// The newest of everything: what a new subscriber is told at once, and what changed since the last flush.
import { nameOf, type ProcessStatus } from "../streams/status.ts";
import { snapshotItems } from "./limits.ts";
import type { ChannelName, Channels } from "./protocol.ts";

/** Channels whose items replace the earlier one of the same key; of the others every item counts. */
const conflated = {
  quotes: (one: Channels["quotes"]) => one.symbol,
  books: (one: Channels["books"]) => one.symbol,
  predictions: (one: Channels["predictions"]) => `${one.symbol} ${one.model}`,
  positions: (one: Channels["positions"]) => `${one.account} ${one.strategy_id} ${one.symbol}`,
  status: (one: ProcessStatus) => nameOf(one),
} as const;

const keyOf = (channel: ChannelName): ((item: never) => string) | undefined =>
  (conflated as Readonly<Record<string, (item: never) => string>>)[channel];

type Item = Channels[ChannelName];

/** Items of one channel: the newest ones, and those of the next flush. */
export class Latest {
  private readonly channel: ChannelName;
  private readonly byKey = new Map<string, Item>();
  private newest: Item[] = [];
  private changed: Item[] = [];
  private readonly changedKeys = new Map<string, Item>();
  /** Position up to which the store told everything; only where every item counts. */
  private seededPosition = -1;
  /** Flushes so far: the sequence of the channel. */
  seq = 0;

  constructor(channel: ChannelName) {
    this.channel = channel;
  }

  /** Takes an item, but for one that the store told already. */
  add(item: Item): void {
    if (this.isSeeded(item)) return;
    const key = keyOf(this.channel)?.(item as never);
    if (key === undefined) {
      this.changed.push(item);
      this.newest.push(item);
      if (this.newest.length > 2 * snapshotItems) this.newest.splice(0, snapshotItems);
      return;
    }
    this.byKey.set(key, item);
    this.changedKeys.set(key, item);
  }

  /** Takes what the store knew before, oldest first: for snapshots only. */
  seed(items: readonly Item[]): void {
    for (const item of items) this.add(item);
    this.flush();
    if (this.channel !== "fills" && this.channel !== "signals") return;
    for (const item of items as readonly { readonly position: number }[]) {
      this.seededPosition = Math.max(this.seededPosition, item.position);
    }
  }

  private isSeeded(item: Item): boolean {
    return "position" in item && item.position <= this.seededPosition;
  }

  /** What a new subscriber is told: every key, or the newest items, oldest first. */
  snapshot(): readonly Item[] {
    if (keyOf(this.channel) !== undefined) return [...this.byKey.values()];
    const newest = this.newest.slice(-snapshotItems);
    // Every step of an order is an update of its own, but only where it stands now is told at first.
    return this.channel === "orders" ? lastOfEach(newest as Channels["orders"][]) : newest;
  }

  /** Forgets what was before a position: there another session of another source starts. */
  forget(position: number): void {
    const old = (item: Item) => "position" in item && item.position < position;
    for (const [key, item] of this.byKey) if (old(item)) this.byKey.delete(key);
    this.newest = this.newest.filter((item) => !old(item));
  }

  /** What changed since the last flush; empty where nothing did. */
  flush(): readonly Item[] {
    const items = this.changedKeys.size > 0 ? [...this.changedKeys.values()] : this.changed;
    this.changed = [];
    this.changedKeys.clear();
    if (items.length > 0) this.seq++;
    return items;
  }
}

const lastOfEach = (orders: readonly Channels["orders"][]): Channels["orders"][] => [
  ...new Map(orders.map((one) => [one.client_order_id, one])).values(),
];
