// A change of a strategy, as it lies in a control "setting" of the input log: JSON in the field `value`.
import { Result, Schema } from "effect";

/** What is to change of the strategy that the control names. */
export const StrategyRequest = Schema.Struct({
  /** `false`: it opens no position any more, and leaves what it holds by its own rules. */
  running: Schema.optionalKey(Schema.Boolean),
  /** New values by name; what is not named stays. */
  settings: Schema.optionalKey(Schema.Record(Schema.String, Schema.Finite)),
});
/** What is to change. */
export type StrategyRequest = typeof StrategyRequest.Type;

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(StrategyRequest));

/** Reads one; undefined where the text is none. */
export const readStrategyRequest = (text: string): StrategyRequest | undefined => {
  const result = decode(text);
  return Result.isSuccess(result) ? result.success : undefined;
};
