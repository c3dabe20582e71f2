// What a transport is: durable streams with one fenced writer each, read by sequence. JetStream and memory are two.
import { Context, Data, type Effect, type Scope, type Stream } from "effect";
import type { AnyRecord } from "../records.ts";
import type { ProcessStatus } from "../status.ts";
import type { StreamDefinition, StreamName } from "../subjects.ts";

/** The world failed: the server is gone, refused, or holds something else than was asked for. */
export class TransportError extends Data.TaggedError("TransportError")<{
  readonly reason: "disconnected" | "refused" | "missing" | "mismatch" | "timeout" | "damaged";
  readonly message: string;
  readonly cause?: unknown;
}> {}

/** Another writer has written to the stream: this one is a zombie and must stop. */
export class Fenced
  extends Data.TaggedError("Fenced")<{ readonly stream: string; readonly message: string }> {}

/** The last record of a message: what is at or before it in a stream is already there. */
export interface Last {
  readonly position: number;
  readonly outputIndex: number;
}

/** Where a stream ends. Sequence 0 is an empty stream. */
export interface Tail {
  readonly sequence: number;
  /** The last record; undefined where nothing was ever written. */
  readonly last: Last | undefined;
  /** Records the source had given in its session, up to the last one here; input log only. */
  readonly cursor: number | undefined;
}

/** One message of a stream. The payload may be a view into a larger buffer: copy what is kept. */
export interface StreamMessage {
  readonly stream: StreamName;
  readonly subject: string;
  readonly sequence: number;
  /** When the server stored it, by its clock. */
  readonly storedTimeUs: number;
  readonly last: Last;
  readonly cursor: number | undefined;
  readonly payload: Uint8Array;
}

/**
 * The one writer of a stream. `append` never waits: what has queued while a message was under way
 * leaves as the next one. A record at or before the tail is already in the stream and is dropped, so an
 * actor that runs again after a crash appends what it emits and nothing is doubled. After a
 * disconnect the writer reads the tail and sends again only what is missing.
 */
export interface StreamWriter {
  readonly stream: StreamName;
  /** Where the stream ended when it was opened. */
  readonly tail: Tail;
  /**
   * Sends no record from now on before another writer's stream holds the one of its position: what was
   * derived from an input must not outlive it.
   */
  readonly follow: (leader: StreamWriter) => void;
  /** Queues one record. `cursor` counts the records of the source up to it; input log only. */
  readonly append: (record: AnyRecord, cursor?: number) => void;
  /** Records queued or under way. */
  readonly pending: () => number;
  /** Sequence of the last message that the stream has acknowledged. */
  readonly sequence: () => number;
  /** Position of the last record that the stream has acknowledged; -1 where there is none. */
  readonly durablePosition: () => number;
  /** Waits until no more than half of the window is pending. At once where there is room. */
  readonly room: Effect.Effect<void, Fenced | TransportError>;
  /** Waits until everything appended so far is acknowledged. */
  readonly flush: Effect.Effect<void, Fenced | TransportError>;
  /** Calls back when the stream has acknowledged a record it was given (or a later one); at once where it has. */
  readonly whenDurable: (record: Last, then: () => void) => void;
  /** Fails when the writer was fenced or gave up; never succeeds. */
  readonly failed: Effect.Effect<never, Fenced | TransportError>;
}

/** A file that is kept. */
export interface StoredObject {
  readonly name: string;
  readonly bytes: number;
  /** Of the content: equal digests mean equal files. */
  readonly digest: string;
  readonly storedTimeUs: number;
}

/** Files of models: whole, or not there. */
export interface Objects {
  /** Keeps a file; one of the same name is replaced. */
  readonly put: (name: string, bytes: Uint8Array) => Effect.Effect<void, TransportError>;
  /** The content of a file; undefined where there is none of this name. */
  readonly get: (name: string) => Effect.Effect<Uint8Array | undefined, TransportError>;
  readonly list: Effect.Effect<readonly StoredObject[], TransportError>;
}

/** Something that another process asks. */
export interface TransportRequest {
  readonly payload: string;
  readonly answer: (payload: string) => void;
}

/** A transport. Scopes close connections, writers (after a flush) and readers. */
export interface TransportShape {
  /** Creates or checks every stream. Fails with `mismatch` where the server holds another configuration. */
  readonly ensureStreams: (
    streams: readonly StreamDefinition[],
  ) => Effect.Effect<void, TransportError>;
  readonly openWriter: (
    stream: StreamName,
  ) => Effect.Effect<StreamWriter, Fenced | TransportError, Scope.Scope>;
  /**
   * Messages from a sequence on, for ever, in batches of what has arrived; pulled, so a slow reader is
   * not flooded. Goes on by itself after a disconnect. A missing sequence fails with `damaged`, except
   * at the start, where what was purged is skipped.
   */
  readonly read: (
    stream: StreamName,
    fromSequence: number,
  ) => Stream.Stream<readonly StreamMessage[], TransportError>;
  readonly tail: (stream: StreamName) => Effect.Effect<Tail, TransportError>;
  /** First and last sequence, messages and bytes held now. */
  readonly size: (
    stream: StreamName,
  ) => Effect.Effect<
    {
      readonly first: number;
      readonly last: number;
      readonly messages: number;
      readonly bytes: number;
    },
    TransportError
  >;
  /** Drops every message below a sequence. */
  readonly purge: (
    stream: StreamName,
    belowSequence: number,
  ) => Effect.Effect<void, TransportError>;
  /**
   * Keeps named bytes, checksummed, with the one before as a fallback. Fails with `mismatch` where
   * another process has kept some since this one kept or loaded them: a snapshot of a process that
   * stood still meanwhile must not replace a newer one.
   */
  readonly saveSnapshot: (name: string, bytes: Uint8Array) => Effect.Effect<void, TransportError>;
  /** The newest undamaged bytes of a name; undefined where there are none. */
  readonly loadSnapshot: (name: string) => Effect.Effect<Uint8Array | undefined, TransportError>;
  /** Files of models. */
  readonly objects: Objects;
  /**
   * Asks the process that writes the input log for something, and gives its answer. Fails with `missing`
   * where nobody takes requests, and with `timeout` where nobody answers: what was asked may be done.
   * `traceparent` goes along as a header (W3C trace context).
   */
  readonly request: (
    payload: string,
    options?: { readonly traceparent?: string | undefined; readonly timeoutMs?: number },
  ) => Effect.Effect<string, TransportError>;
  /** Requests of other processes from now on. */
  readonly requests: Stream.Stream<TransportRequest, TransportError>;
  /** Tells everyone who listens how a process does. Not durable. */
  readonly publishStatus: (status: ProcessStatus) => Effect.Effect<void>;
  /** What processes say of themselves from now on. */
  readonly statuses: Stream.Stream<ProcessStatus, TransportError>;
}

/** The transport of this process. */
export class Transport extends Context.Service<Transport, TransportShape>()("contrail/Transport") {}
