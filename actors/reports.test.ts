// Venue reports: what an adapter heard becomes a record of its kind, and nothing else does.
import { describe, expect, it } from "vitest";
import { definitionOf, type Tag } from "../streams/records.ts";
import { sampleRows } from "../streams/testing/samples.ts";
import { reports } from "./reports.ts";
import { alone } from "./testing/alone.ts";
import { controlRow } from "./testing/rows.ts";

const kinds = ["orderStatusReport", "fillReport", "positionReport", "reportEnd"] as const;

const heard = (kind: Tag, row: object): object[] => {
  const { _tag, position: _p, outputIndex: _o, instrumentId, eventTimeUs, ...body } = row as Record<
    string,
    unknown
  >;
  const value = JSON.stringify({ kind, ...body });
  const control = { control: "venueReport", value, instrumentId, eventTimeUs } as object;
  return alone(reports).send(controlRow(control));
};

describe("a report of a venue", () => {
  it.each(kinds)("is told as it was heard: %s", (kind) => {
    for (const row of sampleRows(definitionOf(kind), 20)) {
      expect(heard(kind, row)).toEqual([{ ...row, position: 1, outputIndex: 0 }]);
    }
  });

  it.each(["", "{}", '{"kind":"fillReport"}', '{"kind":"quote"}', "nonsense"])(
    "is refused where it is none: %s",
    (value) => {
      expect(() => alone(reports).send(controlRow({ control: "venueReport", value })))
        .toThrow("holds no report");
    },
  );

  it("is asked for under an id of its own", () => {
    const value = JSON.stringify({ venue: "binance", origin: "reconnect", sinceUs: 5 });
    const [asked] = alone(reports).send(
      controlRow({ control: "reportRequest", name: "live", value, reason: "The line was broken" }),
    );
    expect(asked).toMatchObject({
      _tag: "reportRequest",
      account: "live",
      venue: "binance",
      requestId: "live-1",
      origin: "reconnect",
      sinceUs: 5,
      reason: "The line was broken",
    });
  });
});
