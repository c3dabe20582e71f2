// Parity: the recorded input of a live run, replayed, gives byte by byte what the live run recorded.
import type { InstrumentRegistry } from "../../../streams/instruments.ts";
import type { Tag } from "../../../streams/records.ts";
import type { ByteStore } from "../../../streams/transport/clickhouse-bytes.ts";
import type { AnyActor } from "../../actor.ts";
import { ActorFailed, deliveryOf } from "../../machine.ts";
import type { Predict } from "../../pipeline.ts";
import { skippedDeliveries } from "../limits.ts";
import { compareRows, type Mismatch, noTally } from "./compare.ts";
import { Emitters } from "./emitters.ts";
import { positionsAtOnce } from "./limits.ts";
import { ParityFailed, Recording, type Span } from "./recording.ts";
import { Replayed } from "./replayed.ts";
import { type FirstDifference, firstOf, type ParityReport, summaryOf } from "./report.ts";
import { derivedTags } from "./rows.ts";

/** What is compared: a store, and the pipeline that filled it. */
export interface ParityOptions {
  readonly store: ByteStore;
  readonly instruments: InstrumentRegistry;
  readonly market: readonly AnyActor[];
  readonly trading: readonly AnyActor[];
  readonly predict: Predict;
  /** Called now and then with the positions compared, and all of them. */
  readonly progress?: (positions: number, all: number) => void;
  readonly signal?: AbortSignal;
  /** Positions compared together; the report is the same for any number. */
  readonly positionsAtOnce?: number;
}

/**
 * Replays a recording from its beginning and compares every derived record with the recorded one. Holds
 * one span of positions in memory at a time. What an actor fails on is passed over, as live. Throws
 * `ParityFailed`, `StoreError`, and `ActorFailed` for one failure too many.
 */
export const parity = async (options: ParityOptions): Promise<ParityReport> => {
  const skipped = new Set<string>();
  for (;;) {
    try {
      return await parityOnce(options, skipped);
    } catch (cause) {
      if (!(cause instanceof ActorFailed) || skipped.size >= skippedDeliveries) throw cause;
      skipped.add(deliveryOf(cause.actor, cause.record));
    }
  }
};

const parityOnce = async (
  options: ParityOptions,
  skipped: ReadonlySet<string>,
): Promise<ParityReport> => {
  const recording = new Recording(options.store);
  const emitters = new Emitters([...options.market, ...options.trading]);
  const replayed = new Replayed(options, emitters, skipped);
  const tallies = new Map(derivedTags.map((tag) => [tag, noTally()]));
  const end = await recording.end();
  const step = options.positionsAtOnce ?? positionsAtOnce;
  let first: FirstDifference | null = null;
  let [ticks, records, next] = [0, 0, 0];
  for (let from = 0; from < end; from += step) {
    if (options.signal?.aborted === true) throw new ParityFailed("Stopped before the end");
    const span: Span = { from, to: Math.min(from + step, end) };
    const input = await recording.input(span);
    if (records === 0 && input.length > 0 && input[0]!.position > 0) {
      const { position } = input[0]!;
      throw new ParityFailed(`The recording begins at position ${position}: the rest has expired`);
    }
    records += input.length;
    ticks += input.filter(({ _tag }) => _tag !== "control").length;
    next = (input.at(-1)?.position ?? next - 1) + 1;
    const made = await replayed.run(input);
    const found: [Tag, Mismatch][] = [];
    for (const tag of derivedTags) {
      const rows = await recording.rows(tag, span);
      const mismatch = compareRows(rows, made.get(tag) ?? [], tallies.get(tag)!);
      if (mismatch !== undefined) found.push([tag, mismatch]);
    }
    first ??= firstOf(found, input, emitters);
    options.progress?.(span.to, end);
  }
  if (records === 0) throw new ParityFailed("The tables hold no recording");
  return { ...summaryOf(tallies), first, ticks, gaps: next - records };
};
