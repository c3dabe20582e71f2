// A session to ask about: a market through the whole pipeline, in memory, with every record it made.
import { marketActors, tradingActors } from "../../actors/roster.ts";
import { replay } from "../../actors/run/replay.ts";
import { sessionStarted } from "../../actors/run/session.ts";
import type { TickSource } from "../../actors/sources/source.ts";
import { openInference } from "../../models/inference.ts";
import { roster } from "../../models/roster.ts";
import type { DeadLetter, Refusal, Trace } from "../../streams/control.ts";
import { type Instrument, InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord, Tag } from "../../streams/records.ts";

/** The record of a tag. */
export type Of<T extends Tag> = Extract<AnyRecord, { readonly _tag: T }>;

/** Everything that a session recorded. */
export class Session {
  readonly records: readonly AnyRecord[];
  private readonly registry: InstrumentRegistry;
  private readonly byTag: ReadonlyMap<Tag, readonly AnyRecord[]>;

  constructor(records: readonly AnyRecord[], registry: InstrumentRegistry) {
    this.records = records;
    this.registry = registry;
    this.byTag = Map.groupBy(records, (record) => record._tag);
  }

  /** The records of a kind, in order of position. */
  of<T extends Tag>(tag: T): readonly Of<T>[] {
    return (this.byTag.get(tag) ?? []) as unknown as readonly Of<T>[];
  }

  get instruments(): readonly Instrument[] {
    return this.registry.all;
  }

  instrument(instrumentId: number): Instrument {
    return this.registry.require(instrumentId);
  }

  name(instrumentId: number): string {
    return this.instrument(instrumentId).name;
  }

  /** What one tick and one lot of an instrument are worth. */
  tick(instrumentId: number): number {
    return Number(this.instrument(instrumentId).tick.text);
  }

  lot(instrumentId: number): number {
    return Number(this.instrument(instrumentId).lot.text);
  }
}

/** A second model, that two can be compared. */
const beside = { name: "next-move-xgboost", shadow: true };

/** Runs a source to its end, or until so many ticks, with the models and strategies as they are. */
export const sessionOf = async (source: TickSource, ticks: number): Promise<Session> => {
  const registry = new InstrumentRegistry();
  const records: AnyRecord[] = [sessionStarted(source, "replay", 0)];
  const inference = await openInference({ roster: [...roster, beside] });
  const seeing: TickSource = {
    ...source,
    open: async function* (resume, refuse, signal) {
      let left = ticks;
      for await (const batch of source.open(resume, refuse, signal)) {
        const taken = batch.ticks.slice(0, left);
        left -= taken.length;
        yield { ticks: taken };
        records.push(...taken as unknown as AnyRecord[]);
        if (left === 0) return;
      }
    },
  };
  try {
    await replay({
      source: seeing,
      instruments: registry,
      market: marketActors,
      trading: tradingActors,
      predict: inference.predict,
      deliver: (record) => void records.push(record),
    });
  } finally {
    await inference.close();
  }
  records.sort((one, other) => one.position - other.position);
  return new Session([...records, ...wordsOfProcesses(records)], registry);
};

/** What a live process would say beside it: how long orders took, what it refused, what failed. */
const wordsOfProcesses = (records: readonly AnyRecord[]): AnyRecord[] => {
  const traces = records.filter((record) =>
    record._tag === "orderCommand" && record.stage === "approved" && record.command === "submit"
  ).map((order, index): Trace => ({
    ...order as Of<"orderCommand">,
    _tag: "trace",
    outputIndex: 0,
    ingestTimeUs: order.eventTimeUs,
    featuresTimeUs: order.eventTimeUs + 40 + index % 7,
    predictedTimeUs: index % 5 === 0 ? 0 : order.eventTimeUs + 200 + index % 31,
    decidedTimeUs: order.eventTimeUs + 260 + index % 13,
    tickDurableTimeUs: order.eventTimeUs + 180,
    orderDurableTimeUs: order.eventTimeUs + 500 + index % 101,
    releasedTimeUs: order.eventTimeUs + 610 + index % 101,
  }));
  const at = { position: 1, outputIndex: 0, instrumentId: 0, eventTimeUs: records[0]!.eventTimeUs };
  const refused = (count: number): Refusal => ({
    ...{ ...at, _tag: "refusal", source: "trades.csv", field: "price", value: "x", count },
    ...{ expected: "a decimal number", place: `row ${count}` },
  });
  const failed = (position: number): DeadLetter => ({
    ...{ ...at, position, _tag: "deadLetter", actor: "features", stream: "INPUT" },
    ...{ sequence: position, error: "Not a number", attempts: 2, payload: "{}", bytes: 2 },
  });
  return [...traces, refused(1), refused(2), refused(4), failed(5), failed(9)];
};
