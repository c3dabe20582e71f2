// Closing everything: one order for each holding, again until it is flat, and no more once trading is armed.
import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../streams/orders.ts";
import { flatten, maxFlattenTries } from "./flatten.ts";
import { alone } from "./testing/alone.ts";
import { controlRow, eventRow, positionRow } from "./testing/rows.ts";

const second = 1_000_000;
const ask = (name = "") => controlRow({ control: "flatten", name, reason: "Fire" });
const toldOf = (out: readonly object[]) =>
  (out as OrderCommand[]).map(({ strategy, side, quantityLots, clientOrderId }) =>
    `${strategy} ${side} ${quantityLots} ${clientOrderId}`
  );

describe("flattening", () => {
  it("sends one order that only reduces for each holding", () => {
    const run = alone(flatten);
    expect(run.send(positionRow({ strategy: "a", quantityLots: 5 }))).toEqual([]);
    run.send(positionRow({ strategy: "b", quantityLots: -3 }));
    run.send(positionRow({ strategy: "c", quantityLots: 0 }));
    run.send(positionRow({ strategy: "d", account: "other", quantityLots: 7 }));
    const out = run.send(ask("paper"));
    expect(toldOf(out)).toEqual(["a sell 5 flatten-1-5-0", "b buy 3 flatten-1-5-1"]);
    expect(out).toMatchObject([
      { orderType: "market", timeInForce: "ioc", execInst: ["reduceOnly"], stage: "requested" },
      { reason: "All positions are closed: Fire" },
    ]);
  });

  it("goes on after a pause with what was not filled, and stops when it is flat", () => {
    const run = alone(flatten, { settings: { retryMs: 500 } });
    run.send(positionRow({ quantityLots: 5 }));
    const [first] = run.send(ask()) as OrderCommand[];
    expect(run.send(positionRow({ quantityLots: 2 }))).toEqual([]);
    const id = { clientOrderId: first!.clientOrderId, leavesQuantityLots: 0 };
    expect(run.send(eventRow({ ...id, event: "canceled", eventTimeUs: second }))).toEqual([]);
    const clock = (ms: number) => run.send(controlRow({ eventTimeUs: second + ms * 1000 }));
    expect(clock(499)).toEqual([]);
    const again = clock(500) as OrderCommand[];
    expect(again[0]!.quantityLots).toBe(2);
    run.send(positionRow({ quantityLots: 0 }));
    run.send(eventRow({ clientOrderId: again[0]!.clientOrderId, event: "filled" }));
    expect(clock(5_000)).toEqual([]);
    // A fill that was on its way opens the position again.
    expect(run.send(positionRow({ quantityLots: 1 })).length).toBe(1);
  });

  it("ends when trading is armed", () => {
    const run = alone(flatten);
    run.send(ask());
    expect(run.send(controlRow({ control: "tradingState", value: "active" }))).toEqual([]);
    expect(run.send(positionRow({ quantityLots: 5 }))).toEqual([]);
  });

  it("gives up after a bounded number of orders", () => {
    const run = alone(flatten, { settings: { retryMs: 1 } });
    run.send(positionRow({ quantityLots: 5 }));
    let orders = 0;
    let out = run.send(ask()) as OrderCommand[];
    for (let i = 1; out.length > 0; i++) {
      orders += out.length;
      const id = { clientOrderId: out[0]!.clientOrderId, leavesQuantityLots: 0 };
      run.send(eventRow({ ...id, event: "rejected", eventTimeUs: i * second }));
      out = run.send(controlRow({ eventTimeUs: i * second + 2_000 })) as OrderCommand[];
    }
    expect(orders).toBe(maxFlattenTries);
    expect(run.send(ask()).length).toBe(1);
  });
});
