// The transport of one simulated process: JetStream's semantics over a shared store, through a bad network.
import { Effect } from "effect";
import { MemoryStore, memoryTransport } from "../../../streams/transport/memory.ts";
import type { OutboxMessage } from "../../../streams/transport/outbox.ts";
import { lingerMs } from "../../../streams/transport/limits.ts";
import { type StreamName, streams } from "../../../streams/subjects.ts";
import {
  type StreamWriter,
  type Tail,
  Transport,
  TransportError,
  type TransportShape,
} from "../../../streams/transport/transport.ts";
import { type Ack, type Expected, FencedWriter } from "../../../streams/transport/writer.ts";
import { type Faults, odds, timing } from "./faults.ts";
import type { Plant } from "./plants.ts";
import type { World } from "./world.ts";

/** The server that outlives every process. */
export class Server {
  readonly store = new MemoryStore();
  /** Until when a stream is full, in virtual milliseconds. */
  readonly fullUntilMs = new Map<string, number>();
  /** Snapshots by name, the newest last. */
  readonly snapshots = new Map<string, Uint8Array[]>();
}

/** What a simulated process runs on. */
export interface Machine {
  readonly world: World;
  readonly faults: Faults;
  readonly server: Server;
  /** Ends with the process: nothing it had not yet sent is sent, nothing it was answered arrives. */
  readonly link: { alive: boolean };
  readonly plant: Plant | undefined;
}

/** The transport of a process, and its connection, which can be cut. */
export const transportIn = (
  machine: Machine,
): { readonly shape: TransportShape; readonly disconnect: () => void } => {
  const { world, server, link, faults } = machine;
  const open = new Set<Connection>();
  const quiet = Effect.runSync(
    Effect.provide(Effect.map(Transport, (one) => one), memoryTransport(server.store)),
  );
  const shape: TransportShape = {
    ...quiet,
    openWriter: (stream) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const connection = new Connection(machine, stream);
          open.add(connection);
          return connection;
        }),
        (connection) =>
          Effect.sync(() => {
            open.delete(connection);
            connection.writer.close();
          }),
      ).pipe(Effect.map((connection): StreamWriter => connection.shape)),
    tail: (stream) => Effect.andThen(hop(world), quiet.tail(stream)),
    saveSnapshot: (name, bytes) =>
      Effect.gen(function* () {
        yield* hop(world);
        if (!link.alive) return yield* Effect.never;
        if (faults.comes("snapshotLost", () => world.chance(odds.snapshotLost))) {
          return yield* new TransportError({ reason: "timeout", message: "No answer came" });
        }
        const kept = server.snapshots.get(name) ?? [];
        server.snapshots.set(name, [...kept.slice(-1), Uint8Array.from(bytes)]);
      }),
    loadSnapshot: (name) =>
      Effect.gen(function* () {
        yield* hop(world);
        const kept = server.snapshots.get(name) ?? [];
        const damaged = kept.length > 1 &&
          faults.comes("snapshotDamaged", () => world.chance(odds.snapshotDamaged));
        const bytes = damaged ? kept[0] : kept.at(-1);
        return bytes === undefined ? undefined : Uint8Array.from(bytes);
      }),
    purge: () => Effect.void,
  };
  return { shape, disconnect: () => open.forEach((connection) => connection.cut()) };
};

const hop = (world: World) => Effect.promise(() => world.delay(world.ms(...timing.hop)));

/** One writer's way to the server and back. */
class Connection {
  readonly writer: FencedWriter;
  private readonly id: number;
  private readonly machine: Machine;
  private readonly stream: StreamName;
  private arrivesMs = 0;
  /** Counts cuts: what was under way at a cut may not arrive. */
  private cuts = 0;
  /** For a plant only: message ids of the last seconds. */
  private readonly ids = new Map<string, number>();

