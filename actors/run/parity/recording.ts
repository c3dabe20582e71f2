// A recording in the store: its input log in order, and the rows that the live run derived from it.
import type { RecordDefinition } from "../../../streams/record.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../../streams/records.ts";
import type { ByteStore } from "../../../streams/transport/clickhouse-bytes.ts";
import { recordOf, selectList } from "../../../streams/transport/stored-rows.ts";
import { derivedTags, inputTags, type KeyedRow, keyOrder, rowOfRecord, viewOf } from "./rows.ts";

/** The recording cannot be compared: the message says why. */
export class ParityFailed extends Error {
  override readonly name = "ParityFailed";
}

/** Positions from one to before another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const decoder = new TextDecoder();

/** Reads a recording, span by span. Throws `StoreError`, and `ParityFailed` for rows that make no sense. */
export class Recording {
  private readonly store: ByteStore;

  constructor(store: ByteStore) {
    this.store = store;
  }

  /** The position behind the last one of any table; 0 where nothing is recorded. */
  async end(): Promise<number> {
    const ends = [...inputTags, ...derivedTags].map((tag) =>
      `SELECT if(count() = 0, 0, max(position) + 1) AS end FROM ${definitionOf(tag).table}`
    );
    const sql = `SELECT max(end) FROM (${ends.join(" UNION ALL ")}) FORMAT TSV`;
    return Number(decoder.decode(await this.store.query(sql)));
  }

  /** The input records of a span, in the order of the log. */
  async input(span: Span): Promise<AnyRecord[]> {
    const tables = await Promise.all(inputTags.map((tag) => this.records(tag, span)));
    const records = tables.flat().sort((one, other) => one.position - other.position);
    for (let i = 1; i < records.length; i++) {
      const { position } = records[i]!;
      if (position !== records[i - 1]!.position) continue;
      throw new ParityFailed(`The input log holds position ${position} twice`);
    }
    return records;
  }

  /** The rows of a derived record in a span, in order. */
  async rows(tag: Tag, span: Span): Promise<KeyedRow[]> {
    const definition = definitionOf(tag);
    if (definition.frame === undefined) {
      return (await this.lines(definition, span)).map(rowOfRecord);
    }
    const bytes = await this.frames(definition, span);
    const rows: KeyedRow[] = [];
    for (let at = 0; at < bytes.length; at += definition.frame.rowBytes) {
      rows.push(frameRow(bytes.subarray(at, at + definition.frame.rowBytes)));
      if (rows.length > 1 && keyOrder(rows.at(-2)!, rows.at(-1)!) > 0) throw unreadable(definition);
    }
    return rows;
  }

  private async records(tag: Tag, span: Span): Promise<AnyRecord[]> {
    const definition = definitionOf(tag);
    if (definition.frame === undefined) return this.lines(definition, span);
    const { rowBytes, read } = definition.frame;
    const bytes = await this.frames(definition, span);
    const view = viewOf(bytes);
    const records: AnyRecord[] = [];
    for (let at = 0; at < bytes.length; at += rowBytes) records.push(read(view, at) as never);
    return records;
  }

  /** Frames are RowBinary rows, so the bytes need no reading. */
  private async frames(definition: RecordDefinition, span: Span): Promise<Uint8Array> {
    const columns = definition.columns.map(({ name }) => name).join(", ");
    const bytes = await this.store.query(
      `SELECT ${columns} FROM ${definition.table} AS source ${within} FORMAT RowBinary`,
      { ...span },
    );
    if (bytes.length % definition.frame!.rowBytes !== 0) throw unreadable(definition);
    return bytes;
  }

  private async lines(definition: RecordDefinition, span: Span): Promise<AnyRecord[]> {
    const bytes = await this.store.query(
      `SELECT ${selectList(definition)} FROM ${definition.table} AS source ${within} ` +
        "FORMAT JSONEachRow",
      { ...span },
    );
    return decoder.decode(bytes).split("\n").filter((line) => line !== "")
      .map((line) => recordOf(definition, JSON.parse(line) as object));
  }
}

const within = "WHERE source.position >= {from:UInt64} AND source.position < {to:UInt64} " +
  "ORDER BY source.position, source.output_index";

const unreadable = ({ table }: RecordDefinition): ParityFailed =>
  new ParityFailed(`Table "${table}" holds a row that is no row of its record`);

// Every row begins with its position (u64) and its output index (u16).
const frameRow = (bytes: Uint8Array): KeyedRow => {
  const view = viewOf(bytes);
  return {
    position: view.getUint32(4, true) * 4294967296 + view.getUint32(0, true),
    outputIndex: view.getUint16(8, true),
    bytes,
  };
};
