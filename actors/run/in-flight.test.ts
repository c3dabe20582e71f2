// What is in flight after any of the records that an order leaves.
import { describe, expect, it } from "vitest";
import type { AnyRecord } from "../../streams/records.ts";
import { commandRow, eventRow } from "../testing/rows.ts";
import { InFlight } from "./in-flight.ts";

const approved = (clientOrderId: string) => commandRow({ clientOrderId, stage: "approved" });
const watching = (...records: readonly object[]): InFlight => {
  const inFlight = new InFlight();
  for (const record of records) inFlight.watch(record as AnyRecord);
  return inFlight;
};
const idsOf = ({ submits }: InFlight) => submits.map(({ clientOrderId }) => clientOrderId);

describe("an order", () => {
  it("is in flight from its approval until anything is heard of it", () => {
    const on = [commandRow({ clientOrderId: "A", stage: "requested" }), approved("A")];
    const sent = eventRow({ clientOrderId: "A", event: "submitted" });
    expect(idsOf(watching(on[0]!))).toEqual([]);
    expect(idsOf(watching(...on, sent))).toEqual(["A"]);
    for (const event of ["accepted", "rejected", "filled", "canceled", "expired"] as const) {
      expect(idsOf(watching(...on, sent, eventRow({ clientOrderId: "A", event })))).toEqual([]);
    }
  });

  it("is none because of a cancel", () => {
    expect(
      idsOf(watching(commandRow({ clientOrderId: "A", stage: "approved", command: "cancel" }))),
    )
      .toEqual([]);
  });

  it("stays in flight over a snapshot", () => {
    const before = watching(approved("A"), approved("B"));
    const after = new InFlight(before.submits);
    after.watch(eventRow({ clientOrderId: "A", event: "accepted" }) as AnyRecord);
    expect(idsOf(after)).toEqual(["B"]);
  });
});
