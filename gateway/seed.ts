// What a restarted gateway knows from before its streams begin: out of the store, stream by stream.
import { Effect } from "effect";
import type { StreamName } from "../streams/subjects.ts";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import type { Hub } from "./hub.ts";
import { ordersKept, positionsSeeded, recentSeeded, snapshotItems } from "./limits.ts";
import type { LiveOrders } from "./live-orders.ts";
import type { LiveModels } from "./models/live-models.ts";
import type { Desk } from "./risk/desk.ts";
import type { Recent, RecentTag } from "./recent.ts";
import { seedDesk, seedSteering } from "./risk/seed.ts";
import { orderAnswer, ordersOf } from "./orders.ts";
import type { Place } from "./parameters.ts";
import type { Presenter } from "./present.ts";
import { heldPositions } from "./positions.ts";
import { queryText } from "./queries.ts";
import { newestRecords, recordFrom, type StoredRow } from "./rows.ts";

/** What seeding works with. */
export interface SeedOptions {
  readonly store: StoreShape;
  readonly presenter: () => Presenter;
  readonly hub: Hub;
  readonly orders: LiveOrders;
  readonly models: LiveModels;
  readonly desk: Desk;
  readonly recent: Recent;
}

/** Tells the newest of what a stream held before a place. Fails where the store is not ready. */
export const seed = (
  options: SeedOptions,
  stream: StreamName,
  before: Place,
): Effect.Effect<void, StoreError> => {
  switch (stream) {
    case "INPUT":
      return Effect.all(
        [seedLineUp(options), seedQuotes(options), seedSteering(options)],
        { discard: true },
      );
    case "POSITIONS":
      return seedPositions(options);
    case "ORDERS":
      return Effect.all(
        [
          seedFills(options, before),
          seedOrders(options, before),
          seedDesk(options, before),
          seedRecent(options, "riskDecision", before),
        ],
        { discard: true },
      );
    case "SIGNALS":
      return seedSignals(options, before);
    case "MARKET":
      return Effect.asVoid(seedRecent(options, "bar", before));
    case "OPERATIONS":
      return Effect.asVoid(seedRecent(options, "refusal", before));
    case "FEATURES":
    case "PREDICTIONS":
    case "OUTCOMES":
    case "AUDIT":
      return Effect.void;
  }
};

const seedLineUp = Effect.fnUntraced(function* ({ store, models }: SeedOptions) {
  const [control] = yield* store.query<StoredRow>(queryText("line-up", "control"));
  if (control !== undefined) models.onControl(recordFrom("control", control));
});

const seedQuotes = Effect.fnUntraced(function* ({ store, presenter, hub }: SeedOptions) {
  const rows = yield* store.query<StoredRow>(queryText("latest-quotes", "quote"), {
    instrument: 0,
  });
  for (const row of rows) {
    const quote = recordFrom("quote", row);
    hub.tell("quotes", presenter().quote(quote), quote);
  }
});

/** The newest records of a kind before a place, newest first, for lists. */
const seedRecent = Effect.fnUntraced(function* <T extends RecentTag>(
  { store, recent }: SeedOptions,
  tag: T,
  before: Place,
) {
  const found = yield* newestRecords(store, tag, { limit: recentSeeded, before });
  recent.seed(tag, found, recentSeeded);
  return found;
});

const seedFills = Effect.fnUntraced(function* (options: SeedOptions, before: Place) {
  const fills = (yield* seedRecent(options, "fill", before)).slice(0, snapshotItems);
  const { presenter, hub } = options;
  hub.remember("fills", fills.reverse().map((one) => presenter().fill(one)));
});

const seedSignals = Effect.fnUntraced(function* (options: SeedOptions, before: Place) {
  const signals = (yield* seedRecent(options, "signal", before)).slice(0, snapshotItems);
  const { presenter, hub } = options;
  hub.remember("signals", signals.reverse().map((one) => presenter().signal(one)));
});

/** Orders as they stood at that place, so that every later step follows from the stream. */
const seedOrders = Effect.fnUntraced(function* (options: SeedOptions, before: Place) {
  const { store, presenter, hub, orders } = options;
  const found = (yield* ordersOf(store, { limit: ordersKept, asOf: before })).reverse();
  orders.seed(found);
  hub.remember("orders", found.slice(-snapshotItems).map((one) => orderAnswer(presenter(), one)));
});

const seedPositions = Effect.fnUntraced(function* (options: SeedOptions) {
  const { store, presenter, hub, recent } = options;
  const held = yield* heldPositions(store, { limit: positionsSeeded });
  recent.seedPositions(held, positionsSeeded);
  for (const one of held.toReversed()) hub.tell("positions", presenter().position(one), one);
});
