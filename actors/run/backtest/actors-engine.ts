// Backtests strategies that are actors: the replay host, which runs the very code that trades.
import type { InstrumentRegistry } from "../../../streams/instruments.ts";
import type { Fill } from "../../../streams/orders.ts";
import type { AnyRecord } from "../../../streams/records.ts";
import type { AnyActor } from "../../actor.ts";
import type { Predict } from "../../pipeline.ts";
import type { SourceRefusal, TickSource } from "../../sources/source.ts";
import { replay } from "../replay.ts";
import { ActorLedger } from "./actor-ledger.ts";
import type { BacktestResult, BacktestWarning } from "./result.ts";

/** One run of actors. */
export interface ActorsRun {
  readonly source: TickSource;
  readonly instruments: InstrumentRegistry;
  /** Money of one tick·lot; by the units of the instrument where it is not told. */
  readonly tickLotValue?: (instrumentId: number) => number;
  readonly market: readonly AnyActor[];
  /** With the strategies to run, and no other. */
  readonly trading: readonly AnyActor[];
  readonly predict: Predict;
  readonly settings: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** A clock of the machine, in milliseconds. */
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  readonly progress?: (records: number) => void;
  /** Told each fill as the venue records it. */
  readonly onFill?: (fill: Fill) => void;
  /** Told every record that the run made, in order. */
  readonly watch?: (record: AnyRecord) => void;
}

/** Runs a source from its first to its last record. The time of reading counts, since it reads while it runs. */
export const runActors = async (run: ActorsRun): Promise<BacktestResult> => {
  const { clock } = run;
  const ledger = new ActorLedger(run.instruments, run.tickLotValue);
  const warnings = new Map<
    string,
    { -readonly [K in keyof BacktestWarning]: BacktestWarning[K] }
  >();
  const warn = (kind: BacktestWarning["kind"], first: string, count = 1) => {
    const known = warnings.get(kind);
    if (known === undefined) warnings.set(kind, { kind, count, first });
    else known.count += count;
  };
  const refused = new Map<string, number>();
  const began = clock();
  const events = await replay({
    ...run,
    deliver: (record) => {
      run.watch?.(record);
      if (record._tag === "bookSnapshot") ledger.saw(record);
      else if (record._tag === "orderCommand") ledger.sent(record);
      else if (record._tag === "orderEvent") {
        if (record.event === "rejected") warn("rejectedOrder", record.reason);
        if (record.event === "denied") warn("deniedOrder", record.reason);
        ledger.heard(record);
      } else if (record._tag === "fill") {
        ledger.filled(record);
        run.onFill?.(record);
      }
    },
    failed: (failed) => warn("actorFailed", failed.message),
    refuse: (refusal: SourceRefusal) => {
      const of = `${refusal.source} ${refusal.field}`;
      const { place, field, value, expected } = refusal;
      const new_ = refusal.count - (refused.get(of) ?? 0);
      refused.set(of, refusal.count);
      warn("refusedRow", `${place}: ${field} is "${value}"; expected ${expected}`, new_);
    },
  });
  if (events === 0) warn("noData", "The source gave no records");
  const seconds = (clock() - began) / 1000;
  return { events, seconds, ...ledger.end(), warnings: [...warnings.values()] };
};
