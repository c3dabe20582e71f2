// Reconciliation: what was corrected, and asking for it now.
import { Effect } from "effect";
import { paged, pageFrom, type Route, route, routeWithBody } from "../route.ts";
import { newestRecords } from "../rows.ts";
import { pageOf } from "../schemas.ts";
import { account, mayAsk, reason } from "./asking.ts";
import { correctionAnswer } from "./present.ts";
import { Correction, Reconciliation } from "./schemas.ts";

/** Routes of reconciliation. */
export const reconciliationRoutes: readonly Route[] = [
  route({
    path: "/v1/reconciliation/corrections",
    summary: "Differences to what venues say, and what was done about each, newest first",
    parameters: paged,
    answer: pageOf(Correction),
    respond: Effect.fnUntraced(function* ({ store, presenter, principal }, query) {
      const rows = yield* newestRecords(store, "correction", {
        limit: query.limit + 1,
        before: query.cursor,
      });
      const theirs = rows.filter((one) =>
        principal.accounts.length === 0 || principal.accounts.includes(one.account)
      );
      return pageFrom(theirs, query.limit, (row) => correctionAnswer(presenter, row));
    }),
  }),
  routeWithBody({
    method: "post",
    path: "/v1/reconciliation",
    scope: "risk",
    summary: "Asks the venue of an account for its orders, fills and positions, and compares",
    parameters: {},
    body: { account: { ...account, otherwise: { value: "paper" } }, reason },
    answer: Reconciliation,
    status: () => 202,
    respond: Effect.fnUntraced(function* (services, _query, _id, body) {
      mayAsk(services.principal, body.account);
      const position = yield* services.ask({
        control: "reportRequest",
        instrumentId: 0,
        name: body.account,
        value: JSON.stringify({ venue: "", origin: "query", sinceUs: 0 }),
        reason: body.reason,
      });
      return { account: body.account, request_id: `${body.account}-${position}`, position };
    }),
  }),
];
