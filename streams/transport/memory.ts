// The transport in memory, with JetStream's semantics: sequences, the fence, full streams, purges.
import { createHash } from "node:crypto";
import { Effect, Layer, Queue, Stream } from "effect";
import type { ProcessStatus } from "../status.ts";
import type { StreamDefinition, StreamName } from "../subjects.ts";
import { messagesRead } from "./limits.ts";
import type { OutboxMessage } from "./outbox.ts";
import {
  type Objects,
  type StreamMessage,
  type StreamWriter,
  type Tail,
  Transport,
  TransportError,
  type TransportRequest,
  type TransportShape,
} from "./transport.ts";
import { type Ack, type Carrier, type Expected, FencedWriter } from "./writer.ts";

type Stored = StreamMessage & { readonly writer: number; readonly token: number };

/** What a memory transport keeps: several transports may share one store, as processes share a server. */
export class MemoryStore {
  private readonly streams = new Map<string, MemoryStream>();
  readonly snapshots = new Map<string, Uint8Array>();
  readonly objects = new Map<string, Uint8Array>();
  /** How often each snapshot was kept. */
  readonly revisions = new Map<string, number>();
  readonly requestTakers: ((request: TransportRequest) => void)[] = [];
  readonly statusQueues = new Set<Queue.Queue<ProcessStatus>>();
  private writers = 0;

  /** The stream of a name; throws `TransportError` where it was not made. */
  stream(name: string): MemoryStream {
    const stream = this.streams.get(name);
    if (stream !== undefined) return stream;
    throw new TransportError({ reason: "missing", message: `Stream ${name} does not exist` });
  }

  ensure(definition: StreamDefinition): void {
    if (!this.streams.has(definition.name)) {
      this.streams.set(definition.name, new MemoryStream(definition));
    }
  }

  nextWriter(): number {
    return ++this.writers;
  }
}

class MemoryStream {
  messages: Stored[] = [];
  bytes = 0;
  sequence = 0;
  readonly wake = new Set<() => void>();
  readonly definition: StreamDefinition;

  constructor(definition: StreamDefinition) {
    this.definition = definition;
  }

  publish(message: OutboxMessage, expected: Expected, writer: number): Ack {
    const { token, after } = expected;
    if (expected.sequence !== this.sequence) {
      return { _tag: "refused", code: 10071, message: `wrong last sequence: ${this.sequence}` };
    }
    const end = this.messages.at(-1);
    if (after !== undefined && (end?.writer !== writer || end.token !== after)) {
      return { _tag: "refused", code: 10070, message: "wrong last msg ID" };
    }
    if (this.bytes + message.payload.length > this.definition.maxBytes) {
      return { _tag: "refused", code: 10077, message: "maximum bytes exceeded" };
    }
    this.bytes += message.payload.length;
    this.messages.push({
      stream: this.definition.name as StreamName,
      subject: message.subject,
      sequence: ++this.sequence,
      storedTimeUs: 0,
      last: message.last,
      cursor: message.cursor,
      payload: message.payload,
      writer,
      token,
    });
    for (const wake of this.wake) wake();
    return { _tag: "stored", sequence: this.sequence };
  }

  tail(): Tail & { readonly writer: number } {
    const last = this.messages.at(-1);
    return {
      sequence: this.sequence,
      last: last?.last,
      cursor: last?.cursor,
      writer: last?.writer ?? 0,
    };
  }

  purge(belowSequence: number): void {
    const kept = this.messages.filter((one) =>
      one.sequence >= Math.min(belowSequence, this.sequence)
    );
    this.messages = kept;
    this.bytes = kept.reduce((sum, one) => sum + one.payload.length, 0);
  }
}

/** A stream as one of its writers sees it. */
export interface StreamSide {
  readonly stream: StreamName;
  readonly publish: (message: OutboxMessage, expected: Expected) => Ack;
  readonly tail: () => Tail & { readonly mine: boolean };
}

/** What lies between a process and the store: how requests get there, and answers back. */
export interface Wire {
  /** Carries a writer; answers go to the writer. */
  readonly carrier: (side: StreamSide, writer: () => FencedWriter) => Carrier;
  /** Asks the store for something; `what` is a verb and what it is about. */
  readonly ask: <A>(what: string, run: () => A) => Effect.Effect<A, TransportError>;
  /** Lets a reader look at what has come. */
  readonly wake: (look: () => void) => void;
}

/** A transport over a store of this process; with nothing between them, unless it is given. */
export const memoryTransport = (
  store = new MemoryStore(),
  wire: Wire = nothingBetween(),
): Layer.Layer<Transport> => Layer.succeed(Transport, memoryShape(store, wire));

const nothingBetween = (): Wire => {
  let clock = 0;
  return {
    carrier: (side, writer) => ({
      send: (message, expected) =>
        queueMicrotask(() => writer().onAck(expected.token, side.publish(message, expected))),
      readTail: () => Promise.resolve(side.tail()),
      nowMs: () => clock,
      sleep: (ms) => {
        clock += ms;
        return new Promise((resolve) => setImmediate(resolve));
      },
    }),
    ask: (_what, run) => Effect.try({ try: run, catch: (cause) => cause as TransportError }),
    wake: (look) => look(),
  };
};

