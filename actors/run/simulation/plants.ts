// Bugs that are planted on purpose: a simulation that does not find them proves nothing.
import { Effect } from "effect";
import { MemoryStore } from "../../../streams/transport/memory.ts";
import { besideInput } from "../../../streams/subjects.ts";
import type { TransportShape } from "../../../streams/transport/transport.ts";
import type { Carrier, FencedWriter } from "../../../streams/transport/writer.ts";
import type { Actor } from "../../actor.ts";
import { nowUs } from "../clock.ts";
import type { Cast } from "./market.ts";
import type { World } from "./world.ts";

/** A planted bug: what it puts in the place of a part of the product. */
export interface Plant {
  /** What is wrong, in words. */
  readonly what: string;
  readonly store?: (world: World) => MemoryStore;
  readonly carrier?: (carrier: Carrier, writer: () => FencedWriter) => Carrier;
  readonly transport?: (shape: TransportShape) => TransportShape;
  readonly cast?: (cast: Cast) => Cast;
}

/** Milliseconds that a planted server remembers message ids. */
const windowMs = 2_000;

/** Takes a message whatever the stream ends with. */
class UnfencedStore extends MemoryStore {
  override stream(name: string): ReturnType<MemoryStore["stream"]> {
    const stream = super.stream(name);
    return Object.assign(Object.create(stream), {
      publish: (...[message, expected, writer]: Parameters<typeof stream.publish>) =>
        stream.publish(message, { ...expected, ...unfenced(stream.sequence) }, writer),
    });
  }
}

const unfenced = (sequence: number) => ({ sequence, after: undefined });

/** Knows a message that comes again by its id, for a while, and tells no writer where it stood. */
class ForgetfulStore extends MemoryStore {
  private readonly seenMs = new Map<string, number>();
  private readonly world: World;

  constructor(world: World) {
    super();
    this.world = world;
  }

  override stream(name: string): ReturnType<MemoryStore["stream"]> {
    const stream = super.stream(name);
    if (!derived(name)) return stream;
    const { world, seenMs } = this;
    return Object.assign(Object.create(stream), {
      publish: (...[message, expected, writer]: Parameters<typeof stream.publish>) => {
        const { position, outputIndex } = message.last;
        const id = `${name} ${position}.${outputIndex} ${message.records}`;
        if (world.nowMs - (seenMs.get(id) ?? -Infinity) < windowMs) {
          return { _tag: "stored", sequence: expected.sequence + 1 };
        }
        const ack = stream.publish(message, { ...expected, ...unfenced(stream.sequence) }, writer);
        if (ack._tag === "stored") seenMs.set(id, world.nowMs);
        return { ...ack, sequence: expected.sequence + 1 };
      },
      tail: () => ({ ...stream.tail(), last: undefined }),
    });
  }
}

const clockReader: Actor<{ seen: number }, "featureVector", "signal"> = {
  name: "clock-reader",
  key: "all",
  receives: ["featureVector"],
  emits: ["signal"],
  initial: () => ({ seen: 0 }),
  receive: (state, { position, instrumentId, eventTimeUs }, emit) => {
    if (++state.seen % 10 !== 0) return;
    emit({
      _tag: "signal",
      instrumentId,
      eventTimeUs,
      signalId: `clock-reader/${instrumentId}/${position}/0`,
      account: "paper",
      strategy: "clock-reader",
      targetPositionLots: 0,
      confidence: 1,
      referencePriceHalfTicks: 0,
      reason: nowUs() % 2_000_000 < 1_000_000 ? "The second is even" : "The second is odd",
      predictionPosition: 0,
      model: "",
    });
  },
};

const derived = (stream: string): boolean => stream !== "INPUT" && !besideInput.includes(stream);

/** The bugs, by name. */
export const plants = {
  ackBeforePublish: {
    what: "a message counts as stored as soon as it is sent",
    carrier: (carrier, writer) => ({
      ...carrier,
      send: (message, expected) => {
        const ack = { _tag: "stored", sequence: expected.sequence + 1 } as const;
        queueMicrotask(() => writer().onAck(expected.token, ack));
        carrier.send(message, expected);
      },
    }),
  },
  noFence: {
    what: "a message is stored whatever the stream ends with",
    store: () => new UnfencedStore(),
    carrier: (carrier) => ({
      ...carrier,
      readTail: async () => ({ ...await carrier.readTail(), mine: true }),
    }),
  },
  snapshotEarly: {
    what: "a snapshot is kept before the outputs up to it are durable",
    transport: (shape) => ({
      ...shape,
      openWriter: (stream) =>
        Effect.map(
          shape.openWriter(stream),
          (writer) => derived(stream) ? { ...writer, flush: Effect.void } : writer,
        ),
    }),
  },
  dedupByMessageId: {
    what:
      "a record that comes again is known by its message's id, for two seconds, not by position",
    store: (world) => new ForgetfulStore(world),
    carrier: (carrier) => ({
      ...carrier,
      readTail: async () => ({ ...await carrier.readTail(), mine: true }),
    }),
  },
  actorReadsClock: {
    what: "an actor looks at the wall clock",
    cast: ({ market, trading }) => ({ market, trading: [...trading, clockReader] }),
  },
} as const satisfies Readonly<Record<string, Plant>>;

/** The name of a planted bug. */
export type PlantName = keyof typeof plants;
