// A request for the reports of a venue, as it lies in a control of the input log: JSON in the field `value`.
import { Result, Schema } from "effect";
import { reportOrigins } from "./reports.ts";

/** What is asked; the account is the name of the control. */
export const ReportRequestValue = Schema.Struct({
  venue: Schema.String.check(Schema.isPattern(/^[\w.-]{0,32}$/)),
  origin: Schema.Literals(reportOrigins),
  /** Fills since then, in microseconds; 0 for all that the venue tells. */
  sinceUs: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
});
/** What is asked. */
export type ReportRequestValue = typeof ReportRequestValue.Type;

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(ReportRequestValue));

/** Reads one; undefined where the text is none. */
export const readReportRequest = (text: string): ReportRequestValue | undefined => {
  const result = decode(text);
  return Result.isSuccess(result) ? result.success : undefined;
};
