// The state machine of an order: what may follow on what, and what the actor keeps.
import { describe, expect, it } from "vitest";
import type { OrderEvent } from "../streams/orders.ts";
import {
  finishedOrdersKept,
  isFinished,
  type Order,
  orders,
  type OrderStatus,
  transition,
  transitions,
} from "./orders.ts";
import { alone } from "./testing/alone.ts";
import { randomFrom } from "./testing/random.ts";
import { commandRow, eventRow } from "./testing/rows.ts";
import { playScript } from "./testing/script.ts";

const order = (status: OrderStatus, cumQuantityLots = 0): Order => ({
  clientOrderId: "A1",
  account: "paper",
  strategy: "test",
  side: "buy",
  status,
  quantityLots: 10,
  priceTicks: 100,
  cumQuantityLots,
  leavesQuantityLots: 10 - cumQuantityLots,
  venueOrderId: "",
});

/** Lines of the form `accepted partiallyFilled 4 left 6 -> partiallyFilled`. */
const play = (script: string): string[] =>
  playScript(script, ([status, event, cum = "0", , leaves = "10"]) => {
    const after = transition(
      order(status as OrderStatus, status === "partiallyFilled" ? 3 : 0),
      eventRow({
        event: event as OrderEvent["event"],
        quantityLots: 10,
        cumQuantityLots: Number(cum),
        leavesQuantityLots: Number(leaves),
      }),
    );
    return ["illegal" in after ? "illegal" : after.status];
  });

describe("an order", () => {
  it("goes from request to fill", () => {
    expect(play(`
      requested submitted                       -> submitted
      requested denied 0 left 0                 -> denied
      submitted accepted                        -> accepted
      submitted rejected 0 left 0               -> rejected
      submitted filled 10 left 0                -> filled
      accepted partiallyFilled 4 left 6         -> partiallyFilled
      partiallyFilled partiallyFilled 4 left 6  -> partiallyFilled
      partiallyFilled filled 10 left 0          -> filled
      partiallyFilled canceled 3 left 0         -> canceled
      accepted expired 0 left 0                 -> expired
      partiallyFilled cancelRejected            -> partiallyFilled
      filled cancelRejected                     -> filled
      accepted replaced                         -> accepted
    `)).toEqual([]);
  });

  it("refuses what cannot follow, and quantities that do not add up", () => {
    expect(play(`
      requested accepted                        -> illegal
      accepted accepted                         -> illegal
      accepted denied                           -> illegal
      accepted rejected                         -> illegal
      filled partiallyFilled 10 left 0          -> illegal
      canceled filled 10 left 0                 -> illegal
      denied submitted                          -> illegal
      accepted partiallyFilled 4 left 7         -> illegal
      accepted partiallyFilled 11 left -1       -> illegal
      partiallyFilled partiallyFilled 2 left 8  -> illegal
      accepted filled 9 left 0                  -> illegal
      accepted canceled 0 left 10               -> illegal
    `)).toEqual([]);
  });

  it("keeps leaves and filled quantity within the order, whatever comes", () => {
    const random = randomFrom(7);
    const events = [...new Set(Object.values(transitions).flatMap((to) => Object.keys(to)))];
    for (let round = 0; round < 300; round++) {
      let now = order("submitted");
      for (let i = 0; i < 12; i++) {
        const event = random.pick(events) as OrderEvent["event"];
        const cum = random.between(0, 11);
        const leaves = random.pick([0, 10 - cum, random.between(-1, 10)]);
        const rows = { quantityLots: 10, cumQuantityLots: cum, leavesQuantityLots: leaves };
        const after = transition(now, eventRow({ event, ...rows }));
        if ("illegal" in after) continue;
        expect(isFinished(now.status) && after.status !== now.status).toBe(false);
        expect(after.cumQuantityLots).toBeGreaterThanOrEqual(now.cumQuantityLots);
        expect(after.leavesQuantityLots).toBeGreaterThanOrEqual(0);
        expect(after.cumQuantityLots + after.leavesQuantityLots).toBeLessThanOrEqual(10);
        now = after;
      }
    }
  });
});

describe("the orders actor", () => {
  it("tells that an approved order is submitted", () => {
    const run = alone(orders);
    expect(run.send(commandRow({ stage: "requested" }))).toEqual([]);
    const [told] = run.send(commandRow({ stage: "approved" }));
    expect(told).toMatchObject({ _tag: "orderEvent", event: "submitted", clientOrderId: "A1" });
    run.send(told!);
    expect(run.state.orders.get("A1")?.status).toBe("submitted");
  });

  it("counts events that cannot be, and goes on", () => {
    const run = alone(orders);
    run.send(commandRow({}));
    run.send(eventRow({ event: "filled" }));
    run.send(eventRow({ event: "accepted", clientOrderId: "B7" }));
    expect(run.state.refusedEvents).toBe(2);
    expect(run.state.lastRefused).toBe('B7: unknown order, "accepted"');
    expect(run.state.orders.get("A1")?.status).toBe("requested");
  });

  it("keeps working orders, and of the finished ones only the last", () => {
    const run = alone(orders);
    run.send(commandRow({ clientOrderId: "works" }));
    for (let i = 0; i < finishedOrdersKept + 5; i++) {
      run.send(commandRow({ clientOrderId: `F${i}` }));
      run.send(eventRow({ clientOrderId: `F${i}`, event: "denied", leavesQuantityLots: 0 }));
    }
    expect(run.state.orders.size).toBe(finishedOrdersKept + 1);
    expect(run.state.orders.has("works")).toBe(true);
    expect(run.state.orders.has("F4")).toBe(false);
  });
});
