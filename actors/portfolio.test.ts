// The portfolio: from targets to orders, one at a time per strategy.
import { describe, expect, it } from "vitest";
import type { OrderCommand, OrderEvent } from "../streams/orders.ts";
import type { AnyRecord } from "../streams/records.ts";
import { portfolio } from "./portfolio.ts";
import { alone } from "./testing/alone.ts";
import { randomFrom } from "./testing/random.ts";
import { controlRow, eventRow, fillRow, quoteRow, signalRow } from "./testing/rows.ts";
import { playScript } from "./testing/script.ts";

const second = 1_000_000;

const ordersIn = (out: readonly AnyRecord[]) =>
  out.filter((one): one is OrderCommand => one._tag === "orderCommand");

const textOf = (order: OrderCommand): string =>
  order.command === "cancel"
    ? "cancel"
    : `${order.side} ${order.quantityLots} @ ${order.priceTicks} ${order.timeInForce}`;

/** Lines such as `signal 5 -> buy 5 @ 99 day`; the quote is 99 / 101 until told otherwise. */
const play = (
  script: string,
  settings: Readonly<Record<string, number>> = {},
  instrumentId = 1,
): string[] => {
  const run = alone(portfolio, { settings, instrumentId });
  let nowUs = 50 * second;
  let last: OrderCommand | undefined;
  let cum = 0;
  const send = (record: object) => {
    const orders = ordersIn(run.send({ ...record, instrumentId, eventTimeUs: nowUs }));
    const submitted = orders.find((one) => one.command === "submit");
    if (submitted !== undefined) [last, cum] = [submitted, 0];
    return orders.map(textOf);
  };
  const quote = (bid = 99, ask = 101) => send(quoteRow({ bidPriceTicks: bid, askPriceTicks: ask }));
  const state = (event: OrderEvent["event"], leavesQuantityLots: number) => {
    const { clientOrderId, side, quantityLots } = last!;
    const row = { clientOrderId, side, quantityLots, cumQuantityLots: cum, leavesQuantityLots };
    return send(eventRow({ ...row, event }));
  };
  quote(instrumentId === 1 ? 99 : 0);
  return playScript(script, ([verb, first, second2]) => {
    switch (verb) {
      case "signal":
        return send(signalRow({ targetPositionLots: Number(first) }));
      case "quote":
        return quote(Number(first), Number(second2));
      case "wait":
        nowUs += Number(first) * 1000;
        return quote();
      case "fill": {
        const { clientOrderId, side, quantityLots } = last!;
        const lots = Number(first);
        cum += lots;
        const leavesQuantityLots = quantityLots - cum;
        const row = { clientOrderId, side, cumQuantityLots: cum, leavesQuantityLots };
        const out = send(fillRow({ ...row, lastQuantityLots: lots }));
        const event = leavesQuantityLots === 0 ? "filled" : "partiallyFilled";
        return [...out, ...state(event, leavesQuantityLots)];
      }
      case "session":
        nowUs = 0;
        return ordersIn(run.send(controlRow({ control: "sessionStarted" }))).map(textOf);
      default:
        return state(verb as OrderEvent["event"], 0);
    }
  });
};

