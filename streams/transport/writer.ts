// The writer of a stream, whatever carries it: natural batching, the fence, and going on after a failure.
import { Deferred, Effect } from "effect";
import type { AnyRecord } from "../records.ts";
import type { StreamName } from "../subjects.ts";
import {
  ackTimeoutMs,
  closedInFlight,
  giveUpAfterMs,
  messagesInFlight,
  ordersPending,
  recordsPending,
  retryMs,
} from "./limits.ts";
import { isAfter, Outbox, type OutboxMessage } from "./outbox.ts";
import { Fenced, type Last, type StreamWriter, type Tail, TransportError } from "./transport.ts";

/** How a sent message ended. */
export type Ack =
  | { readonly _tag: "stored"; readonly sequence: number }
  | { readonly _tag: "refused"; readonly code: number; readonly message: string };

/** What must be at the end of the stream for a message to be stored. */
export interface Expected {
  /** Names the message itself among those of its writer. */
  readonly token: number;
  /** The sequence of the last message. */
  readonly sequence: number;
  /**
   * The token of the writer's own message that must be the last one; undefined where none is under way.
   * A sequence alone does not fence what is under way: another writer's message can take the place of
   * the first of two, and the second would follow it.
   */
  readonly after: number | undefined;
}

/** What a carrier does for a writer. */
export interface Carrier {
  /** Sends a message that must follow others; the answer comes to `onAck` with its token. */
  readonly send: (message: OutboxMessage, expected: Expected) => void;
  /** The end of the stream, and whether this writer wrote it. Rejects where it cannot be read now. */
  readonly readTail: () => Promise<Tail & { readonly mine: boolean }>;
  /** One message under way at a time: what carries it cannot hold a message to the one before it. */
  readonly alone?: boolean;
  /** Runs something a little later, so that more can join it; absent where everything leaves at once. */
  readonly later?: (run: () => void) => void;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

interface InFlight {
  readonly message: OutboxMessage;
  readonly token: number;
  readonly sentMs: number;
}

/** A writer over a carrier. `onAck` and `onDisconnect` are for the carrier to call. */
export class FencedWriter {
  private readonly outbox = new Outbox();
  private inFlight: InFlight[] = [];
  private token = 0;
  private sequence: number;
  private appended: Last | undefined;
  private durable: Last | undefined;
  private scheduled = false;
  private leader: StreamWriter | undefined;
  /** The next message, where the leader's stream does not hold its position yet. */
  private held: OutboxMessage | undefined;
  /** Whether what is being collected has waited for company long enough. */
  private waited = false;
  private recovering = false;
  /** Messages that could go while the tail was being read. */
  private delayed: OutboxMessage[] = [];
  private closed = false;
  private stuckSinceMs: number | undefined;
  /** How long the next recovery waits: longer each time, until something is stored again. */
  private delayMs: number = retryMs.first;
  private waiters: { below: number; resolve: () => void; reject: (cause: Error) => void }[] = [];
  private watchers: { record: Last; then: () => void }[] = [];
  private failure: Fenced | TransportError | undefined;
  private readonly failed = Deferred.makeUnsafe<never, Fenced | TransportError>();
  /** Records that may wait. */
  private readonly most: number;
  private readonly stream: StreamName;
  private readonly tail: Tail;
  private readonly carrier: Carrier;

  constructor(stream: StreamName, tail: Tail, carrier: Carrier) {
    this.stream = stream;
    this.most = stream === "ORDERS" ? ordersPending : recordsPending;
    this.tail = tail;
    this.carrier = carrier;
    this.sequence = tail.sequence;
    this.appended = this.durable = tail.last;
  }

  /** The writer as its feeder sees it. */
  get shape(): StreamWriter {
    return {
      stream: this.stream,
      tail: this.tail,
      follow: (leader) => {
        this.leader = leader;
      },
      append: (record, cursor) => this.append(record, cursor),
      pending: () => this.pending(),
      sequence: () => this.sequence,
      durablePosition: () => this.durable?.position ?? -1,
      room: Effect.suspend(() =>
        this.pending() <= this.most && this.failure === undefined
          ? Effect.void
          : this.below(this.most / 2)
      ),
      flush: Effect.suspend(() => this.below(0)),
      whenDurable: (record, then) => this.whenDurable(record, then),
      failed: Deferred.await(this.failed),
    };
  }

  /** The carrier's answer to a message. */
  onAck(token: number, ack: Ack): void {
    const head = this.inFlight[0];
    // An answer to a message that was sent again under another token says nothing any more.
    if (
      this.recovering || head === undefined || !this.inFlight.some((one) => one.token === token)
    ) return;
    if (token !== head.token || ack._tag === "refused" || ack.sequence !== this.sequence + 1) {
      void this.recover(ack._tag === "refused" ? ack.message : "answers out of order");
      return;
    }
    this.inFlight.shift();
    this.sequence = ack.sequence;
    this.stuckSinceMs = undefined;
    this.delayMs = retryMs.first;
    this.settle(head.message.last);
    this.pump();
  }

  /** The carrier lost its connection: whatever is in flight may have vanished. */
  onDisconnect(): void {
    void this.recover("the connection was lost");
  }

  /** Looks for answers that never came; the carrier calls it about once a second. */
  onTick(): void {
    const head = this.inFlight[0];
    if (head !== undefined && this.carrier.nowMs() - head.sentMs > ackTimeoutMs) {
      void this.recover("no answer came");
    }
  }

