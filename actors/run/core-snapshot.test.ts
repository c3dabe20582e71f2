// The snapshots of the core: the one before the newest is worth something, and one that is too old is refused.
import { deserialize } from "node:v8";
import { Effect } from "effect";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FeatureVector } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { definitionOf } from "../../streams/records.ts";
import { allStreams, streams } from "../../streams/subjects.ts";
import { MemoryStore, memoryTransport } from "../../streams/transport/memory.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { accountActors, marketActors, tradingActors } from "../roster.ts";
import { simulatedSource } from "../sources/simulated/source.ts";
import { useClock } from "./clock.ts";
import { type CoreSnapshot, snapshotDue, snapshotSequence } from "./core-snapshot.ts";
import { DeadLetters } from "./dead-letters.ts";
import { recordsOf } from "./decode.ts";
import { Digest } from "./digest.ts";
import { keepShare, snapshotEveryRecords } from "./limits.ts";
import { live } from "./live.ts";
import { noProgress } from "./progress.ts";
import { replay } from "./replay.ts";

const predict = (vectors: readonly FeatureVector[]) => Promise.resolve(vectors.map(() => []));
const actors = {
  instruments: new InstrumentRegistry(),
  market: marketActors,
  trading: tradingActors,
  predict,
};
const market = (ticks: number) => simulatedSource({ seed: 5, speed: 0, ticks });

/** A store that remembers the snapshot before the newest, as the bucket of the server does. */
class TwoSnapshots extends MemoryStore {
  readonly before = new Map<string, Uint8Array>();
  newest: Uint8Array = new Uint8Array();
  older: Uint8Array = new Uint8Array();
  override readonly snapshots: Map<string, Uint8Array> = Object.assign(
    new Map<string, Uint8Array>(),
    { set: (name: string, bytes: Uint8Array) => this.keep(name, bytes) },
  );

  private keep(name: string, bytes: Uint8Array): Map<string, Uint8Array> {
    const newest = this.snapshots.get(name);
    if (newest !== undefined) this.before.set(name, newest);
    return Map.prototype.set.call(this.snapshots, name, bytes);
  }

  /** The newest snapshot is damaged: the one before takes its place. */
  damage(): void {
    this.newest = this.snapshots.get("core")!;
    this.older = this.before.get("core")!;
    Map.prototype.set.call(this.snapshots, "core", this.older);
  }
}

beforeEach(() => {
  // A clock on which every look takes a second: a snapshot is due after every few batches.
  let us = 1_800_000_000_000_000;
  useClock(() => us += 1_000_000);
});
afterEach(() => useClock());

const run = <A, E>(store: MemoryStore, effect: Effect.Effect<A, E, Transport>) =>
  Effect.runPromise(
    Effect.andThen(Transport.use((transport) => transport.ensureStreams(allStreams)), effect)
      .pipe(Effect.provide(memoryTransport(store))),
  );

const runLive = (store: MemoryStore, ticks: number) => {
  const stop = new AbortController().signal;
  const deadLetters = new DeadLetters(accountActors);
  const host = { models: 1, progress: noProgress(), deadLetters, runId: "one", stop };
  return run(store, live({ ...actors, ...host, source: market(ticks) }));
};

/** Runs a first part of the market, and purges its log. */
const firstPart = async (below: (store: TwoSnapshots) => Promise<number>) => {
  const store = new TwoSnapshots();
  await runLive(store, 10_000);
  const input = store.stream("INPUT");
  input.purge(await below(store) + 1);
  expect(input.messages[0]!.sequence).toBeGreaterThan(1);
  store.damage();
  return store;
};

it(
  "goes on from the snapshot before a damaged one, though the log was purged as far as it may",
  async () => {
    const store = await firstPart((kept) =>
      run(kept, Effect.map(snapshotSequence("INPUT"), (sequence) => sequence!))
    );
    await runLive(store, 20_000);
    const expected = new Digest();
    const found = new Digest();
    await replay({
      ...actors,
      source: market(20_000),
      deliver: (record) => record._tag === "featureVector" && expected.add(record),
    });
    for (const { subject, payload } of store.stream("FEATURES").messages) {
      for (const record of recordsOf(subject, payload)) found.add(record);
    }
    expect(found.end()).toEqual(expected.end());
  },
  60_000,
);

it("does not go on over a hole: the log begins behind what the snapshot needs", async () => {
  const store = await firstPart((kept) => {
    const { place } = deserialize(kept.snapshots.get("core")!) as CoreSnapshot;
    return Promise.resolve(place.sequence);
  });
  await expect(runLive(store, 20_000)).rejects.toMatchObject({
    reason: "damaged",
    message: expect.stringMatching(/^The input log begins at sequence \d+, but .* it is too old/),
  });
}, 180_000);

it("says that a folder ran with its stages in other processes, where it did", async () => {
  const store = await firstPart((kept) => {
    const { place } = deserialize(kept.snapshots.get("core")!) as CoreSnapshot;
    return Promise.resolve(place.sequence);
  });
  store.snapshots.delete("core");
  await expect(runLive(store, 20_000)).rejects.toMatchObject({
    reason: "damaged",
    message: expect.stringMatching(/^The folder was run with its stages in other processes/),
  });
}, 60_000);

it(
  "begins again from a newer snapshot where another process kept one while this one started",
  async () => {
    const store = await firstPart((kept) => {
      const { place } = deserialize(kept.snapshots.get("core")!) as CoreSnapshot;
      return Promise.resolve(place.sequence);
    });
    // The first look is answered with the older snapshot, every later one with the newest.
    const { older, newest } = store;
    let looks = 0;
    store.snapshots.get = (name) =>
      name === "core"
        ? (looks++ === 0 ? older : newest)
        : Map.prototype.get.call(store.snapshots, name);
    await expect(runLive(store, 20_000)).rejects.toMatchObject({
      reason: "mismatch",
      message: expect.stringMatching(
        /^Another process kept a snapshot of INPUT \d+ while .* newer one/,
      ),
    });
    await runLive(store, 20_000);
  },
  60_000,
);

it("lets the log never fill up with what no snapshot lets go", () => {
  const rowBytes = (["quote", "trade", "bookDelta"] as const)
    .map((tag) => definitionOf(tag).frame!.rowBytes);
  const twoSnapshots = 2 * snapshotEveryRecords * Math.max(...rowBytes);
  expect(twoSnapshots).toBeLessThan(streams.INPUT.maxBytes * (1 - keepShare) / 2);
  const due = snapshotDue(1_000);
  expect(due(1_000 + snapshotEveryRecords)).toBe(true);
});
