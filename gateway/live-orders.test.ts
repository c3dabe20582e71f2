// Orders that still work are counted, however few of the newest are kept to be told.
import { expect, it } from "vitest";
import { commandRow, eventRow } from "../actors/testing/rows.ts";
import { InstrumentRegistry } from "../streams/instruments.ts";
import { LiveOrders } from "./live-orders.ts";
import { Presenter } from "./present.ts";

const presenter = new Presenter(new InstrumentRegistry());
const canceled = (clientOrderId: string) =>
  eventRow({ clientOrderId, account: "paper", event: "canceled", leavesQuantityLots: 0 });

it("counts orders that work and are no longer kept, until each of them has ended", async () => {
  const orders = new LiveOrders(() => presenter, 2);
  for (const clientOrderId of ["A", "B", "C"]) {
    orders.on(commandRow({ clientOrderId, account: "paper" }));
    orders.on(eventRow({ clientOrderId, account: "paper", event: "accepted" }));
  }
  expect(orders.all().map((one) => one.client_order_id)).toEqual(["B", "C"]);
  expect(orders.working("")).toBe(3);
  const idle = orders.untilIdle("paper", 60_000);
  for (const [id, left] of [["B", 2], ["C", 1], ["A", 0], ["A", 0]] as const) {
    orders.on(canceled(id));
    expect([orders.working("paper"), orders.working(""), orders.working("other")])
      .toEqual([left, left, 0]);
  }
  await idle;
});
