// A change of risk limits, as it lies in a control of the input log: JSON in the field `value`.
import { Result, Schema } from "effect";

/** What is to change, of the account that the control names, and of its instrument where it has one. */
export const LimitRequest = Schema.Struct({
  /** Version the change was made from; -1 for any. */
  expectedVersion: Schema.Int.check(
    Schema.isBetween({ minimum: -1, maximum: Number.MAX_SAFE_INTEGER }),
  ),
  /** By name; null goes back to what it is without this scope. */
  limits: Schema.Record(Schema.String, Schema.NullOr(Schema.Finite)),
});
/** What is to change. */
export type LimitRequest = typeof LimitRequest.Type;

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(LimitRequest));

/** Reads one; undefined where the text is none. */
export const readLimitRequest = (text: string): LimitRequest | undefined => {
  const result = decode(text);
  return Result.isSuccess(result) ? result.success : undefined;
};
