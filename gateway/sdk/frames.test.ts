// The decoder of the SDK reads what the transports write: every record, generated and from older versions.
import { describe, expect, it } from "vitest";
import { FrameWriter, jsonLine } from "../../streams/message.ts";
import { allRecords, type Tag } from "../../streams/records.ts";
import { subjectOf } from "../../streams/subjects.ts";
import { sampleRows } from "../../streams/testing/samples.ts";
import { decodeMessage, FrameError, layouts, runsOf } from "./mod.ts";

const carried = allRecords.filter(({ tag }) => layouts.some((one) => one.tag === tag));

describe("the decoder", () => {
  for (const definition of carried) {
    it(`reads ${definition.tag}`, () => {
      const rows = sampleRows(definition, 20);
      const writer = new FrameWriter();
      if (definition.frame !== undefined) rows.forEach((row) => writer.append(definition, row));
      const payload = definition.frame === undefined
        ? new TextEncoder().encode(rows.map((row) => jsonLine(definition, row)).join("\n"))
        : writer.take();
      // In the middle of a larger buffer, as a client hands it over.
      const padded = new Uint8Array(payload.length + 3);
      padded.set(payload, 3);
      expect(decodeMessage(subjectOf(definition.tag as Tag), padded.subarray(3))).toEqual(rows);
    });
  }

  it("says where bytes are no frame", () => {
    expect(() => runsOf(new Uint8Array(5))).toThrow(FrameError);
    expect(() => decodeMessage("ticks.market", new Uint8Array([1, 0, 8, 0, 9, 0, 0, 0]))).toThrow(
      "A run of 9 rows of 8 bytes",
    );
    expect(() => decodeMessage("orders.fills", new TextEncoder().encode("{"))).toThrow("Not JSON");
  });

  it("leaves out records that are newer than it", () => {
    expect(decodeMessage("ticks.market", new Uint8Array([250, 0, 1, 0, 1, 0, 0, 0, 7]))).toEqual(
      [],
    );
  });
});
