// The schemas of alerts: what needs somebody now, and what begins or is over.
import { Schema } from "effect";
import { described, identified, Time } from "../schemas.ts";
import type { AlertAnswer, AlertChangeAnswer } from "./protocol.ts";

const alertFields = {
  id: described(Schema.String, "The same for as long as its cause is there"),
  severity: Schema.Literals(["critical", "warning", "notice"]),
  source: Schema.String,
  title: Schema.String,
  detail: Schema.String,
  since: Time,
} as const;

/** What needs somebody now. */
export const Alert: Schema.Codec<AlertAnswer> = identified(
  "Alert",
  Schema.Struct(alertFields),
);

/** An alert that begins or is over. */
export const AlertChange: Schema.Codec<AlertChangeAnswer> = identified(
  "AlertChange",
  Schema.Struct({
    ...alertFields,
    state: described(Schema.Literals(["raised", "cleared"]), "cleared: its cause is gone"),
    position: described(Schema.Int, "When it was seen, in microseconds since 1970"),
  }),
);
