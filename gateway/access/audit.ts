// The audit log: every call that could change something, into a stream of its own, durably and in order.
import { Effect } from "effect";
import { nowUs } from "../../actors/run/clock.ts";
import type { Audit } from "../../streams/audit.ts";
import type { Last, StreamWriter } from "../../streams/transport/transport.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { auditRetryMs, auditWaiting } from "../limits.ts";

/** What is told of one call. */
export type AuditEntry = Omit<
  Audit,
  "_tag" | "position" | "outputIndex" | "instrumentId" | "eventTimeUs" | "outcome"
>;

/**
 * Keeps what is told until the stream has it, also while the stream is away. One that may be there twice
 * after a crash has the same request id.
 */
export class AuditLog {
  /** Not acknowledged yet, oldest first. */
  private readonly waiting: Audit[] = [];
  private writer: StreamWriter | undefined;
  private ordinal = 0;

  /** Whether there is no room: nobody may change anything that would not be told. */
  get isFull(): boolean {
    return this.waiting.length >= auditWaiting;
  }

  /** Tells a call. */
  add(entry: AuditEntry): void {
    const audit: Audit = {
      _tag: "audit",
      position: this.ordinal++,
      outputIndex: 0,
      instrumentId: 0,
      eventTimeUs: nowUs(),
      ...entry,
      outcome: entry.status < 400 ? "done" : entry.status < 500 ? "refused" : "failed",
    };
    this.waiting.push(audit);
    this.send(audit);
  }

  /** Writes to the stream, for ever; a writer that failed is opened again. */
  readonly run = Effect.gen({ self: this }, function* () {
    const transport = yield* Transport;
    const once = Effect.scoped(Effect.gen({ self: this }, function* () {
      const writer = yield* transport.openWriter("AUDIT");
      this.ordinal = (writer.tail.last?.position ?? -1) + 1;
      this.writer = writer;
      for (const audit of this.waiting) {
        audit.position = this.ordinal++;
        this.send(audit);
      }
      yield* writer.failed;
    }));
    const again = Effect.sync(() => this.writer = undefined);
    while (true) {
      yield* once.pipe(
        Effect.catch(({ message }) => Effect.sync(() => console.error(`warn: audit: ${message}`))),
        Effect.ensuring(again),
      );
      yield* Effect.sleep(auditRetryMs);
    }
  });

  private send(audit: Audit): void {
    const { writer } = this;
    if (writer === undefined) return;
    writer.append(audit);
    const place: Last = { position: audit.position, outputIndex: 0 };
    writer.whenDurable(place, () => {
      const known = this.waiting.indexOf(audit);
      if (known >= 0) this.waiting.splice(0, known + 1);
    });
  }
}
