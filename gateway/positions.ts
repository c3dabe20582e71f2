// Positions as the store has them: the newest row of each strategy and instrument.
import { Effect } from "effect";
import type { PositionRecord } from "../streams/positions.ts";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import { queryText } from "./queries.ts";
import { beforeAll } from "./route.ts";
import { everybody, recordFrom, type RowFilter, type StoredRow } from "./rows.ts";

/** What is held, newest first. Of `equal` only the strategy counts. */
export const heldPositions = (
  store: StoreShape,
  { limit, before = beforeAll, instrumentId = 0, owner = everybody, equal = {} }: RowFilter,
): Effect.Effect<readonly PositionRecord[], StoreError> =>
  store.query<StoredRow>(queryText("positions", "position"), {
    instrument: instrumentId,
    strategy: equal["strategy"] ?? "",
    accounts: owner.accounts,
    strategies: owner.strategies,
    position: before.position,
    index: before.outputIndex,
    limit,
  }).pipe(Effect.map((rows) => rows.map((row) => recordFrom("position", row))));
