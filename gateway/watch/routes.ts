// Routes for whoever watches: what an account was worth over its last hours, and what actors failed on.
import { Effect, Schema } from "effect";
import { textFromTimeUs } from "../../streams/units.ts";
import { maySteer } from "../access/ownership.ts";
import { paperCapital } from "../limits.ts";
import { limitOf } from "../parameters.ts";
import { queryText } from "../queries.ts";
import { rateTable } from "../portfolio/account.ts";
import { paged, pageFrom, type Route, route, wholeList } from "../route.ts";
import { newestRecords } from "../rows.ts";
import { pageOf } from "../schemas.ts";
import type { AccountPoint, DeadLetterAnswer } from "./protocol.ts";

const AccountPointSchema: Schema.Codec<AccountPoint> = Schema.Struct({
  t: Schema.String,
  equity: Schema.Number,
  fees: Schema.Number,
});
const DeadLetterSchema: Schema.Codec<DeadLetterAnswer> = Schema.Struct({
  t: Schema.String,
  actor: Schema.String,
  stream: Schema.String,
  sequence: Schema.Int,
  error: Schema.String,
  attempts: Schema.Int,
  position: Schema.Int,
});

interface CourseRow {
  readonly time_us: number | string;
  readonly earned: number;
  readonly paid: number;
}

/** Hours of event time that the course of an account may reach back. */
const mostHours = 24 * 31;

/** Routes of the course of accounts and of dead letters. */
export const watchRoutes: readonly Route[] = [
  route({
    path: "/v1/portfolio/{id}/equity",
    summary: "What an account was worth over its last hours of event time, oldest first",
    parameters: {
      points: limitOf({ most: 5_000, otherwise: 500 }),
      hours: {
        ...limitOf({ most: mostHours, otherwise: 24 }),
        description: "Hours of event time to look back",
      },
    },
    answer: pageOf(AccountPointSchema),
    respond: (services, { points, hours }, account) =>
      maySteer(services.principal, account).pipe(
        Effect.andThen(
          services.store.query<CourseRow>(queryText("account-course"), {
            ...{ account, points, hours },
            ...rateTable(services),
          }).pipe(
            Effect.map((rows) =>
              wholeList(rows.map(({ time_us, earned, paid }): AccountPoint => ({
                t: textFromTimeUs(Number(time_us)),
                equity: paperCapital + earned - paid,
                fees: paid,
              })))
            ),
          ),
        ),
      ),
  }),
  route({
    path: "/v1/dead-letters",
    summary: "Records that an actor failed on and passed over, with their cause, newest first",
    parameters: paged,
    answer: pageOf(DeadLetterSchema),
    respond: Effect.fnUntraced(function* ({ store }, query) {
      const page = { limit: query.limit + 1, before: query.cursor };
      const rows = yield* newestRecords(store, "deadLetter", page);
      return pageFrom(rows, query.limit, (row): DeadLetterAnswer => ({
        t: textFromTimeUs(row.eventTimeUs),
        actor: row.actor,
        stream: row.stream,
        sequence: row.sequence,
        error: row.error,
        attempts: row.attempts,
        position: row.position,
      }));
    }),
  }),
];
