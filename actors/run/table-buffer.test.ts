// Batches: where they are cut, what is dropped, and that a recorder killed anywhere stores each row once.
import { Arbitrary, Schema } from "effect";
import { describe, expect, it } from "@effect/vitest";
import { compileFrame } from "../../streams/frame.ts";
import { FrameWriter, jsonLine, MalformedMessage, runsOf } from "../../streams/message.ts";
import { definitionOf } from "../../streams/records.ts";
import { type SampleRow, sampleRows } from "../../streams/testing/samples.ts";
import type { Last } from "../../streams/transport/transport.ts";
import type { Batch, Intent } from "./batch.ts";
import { flushRows } from "./limits.ts";
import { TableBuffer } from "./table-buffer.ts";

const trades = definitionOf("trade");
const march = 1_709_294_400_000_000;
const monthUs = 31 * 86_400_000_000;

const [template] = sampleRows(trades, 1);
const rowAt = (position: number, months = 0, outputIndex = 0): SampleRow => ({
  ...template!,
  position,
  outputIndex,
  eventTimeUs: march + months * monthUs + position,
});
const messageOf = (rows: readonly SampleRow[]): Uint8Array => {
  const writer = new FrameWriter();
  for (const row of rows) writer.append(trades, row);
  return writer.take();
};
const addMessage = (buffer: TableBuffer, message: Uint8Array): void => {
  for (const run of runsOf(message)) buffer.addRun(message, run.offset, run.rowBytes, run.rows);
};
const positionsOf = (batch: Batch): number[] => {
  const bytes = Buffer.concat(batch.insert.parts);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { rowBytes, read } = trades.frame!;
  return Array.from(
    { length: bytes.length / rowBytes },
    (_, i) => (read(view, i * rowBytes) as unknown as SampleRow).position,
  );
};
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const at = (position: number, outputIndex = 0): Last => ({ position, outputIndex });
const rows = (from: number, to: number) => upTo(from, to).map((position) => rowAt(position));

describe("a table's buffer", () => {
  it("gives what it was given as one batch, named by its ends", () => {
    const buffer = new TableBuffer(trades, undefined);
    addMessage(buffer, messageOf(rows(0, 5)));
    addMessage(buffer, messageOf(rows(5, 9)));
    expect(buffer.rows).toBe(9);
    const [batch, ...others] = buffer.take();
    expect(others).toEqual([]);
    expect(positionsOf(batch!)).toEqual(upTo(0, 9));
    expect(batch).toMatchObject({ first: at(0), last: at(8), rows: 9, month: 202403 });
    expect(batch!.insert.token).toBe("trades:0.0-8.0");
    expect(buffer.rows).toBe(0);
  });

  it("drops what the table holds, also in the middle of a run and of a position", () => {
    const buffer = new TableBuffer(trades, at(4, 1));
    const outputs = [0, 1, 2].map((outputIndex) => rowAt(4, 0, outputIndex));
    addMessage(buffer, messageOf([...rows(0, 4), ...outputs, rowAt(5)]));
    expect(buffer.take().map(({ first, last }) => [first, last])).toEqual([[at(4, 2), at(5)]]);
  });

  it("cuts batches where the month changes, there and back", () => {
    const buffer = new TableBuffer(trades, undefined);
    addMessage(buffer, messageOf([rowAt(0), rowAt(1, 1), rowAt(2, 1), rowAt(3)]));
    expect(buffer.take().map((batch) => [batch.month, positionsOf(batch)])).toEqual([
      [202403, [0]],
      [202404, [1, 2]],
      [202403, [3]],
    ]);
  });

  it("cuts batches that would be longer than ClickHouse keeps in one block", () => {
    const buffer = new TableBuffer(trades, undefined);
    const message = messageOf(rows(0, flushRows));
    addMessage(buffer, message);
    addMessage(buffer, messageOf([rowAt(flushRows)]));
    expect(buffer.take().map((batch) => batch.rows)).toEqual([flushRows, 1]);
  });

  it("completes rows of an older version", () => {
    const quotes = definitionOf("quote");
    const older = quotes.columns.slice(0, -1);
    const frame = compileFrame("quote", older.map(({ key, field }) => ({ key, wire: field.wire })));
    const writer = new FrameWriter();
    const some = sampleRows(quotes, 2).map((row, i) => ({ ...row, position: i }));
    for (const row of some) writer.append({ ...quotes, frame: frame as never }, row);
    const buffer = new TableBuffer(quotes, undefined);
    addMessage(buffer, writer.take());
    const bytes = Buffer.concat(buffer.take().flatMap((batch) => batch.insert.parts));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    expect(bytes.length).toBe(2 * quotes.frame!.rowBytes);
    expect([0, 1].map((i) => quotes.frame!.read(view, i * quotes.frame!.rowBytes))).toEqual(
      some.map((row) => ({ ...row, updateId: 0 })),
    );
  });

  it("refuses a damaged message whole", () => {
    const buffer = new TableBuffer(trades, undefined);
    expect(() => buffer.addRun(new Uint8Array(64), 0, 32, 2)).toThrow(MalformedMessage);
    const orders = definitionOf("orderCommand");
    const lines = new TableBuffer(orders, undefined);
    const good = jsonLine(orders, { ...sampleRows(orders, 1)[0]!, position: 1 });
    for (const bad of ["{", "7", '{"position": 1}', '{"position": "1", "output_index": 0}']) {
      const payload = new TextEncoder().encode(`${good}\n${bad}\n`);
      expect(() => lines.addLines(payload), bad).toThrow(MalformedMessage);
    }
    expect([buffer.rows, lines.rows]).toEqual([0, 0]);
  });

  it("keeps JSON lines as they came", () => {
    const orders = definitionOf("orderCommand");
    const lines = sampleRows(orders, 3).map((row, i) =>
      jsonLine(orders, { ...row, position: i, outputIndex: 0, eventTimeUs: march })
    );
    const buffer = new TableBuffer(orders, at(0));
    buffer.addLines(new TextEncoder().encode(lines.join("\n") + "\n"));
    const [batch] = buffer.take();
    expect(Buffer.concat(batch!.insert.parts).toString()).toBe(`${lines[1]}\n${lines[2]}\n`);
    expect(batch!.insert.format).toBe("JSONEachRow");
  });
});

