// Messages: runs of rows and lines, and what becomes of those that are cut, garbled, older or newer.
import { Arbitrary, Schema } from "effect";
import { describe, expect, it } from "@effect/vitest";
import { compileFrame } from "./frame.ts";
import {
  FrameWriter,
  jsonLine,
  MalformedMessage,
  readFrameMessage,
  rowFromJsonLine,
  runHeaderBytes,
  runsOf,
} from "./message.ts";
import { allRecords, byRecordId, definitionOf } from "./records.ts";
import type { RecordDefinition } from "./record.ts";
import { type SampleRow, sampleRows, stored } from "./testing/samples.ts";

const framed = allRecords.filter((one) => one.frame !== undefined);

const messageOf = (rows: readonly SampleRow[]): Uint8Array<ArrayBuffer> => {
  const writer = new FrameWriter(16);
  for (const row of rows) writer.append(definitionOf(row._tag as never), row);
  return writer.take();
};
const rowsOf = (message: Uint8Array): SampleRow[] => {
  const rows: SampleRow[] = [];
  readFrameMessage(message, byRecordId, (row, definition) => rows.push(stored(definition, row)));
  return rows;
};

/** Rows of several kinds, in any order. */
const mixed = Arbitrary.array(
  Arbitrary.schema(Schema.Struct({
    kind: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: framed.length - 1 })),
    seed: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 99 })),
  })),
).pipe(
  Arbitrary.map((picks) => picks.map(({ kind, seed }) => sampleRows(framed[kind]!, 1, seed)[0]!)),
);