describe("the portfolio", () => {
  it("rests an entry at the best price, then crosses with what is left", () => {
    expect(play(`
      signal 5        -> buy 5 @ 99 day
      fill 2
      wait 999
      wait 1          -> cancel
      wait 100
      canceled        -> buy 3 @ 101 ioc
      fill 3
      signal 5
    `)).toEqual([]);
  });

  it("crosses at once to leave a position", () => {
    expect(play(`
      signal -5       -> sell 5 @ 101 day
      fill 5
      signal -2       -> buy 3 @ 101 ioc
      fill 3
      signal 0        -> buy 2 @ 101 ioc
    `)).toEqual([]);
  });

  it("goes through flat to the other side, so that the way out only reduces", () => {
    expect(play(`
      signal 5        -> buy 5 @ 99 day
      fill 5
      signal -4       -> sell 5 @ 99 ioc
      fill 5          -> sell 4 @ 101 day
    `)).toEqual([]);
  });

  it("cancels a resting order that is no longer wished, and then follows the new wish", () => {
    expect(play(`
      signal 5        -> buy 5 @ 99 day
      signal 7        -> cancel
      fill 1
      canceled        -> buy 6 @ 99 day
      signal 0        -> cancel
      canceled        -> sell 1 @ 99 ioc
    `)).toEqual([]);
  });

  it("waits after a refusal, and gives an entry up after some attempts", () => {
    expect(play(
      `
      signal 5        -> buy 5 @ 101 ioc
      denied
      wait 999
      wait 1          -> buy 5 @ 101 ioc
      canceled
      wait 1000
      wait 9999
      signal 6        -> buy 6 @ 101 ioc
    `,
      { restMs: 0, maxAttempts: 2 },
    )).toEqual([]);
  });

  it("never gives up an exit", () => {
    expect(play(
      `
      signal 5        -> buy 5 @ 101 ioc
      fill 5
      signal 0        -> sell 5 @ 99 ioc
      canceled
      wait 1000       -> sell 5 @ 99 ioc
      denied
      wait 1000       -> sell 5 @ 99 ioc
      rejected
      wait 1000       -> sell 5 @ 99 ioc
    `,
      { restMs: 0, maxAttempts: 1 },
    )).toEqual([]);
  });

  it("waits for a price", () => {
    expect(play(`
      quote 0 101
      signal 5
      quote 99 101    -> buy 5 @ 99 day
    `)).toEqual([]);
  });

  it("prices on the increment, never beyond its aggression", () => {
    expect(play(
      `
      quote 1000050 1000150
      signal 5        -> buy 5 @ 1000000 day
      canceled
      quote 1000050 1000150
      signal 6        -> buy 6 @ 1000000 day
      fill 6
      signal 0        -> sell 6 @ 999600 ioc
    `,
      { aggressionBps: 5 },
      201,
    )).toEqual([]);
  });

  it("forgets wishes and prices at a new session, and keeps what it holds", () => {
    expect(play(`
      signal 5        -> buy 5 @ 99 day
      fill 2
      session
      canceled
      quote 99 101
      wait 9999
      signal 0        -> sell 2 @ 99 ioc
    `)).toEqual([]);
  });

  it("names its orders by strategy, instrument, position and index", () => {
    const run = alone(portfolio, { settings: { restMs: 0 } });
    run.send(quoteRow({}));
    const [order] = ordersIn(run.send(signalRow({ targetPositionLots: 3, signalId: "s/1/2/0" })));
    expect(order).toMatchObject({ clientOrderId: "test-1-2-0", signalId: "s/1/2/0" });
  });

  it("counts each filled lot once, in whatever order fills and events come", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomFrom(seed);
      const run = alone(portfolio, { settings: { restMs: 0 } });
      run.send(quoteRow({}));
      const target = random.between(1, 20);
      const [order] = ordersIn(run.send(signalRow({ targetPositionLots: target })));
      let cum = 0;
      const late: object[] = [];
      while (cum < target) {
        const lots = random.between(1, target - cum);
        cum += lots;
        const row = {
          clientOrderId: order!.clientOrderId,
          cumQuantityLots: cum,
          leavesQuantityLots: target - cum,
        };
        const event = cum === target ? "filled" : "partiallyFilled";
        const pair = [
          fillRow({ ...row, lastQuantityLots: lots }),
          eventRow({ ...row, quantityLots: target, event }),
        ];
        if (random.next() < 0.5) pair.reverse();
        for (const one of pair) run.send(one);
        late.push(pair[0]!);
      }
      for (const again of late) run.send(again);
      const [slot] = run.state.slots.values();
      expect({ seed, held: slot!.positionLots }).toEqual({ seed, held: target });
    }
  });
});
