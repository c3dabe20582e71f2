// What the pipeline says about itself: refusals, traces and dead letters, in a log with ordinals of its own.
import type { Alert } from "../../streams/alerts.ts";
import type { DeadLetter, Refusal, Trace } from "../../streams/control.ts";
import { marketFlags } from "../../streams/market.ts";
import type { Unstamped } from "../../streams/record.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { StreamWriter } from "../../streams/transport/transport.ts";
import type { SourceRefusal } from "../sources/source.ts";
import { nowUs } from "./clock.ts";

/** Writes the operations log. */
export interface Operations {
  readonly refuse: (refusal: SourceRefusal) => void;
  /** Counts a tick that is kept but decides nothing, and tells the first of a kind, then every power of ten. */
  readonly mark: (tick: AnyRecord & { readonly flags: number }) => void;
  readonly trace: (trace: Unstamped<Trace>) => void;
  readonly deadLetter: (letter: Unstamped<DeadLetter>) => void;
  readonly alert: (alert: Unstamped<Alert>) => void;
  /** Refused records so far in this session, by source and field. */
  readonly refusals: () => Readonly<Record<string, number>>;
}

const maxValueLength = 200;

/** Marks that keep a tick from deciding anything. */
const marks = [
  {
    flag: marketFlags.crossed,
    field: "crossed quote",
    expected: "a bid below the offer: kept, not used",
  },
  {
    flag: marketFlags.suspicious,
    field: "suspicious tick",
    expected: "no mark of the vendor: kept, not used",
  },
  { flag: marketFlags.gapped, field: "gapped tick", expected: "no loss before it: kept, not used" },
] as const;

/** Opens the operations log on its writer. */
export const openOperations = (writer: StreamWriter): Operations => {
  let ordinal = (writer.tail.last?.position ?? -1) + 1;
  const kinds = new Map<string, { readonly what: string; count: number }>();
  const count = (source: string, field: string, expected: string): { count: number } => {
    const key = `${source} ${field} ${expected}`;
    const kind = kinds.get(key) ?? { what: `${source}: ${field}`, count: 0 };
    kinds.set(key, kind);
    return kind;
  };
  const write = (record: Unstamped<Refusal | Trace | DeadLetter | Alert>): void => {
    writer.append({ ...record, position: ordinal++, outputIndex: 0 } as AnyRecord);
  };
  const refuse = (refusal: SourceRefusal): void => {
    count(refusal.source, refusal.field, refusal.expected).count = refusal.count;
    write({
      _tag: "refusal",
      instrumentId: 0,
      eventTimeUs: nowUs(),
      ...refusal,
      value: refusal.value.slice(0, maxValueLength),
    });
  };
  return {
    refuse,
    mark: (tick) => {
      const mark = marks.find(({ flag }) => (tick.flags & flag) !== 0);
      if (mark === undefined) return;
      const kind = count("market", mark.field, mark.expected);
      kind.count++;
      if (!/^10*$/.test(String(kind.count))) return;
      const { field, expected } = mark;
      const value = `${tick._tag} of instrument ${tick.instrumentId}`;
      refuse({
        source: "market",
        field,
        value,
        expected,
        place: `position ${tick.position}`,
        count: kind.count,
      });
    },
    trace: write,
    deadLetter: write,
    alert: write,
    refusals: () => {
      const sums: Record<string, number> = {};
      for (const kind of kinds.values()) sums[kind.what] = (sums[kind.what] ?? 0) + kind.count;
      return sums;
    },
  };
};