describe("a frame message", () => {
  it.prop("gives its rows back in order", [mixed], ([rows]) => {
    expect(rowsOf(messageOf(rows))).toEqual(rows);
  }, { arbitrary: { runs: 100 } });

  it("shares a run among neighbours of one kind", () => {
    const [quotes, trades] = [
      sampleRows(definitionOf("quote"), 3),
      sampleRows(definitionOf("trade"), 2),
    ];
    const message = messageOf([...quotes, ...trades, quotes[0]!]);
    expect(runsOf(message).map((run) => [run.recordId, run.rows])).toEqual([[1, 3], [2, 2], [
      1,
      1,
    ]]);
  });

  it("can lie anywhere in a larger buffer", () => {
    const rows = sampleRows(definitionOf("trade"), 4);
    const message = messageOf(rows);
    const buffer = new Uint8Array(message.length + 10).fill(0xee);
    buffer.set(message, 5);
    expect(rowsOf(buffer.subarray(5, 5 + message.length))).toEqual(rows);
  });

  it("begins anew after it was taken", () => {
    const writer = new FrameWriter();
    const rows = sampleRows(definitionOf("quote"), 2);
    writer.append(definitionOf("quote"), rows[0]!);
    const first = writer.take();
    writer.append(definitionOf("quote"), rows[1]!);
    expect([rowsOf(first), rowsOf(writer.take())]).toEqual([[rows[0]], [rows[1]]]);
    expect([writer.rows, writer.size]).toEqual([0, 0]);
  });

  it("refuses a record that travels as JSON", () => {
    expect(() =>
      new FrameWriter().append(definitionOf("signal"), sampleRows(definitionOf("signal"), 1)[0]!)
    )
      .toThrow('Record "signal" does not travel as frames');
  });

  it("is malformed wherever it is cut", () => {
    const message = messageOf([
      ...sampleRows(definitionOf("quote"), 2),
      ...sampleRows(definitionOf("trade"), 1),
    ]);
    const edge = runHeaderBytes + 2 * definitionOf("quote").frame!.rowBytes;
    for (let bytes = 1; bytes < message.length; bytes++) {
      if (bytes === edge) continue;
      expect(() => rowsOf(message.subarray(0, bytes)), `cut at ${bytes}`).toThrow(MalformedMessage);
    }
  });

  it.prop(
    "ends or is malformed when it is garbled, and never goes on for ever",
    [Arbitrary.array(Arbitrary.schema(Schema.Int.check(
      Schema.isBetween({ minimum: 0, maximum: 255 }),
    )))],
    ([bytes]) => {
      try {
        rowsOf(Uint8Array.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    },
    { arbitrary: { runs: 500 } },
  );

  const header = (recordId: number, rowBytes: number, rows: number): Uint8Array => {
    const bytes = new Uint8Array(runHeaderBytes + 256);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, recordId, true);
    view.setUint16(2, rowBytes, true);
    view.setUint32(4, rows, true);
    return bytes;
  };
  it.each([
    ["rows without bytes", header(1, 0, 4_000_000_000)],
    ["more rows than there are", header(1, 89, 4_000_000_000)],
    ["no rows", header(1, 89, 0)],
    ["an unknown record id", header(999, 256, 1)],
    ["a record that travels as JSON", header(0, 256, 1)],
    ["a row shorter than the common columns", header(1, 16, 16)],
    ["a row that ends inside a field", header(1, 32, 8)],
  ])("is malformed with %s", (_, message) => {
    expect(() => rowsOf(message)).toThrow(MalformedMessage);
  });

  it("is malformed with a word or a list that cannot be", () => {
    const trade = messageOf(sampleRows(definitionOf("trade"), 1));
    trade[runHeaderBytes + definitionOf("trade").frame!.offsets.aggressorSide!] = 77;
    expect(() => rowsOf(trade)).toThrow("Enum value 77 is not one of unknown, buy, sell");
    const book = messageOf(sampleRows(definitionOf("bookSnapshot"), 1));
    book[runHeaderBytes + definitionOf("bookSnapshot").frame!.offsets.askPriceTicks!] = 9;
    expect(() => rowsOf(book)).toThrow("List has 9 numbers, expected 10");
  });
});

describe("rows of another age", () => {
  /** The message that a writer knowing other fields would have sent. */
  const writtenBy = (definition: RecordDefinition, keys: readonly string[], row: SampleRow) => {
    const all = [...definition.columns, {
      key: "later",
      field: { wire: { kind: "u32" } },
    }] as const;
    const slots = keys.map((key) => ({
      key,
      wire: all.find((column) => column.key === key)!.field.wire as { kind: "u32" },
    }));
    const frame = compileFrame(definition.tag, slots);
    const writer = new FrameWriter();
    writer.append({ ...definition, frame: frame as never }, row);
    return writer.take();
  };

  it.each(framed.map((definition) => [definition.tag, definition] as const))(
    "%s: an older row has defaults for what came later",
    (_, definition) => {
      const [row] = sampleRows(definition, 1);
      const keys = definition.columns.map((column) => column.key);
      const defaults = rowFromJsonLine<SampleRow>(definition, "{}");
      for (let known = 5; known < keys.length; known++) {
        const older = keys.slice(0, known);
        const expected = { ...defaults, ...Object.fromEntries(older.map((k) => [k, row![k]])) };
        expect(rowsOf(writtenBy(definition, older, row!))).toEqual([expected]);
      }
    },
  );

  it.each(framed.map((definition) => [definition.tag, definition] as const))(
    "%s: a newer row is read without what is not known yet",
    (_, definition) => {
      const [row] = sampleRows(definition, 1);
      const keys = [...definition.columns.map((column) => column.key), "later"];
      const message = writtenBy(definition, keys, { ...row!, later: 0xffffffff });
      expect(rowsOf(message)).toEqual([row]);
    },
  );

  it("JSON: takes defaults for what is missing and leaves what is not known", () => {
    const definition = definitionOf("orderCommand");
    const line = `{"position": 7, "side": "sell", "unheard_of": 1}`;
    const row = rowFromJsonLine<SampleRow>(definition, line);
    expect(row).toMatchObject({ position: 7, side: "sell", stage: "requested", reason: "" });
    expect(row).not.toHaveProperty("unheard_of");
  });

  it.each(["", "{", "null", "[]", "7", '"text"', '{"position": 1'])(
    "JSON: %j is malformed",
    (line) => {
      expect(() => rowFromJsonLine(definitionOf("fill"), line)).toThrow(MalformedMessage);
    },
  );

  it("JSON: is well-formed text, whatever the words are", () => {
    const [row] = sampleRows(definitionOf("riskDecision"), 1);
    const line = jsonLine(definitionOf("riskDecision"), {
      ...row!,
      account: "half \ud83d",
      checks: ["\ude00", "whole 😀"],
    });
    const read = rowFromJsonLine<SampleRow>(definitionOf("riskDecision"), line);
    expect(read).toMatchObject({ account: "half \ufffd", checks: ["\ufffd", "whole 😀"] });
  });

  it("JSON: writes columns by their SQL names", () => {
    const [row] = sampleRows(definitionOf("control"), 1);
    const line = JSON.parse(jsonLine(definitionOf("control"), row!)) as object;
    expect(Object.keys(line)).toEqual(definitionOf("control").columns.map((column) => column.name));
  });
});
