// Records that an actor cannot take: kept with their cause, passed over for that actor, and grave ones halt trading.
import { Effect, Fiber } from "effect";
import { describe, expect, it } from "vitest";
import type { FeatureVector } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { allStreams, type StreamName } from "../../streams/subjects.ts";
import { MemoryStore, memoryTransport } from "../../streams/transport/memory.ts";
import { Transport } from "../../streams/transport/transport.ts";
import type { Actor, AnyActor } from "../actor.ts";
import { marketActors, tradingActors } from "../roster.ts";
import { simulatedSource } from "../sources/simulated/source.ts";
import { DeadLetters } from "./dead-letters.ts";
import { recordsOf } from "./decode.ts";
import { Digest } from "./digest.ts";
import { live } from "./live.ts";
import { noProgress } from "./progress.ts";
import { replay } from "./replay.ts";

const instruments = new InstrumentRegistry();
const market = () => simulatedSource({ seed: 5, speed: 0, ticks: 20_000 });
const predict = (vectors: readonly FeatureVector[]) => Promise.resolve(vectors.map(() => []));

/** Counts feature vectors, says so in signals, and fails on some of them, half way through. */
const counter = (name: string, failsOn: ReadonlySet<number>): AnyActor => {
  const actor: Actor<{ seen: number }, "featureVector", "signal"> = {
    name,
    key: "all",
    receives: ["featureVector"],
    emits: ["signal"],
    initial: () => ({ seen: 0 }),
    receive: (state, vector, emit) => {
      state.seen++;
      if (state.seen % 50 === 0) emit(signalOf(vector, state.seen));
      if (failsOn.has(vector.position)) throw new Error(`No vector ${vector.position}, please`);
    },
  };
  return actor;
};

const signalOf = (vector: FeatureVector, seen: number) => ({
  _tag: "signal" as const,
  instrumentId: vector.instrumentId,
  eventTimeUs: vector.eventTimeUs,
  signalId: `counter/${vector.position}`,
  account: "paper",
  strategy: "counter",
  targetPositionLots: 0,
  confidence: 1,
  referencePriceHalfTicks: 0,
  reason: `${seen} seen`,
  predictionPosition: 0,
  model: "",
});

/** Positions of the feature vectors of the market. */
const vectorPositions = async (): Promise<number[]> => {
  const found: number[] = [];
  const deliver = (record: AnyRecord) => {
    if (record._tag === "featureVector") found.push(record.position);
  };
  const actors = { market: marketActors, trading: [], predict };
  await replay({ ...actors, source: market(), instruments, deliver });
  return found;
};

const streamsOf = (store: MemoryStore, name: StreamName): AnyRecord[] =>
  store.stream(name).messages.flatMap((one) => recordsOf(one.subject, one.payload));

/** Runs the live host as the core process does: again after a failure; processes end at some failures. */
const runLive = (
  store: MemoryStore,
  trading: readonly AnyActor[],
  processEndsAt: readonly number[] = [],
) => {
  let deadLetters = new DeadLetters(new Set(["keeper"]));
  const program = Effect.gen(function* () {
    yield* (yield* Transport).ensureStreams(allStreams);
    for (let failures = 1;; failures++) {
      const progress = noProgress();
      const running = live({
        source: market(),
        runId: "one",
        stop: new AbortController().signal,
        instruments,
        market: marketActors,
        trading,
        predict,
        models: 0,
        progress,
        deadLetters,
      });
      const fiber = yield* Effect.forkChild(running);
      const exit = yield* Fiber.await(fiber);
      if (exit._tag === "Success") return { tradingState: progress.tradingState(), failures };
      if (failures > 30) return yield* Effect.failCause(exit.cause);
      if (processEndsAt.includes(failures)) deadLetters = new DeadLetters(new Set(["keeper"]));
    }
  });
  return Effect.runPromise(program.pipe(Effect.provide(memoryTransport(store))));
};

describe("a record that an actor fails on", () => {
  it(
    "is passed over after a second failure, by replay alike, and kept with its cause",
    async () => {
      const positions = await vectorPositions();
      const bad = new Set([positions[49]!, positions[500]!, positions.at(-1)!]);
      const trading = [counter("counter", bad), ...tradingActors];
      const store = new MemoryStore();
      const { failures } = await runLive(store, trading, [1, 4]);
      // Twice each, and once more where the process ended between the two.
      expect(failures - 1).toBe(3 * 2 + 2);

      const letters = streamsOf(store, "OPERATIONS").filter((one) => one._tag === "deadLetter");
      expect(letters.map((one) => [one.actor, one.stream, one.sequence, one.error])).toEqual(
        [...bad].map((position) => [
          "counter",
          "FEATURES",
          position,
          `Error: No vector ${position}, please`,
        ]),
      );
      expect(JSON.parse(letters[0]!.payload)).toMatchObject({ position: positions[49] });

      const [live, replayed] = [new Digest(), new Digest()];
      for (const name of ["FEATURES", "SIGNALS", "ORDERS", "POSITIONS"] as const) {
        for (const record of streamsOf(store, name)) live.add(record);
      }
      const kept = new Set(["featureVector", "signal", "orderCommand", "riskDecision"]);
      const tags = new Set([...kept, "orderEvent", "fill", "position"]);
      const failed: string[] = [];
      await replay({
        market: marketActors,
        trading,
        predict,
        source: market(),
        instruments,
        deliver: (record) => {
          if (tags.has(record._tag)) replayed.add(record);
        },
        failed: ({ message }) => failed.push(message),
      });
      expect(live.end()).toEqual(replayed.end());
      expect(failed).toHaveLength(3);
      const signals = streamsOf(store, "SIGNALS").filter((one) =>
        one._tag === "signal" && one.strategy === "counter"
      );
      // The 50th vector was passed over, with the signal that it would have made.
      expect(signals[0]).toMatchObject({ reason: "50 seen", position: positions[50] });
    },
    60_000,
  );

  it(
    "halts trading where it may leave an account wrong, from a position in the log on",
    async () => {
      const positions = await vectorPositions();
      const trading = [...tradingActors, counter("keeper", new Set([positions[900]!]))];
      const store = new MemoryStore();
      const { tradingState } = await runLive(store, trading);
      expect(tradingState).toBe("halted");
      const halts = streamsOf(store, "INPUT").filter((one) =>
        one._tag === "control" && one.control === "tradingState"
      );
      expect(halts).toHaveLength(1);
      expect(halts[0]).toMatchObject({ name: "", value: "halted" });
      expect((halts[0] as { reason: string }).reason).toMatch(/"keeper" failed .* may be wrong/);
      const approved = streamsOf(store, "ORDERS").filter((one) =>
        one._tag === "orderCommand" && one.stage === "approved" && one.command === "submit" &&
        one.position > halts[0]!.position
      );
      expect(approved).toEqual([]);
    },
    60_000,
  );
});
