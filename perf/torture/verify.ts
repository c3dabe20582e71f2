// Verifies a store against the seed: input log, everything derived from it, orders.
import { compareRows, noTally, type Tally } from "../../actors/run/parity/compare.ts";
import { differenceOf } from "../../actors/run/parity/difference.ts";
import { Emitters } from "../../actors/run/parity/emitters.ts";
import { Recording } from "../../actors/run/parity/recording.ts";
import { Replayed } from "../../actors/run/parity/replayed.ts";
import { marketActors, tradingActors } from "../../actors/roster.ts";
import type { Partition } from "../../actors/sources/partition.ts";
import { openSource } from "../../actors/sources/roster.ts";
import { openInference } from "../../models/inference.ts";
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import { definitionOf, type Tag } from "../../streams/records.ts";
import { allStreams, besideInput } from "../../streams/subjects.ts";
import type { ByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { differencesTold, positionsAtOnce } from "./limits.ts";
import { Regenerated } from "./regenerated.ts";
import { LogCheck } from "./verify-log.ts";
import { doubledOrdersOf, doubledRowsOf, tradesNotInBars } from "./verify-orders.ts";

const tagsOf = (isMeant: (stream: string) => boolean): readonly Tag[] =>
  allStreams.filter(({ name }) => isMeant(name))
    .flatMap(({ carries }) => Object.keys(carries) as Tag[]);

/** What follows from the input log. */
const derivedTags = tagsOf((stream) => stream !== "INPUT" && !besideInput.includes(stream));
/** What carries the wall clock: it can be there twice, but nothing says what it must be. */
const operationTags = tagsOf((stream) => stream === "OPERATIONS");
const tableOf = (tag: Tag): string => definitionOf(tag).table;

/** What is verified. */
export interface VerifyOptions {
  readonly store: ByteStore;
  readonly seed: number;
  /** The share of the market that was recorded; all of it where it is not given. */
  readonly partition?: Partition;
  readonly instruments: InstrumentRegistry;
  /** Ticks that the source gave in all, as the core counted them. */
  readonly given: number;
  readonly progress: (share: number) => void;
}

/** What was found. */
export interface Verdict {
  readonly ticks: number;
  /** Ticks and derived records that are not there. */
  readonly lost: number;
  /** Rows with the position and output index of another row of their table. */
  readonly doubled: number;
  /** Rows that are not what follows from the seed. */
  readonly wrong: number;
  readonly doubledOrders: number;
  readonly derived: number;
  readonly gaps: number;
  readonly clockSteps: number;
  /** Rows of each derived table: recorded or expected, and what differs. */
  readonly byTable: Readonly<Record<string, { readonly rows: number; readonly bad: number }>>;
  /** What was found, in words; the first ones. */
  readonly found: readonly string[];
}

/**
 * Generates the market again, runs the pipeline with its models over it in spans of positions, and
 * compares each span with what the store holds. Throws `StoreError`, `ActorFailed`.
 */
export const verify = async (options: VerifyOptions): Promise<Verdict> => {
  const inference = await openInference();
  try {
    return await verifyWith(options, inference.predict);
  } finally {
    await inference.close();
  }
};

const verifyWith = async (
  { store, seed, partition, instruments, given, progress }: VerifyOptions,
  predict: Awaited<ReturnType<typeof openInference>>["predict"],
): Promise<Verdict> => {
  const recording = new Recording(store);
  const source = await openSource({
    source: "simulated",
    files: [],
    speed: 0,
    seed,
    ...(partition === undefined ? {} : { partition }),
  });
  const log = new LogCheck(new Regenerated(source));
  const pipeline = { instruments, market: marketActors, trading: tradingActors, predict };
  const replayed = new Replayed(
    pipeline,
    new Emitters([...marketActors, ...tradingActors]),
    new Set(),
  );
  const tallies = new Map(derivedTags.map((tag) => [tag, noTally()]));
  const found: string[] = [];
  const end = await recording.end();
  for (let from = 0; from < end; from += positionsAtOnce) {
    const span = { from, to: Math.min(from + positionsAtOnce, end) };
    const made = await replayed.run(await log.check(recording, span));
    for (const tag of derivedTags) {
      const rows = await recording.rows(tag, span);
      const mismatch = compareRows(rows, made.get(tag) ?? [], tallies.get(tag)!);
      if (mismatch === undefined || found.length >= differencesTold) continue;
      const definition = definitionOf(tag);
      found.push(`${definition.table}: ${JSON.stringify(differenceOf(definition, mismatch))}`);
    }
    progress(span.to / Math.max(end, 1));
  }
  log.end(given);
  const doubled = await doubledRowsOf(store, derivedTags.map(tableOf));
  const doubledOperations = await doubledRowsOf(store, operationTags.map(tableOf));
  const inBars = await tradesNotInBars(store);
  if (inBars > 0) found.push(`bars_1m: ${inBars} trades more or fewer than in trades`);
  const sum = (of: (tally: Tally) => number): number =>
    [...tallies.values()].reduce((total, tally) => total + of(tally), 0);
  return {
    ticks: log.ticks,
    lost: log.lost + sum(({ missing }) => missing),
    doubled: log.doubled + doubled + doubledOperations,
    // Of two rows with one key the second one is extra: that one is doubled, not wrong.
    wrong: log.wrong + sum(({ differing, extra }) => differing + extra) - doubled + inBars,
    doubledOrders: await doubledOrdersOf(store),
    derived: sum(({ records }) => records),
    gaps: log.gaps,
    clockSteps: Math.max(0, log.clockSteps),
    byTable: Object.fromEntries([...tallies].map(([tag, { records, equal }]) => [
      tableOf(tag),
      { rows: records, bad: records - equal },
    ])),
    found: [...log.found, ...found],
  };
};
