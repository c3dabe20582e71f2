// What a restarted gateway tells its first clients: the newest of everything, out of the store.
import { Effect } from "effect";
import type { StoreShape } from "../streams/transport/clickhouse.ts";
import type { Hub } from "./hub.ts";
import { ordersKept, snapshotItems } from "./limits.ts";
import { type LiveOrders, ordersOf } from "./orders.ts";
import type { Presenter } from "./present.ts";
import { queryText } from "./queries.ts";
import { newestRecords, recordFrom } from "./rows.ts";

/** Fills the hub and the orders from the store. Fails where the store is not ready; live data comes all the same. */
export const seed = Effect.fnUntraced(function* (
  store: StoreShape,
  presenting: () => Presenter,
  hub: Hub,
  orders: LiveOrders,
) {
  const presenter = presenting();
  const page = { limit: snapshotItems };
  const fills = yield* newestRecords(store, "fill", page);
  hub.seed("fills", fills.reverse().map((one) => presenter.fill(one)));
  const signals = yield* newestRecords(store, "signal", page);
  hub.seed("signals", signals.reverse().map((one) => presenter.signal(one)));
  const found = yield* ordersOf(store, presenter, { limit: Math.min(ordersKept, 1000) });
  const answers = found.reverse().map((one) => one.answer);
  orders.seed(answers);
  hub.seed("orders", answers.slice(-snapshotItems));
  const parameters = { limit: 1000, instrument: 0, strategy: "" };
  const rows = yield* store.query<Readonly<Record<string, unknown>>>(
    queryText("positions", "position"),
    parameters,
  );
  hub.seed(
    "positions",
    rows.reverse().map((row) => presenter.position(recordFrom("position", row))),
  );
});
