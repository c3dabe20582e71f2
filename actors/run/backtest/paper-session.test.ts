// A paper session replayed as a backtest: the same fills, byte for byte, through crashes of the session too.
import { Effect, Fiber } from "effect";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Inference, openInference } from "../../../models/inference.ts";
import { InstrumentRegistry } from "../../../streams/instruments.ts";
import { jsonLine } from "../../../streams/message.ts";
import type { Fill } from "../../../streams/orders.ts";
import { definitionOf } from "../../../streams/records.ts";
import { allStreams } from "../../../streams/subjects.ts";
import { MemoryStore, memoryTransport } from "../../../streams/transport/memory.ts";
import { Transport } from "../../../streams/transport/transport.ts";
import { accountActors, marketActors, tradingActors } from "../../roster.ts";
import { simulatedSource } from "../../sources/simulated/source.ts";
import { DeadLetters } from "../dead-letters.ts";
import { recordsOf } from "../decode.ts";
import { live } from "../live.ts";
import { noProgress } from "../progress.ts";
import { runActors } from "./actors-engine.ts";

let inference: Inference;
beforeAll(async () => {
  inference = await openInference();
});
afterAll(() => inference?.close());

const instruments = new InstrumentRegistry();
const market = () => simulatedSource({ seed: 11, speed: 0, ticks: 60_000 });
const lineOf = (fill: Fill) => jsonLine(definitionOf("fill"), fill);

/** A session of the live host, killed once on its way. */
const paperSession = async (): Promise<Fill[]> => {
  const store = new MemoryStore();
  const session = (killAt: number) =>
    Effect.gen(function* () {
      const progress = noProgress();
      const fiber = yield* Effect.forkChild(live({
        market: marketActors,
        trading: tradingActors,
        predict: inference.predict,
        models: 1,
        progress,
        deadLetters: new DeadLetters(accountActors),
        runId: "paper",
        stop: new AbortController().signal,
        source: market(),
        instruments,
      }));
      while (progress.records < killAt && fiber.pollUnsafe() === undefined) {
        yield* Effect.promise(() => new Promise((next) => setImmediate(next)));
      }
      yield* fiber.pollUnsafe() === undefined ? Fiber.interrupt(fiber) : Fiber.join(fiber);
    });
  const program = Effect.gen(function* () {
    yield* (yield* Transport).ensureStreams(allStreams);
    yield* session(23_000);
    yield* session(Number.POSITIVE_INFINITY);
  });
  await Effect.runPromise(program.pipe(Effect.provide(memoryTransport(store))));
  return store.stream("ORDERS").messages
    .flatMap(({ subject, payload }) => recordsOf(subject, payload))
    .filter((record): record is Fill => record._tag === "fill");
};

it("gives the fills of the session, byte for byte, as a backtest", async () => {
  const traded = await paperSession();
  const replayed: Fill[] = [];
  const result = await runActors({
    source: market(),
    instruments,
    market: marketActors,
    trading: tradingActors,
    predict: inference.predict,
    settings: {},
    clock: () => 0,
    onFill: (fill) => void replayed.push(fill),
  });
  expect(traded.length).toBeGreaterThan(20);
  expect(replayed.map(lineOf)).toEqual(traded.map(lineOf));
  expect(result.fills.map((fill) => [fill.clientOrderId, fill.priceTicks, fill.quantityLots]))
    .toEqual(
      traded.map((fill) => [fill.clientOrderId, fill.lastPriceTicks, fill.lastQuantityLots]),
    );
}, 180_000);
