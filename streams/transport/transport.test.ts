// One contract over both transports: what any transport promises its writers and readers.
import { Effect, Fiber, Layer, Stream } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { readFrameMessage } from "../message.ts";
import type { Quote } from "../market.ts";
import { byRecordId } from "../records.ts";
import { allStreams } from "../subjects.ts";
import { jetStreamTransport } from "./jetstream.ts";
import { MemoryStore, memoryTransport } from "./memory.ts";
import { type StreamMessage, Transport } from "./transport.ts";

const quoteAt = (position: number): Quote => ({
  _tag: "quote",
  position,
  outputIndex: 0,
  instrumentId: 1,
  eventTimeUs: 1_000_000 + position,
  ingestTimeUs: 1_000_000 + position,
  bidPriceTicks: 100,
  bidQuantityLots: 5,
  askPriceTicks: 101,
  askQuantityLots: 7,
  flags: 0,
  updateId: 0,
});

const positionsIn = (messages: readonly StreamMessage[]): number[] => {
  const out: number[] = [];
  for (const message of messages) {
    readFrameMessage(message.payload, byRecordId, (row: Quote) => out.push(row.position));
  }
  return out;
};

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

let servers: TestServers;
beforeAll(async () => {
  servers = await startTestServers({ clickhouse: false });
});
afterAll(() => servers?.stop());

const jetStream = (): Layer.Layer<Transport, unknown> => {
  const { url, users } = servers.endpoints.nats;
  return jetStreamTransport({ url, ...users.core, name: "test" });
};

/** Runs with a transport of its own; several share the streams, as processes do. */
const run = <A>(
  layer: Layer.Layer<Transport, unknown>,
  effect: Effect.Effect<A, unknown, Transport>,
) =>
  Effect.runPromise(
    Transport.use((transport) => transport.ensureStreams(allStreams)).pipe(
      Effect.andThen(effect),
      Effect.provide(layer),
    ),
  );

/** Every position in the input log from a sequence on, once `count` have come. */
const readFrom = (sequence: number, count: number) =>
  Effect.gen(function* () {
    const transport = yield* Transport;
    const seen: number[] = [];
    yield* transport.read("INPUT", sequence).pipe(
      Stream.runForEachWhile((messages) =>
        Effect.sync(() => {
          seen.push(...positionsIn(messages));
          return seen.length < count;
        })
      ),
    );
    return seen;
  });

const readAll = (count: number) => readFrom(1, count);

const write = (from: number, to: number) =>
  Effect.scoped(Effect.gen(function* () {
    const transport = yield* Transport;
    const writer = yield* transport.openWriter("INPUT");
    for (let position = from; position < to; position++) {
      writer.append(quoteAt(position), position + 1);
      if (position % 1000 === 0) yield* writer.room;
    }
    yield* writer.flush;
    return writer;
  }));

const store = new MemoryStore();
const transports = [
  { name: "memory", layer: () => memoryTransport(store) as Layer.Layer<Transport, unknown> },
  { name: "JetStream", layer: jetStream },
];

