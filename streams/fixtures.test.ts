// Old recordings decode for ever: one of every version of every record is kept and read here.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Fixture } from "./fixtures/fixture.ts";
import { jsonLine, readFrameMessage, rowFromJsonLine } from "./message.ts";
import { allRecords, byRecordId, definitionOf, type Tag } from "./records.ts";
import { FrameWriter } from "./message.ts";

const folder = new URL("./fixtures/", import.meta.url);
const fixtures = readdirSync(folder).filter((file) => file.endsWith(".json")).sort().map((
  file,
) => ({
  file,
  fixture: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Fixture,
}));

const decoded = (fixture: Fixture): object[] => {
  const definition = definitionOf(fixture.record as Tag);
  if (fixture.lines !== undefined) {
    return fixture.lines.map((line) => rowFromJsonLine(definition, line));
  }
  const rows: object[] = [];
  const message = new Uint8Array(Buffer.from(fixture.base64!, "base64"));
  readFrameMessage(message, byRecordId, (row) => rows.push(row));
  return rows;
};

describe.each(fixtures)("the recording $file", ({ fixture }) => {
  const definition = definitionOf(fixture.record as Tag);

  it("reads as the rows it was written from, with defaults for what came later", () => {
    const defaults = rowFromJsonLine<object>(definition, "{}");
    expect(decoded(fixture)).toEqual(fixture.rows.map((row) => ({ ...defaults, ...row })));
  });

  it("has fields that are still the first ones, in the same order", () => {
    const fields = definition.columns.map((column) => column.key);
    if (definition.frame !== undefined) {
      expect(fields.slice(0, fixture.fields.length), "add fields of a frame at its end").toEqual(
        fixture.fields,
      );
    }
    expect(fields, "a field may be added, never taken away").toEqual(
      expect.arrayContaining([...fixture.fields]),
    );
  });
});

describe("the recordings", () => {
  it.each(allRecords.map((definition) => [definition.tag, definition] as const))(
    "hold today's %s, byte by byte",
    (tag, definition) => {
      const fields = definition.columns.map((column) => column.key).join();
      const today = fixtures.map((one) => one.fixture)
        .find((one) => one.record === tag && one.fields.join() === fields);
      expect(today, "the record changed: keep a recording with `npm run fixtures`").toBeDefined();
      if (definition.frame === undefined) {
        expect(today!.rows.map((row) => jsonLine(definition, row))).toEqual(today!.lines);
        return;
      }
      const writer = new FrameWriter();
      for (const row of today!.rows) writer.append(definition, row as never);
      expect(Buffer.from(writer.take()).toString("base64")).toBe(today!.base64);
    },
  );

  it("have versions that count from 1", () => {
    for (const { tag } of allRecords) {
      const versions = fixtures.filter((one) => one.fixture.record === tag)
        .map((one) => one.fixture.version).sort((a, b) => a - b);
      expect(versions).toEqual(versions.map((_, i) => i + 1));
    }
  });
});
