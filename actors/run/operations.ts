// What the pipeline says about itself: refusals, traces and dead letters, in a log with ordinals of its own.
import type { DeadLetter, Refusal, Trace } from "../../streams/control.ts";
import type { Unstamped } from "../../streams/record.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { StreamWriter } from "../../streams/transport/transport.ts";
import type { SourceRefusal } from "../sources/source.ts";
import { nowUs } from "./clock.ts";

/** Writes the operations log. */
export interface Operations {
  readonly refuse: (refusal: SourceRefusal) => void;
  readonly trace: (trace: Unstamped<Trace>) => void;
  readonly deadLetter: (letter: Unstamped<DeadLetter>) => void;
  /** Refused records so far in this session, by source and field. */
  readonly refusals: () => Readonly<Record<string, number>>;
}

const maxValueLength = 200;

/** Opens the operations log on its writer. */
export const openOperations = (writer: StreamWriter): Operations => {
  let ordinal = (writer.tail.last?.position ?? -1) + 1;
  const refusals: Record<string, number> = {};
  const write = (record: Unstamped<Refusal> | Unstamped<Trace> | Unstamped<DeadLetter>): void => {
    writer.append({ ...record, position: ordinal++, outputIndex: 0 } as AnyRecord);
  };
  return {
    refuse: (refusal) => {
      refusals[`${refusal.source}: ${refusal.field}`] = refusal.count;
      write({
        _tag: "refusal",
        instrumentId: 0,
        eventTimeUs: nowUs(),
        ...refusal,
        value: refusal.value.slice(0, maxValueLength),
      });
    },
    trace: write,
    deadLetter: write,
    refusals: () => refusals,
  };
};
