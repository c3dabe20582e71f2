// The outbox of a writer: records become messages, messages wait for their acknowledgement. No I/O here.
import { FrameWriter, jsonLine } from "../message.ts";
import { type AnyRecord, definitionOf } from "../records.ts";
import { subjectOf } from "../subjects.ts";
import { messageBytes } from "./limits.ts";
import type { Last } from "./transport.ts";

/** One message on its way. */
export interface OutboxMessage {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly last: Last;
  readonly cursor: number | undefined;
  readonly records: number;
}

/** Whether a record comes after another in a stream. */
export const isAfter = (record: Last, other: Last | undefined): boolean =>
  other === undefined || record.position > other.position ||
  (record.position === other.position && record.outputIndex > other.outputIndex);

const encoder = new TextEncoder();

/** Collects records into messages: neighbours with one subject share a message up to its size. */
export class Outbox {
  private readonly ready: OutboxMessage[] = [];
  private readonly frames = new FrameWriter();
  private lines: string[] = [];
  private lineBytes = 0;
  private subject = "";
  private records = 0;
  private position = -1;
  private outputIndex = 0;
  private cursor: number | undefined;
  /** Records in messages that wait or are being collected. */
  waiting = 0;

  /** Adds a record. Throws where its kind cannot be encoded. */
  append(record: AnyRecord, cursor: number | undefined): void {
    const definition = definitionOf(record._tag);
    const subject = subjectOf(record._tag);
    if (subject !== this.subject && this.records > 0) this.close();
    this.subject = subject;
    if (definition.frame === undefined) {
      const line = jsonLine(definition, record);
      this.lines.push(line);
      this.lineBytes += line.length + 1;
    } else {
      this.frames.append(definition, record);
    }
    this.records++;
    this.waiting++;
    this.position = record.position;
    this.outputIndex = record.outputIndex;
    this.cursor = cursor;
    if (this.frames.size + this.lineBytes >= messageBytes) this.close();
  }

  /** Messages that wait and cannot grow any more. */
  get closed(): number {
    return this.ready.length;
  }

  /** The next message; what is being collected counts. Undefined where there is none. */
  take(): OutboxMessage | undefined {
    if (this.ready.length === 0 && this.records > 0) this.close();
    const message = this.ready.shift();
    if (message !== undefined) this.waiting -= message.records;
    return message;
  }

  private close(): void {
    const payload = this.lines.length > 0
      ? encoder.encode(this.lines.join("\n") + "\n")
      : this.frames.take();
    this.ready.push({
      subject: this.subject,
      payload,
      last: { position: this.position, outputIndex: this.outputIndex },
      cursor: this.cursor,
      records: this.records,
    });
    this.lines = [];
    this.lineBytes = 0;
    this.records = 0;
  }
}
