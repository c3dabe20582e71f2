// Orders by hand: one command for each, once, and what halting does to those that work.
import { expect, it } from "vitest";
import { type HandOrder, plainHandOrder } from "../streams/hand-order.ts";
import { hand } from "./hand.ts";
import { orders } from "./orders.ts";
import { alone } from "./testing/alone.ts";
import { commandRow, controlRow, eventRow } from "./testing/rows.ts";

const asked = (order: Partial<HandOrder>) =>
  controlRow({
    control: "order",
    instrumentId: 3,
    eventTimeUs: 7,
    name: "paper",
    value: JSON.stringify({ ...plainHandOrder, quantityLots: 5, priceTicks: 99, ...order }),
    reason: "I want it",
  });

it("orders what was asked, and the same id only once", () => {
  const run = alone(hand, { instrumentId: 0 });
  expect(run.send(asked({ clientOrderId: "A1" }))).toMatchObject([{
    _tag: "orderCommand",
    stage: "requested",
    command: "submit",
    clientOrderId: "A1",
    account: "paper",
    strategy: "",
    instrumentId: 3,
    eventTimeUs: 7,
    quantityLots: 5,
    priceTicks: 99,
    reason: "I want it",
  }]);
  expect(run.send(asked({ clientOrderId: "A1" }))).toEqual([]);
  expect(run.send(asked({ clientOrderId: "A2", side: "sell" }))).toHaveLength(1);
  expect(run.send(asked({ clientOrderId: "A1", command: "cancel" }))).toHaveLength(1);
  expect(run.send(controlRow({ control: "clock" }))).toEqual([]);
});

it("cancels what works when trading is halted, of the account that is", () => {
  const run = alone(orders, { instrumentId: 1 });
  for (const clientOrderId of ["A1", "A2", "A3"]) {
    run.send(commandRow({ clientOrderId, stage: "requested" }));
    run.send(commandRow({ clientOrderId, stage: "approved" }));
    run.send(eventRow({ clientOrderId, event: "submitted" }));
    run.send(eventRow({ clientOrderId, event: "accepted" }));
  }
  run.send(eventRow({ clientOrderId: "A2", event: "canceled", leavesQuantityLots: 0 }));
  const halted = (name: string) =>
    run.send(controlRow({ control: "tradingState", name, value: "halted", reason: "enough" }));
  expect(halted("other")).toEqual([]);
  expect(halted("")).toMatchObject([
    { command: "cancel", clientOrderId: "A1", stage: "requested", instrumentId: 1 },
    { command: "cancel", clientOrderId: "A3", reason: "Trading is halted: enough" },
  ]);
});
