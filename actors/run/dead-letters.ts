// Dead letters: records that an actor failed on twice. It goes on without them, and they are kept with their cause.
import { Effect, Schema } from "effect";
import { jsonLine } from "../../streams/message.ts";
import { type AnyRecord, definitionOf } from "../../streams/records.ts";
import { streamOf } from "../../streams/subjects.ts";
import type { Fenced, StreamWriter, TransportError } from "../../streams/transport/transport.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { type ActorFailed, deliveryOf } from "../machine.ts";
import { deadLettersBeforeHalt, deliveryAttempts } from "./limits.ts";
import type { Operations } from "./operations.ts";

const snapshotName = "core-skipped";
const Skipped = Schema.fromJsonString(Schema.Array(Schema.String));
const decode = Schema.decodeUnknownOption(Skipped);

/**
 * Counts the failures of a process. An actor is deterministic, so what fails twice fails always: from
 * then on the record is passed over, for that actor only, wherever the log is run again.
 */
export class DeadLetters {
  /** Deliveries that are passed over: see `Machine.skip`. */
  readonly skipped = new Set<string>();
  /** Failures so far, by actor. */
  readonly failures = new Map<string, number>();
  private readonly attempts = new Map<string, number>();
  private waiting: ActorFailed[] = [];
  private written = 0;
  private readonly keepsAccount: ReadonlySet<string>;

  /** `keepsAccount` names the actors whose failure may leave an account wrong. */
  constructor(keepsAccount: ReadonlySet<string>) {
    this.keepsAccount = keepsAccount;
  }

  /** Takes note of a failure. */
  note(failed: ActorFailed): void {
    const delivery = deliveryOf(failed.actor, failed.record);
    const attempt = (this.attempts.get(delivery) ?? 0) + 1;
    this.attempts.set(delivery, attempt);
    this.failures.set(failed.actor, (this.failures.get(failed.actor) ?? 0) + 1);
    if (attempt < deliveryAttempts || this.skipped.has(delivery)) return;
    this.skipped.add(delivery);
    this.waiting.push(failed);
  }

  /** Reads what earlier processes passed over. */
  readonly load: Effect.Effect<void, TransportError, Transport> = Effect.gen(
    { self: this },
    function* () {
      const bytes = yield* (yield* Transport).loadSnapshot(snapshotName);
      if (bytes === undefined) return;
      const kept = decode(new TextDecoder().decode(bytes));
      for (const delivery of kept._tag === "Some" ? kept.value : []) this.skipped.add(delivery);
    },
  );

  /**
   * Writes the letters that wait, then keeps what is passed over. Gives the reason to halt trading,
   * where there is one.
   */
  keep(
    operations: Operations,
    writer: StreamWriter,
  ): Effect.Effect<string | undefined, Fenced | TransportError, Transport> {
    return Effect.gen({ self: this }, function* () {
      const letters = this.waiting;
      if (letters.length === 0) return undefined;
      for (const failed of letters) operations.deadLetter(this.letterOf(failed));
      yield* writer.flush;
      const bytes = new TextEncoder().encode(JSON.stringify([...this.skipped]));
      yield* (yield* Transport).saveSnapshot(snapshotName, bytes);
      this.waiting = [];
      this.written += letters.length;
      const grave = letters.find(({ actor }) => this.keepsAccount.has(actor));
      if (grave !== undefined) return `${grave.message}: the account may be wrong`;
      if (this.written < deadLettersBeforeHalt) return undefined;
      return `${this.written} dead letters, the last one: ${letters.at(-1)!.message}`;
    });
  }

  private letterOf({ actor, record, cause }: ActorFailed) {
    const payload = jsonOf(record);
    return {
      _tag: "deadLetter" as const,
      instrumentId: record.instrumentId,
      eventTimeUs: record.eventTimeUs,
      actor,
      stream: streamOf(record._tag).name,
      sequence: record.position,
      error: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
      attempts: deliveryAttempts,
      payload,
      bytes: payload.length,
    };
  }
}

const jsonOf = (record: AnyRecord): string => jsonLine(definitionOf(record._tag), record);