  constructor(machine: Machine, stream: StreamName) {
    this.machine = machine;
    this.stream = stream;
    const { server, world, link, faults, plant } = machine;
    this.id = server.store.nextWriter();
    const { writer: _by, ...tail } = server.store.stream(stream).tail();
    const begins: Tail = plant === "dedupByMessageId" ? { ...tail, last: undefined } : tail;
    this.writer = new FencedWriter(stream, begins, {
      send: (message, expected) => this.send(message, expected),
      readTail: async () => {
        await world.delay(world.ms(...timing.hop));
        if (faults.comes("tailUnreadable", () => world.chance(odds.tailUnreadable))) {
          throw new Error("no answer");
        }
        const { writer, ...now } = server.store.stream(stream).tail();
        return { ...now, mine: plant === "noFence" || writer === this.id };
      },
      nowMs: () => world.nowMs,
      sleep: (ms) => world.delay(ms),
      ...(streams[stream].gates ? {} : { later: (run: () => void) => world.after(lingerMs, run) }),
    });
    const tick = () => {
      if (!link.alive) return;
      this.writer.onTick();
      world.after(1_000, tick);
    };
    world.after(1_000, tick);
  }

  /** The writer as the host sees it; a plant may lie about it. */
  get shape(): StreamWriter {
    const { shape } = this.writer;
    const { plant } = this.machine;
    if (plant === "ackBeforePublish") {
      return {
        ...shape,
        durablePosition: () => Number.MAX_SAFE_INTEGER,
        whenDurable: (_record, then) => then(),
      };
    }
    return plant === "snapshotEarly" ? { ...shape, flush: Effect.void } : shape;
  }

  /** The connection is lost, and comes back. */
  cut(): void {
    this.cuts++;
    this.writer.onDisconnect();
  }

  private send(message: OutboxMessage, expected: Expected): void {
    const { world, faults, link } = this.machine;
    if (!link.alive) return;
    if (faults.comes("lostRequest", () => world.chance(odds.lostRequest))) return;
    const { cuts } = this;
    // One connection keeps the order of what is sent through it.
    this.arrivesMs = Math.max(this.arrivesMs, world.nowMs + world.ms(...timing.hop));
    world.after(this.arrivesMs - world.nowMs, () => {
      if (cuts !== this.cuts && world.chance(0.5)) return;
      this.answer(expected.token, this.publish(message, expected), cuts);
    });
  }

  private publish(message: OutboxMessage, expected: Expected): Ack {
    const { server, world, faults, plant } = this.machine;
    const stream = server.store.stream(this.stream);
    if ((server.fullUntilMs.get(this.stream) ?? 0) > world.nowMs) {
      faults.comes("fullStream", () => true);
      return { _tag: "refused", code: 10077, message: "maximum bytes exceeded" };
    }
    if (plant === "dedupByMessageId") {
      const id = `${message.last.position}.${message.last.outputIndex}`;
      if (world.nowMs - (this.ids.get(id) ?? -Infinity) < 2_000) {
        return { _tag: "stored", sequence: stream.sequence };
      }
      this.ids.set(id, world.nowMs);
    }
    const unfenced = { token: expected.token, sequence: stream.sequence, after: undefined };
    return stream.publish(message, plant === "noFence" ? unfenced : expected, this.id);
  }

  private answer(token: number, ack: Ack, cuts: number): void {
    const { world, faults, link } = this.machine;
    if (faults.comes("lostAck", () => world.chance(odds.lostAck))) return;
    const late = faults.comes("lateAck", () => world.chance(odds.lateAck));
    const twice = faults.comes("doubledAck", () => world.chance(odds.doubledAck));
    const hear = () => {
      if (link.alive && cuts === this.cuts) this.writer.onAck(token, ack);
    };
    const [low, high] = late ? timing.lateAck : timing.hop;
    world.after(world.ms(low, high), hear);
    if (twice) world.after(world.ms(...timing.lateAck), hear);
  }
}
