// What was changed through the door, and by whom: one record for every call that could change something.
import { defineRecord, oneOf, type RecordOf, string, u32, u64, word } from "./record.ts";

/** A call that could change something: who asked for what, and what became of it. Never what they said. */
export const audit = defineRecord({
  tag: "audit",
  table: "audits",
  comment: "Calls that could change something: who asked for what, and what became of it",
  ttlDays: 3650,
  fields: {
    who: string("Who asked: key:<id>, token:<subject>, local or anonymous; never a secret"),
    kind: word("How they proved it: key, token, session, local or anonymous"),
    scope: word("The scope that the route needs"),
    method: word("HTTP method"),
    route: word("The route, as the OpenAPI document writes it; empty where there is none"),
    path: string("The path, cut to 200 characters"),
    requestId: string("The request's X-Request-Id"),
    traceId: string("The trace it belongs to (W3C), or of its own"),
    address: string("The address at the other end of the connection"),
    status: u32("The status of the answer"),
    outcome: oneOf(["done", "refused", "failed"])("done below 400, refused below 500, else failed"),
    code: word("The problem's code; empty where it was done"),
    durationUs: u32("Microseconds it took"),
    inputPosition: u64(
      "Position in the input log of what it asked the pipeline for; 0 for nothing",
    ),
  },
});
export type Audit = RecordOf<typeof audit>;
