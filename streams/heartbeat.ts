// A heartbeat of the dead-man's switch, as it lies in a control of the input log: JSON in the field `value`.
import { Result, Schema } from "effect";

/** What a heartbeat says: how long the next one may take, 0 to disarm, and what its absence does. */
export const Heartbeat = Schema.Struct({
  timeoutMs: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3_600_000 })),
  /** Whether positions are closed as well. */
  flatten: Schema.Boolean,
});
/** What a heartbeat says. */
export type Heartbeat = typeof Heartbeat.Type;

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Heartbeat));

/** Reads one; undefined where the text is none. */
export const readHeartbeat = (text: string): Heartbeat | undefined => {
  const result = decode(text);
  return Result.isSuccess(result) ? result.success : undefined;
};
