// As much as may rest and be on its way at once: a stop ends all of it, and what finds no room is told so.
import { expect, it } from "vitest";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { OrderEvent } from "../../streams/orders.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { Machine } from "../machine.ts";
import { commandRow, quoteRow } from "../testing/rows.ts";
import { simulatedVenue } from "./simulated.ts";
import { maxInFlight, maxInFlightCancels, maxResting } from "./simulated/settings.ts";

const open = () => {
  const events: OrderEvent[] = [];
  const machine = new Machine([simulatedVenue], new InstrumentRegistry(), (record) => {
    if (record._tag === "orderEvent") events.push(record);
  });
  let [position, nowUs] = [0, 1_000_000];
  const take = (row: AnyRecord) =>
    machine.receive({ ...row, position: ++position, outputIndex: 0, eventTimeUs: nowUs });
  const quote = (laterUs: number) => {
    nowUs += laterUs;
    take(quoteRow({ bidPriceTicks: 9_900, askPriceTicks: 10_100 }));
  };
  const send = (command: "submit" | "cancel" | "replace", id: number) =>
    take(
      commandRow({
        ...{ command, clientOrderId: `A${id}`, stage: "approved", side: "buy" },
        ...{ orderType: "limit", timeInForce: "gtc", priceTicks: 9_000, quantityLots: 5 },
      }),
    );
  const told = (event: OrderEvent["event"]) => events.filter((one) => one.event === event).length;
  quote(0);
  return { quote, send, told };
};

it("cancels everything that rests and everything that is on its way, all at once", () => {
  const { quote, send, told } = open();
  for (let i = 0; i < maxResting; i++) {
    send("submit", i);
    if (i % 500 === 499) quote(1_000_000);
  }
  quote(1_000_000);
  expect(told("accepted")).toBe(maxResting);
  for (let i = maxResting; i < maxResting + maxInFlight; i++) send("submit", i);
  for (let i = 0; i < maxResting + maxInFlight; i++) send("cancel", i);
  quote(1_000_000);
  quote(1_000_000);
  // What was on its way found no room, or was canceled as it came to rest: nothing works any more.
  expect(told("canceled")).toBe(told("accepted"));
  expect(told("canceled") + told("rejected")).toBe(maxResting + maxInFlight);
});

it("tells of a cancel and a replace that find no room that they were refused", () => {
  const { quote, send, told } = open();
  send("submit", 1);
  for (let i = 0; i < maxInFlightCancels; i++) send("cancel", 2);
  for (const command of ["cancel", "replace", "submit"] as const) send(command, 1);
  quote(1_000_000);
  quote(1_000_000);
  expect(told("replaceRejected")).toBe(1);
  expect(told("rejected")).toBe(1);
  expect(told("cancelRejected")).toBe(maxInFlightCancels + 1);
});
