// What a restarted gateway knows from before its streams begin: out of the store, stream by stream.
import { Effect } from "effect";
import type { StreamName } from "../streams/subjects.ts";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import type { Hub } from "./hub.ts";
import { ordersKept, snapshotItems } from "./limits.ts";
import type { LiveOrders } from "./live-orders.ts";
import type { LiveModels } from "./models/live-models.ts";
import type { Desk } from "./risk/desk.ts";
import { seedDesk, seedSteering } from "./risk/seed.ts";
import { orderAnswer, ordersOf } from "./orders.ts";
import type { Place } from "./parameters.ts";
import type { Presenter } from "./present.ts";
import { queryText } from "./queries.ts";
import { beforeAll } from "./route.ts";
import { newestRecords, recordFrom, type StoredRow } from "./rows.ts";

/** What seeding works with. */
export interface SeedOptions {
  readonly store: StoreShape;
  readonly presenter: () => Presenter;
  readonly hub: Hub;
  readonly orders: LiveOrders;
  readonly models: LiveModels;
  readonly desk: Desk;
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
        [seedFills(options, before), seedOrders(options, before), seedDesk(options, before)],
        { discard: true },
      );
    case "SIGNALS":
      return seedSignals(options, before);
    case "MARKET":
    case "FEATURES":
    case "PREDICTIONS":
    case "OUTCOMES":
    case "OPERATIONS":
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

const seedFills = Effect.fnUntraced(function* (options: SeedOptions, before: Place) {
  const { store, presenter, hub } = options;
  const fills = yield* newestRecords(store, "fill", { limit: snapshotItems, before });
  hub.remember("fills", fills.reverse().map((one) => presenter().fill(one)));
});

const seedSignals = Effect.fnUntraced(function* (options: SeedOptions, before: Place) {
  const { store, presenter, hub } = options;
  const signals = yield* newestRecords(store, "signal", { limit: snapshotItems, before });
  hub.remember("signals", signals.reverse().map((one) => presenter().signal(one)));
});

/** Orders as they stood at that place, so that every later step follows from the stream. */
const seedOrders = Effect.fnUntraced(function* (options: SeedOptions, before: Place) {
  const { store, presenter, hub, orders } = options;
  const found = (yield* ordersOf(store, { limit: ordersKept, asOf: before })).reverse();
  orders.seed(found);
  hub.remember("orders", found.slice(-snapshotItems).map((one) => orderAnswer(presenter(), one)));
});

const seedPositions = Effect.fnUntraced(function* ({ store, presenter, hub }: SeedOptions) {
  const rows = yield* store.query<StoredRow>(queryText("positions", "position"), {
    accounts: [],
    strategies: [],
    limit: 1000,
    instrument: 0,
    strategy: "",
    position: beforeAll.position,
    index: beforeAll.outputIndex,
  });
  for (const row of rows.reverse()) {
    const position = recordFrom("position", row);
    hub.tell("positions", presenter().position(position), position);
  }
});
