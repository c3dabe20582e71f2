// What a restarted gateway tells its first clients: the newest of everything, out of the store.
import { Effect } from "effect";
import type { StoreShape } from "../streams/transport/clickhouse.ts";
import type { Hub } from "./hub.ts";
import { ordersKept, snapshotItems } from "./limits.ts";
import type { LiveOrders } from "./live-orders.ts";
import { orderAnswer, ordersOf } from "./orders.ts";
import type { Presenter } from "./present.ts";
import { queryText } from "./queries.ts";
import { beforeAll } from "./route.ts";
import { newestRecords, recordFrom, type StoredRow } from "./rows.ts";

/** Fills the hub and the orders from the store. Fails where the store is not ready; live data comes all the same. */
export const seed = Effect.fnUntraced(function* (
  store: StoreShape,
  presenting: () => Presenter,
  hub: Hub,
  orders: LiveOrders,
) {
  const presenter = presenting();
  const page = { limit: snapshotItems };
  const quotes = yield* store.query<StoredRow>(queryText("latest-quotes", "quote"), {
    instrument: 0,
  });
  hub.seed("quotes", quotes.map((row) => presenter.quote(recordFrom("quote", row))));
  const fills = yield* newestRecords(store, "fill", page);
  hub.seed("fills", fills.reverse().map((one) => presenter.fill(one)));
  const signals = yield* newestRecords(store, "signal", page);
  hub.seed("signals", signals.reverse().map((one) => presenter.signal(one)));
  const found = (yield* ordersOf(store, { limit: ordersKept })).reverse();
  orders.seed(found);
  hub.seed("orders", found.slice(-snapshotItems).map((one) => orderAnswer(presenter, one)));
  const parameters = {
    limit: 1000,
    instrument: 0,
    strategy: "",
    position: beforeAll.position,
    index: beforeAll.outputIndex,
  };
  const rows = yield* store.query<StoredRow>(
    queryText("positions", "position"),
    parameters,
  );
  hub.seed(
    "positions",
    rows.reverse().map((row) => presenter.position(recordFrom("position", row))),
  );
});