  /** Ends the writer; what was not flushed is not sent. */
  close(): void {
    this.closed = true;
  }

  private append(record: AnyRecord, cursor: number | undefined): void {
    if (!isAfter(record, this.appended)) return;
    this.outbox.append(record, cursor);
    this.appended = { position: record.position, outputIndex: record.outputIndex };
    if (this.scheduled) return;
    this.scheduled = true;
    (this.carrier.later ?? queueMicrotask)(() => {
      this.scheduled = false;
      this.pumpAll();
    });
  }

  private pending(): number {
    let records = this.outbox.waiting + (this.held?.records ?? 0);
    for (const message of this.delayed) records += message.records;
    for (const one of this.inFlight) records += one.message.records;
    return records;
  }

  /** Sends what waits, whether it has waited for company or not. */
  private pumpAll(): void {
    this.waited = true;
    this.pump();
  }

  private pump(): void {
    while (!this.recovering && !this.closed && this.inFlight.length < this.window()) {
      if (this.held !== undefined || (!this.waited && this.outbox.closed === 0)) return;
      const message = this.outbox.take();
      if (message === undefined) break;
      if (!this.hold(message)) this.send(message);
    }
    if (this.outbox.waiting === 0) this.waited = false;
  }

  /** Holds a message back until the leader's stream holds its position; false where it does already. */
  private hold(message: OutboxMessage): boolean {
    const { leader } = this;
    const { position } = message.last;
    if (leader === undefined || leader.durablePosition() >= position) return false;
    this.held = message;
    leader.whenDurable({ position, outputIndex: 0 }, () => {
      this.held = undefined;
      if (this.closed) return;
      // While the tail is being read nothing is sent; what is in flight then goes again first.
      if (this.recovering) this.delayed.push(message);
      else this.send(message);
      this.pump();
    });
    return true;
  }

  /** A message that is closed gains nothing by waiting, so only the one that still grows does. */
  private window(): number {
    if (this.carrier.alone === true) return 1;
    return this.outbox.closed > 0 ? closedInFlight : messagesInFlight;
  }

  private send(message: OutboxMessage): void {
    const token = ++this.token;
    const sequence = this.sequence + this.inFlight.length;
    const after = this.inFlight.at(-1)?.token;
    this.inFlight.push({ message, token, sentMs: this.carrier.nowMs() });
    this.carrier.send(message, { token, sequence, after });
  }

  private settle(last: Last): void {
    this.durable = last;
    const ready = this.watchers.filter(({ record }) => !isAfter(record, last));
    if (ready.length > 0) {
      this.watchers = this.watchers.filter(({ record }) => isAfter(record, last));
      for (const watcher of ready) watcher.then();
    }
    if (this.waiters.length === 0) return;
    const pending = this.pending();
    const met = this.waiters.filter((waiter) => pending <= waiter.below);
    this.waiters = this.waiters.filter((waiter) => pending > waiter.below);
    for (const waiter of met) waiter.resolve();
  }

  private whenDurable(record: Last, then: () => void): void {
    if (!isAfter(record, this.durable)) then();
    else this.watchers.push({ record, then });
  }

  private below(records: number): Effect.Effect<void, Fenced | TransportError> {
    if (this.failure !== undefined) return Effect.fail(this.failure);
    if (this.pending() <= records) return Effect.void;
    this.pumpAll();
    return Effect.tryPromise({
      try: () =>
        new Promise<void>((resolve, reject) =>
          this.waiters.push({ below: records, resolve, reject })
        ),
      catch: (cause) => cause as Fenced | TransportError,
    });
  }

  /** Reads the tail, drops what is there, and sends the rest again. Only one at a time. */
  private async recover(why: string): Promise<void> {
    if (this.recovering || this.closed) return;
    this.recovering = true;
    this.stuckSinceMs ??= this.carrier.nowMs();
    while (!this.closed) {
      if (this.carrier.nowMs() - this.stuckSinceMs > giveUpAfterMs) {
        const message = `Stream ${this.stream} took nothing for ${giveUpAfterMs / 1000} s: ${why}`;
        return this.fail(new TransportError({ reason: "timeout", message }));
      }
      const { delayMs } = this;
      this.delayMs = Math.min(delayMs * 2, retryMs.longest);
      await this.carrier.sleep(delayMs);
      const tail = await this.carrier.readTail().catch(() => undefined);
      if (tail === undefined) continue;
      if (tail.sequence !== this.sequence && !tail.mine) {
        const message = `Stream ${this.stream} was written by another at sequence ${tail.sequence}`;
        return this.fail(new Fenced({ stream: this.stream, message }));
      }
      this.resend(tail);
      return;
    }
  }

  private resend(tail: Tail): void {
    const left = this.inFlight.filter((one) => isAfter(one.message.last, tail.last));
    if (tail.sequence > this.sequence) {
      this.stuckSinceMs = undefined;
      this.delayMs = retryMs.first;
    }
    this.inFlight = [];
    this.sequence = tail.sequence;
    this.recovering = false;
    // Only when all that is left is under way again may anyone look at what is pending.
    for (const one of left) this.send(one.message);
    for (const message of this.delayed.splice(0)) this.send(message);
    this.pumpAll();
    if (tail.last !== undefined) this.settle(tail.last);
  }

  private fail(failure: Fenced | TransportError): void {
    this.failure = failure;
    this.closed = true;
    Deferred.doneUnsafe(this.failed, Effect.fail(failure));
    for (const waiter of this.waiters.splice(0)) waiter.reject(failure);
  }
}
