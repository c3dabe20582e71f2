// A dead letter through its actor again: over real tables, with the actor as it was and mended.
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import type { DeadLetter } from "../../streams/control.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { FrameWriter, jsonLine, runHeaderBytes } from "../../streams/message.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../streams/records.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { type ByteStore, openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import type { Actor, AnyActor } from "../actor.ts";
import { randomTicks } from "../testing/random-market.ts";
import { type Letter, readLetters, runLetter } from "./dead-letter-replay.ts";

const ticks = randomTicks({ seed: 4, records: 3_000, instruments: 2 })
  .map((tick, position) => ({ ...tick, position, outputIndex: 0 }));

const letter: DeadLetter = {
  _tag: "deadLetter",
  position: 7,
  outputIndex: 0,
  instrumentId: 1,
  eventTimeUs: 1_700_000_000_000_000,
  actor: "picky",
  stream: "INPUT",
  sequence: 2_000,
  error: "Error: not this one",
  attempts: 2,
  payload: "{}",
  bytes: 2,
};

const insert = (tag: Tag, records: readonly AnyRecord[]) =>
  Effect.flatMap(Store, (store) => {
    const definition = definitionOf(tag);
    const frames = new FrameWriter();
    if (definition.frame !== undefined) {
      for (const record of records) frames.append(definition, record);
    }
    const bytes = definition.frame === undefined
      ? Buffer.from(records.map((record) => jsonLine(definition, record)).join("\n"))
      : frames.take().subarray(runHeaderBytes);
    return store.insert({
      table: definition.table,
      columns: definition.columns.map(({ name }) => name),
      format: definition.frame === undefined ? "JSONEachRow" : "RowBinary",
      parts: [bytes],
      token: tag,
    });
  });

let servers: TestServers;
let store: ByteStore;
beforeAll(async () => {
  servers = await startTestServers({ nats: false });
  const { url, users } = servers.endpoints.clickhouse;
  const as = { url, ...users.ingest, name: "test" };
  store = openByteStore(as);
  const fill = Effect.gen(function* () {
    yield* migrate(yield* Store);
    for (const tag of ["quote", "trade", "bookDelta"] as const) {
      yield* insert(tag, ticks.filter(({ _tag }) => _tag === tag));
    }
    yield* insert("deadLetter", [letter]);
  });
  await Effect.runPromise(fill.pipe(Effect.provide(clickHouseStore(as))));
});
afterAll(async () => {
  await store?.close();
  await servers?.stop();
});

/** Refuses records at some positions. */
const picky = (refused: readonly number[]): AnyActor => {
  const actor: Actor<object, "quote" | "trade" | "bookDelta", "signal"> = {
    name: "picky",
    key: "all",
    receives: ["quote", "trade", "bookDelta"],
    emits: [],
    initial: () => ({}),
    receive: (_state, { position }) => {
      if (refused.includes(position)) throw new Error("not this one");
    },
  };
  return actor;
};

const run = (one: Letter, refused: readonly number[], letters: readonly Letter[] = [one]) =>
  runLetter(one, {
    store,
    letters,
    instruments: new InstrumentRegistry(),
    predict: (vectors) => Promise.resolve(vectors.map(() => [])),
    market: [],
    trading: [picky(refused)],
  });

describe("a dead letter", () => {
  it("is listed, and fails again where its actor is as it was, and not where it is mended", async () => {
    const [found] = await readLetters(store);
    expect(found).toEqual({
      ordinal: 7,
      actor: "picky",
      stream: "INPUT",
      position: 2_000,
      error: "Error: not this one",
      attempts: 2,
    });
    expect(await run(found!, [2_000])).toEqual({ taken: false, error: "not this one" });
    expect(await run(found!, [])).toEqual({ taken: true, error: "" });
    expect(await run(found!, [2_001])).toEqual({ taken: true, error: "" });
  });

  it("passes over the letters before it, and is told of a failure that is none of them", async () => {
    const [found] = await readLetters(store);
    const earlier = { ...found!, ordinal: 3, position: 1_500 };
    expect(await run(found!, [1_500], [found!, earlier])).toMatchObject({ taken: true });
    await expect(run(found!, [1_500])).rejects.toThrow('"picky" failed on');
  });
});
