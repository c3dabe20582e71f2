// Holds the codec, the Schema and the JSON form of every record to one another, on generated rows.
import { Arbitrary, Effect, Schema } from "effect";
import { describe, expect, it } from "@effect/vitest";
import { jsonLine, rowFromJsonLine } from "./message.ts";
import { allRecords, type AnyRecord, byRecordId, definitionOf } from "./records.ts";
import type { RecordDefinition } from "./record.ts";
import { sampleRows, stored } from "./testing/samples.ts";

const framed = allRecords.filter((one) => one.frame !== undefined);
const runs = { arbitrary: { runs: 200 } };

const throughFrame = (definition: RecordDefinition, row: object): object => {
  const { rowBytes, read, write } = definition.frame!;
  const view = new DataView(new ArrayBuffer(rowBytes + 3), 3);
  write(view, 0, row as never);
  return read(view, 0);
};

describe.each(framed.map((definition) => ({ tag: definition.tag, definition })))(
  "a frame row of $tag",
  ({ definition }) => {
    it.prop("is read as it was written", [Arbitrary.schema(definition.schema)], ([row]) => {
      expect(stored(definition, throughFrame(definition, row))).toEqual(stored(definition, row));
    }, runs);

    it.prop("is still what the Schema allows", [Arbitrary.schema(definition.schema)], ([row]) => {
      Schema.decodeUnknownSync(definition.schema)(throughFrame(definition, row));
    }, runs);

    it("overwrites every byte of what lay there before", () => {
      const { rowBytes, write } = definition.frame!;
      const [row] = sampleRows(definition, 1);
      const onZeros = new DataView(new ArrayBuffer(rowBytes));
      const onOnes = new DataView(new Uint8Array(rowBytes).fill(0xff).buffer);
      write(onZeros, 0, row as never);
      write(onOnes, 0, row as never);
      expect(onOnes.buffer).toEqual(onZeros.buffer);
    });
  },
);

describe.each(allRecords.map((definition) => ({ tag: definition.tag, definition })))(
  "a JSON line of $tag",
  ({ definition }) => {
    it.prop("is read as it was written", [Arbitrary.schema(definition.schema)], ([row]) => {
      const expected = { ...stored(definition, row), _tag: definition.tag };
      const line = jsonLine(definition, stored(definition, row));
      expect(line).not.toContain("\n");
      expect(stored(definition, rowFromJsonLine(definition, line))).toEqual(expected);
    }, runs);

    it("gives what is missing a default that the Schema allows", () => {
      const row = rowFromJsonLine<AnyRecord>(definition, "{}");
      expect(row._tag).toBe(definition.tag);
      Schema.decodeUnknownSync(definition.schema)(row);
    });

    it("agrees with the frame on what is missing", () => {
      if (definition.frame === undefined) return;
      const blank = new DataView(definition.frame.blank.slice().buffer);
      expect(definition.frame.read(blank, 0)).toEqual(rowFromJsonLine(definition, "{}"));
    });
  },
);

describe("the Schema of a record", () => {
  const refuses = (tag: AnyRecord["_tag"], change: object): boolean => {
    const definition = definitionOf(tag);
    const row = { ...sampleRows(definition, 1)[0], ...change };
    return Schema.decodeUnknownResult(definition.schema)(row)._tag === "Failure";
  };

  it("takes the rows it generates", () => {
    expect(refuses("quote", {})).toBe(false);
    expect(refuses("featureVector", {})).toBe(false);
  });

  it.each(
    [
      ["quote", { bidPriceTicks: Number.NaN }],
      ["quote", { bidPriceTicks: 100.5 }],
      ["quote", { bidPriceTicks: Number.MAX_SAFE_INTEGER + 1 }],
      ["quote", { eventTimeUs: -1 }],
      ["quote", { flags: 256 }],
      ["quote", { instrumentId: 2 ** 32 }],
      ["trade", { aggressorSide: "Buy" }],
      ["featureVector", { imbalance1: Number.POSITIVE_INFINITY }],
      ["featureVector", { imbalance1: 1e39 }],
      ["bookSnapshot", { bidPriceTicks: [1, 2, 3] }],
      ["prediction", { modelSha256: "AB" }],
      ["prediction", { model: "a name with spaces" }],
      ["prediction", { model: "x".repeat(33) }],
      ["riskDecision", { values: [Number.NaN] }],
      ["fill", { lastPriceTicks: "100" }],
      ["fill", { account: "half \ud83d" }],
      ["riskDecision", { checks: ["\ude00"] }],
    ] as const,
  )("refuses a %s with %o", (tag, change) => {
    expect(refuses(tag, change)).toBe(true);
  });
});

describe("the records", () => {
  it("have tags, tables and record ids of their own", () => {
    const unique = (values: readonly unknown[]) => new Set(values).size === values.length;
    expect(unique(allRecords.map((one) => one.tag))).toBe(true);
    expect(unique(allRecords.map((one) => one.table))).toBe(true);
    expect(unique(framed.map((one) => one.recordId))).toBe(true);
    expect([...byRecordId.values()]).toEqual(framed);
  });

  it("begin with the same columns, at the same bytes", () => {
    for (const { columns, frame } of allRecords) {
      const names = columns.slice(0, 4).map((column) => column.name);
      expect(names).toEqual(["position", "output_index", "instrument_id", "event_time"]);
      if (frame === undefined) continue;
      const { position, outputIndex, instrumentId, eventTimeUs } = frame.offsets;
      expect([position, outputIndex, instrumentId, eventTimeUs]).toEqual([0, 8, 10, 14]);
    }
  });

  it("say of every column what it means, and name no two alike", () => {
    for (const { columns } of allRecords) {
      expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
      for (const { name, field } of columns) {
        expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(field.comment.length).toBeGreaterThan(3);
      }
    }
  });

  it("refuse to write a word that is not in its list", () => {
    const definition = definitionOf("trade");
    const [row] = sampleRows(definition, 1);
    expect(() => throughFrame(definition, { ...row, aggressorSide: "sideways" }))
      .toThrow('"sideways" is not one of unknown, buy, sell');
  });

  it.effect("are generated the same from the same seed", () =>
    Effect.sync(() => {
      const definition = definitionOf("fill");
      expect(sampleRows(definition, 5, 7)).toEqual(sampleRows(definition, 5, 7));
      expect(sampleRows(definition, 5, 7)).not.toEqual(sampleRows(definition, 5, 8));
    }));
});
