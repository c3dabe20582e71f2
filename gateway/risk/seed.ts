// What a restarted gateway knows of limits, stops and algorithm orders from before its streams begin.
import { Effect } from "effect";
import type { StoreShape } from "../../streams/transport/clickhouse.ts";
import { algorithmOrdersKept, limitChangesRead, statesRead } from "../limits.ts";
import type { Place } from "../parameters.ts";
import { newestRecords } from "../rows.ts";
import type { Desk } from "./desk.ts";

interface SeedOptions {
  readonly store: StoreShape;
  readonly desk: Desk;
}

/** Limits that were changed, and orders of algorithms. */
export const seedDesk = Effect.fnUntraced(function* ({ store, desk }: SeedOptions, before: Place) {
  const changes = yield* newestRecords(store, "limitChange", { limit: limitChangesRead, before });
  for (const change of changes.reverse()) desk.take(change);
  const page = { limit: algorithmOrdersKept, before };
  const algorithms = yield* newestRecords(store, "algorithmOrder", page);
  for (const order of algorithms.reverse()) desk.take(order);
});

/** The newest trading states and heartbeats. What the stream holds as well is told again by it. */
export const seedSteering = Effect.fnUntraced(function* ({ store, desk }: SeedOptions) {
  for (const control of ["tradingState", "deadman"]) {
    const limit = statesRead;
    const rows = yield* newestRecords(store, "control", { limit, equal: { control } });
    for (const row of rows.reverse()) desk.take(row);
    if (control === "tradingState") desk.steered.seeded = rows.length < limit;
  }
});
