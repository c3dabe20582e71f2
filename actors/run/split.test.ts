// The pipeline in several processes: the same bytes as in one, through restarts, and when a second instance takes over.
import { Cause, Effect, Exit, Fiber } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Inference, openInference } from "../../models/inference.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { type Stage, stages } from "../../streams/status.ts";
import { allStreams, type StreamName } from "../../streams/subjects.ts";
import { MemoryStore, memoryTransport } from "../../streams/transport/memory.ts";
import { Fenced, Transport } from "../../streams/transport/transport.ts";
import { accountActors, marketActors, tradingActors } from "../roster.ts";
import { simulatedSource } from "../sources/simulated/source.ts";
import { DeadLetters } from "./dead-letters.ts";
import { recordsOf } from "./decode.ts";
import { Digest } from "./digest.ts";
import { live } from "./live.ts";
import { noProgress, type Progress } from "./progress.ts";

const instruments = new InstrumentRegistry();
const market = () => simulatedSource({ seed: 5, speed: 0, ticks: 40_000 });
const derived: readonly StreamName[] = [
  ...["MARKET", "FEATURES", "PREDICTIONS", "SIGNALS", "ORDERS", "POSITIONS"] as const,
];

let inference: Inference;
beforeAll(async () => {
  inference = await openInference();
});
afterAll(() => inference?.close());

/** One process of the pipeline. */
class Host {
  readonly progress: Progress = noProgress();
  private readonly stop = new AbortController();
  private readonly hasSource: boolean;
  private readonly fiber: Fiber.Fiber<void, unknown>;

  constructor(store: MemoryStore, running: readonly Stage[]) {
    this.hasSource = running.includes("input");
    const hosting = live({
      source: market(),
      runId: "one",
      stop: this.stop.signal,
      instruments,
      market: marketActors,
      trading: tradingActors,
      predict: inference.predict,
      models: inference.models.length,
      stages: running,
      progress: this.progress,
      deadLetters: new DeadLetters(accountActors),
    });
    this.fiber = Effect.runFork(hosting.pipe(Effect.provide(memoryTransport(store))));
  }

  /** Waits until it has taken so many records. */
  async taken(records: number): Promise<void> {
    while (this.progress.records < records && this.fiber.pollUnsafe() === undefined) {
      await new Promise((next) => setImmediate(next));
    }
  }

  /** Ends it at once. */
  kill(): Promise<void> {
    return Effect.runPromise(Fiber.interrupt(this.fiber));
  }

  /** Waits until it ends. */
  ended(): Promise<Exit.Exit<void, unknown>> {
    return Effect.runPromise(Fiber.await(this.fiber));
  }

  /** Lets it come to its end: a source to its last tick, the others to the end of the log. */
  end(): Promise<Exit.Exit<void, unknown>> {
    if (!this.hasSource) this.stop.abort();
    return this.ended();
  }
}

const newStore = async (): Promise<MemoryStore> => {
  const store = new MemoryStore();
  const create = Effect.flatMap(Transport, (one) => one.ensureStreams(allStreams));
  await Effect.runPromise(create.pipe(Effect.provide(memoryTransport(store))));
  return store;
};

const digestOf = (store: MemoryStore) => {
  const digest = new Digest();
  for (const name of derived) {
    for (const message of store.stream(name).messages) {
      for (const record of recordsOf(message.subject, message.payload)) digest.add(record);
    }
  }
  return digest.end();
};

const fused = async () => {
  const store = await newStore();
  expect(Exit.isSuccess(await new Host(store, stages).end())).toBe(true);
  return digestOf(store);
};

const endAll = async (hosts: readonly Host[]) => {
  for (const host of hosts) {
    const ended = await host.end();
    expect(Exit.isFailure(ended) ? Cause.pretty(ended.cause) : "").toBe("");
  }
};

const isFenced = async (host: Host) => {
  const ended = await host.ended();
  expect(Exit.isFailure(ended) && Cause.squash(ended.cause)).toBeInstanceOf(Fenced);
};

describe("a pipeline in four processes", () => {
  it("gives the bytes of one in a single process, also where processes are torn down", async () => {
    const expected = await fused();
    const store = await newStore();
    const input = new Host(store, ["input"]);
    const features = new Host(store, ["market"]);
    let inferring = new Host(store, ["inference"]);
    let trading = new Host(store, ["trading"]);
    for (const records of [4_000, 11_000, 23_000]) {
      await trading.taken(records);
      await trading.kill();
      trading = new Host(store, ["trading"]);
      await inferring.taken(records + 3_000);
      await inferring.kill();
      inferring = new Host(store, ["inference"]);
    }
    await endAll([input, features, inferring, trading]);
    expect(digestOf(store)).toEqual(expected);
  }, 180_000);

  it(
    "fences one of two instances of a stage, or each by the other, and nothing is doubled",
    async () => {
      const expected = await fused();
      const store = await newStore();
      const rest = [new Host(store, ["input", "market"]), new Host(store, ["inference"])];
      const first = new Host(store, ["trading"]);
      await first.taken(6_000);
      const second = new Host(store, ["trading"]);
      const fenced = await Promise.race([first, second].map(async (one) => {
        await isFenced(one);
        return one;
      }));
      const other = fenced === first ? second : first;
      await endAll(rest);
      // Each may have been the first at another stream: then both are fenced, and whoever comes next goes on.
      if (Exit.isFailure(await other.end())) {
        await isFenced(other);
        await endAll([new Host(store, ["trading"])]);
      }
      expect(digestOf(store)).toEqual(expected);
    },
    180_000,
  );
});