/** The transport itself, for those who need no layer. */
export const memoryShape = (store: MemoryStore, wire: Wire): TransportShape => ({
  ...snapshotsIn(store, wire),
  objects: objectsIn(store, wire),
  ensureStreams: (streams) => wire.ask("ensure", () => streams.forEach((one) => store.ensure(one))),
  openWriter: (stream) =>
    Effect.acquireRelease(
      wire.ask(`open ${stream}`, () => openWriter(store, stream, wire)),
      (writer) =>
        Effect.ignore(Effect.timeoutOption(writer.shape.flush, "5 seconds")).pipe(
          Effect.andThen(Effect.sync(() => writer.close())),
        ),
    ).pipe(Effect.map((writer): StreamWriter => writer.shape)),
  read: (stream, fromSequence) => read(store, { stream, fromSequence, wire }),
  tail: (stream) =>
    wire.ask(`tail ${stream}`, () => {
      const { sequence, last, cursor } = store.stream(stream).tail();
      return { sequence, last, cursor };
    }),
  size: (stream) =>
    wire.ask(`size ${stream}`, () => {
      const { messages, bytes, sequence } = store.stream(stream);
      return {
        first: messages[0]?.sequence ?? sequence + 1,
        last: sequence,
        messages: messages.length,
        bytes,
      };
    }),
  purge: (stream, belowSequence) =>
    wire.ask(`purge ${stream}`, () => store.stream(stream).purge(belowSequence)),
  request: (payload) =>
    Effect.callback<string, TransportError>((resume) => {
      const taker = store.requestTakers.at(-1);
      if (taker === undefined) {
        const message = "Nobody takes requests";
        return resume(Effect.fail(new TransportError({ reason: "missing", message })));
      }
      taker({ payload, answer: (text) => resume(Effect.succeed(text)) });
    }),
  requests: Stream.unwrap(Effect.gen(function* () {
    const queue = yield* Queue.unbounded<TransportRequest>();
    const taker = (request: TransportRequest) => void Queue.offerUnsafe(queue, request);
    yield* Effect.acquireRelease(
      Effect.sync(() => store.requestTakers.push(taker)),
      () => Effect.sync(() => store.requestTakers.splice(store.requestTakers.indexOf(taker), 1)),
    );
    return Stream.fromQueue(queue);
  })),
  publishStatus: (status) =>
    Effect.sync(() => store.statusQueues.forEach((queue) => Queue.offerUnsafe(queue, status))),
  statuses: Stream.unwrap(Effect.gen(function* () {
    const queue = yield* Queue.sliding<ProcessStatus>(64);
    yield* Effect.acquireRelease(
      Effect.sync(() => store.statusQueues.add(queue)),
      () => Effect.sync(() => store.statusQueues.delete(queue)),
    );
    return Stream.fromQueue(queue);
  })),
});

const snapshotsIn = (
  store: MemoryStore,
  wire: Wire,
): Pick<TransportShape, "saveSnapshot" | "loadSnapshot"> => {
  const { snapshots, revisions } = store;
  const revisionOf = (name: string): number => revisions.get(name) ?? 0;
  const seen = new Map<string, number>();
  return {
    saveSnapshot: (name, bytes) =>
      wire.ask(`save ${name}`, () => {
        const revision = revisionOf(name);
        if ((seen.get(name) ?? revision) !== revision) {
          const message = `Snapshot "${name}" was kept by another process since this one read it`;
          throw new TransportError({ reason: "mismatch", message });
        }
        snapshots.set(name, Uint8Array.from(bytes));
        revisions.set(name, revision + 1);
        seen.set(name, revision + 1);
      }),
    loadSnapshot: (name) =>
      wire.ask(`load ${name}`, () => {
        seen.set(name, revisionOf(name));
        const bytes = snapshots.get(name);
        // A copy, because what is read from it may be a view into it, and be changed.
        return bytes === undefined ? undefined : Uint8Array.from(bytes);
      }),
  };
};

const objectsIn = ({ objects }: MemoryStore, wire: Wire): Objects => ({
  put: (name, bytes) => wire.ask(`put ${name}`, () => void objects.set(name, bytes.slice())),
  get: (name) => wire.ask(`get ${name}`, () => objects.get(name)?.slice()),
  list: wire.ask("list objects", () =>
    [...objects].map(([name, content]) => ({
      name,
      bytes: content.length,
      digest: createHash("sha256").update(content).digest("hex"),
      storedTimeUs: 0,
    }))),
});

const openWriter = (store: MemoryStore, name: StreamName, wire: Wire): FencedWriter => {
  const stream = store.stream(name);
  const id = store.nextWriter();
  const { writer: _before, ...tail } = stream.tail();
  const side: StreamSide = {
    stream: name,
    publish: (message, expected) => stream.publish(message, expected, id),
    tail: () => {
      const { writer: by, ...now } = stream.tail();
      return { ...now, mine: by === id };
    },
  };
  const writer: FencedWriter = new FencedWriter(name, tail, wire.carrier(side, () => writer));
  return writer;
};

const read = (
  store: MemoryStore,
  { stream: name, fromSequence, wire }: {
    readonly stream: StreamName;
    readonly fromSequence: number;
    readonly wire: Wire;
  },
): Stream.Stream<readonly StreamMessage[], TransportError> => {
  let next = fromSequence;
  return Stream.fromEffectRepeat(
    Effect.callback<readonly StreamMessage[], TransportError>((resume) => {
      const stream = store.stream(name);
      const look = (): void => {
        if (!stream.wake.has(wake)) return;
        const found = stream.messages.filter((one) => one.sequence >= next).slice(0, messagesRead);
        if (found.length === 0) return;
        stream.wake.delete(wake);
        next = found.at(-1)!.sequence + 1;
        resume(Effect.succeed(found));
      };
      const wake = (): void => wire.wake(look);
      stream.wake.add(wake);
      wake();
      return Effect.sync(() => void stream.wake.delete(wake));
    }),
  );
};
