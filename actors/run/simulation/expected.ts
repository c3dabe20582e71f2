// What the streams of a simulation must hold: the bytes of a run in which nothing goes wrong, message for message.
import { jsonLine, runsOf } from "../../../streams/message.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../../streams/records.ts";
import { allStreams, streamOf, subjectOf } from "../../../streams/subjects.ts";
import type { Last, StreamMessage } from "../../../streams/transport/transport.ts";
import { recordsOf } from "../decode.ts";

/** The rows of one stream, one after the other, as they travel: frames without headers, JSON lines. */
export class ExpectedStream {
  readonly bytes: Uint8Array;
  /** Where each row begins, and where the last one ends. */
  readonly offsets: readonly number[];
  readonly subjects: readonly string[];
  /** Record ids; 0 for a row that travels as JSON. */
  readonly ids: readonly number[];
  readonly records: readonly AnyRecord[];

  constructor(records: readonly AnyRecord[]) {
    const rows = records.map(bytesOf);
    let end = 0;
    this.offsets = [0, ...rows.map((row) => end += row.length)];
    this.bytes = Buffer.concat(rows);
    this.subjects = records.map(({ _tag }) => subjectOf(_tag));
    this.ids = records.map(({ _tag }) => {
      const definition = definitionOf(_tag);
      return definition.frame === undefined ? 0 : definition.recordId;
    });
    this.records = records;
  }
}

/** Subjects whose messages hold lines. */
const inLines: ReadonlySet<string> = new Set(
  allStreams.flatMap(({ carries }) =>
    Object.entries(carries).filter(([tag]) => definitionOf(tag as Tag).frame === undefined)
      .map(([, subject]) => subject)
  ),
);

const encoder = new TextEncoder();

const bytesOf = (record: AnyRecord): Uint8Array => {
  const definition = definitionOf(record._tag);
  if (definition.frame === undefined) return encoder.encode(`${lineOf(record)}\n`);
  const bytes = new Uint8Array(definition.frame.rowBytes);
  definition.frame.write(new DataView(bytes.buffer), 0, record as never);
  return bytes;
};

/** A record as a line of JSON. Of a session, what its start depends on is left out: its clock and its name. */
export const lineOf = (record: AnyRecord): string =>
  jsonLine(
    definitionOf(record._tag),
    record._tag === "control" ? { ...record, ingestTimeUs: 0, value: "" } : record,
  );

/** The records of all streams, by stream, in order. */
export const expectedStreams = (
  records: readonly AnyRecord[],
): ReadonlyMap<string, ExpectedStream> => {
  const byStream = new Map<string, AnyRecord[]>();
  for (const record of records) {
    const { name } = streamOf(record._tag);
    const list = byStream.get(name);
    if (list === undefined) byStream.set(name, [record]);
    else list.push(record);
  }
  return new Map([...byStream].map(([name, list]) => [name, new ExpectedStream(list)]));
};

/** Follows one stream: each message must go on where the last one ended, with the bytes expected there. */
export class StreamCheck {
  /** Rows that are in the stream. */
  rows = 0;
  private readonly name: string;
  private readonly expected: ExpectedStream;

  constructor(name: string, expected: ExpectedStream) {
    this.name = name;
    this.expected = expected;
  }

  /** Takes the next message. Says what is wrong with it; undefined where nothing is. */
  take(message: StreamMessage): string | undefined {
    const { expected, rows } = this;
    this.rows = inLines.has(message.subject) ? this.lines(message) : this.frames(message);
    const last = expected.records[this.rows - 1];
    if (this.rows > rows && last !== undefined && isAt(last, message.last)) {
      if (message.cursor === undefined || message.cursor === last.position) return undefined;
      return `${this.name} ${message.sequence} has cursor ${message.cursor}, not ${last.position}`;
    }
    return this.wrong(message, rows);
  }

  /** What is missing at the end; undefined where nothing is. */
  missing(): string | undefined {
    const { expected, rows, name } = this;
    const next = expected.records[rows];
    if (next === undefined) return undefined;
    return `${name} ends before ${named(next)}: ${expected.records.length - rows} records are lost`;
  }

  private lines({ payload, subject }: StreamMessage): number {
    const { expected } = this;
    const bytes = subject === "control.log" ? controlBytes(subject, payload) : payload;
    const from = expected.offsets[this.rows]!;
    let end = this.rows;
    while ((expected.offsets[end] ?? Infinity) < from + bytes.length) {
      if (expected.subjects[end++] !== subject) return this.rows;
    }
    return this.equal(bytes, this.rows, end) ? end : this.rows;
  }

  private frames({ payload, subject }: StreamMessage): number {
    const { expected } = this;
    let at = this.rows;
    for (const { recordId, rows, rowBytes, offset } of runsOf(payload)) {
      for (let i = at; i < at + rows; i++) {
        if (expected.ids[i] !== recordId || expected.subjects[i] !== subject) return this.rows;
      }
      const bytes = payload.subarray(offset, offset + rows * rowBytes);
      if (!this.equal(bytes, at, at + rows)) return this.rows;
      at += rows;
    }
    return at;
  }

  private equal(bytes: Uint8Array, from: number, to: number): boolean {
    const { offsets, bytes: wanted } = this.expected;
    const [start, end] = [offsets[from]!, offsets[to]];
    return end === start + bytes.length &&
      Buffer.compare(wanted.subarray(start, end), bytes) === 0;
  }

  private wrong(message: StreamMessage, rows: number): string {
    const { records } = this.expected;
    const got = recordsOf(message.subject, message.payload);
    const where = `${this.name} message ${message.sequence}`;
    const at = got.findIndex((record, i) => {
      const due = records[rows + i];
      return due === undefined || record._tag !== due._tag || lineOf(record) !== lineOf(due);
    });
    const [record, due] = [got[at], records[rows + at]];
    if (record === undefined) return `${where} names ${message.last.position} as its last position`;
    if (due === undefined) return `${where} has ${named(record)} after the last one that is due`;
    if (!isAt(record, due) || record._tag !== due._tag) {
      const known = records.findIndex((one) => one._tag === record._tag && isAt(one, record));
      const what = known < 0 ? "which is never due" : known < rows ? "again" : "too early: a hole";
      return `${where} has ${named(record)}, ${what}; due is ${named(due)}`;
    }
    return `${where} has ${named(record)} with other content: ` +
      `${firstDifference(lineOf(record), lineOf(due))}`;
  }
}

/** A control as it is compared. */
const controlBytes = (subject: string, payload: Uint8Array): Uint8Array =>
  Buffer.concat(recordsOf(subject, payload).map(bytesOf));

const isAt = (one: Last, other: Last): boolean =>
  one.position === other.position && one.outputIndex === other.outputIndex;

const named = (record: AnyRecord): string =>
  `${record._tag} ${record.position}.${record.outputIndex}`;

const firstDifference = (got: string, due: string): string => {
  let at = 0;
  while (got[at] === due[at]) at++;
  const from = Math.max(0, got.lastIndexOf(",", at));
  return `...${got.slice(from, from + 80)} instead of ...${due.slice(from, from + 80)}`;
};
