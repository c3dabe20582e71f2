// What someone should look at: raised when it begins, cleared when it is over.
import { defineRecord, f64, oneOf, type RecordOf, string, word } from "./record.ts";

/** An alert, in the operations log. */
export const alert = defineRecord({
  tag: "alert",
  table: "alerts",
  comment: "Something that someone should look at, and when it was over",
  ttlDays: 365,
  fields: {
    alert: word("What kind of alert: drift"),
    subject: word("What it is about: a model"),
    part: word("Which part of it: a feature; empty where it is the whole"),
    state: oneOf(["raised", "cleared"])("Whether it begins or ends"),
    value: f64("What was measured"),
    limit: f64("What it is to stay below"),
    reason: string("In words"),
  },
});
export type Alert = RecordOf<typeof alert>;