describe.each(transports)("the $name transport", ({ layer }) => {
  it("keeps order, and sends what has queued as one message", async () => {
    const { seen, tail } = await run(
      layer(),
      Effect.gen(function* () {
        yield* write(0, 5000);
        const transport = yield* Transport;
        return { seen: yield* readAll(5000), tail: yield* transport.tail("INPUT") };
      }),
    );
    expect(seen).toEqual(upTo(5000));
    expect(tail.last).toEqual({ position: 4999, outputIndex: 0 });
    expect(tail.cursor).toBe(5000);
    expect(tail.sequence).toBeLessThan(500);
  });

  it("keeps files whole, replaces one of the same name, and knows which there are", async () => {
    const large = Uint8Array.from({ length: 400_000 }, (_, i) => i % 251);
    const { found, missing, listed, replaced } = await run(
      layer(),
      Effect.gen(function* () {
        const { objects } = yield* Transport;
        yield* objects.put("a/1/model.onnx", large);
        yield* objects.put("a/1/card.json", Uint8Array.of(1, 2));
        const found = yield* objects.get("a/1/model.onnx");
        const missing = yield* objects.get("a/2/model.onnx");
        const listed = yield* objects.list;
        yield* objects.put("a/1/card.json", Uint8Array.of(3));
        return { found, missing, listed, replaced: yield* objects.get("a/1/card.json") };
      }),
    );
    expect(Buffer.from(found!).equals(large)).toBe(true);
    expect(missing).toBeUndefined();
    expect(listed.map(({ name, bytes }) => `${name} ${bytes}`).sort()).toEqual(
      ["a/1/card.json 2", "a/1/model.onnx 400000"],
    );
    expect(new Set(listed.map(({ digest }) => digest)).size).toBe(2);
    expect(replaced).toEqual(Uint8Array.of(3));
  });

  it("drops what the stream holds already when a writer begins again further back", async () => {
    const seen = await run(
      layer(),
      Effect.gen(function* () {
        yield* write(2000, 7000);
        return yield* readAll(7000);
      }),
    );
    expect(seen).toEqual(upTo(7000));
  });

  it("fences a writer whose stream another has written", async () => {
    const error = await run(
      layer(),
      Effect.scoped(Effect.gen(function* () {
        const transport = yield* Transport;
        const zombie = yield* transport.openWriter("INPUT");
        yield* write(7000, 7010);
        zombie.append(quoteAt(7005), 7006);
        return yield* Effect.flip(zombie.flush);
      })),
    );
    expect(error._tag).toBe("Fenced");
  });

  it("tells when a record is durable", async () => {
    const order = await run(
      layer(),
      Effect.scoped(Effect.gen(function* () {
        const transport = yield* Transport;
        const writer = yield* transport.openWriter("INPUT");
        const calls: string[] = [];
        writer.append(quoteAt(7010), 7011);
        writer.whenDurable({ position: 7010, outputIndex: 0 }, () => calls.push("durable"));
        calls.push("appended");
        yield* writer.flush;
        return [...calls, writer.durablePosition()];
      })),
    );
    expect(order).toEqual(["appended", "durable", 7010]);
  });

  it("reads on after what was purged, and keeps the last message", async () => {
    const result = await run(
      layer(),
      Effect.gen(function* () {
        const transport = yield* Transport;
        yield* transport.purge("INPUT", Number.MAX_SAFE_INTEGER);
        const size = yield* transport.size("INPUT");
        const tail = yield* transport.tail("INPUT");
        return { size, tail, seen: yield* readAll(1) };
      }),
    );
    expect(result.size.messages).toBe(1);
    expect(result.seen.at(-1)).toBe(result.tail.last?.position);
  });

  it("gives back the snapshot it was given", async () => {
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251);
    const loaded = await run(
      layer(),
      Effect.gen(function* () {
        const transport = yield* Transport;
        yield* transport.saveSnapshot("test", bytes.subarray(0, 10));
        yield* transport.saveSnapshot("test", bytes);
        return [
          yield* transport.loadSnapshot("test"),
          yield* transport.loadSnapshot("none"),
        ] as const;
      }),
    );
    expect(loaded[0]).toEqual(bytes);
    expect(loaded[1]).toBeUndefined();
  });

  it("refuses a snapshot of a process that did not see the newest", async () => {
    const [stale, again] = [Uint8Array.of(1), Uint8Array.of(2)];
    const kept = await run(
      layer(),
      Effect.gen(function* () {
        const old = yield* Transport;
        yield* old.saveSnapshot("fenced", stale);
        yield* Effect.promise(() =>
          run(
            layer(),
            Effect.gen(function* () {
              const transport = yield* Transport;
              yield* transport.loadSnapshot("fenced");
              yield* transport.saveSnapshot("fenced", again);
            }),
          )
        );
        const refused = yield* Effect.flip(old.saveSnapshot("fenced", stale));
        return [refused.reason, yield* old.loadSnapshot("fenced")] as const;
      }),
    );
    expect(kept).toEqual(["mismatch", again]);
  });
});

describe("JetStream", () => {
  it("loses and doubles nothing when the server is killed under load", async () => {
    const first = 100_000;
    const total = 60_000;
    const seen = await run(
      jetStream(),
      Effect.scoped(Effect.gen(function* () {
        const transport = yield* Transport;
        const writer = yield* transport.openWriter("INPUT");
        const reader = yield* Effect.forkChild(readFrom(writer.tail.sequence + 1, total));
        for (let i = 0; i < total; i++) {
          writer.append(quoteAt(first + i), i);
          if (i % 100 === 0) yield* Effect.promise(() => new Promise((go) => setImmediate(go)));
          if (i % 20_000 === 9_000) yield* writer.flush;
          if (i % 20_000 === 10_000) servers.killNats();
          if (i % 1000 === 0) yield* writer.room;
        }
        yield* writer.flush;
        return yield* Fiber.join(reader);
      })),
    );
    expect(servers.restarts().nats).toBe(3);
    expect(seen).toEqual(upTo(total).map((i) => first + i));
  });
});