describe("batches that were under way at a stop", () => {
  const intents: Intent[] = [{ first: at(2), last: at(4) }, { first: at(5), last: at(6) }];

  it("are made again as they were, whatever the table holds of them", () => {
    for (const stored of [undefined, at(1), at(3), at(4), at(6)]) {
      const buffer = new TableBuffer(trades, stored ?? at(1), intents);
      addMessage(buffer, messageOf(rows(0, 9)));
      const batches = buffer.take();
      expect(batches.map((batch) => batch.insert.token)).toEqual([
        "trades:2.0-4.0",
        "trades:5.0-6.0",
        "trades:7.0-8.0",
      ]);
      expect(batches.map((batch) => batch.repeated)).toEqual([true, true, false]);
    }
  });

  it("are held back until they are whole", () => {
    const buffer = new TableBuffer(trades, at(1), intents);
    addMessage(buffer, messageOf(rows(0, 4)));
    expect([buffer.take(), buffer.rows]).toEqual([[], 2]);
    addMessage(buffer, messageOf(rows(4, 6)));
    expect(buffer.take().map(positionsOf)).toEqual([[2, 3, 4]]);
  });

  it("are left alone where the stream has them no more", () => {
    const buffer = new TableBuffer(trades, at(6), intents);
    addMessage(buffer, messageOf(rows(3, 9)));
    expect(buffer.take().map(positionsOf)).toEqual([[5, 6], [7, 8]]);
    const gone = new TableBuffer(trades, at(6), intents);
    addMessage(gone, messageOf(rows(2, 4)));
    gone.forgetIntents();
    addMessage(gone, messageOf(rows(7, 9)));
    expect(gone.take().map(positionsOf)).toEqual([[7, 8]]);
  });
});

/** A table as ClickHouse keeps it: batches land whole, a token lands once. */
class Table {
  readonly rows: number[] = [];
  private readonly tokens = new Set<string>();
  insert(batch: Batch): void {
    if (this.tokens.has(batch.insert.token)) return;
    this.tokens.add(batch.insert.token);
    this.rows.push(...positionsOf(batch));
  }
  last(): Last | undefined {
    return this.rows.length === 0 ? undefined : at(Math.max(...this.rows));
  }
}

const upToOf = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }));
const Life = Schema.Struct({
  messages: upToOf(12),
  inserted: upToOf(3),
  late: Schema.Boolean,
});
const lives = Arbitrary.array(Arbitrary.schema(Life), { minLength: 1, maxLength: 8 });

describe("a recorder that is killed", () => {
  it.prop(
    "stores each row once, wherever it is killed and however it batches afterwards",
    [lives],
    ([some]) => {
      const log = upTo(0, 40).map((i) =>
        messageOf([rowAt(3 * i, i % 5 === 4 ? 1 : 0), rowAt(3 * i + 1), rowAt(3 * i + 2)])
      );
      const table = new Table();
      let kept = { sequence: 0, through: 0, intents: [] as Intent[] };
      for (const life of [...some, { messages: 40, inserted: 99, late: false }]) {
        const buffer = new TableBuffer(trades, table.last(), kept.intents);
        const through = Math.max(kept.through, Math.min(log.length, kept.sequence + life.messages));
        for (let i = kept.sequence; i < through; i++) {
          addMessage(buffer, log[i]!);
          if (i + 1 >= kept.through) buffer.forgetIntents();
        }
        const batches = buffer.take();
        kept = {
          sequence: kept.sequence,
          through,
          intents: batches.map(({ first, last }) => ({ first, last })),
        };
        for (const batch of batches.slice(0, life.inserted)) table.insert(batch);
        // A request of the life before may reach the server after the next life has looked at the table.
        const pending = batches[life.inserted];
        if (life.inserted >= batches.length) kept = { sequence: through, through, intents: [] };
        else if (life.late && pending !== undefined) {
          const next = new TableBuffer(trades, table.last(), kept.intents);
          const further = Math.min(log.length, through + 2);
          for (let i = kept.sequence; i < further; i++) addMessage(next, log[i]!);
          table.insert(pending);
          for (const batch of next.take()) table.insert(batch);
          kept = { sequence: further, through: further, intents: [] };
        }
      }
      expect(table.rows.toSorted((a, b) => a - b)).toEqual(upTo(0, 120));
    },
    { arbitrary: { runs: 300 } },
  );
});
