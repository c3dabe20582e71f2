// What must come out of a simulation: what the same ticks give where nothing goes wrong.
import { createHash } from "node:crypto";
import { InstrumentRegistry } from "../../../streams/instruments.ts";
import type { Tick } from "../../../streams/market.ts";
import { jsonLine } from "../../../streams/message.ts";
import type { Unstamped } from "../../../streams/record.ts";
import { type AnyRecord, definitionOf } from "../../../streams/records.ts";
import { allStreams, type StreamName, streamOf } from "../../../streams/subjects.ts";
import type { MemoryStore } from "../../../streams/transport/memory.ts";
import type { AnyActor } from "../../actor.ts";
import { marketActors } from "../../roster.ts";
import { recordsOf } from "../decode.ts";
import { replay } from "../replay.ts";
import { formula, simulatedSettings } from "./market.ts";

/** The records of every stream that follows from the log, as lines. */
export type Truth = ReadonlyMap<StreamName, readonly string[]>;

/** The streams that are compared: the operations log carries wall-clock times. */
const compared = allStreams.map(({ name }) => name as StreamName)
  .filter((name) => name !== "OPERATIONS");

const lineOf = (record: AnyRecord): string => {
  // A session carries the wall clock.
  const { ingestTimeUs: _ingest, value: _value, ...control } = record as AnyRecord & {
    ingestTimeUs?: number;
    value?: string;
  };
  return record._tag === "control"
    ? JSON.stringify(control)
    : `${record._tag} ${jsonLine(definitionOf(record._tag), record)}`;
};

/** Runs the ticks through the replay host. Also checks what every run must keep to: see `accountFaults`. */
export const truthOf = async (
  ticks: readonly Unstamped<Tick>[],
  trading: readonly AnyActor[],
): Promise<{ readonly truth: Truth; readonly orders: number }> => {
  const lines = new Map<StreamName, string[]>(compared.map((name) => [name, []]));
  const records: AnyRecord[] = [];
  let position = 0;
  const add = (record: AnyRecord) =>
    lines.get(streamOf(record._tag).name as StreamName)!
      .push(lineOf(record));
  const stamped = ticks.map((tick) =>
    ({ ...tick, position: ++position, outputIndex: 0 }) as AnyRecord
  );
  stamped.forEach(add);
  await replay({
    source: {
      kind: "simulated",
      name: "simulation",
      speed: 1,
      instruments: [],
      open: async function* () {
        yield { ticks: ticks.map((tick) => ({ ...tick })) };
      },
    },
    instruments: new InstrumentRegistry(),
    market: marketActors,
    trading,
    settings: simulatedSettings,
    predict: (vectors) => Promise.resolve(vectors.map((vector) => [formula(vector)])),
    deliver: (record) => {
      records.push(record);
      add(record);
    },
  });
  const broken = accountFaults(records);
  if (broken !== undefined) throw new Error(broken);
  const approved = records.filter((one) => one._tag === "orderCommand" && one.stage === "approved");
  return { truth: lines, orders: approved.length };
};

interface Book {
  readonly quantity: number;
  readonly cash: number;
  readonly fees: number;
}

/**
 * What is wrong with the books: an order filled beyond its quantity, or positions and fees that are not
 * the sums of the fills. Undefined where all is right.
 */
export const accountFaults = (records: readonly AnyRecord[]): string | undefined => {
  const ordered = new Map<string, number>();
  const filled = new Map<string, number>();
  // After every fill, because a position tells of one of them: the fills of a moment come before both.
  const books = new Map<string, Book[]>();
  const booksOf = (key: string): Book[] => {
    const found = books.get(key) ?? [{ quantity: 0, cash: 0, fees: 0 }];
    books.set(key, found);
    return found;
  };
  for (const record of records) {
    if (record._tag === "orderCommand" && record.command === "submit") {
      ordered.set(record.clientOrderId, record.quantityLots);
    } else if (record._tag === "fill") {
      const id = record.clientOrderId;
      filled.set(id, (filled.get(id) ?? 0) + record.lastQuantityLots);
      if (filled.get(id)! > ordered.get(id)!) return `Order ${id} is filled beyond its quantity`;
      const sign = record.side === "buy" ? 1 : -1;
      const own = booksOf(`${record.strategy} ${record.instrumentId}`);
      const { quantity, cash, fees } = own.at(-1)!;
      own.push({
        quantity: quantity + sign * record.lastQuantityLots,
        cash: cash - sign * record.lastQuantityLots * record.lastPriceTicks,
        fees: fees + record.feeTickLots,
      });
    } else if (record._tag === "position") {
      const { quantityLots, costTickLots, realizedTickLots, feesTickLots } = record;
      const book = booksOf(`${record.strategy} ${record.instrumentId}`)[record.fills];
      // Cash and what the position cost are what was earned, before fees.
      if (
        book === undefined || quantityLots !== book.quantity || feesTickLots !== book.fees ||
        realizedTickLots !== book.cash + costTickLots
      ) {
        return `Position ${record.position}.${record.outputIndex} is not the sum of its fills`;
      }
    }
  }
  return undefined;
};

/** The first way in which the streams of a store differ from the truth; undefined where they do not. */
export const differenceOf = (truth: Truth, store: MemoryStore): string | undefined => {
  for (const [name, wanted] of truth) {
    const found = store.stream(name).messages
      .flatMap((message) => recordsOf(message.subject, message.payload))
      .filter((record) => record._tag !== "control")
      .map(lineOf);
    const at = wanted.findIndex((line, i) => line !== found[i]);
    if (at < 0 && found.length === wanted.length) continue;
    const i = at < 0 ? wanted.length : at;
    return `${name} differs at record ${i} of ${wanted.length}: ` +
      `expected ${cut(wanted[i])}, found ${cut(found[i])}`;
  }
  return undefined;
};

const cut = (line: string | undefined): string =>
  line === undefined ? "nothing" : line.slice(0, 160);

/** A digest of everything that the streams of a store hold. */
export const digestOf = (store: MemoryStore): string => {
  const hash = createHash("sha256");
  for (const name of compared) {
    for (const { payload, sequence, subject } of store.stream(name).messages) {
      hash.update(`${name} ${sequence} ${subject} `).update(payload);
    }
  }
  return hash.digest("hex");
};
