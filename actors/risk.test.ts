// The risk check: each limit allows its bound and denies one step past it.
import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../streams/orders.ts";
import type { AnyRecord } from "../streams/records.ts";
import { risk } from "./risk.ts";
import { rememberedOrderIds } from "./risk/limits.ts";
import { alone } from "./testing/alone.ts";
import { randomFrom } from "./testing/random.ts";
import {
  commandRow,
  controlRow,
  eventRow,
  fillRow,
  positionRow,
  quoteRow,
} from "./testing/rows.ts";
import { playScript } from "./testing/script.ts";

const second = 1_000_000;

/** What came of a command: `approved`, `denied` with its code, or nothing. */
const verdictOf = (out: readonly AnyRecord[]): string[] =>
  out.flatMap((record) =>
    record._tag === "riskDecision"
      ? [record.decision === "approved" ? "approved" : `denied ${record.reason}`]
      : []
  );

/**
 * Lines such as `buy 5 @ 100 -> approved`, on an instrument with a tick of 0.01 and a lot of 1,
 * whose quote is 9900 / 10100 until told otherwise: 1 lot at 10000 is worth 100.
 */
const play = (script: string, settings: Readonly<Record<string, number>> = {}): string[] => {
  const wide = {
    ...{ maxOrderNotional: 1e9, maxPositionNotional: 1e9, collarBps: 10_000 },
    preventSelfTrade: 0,
    ...settings,
  };
  const run = alone(risk, { settings: wide, instrumentId: 0 });
  let nowUs = 50 * second;
  let ids = 0;
  const quote = (bid: number, ask: number) =>
    run.send(quoteRow({ bidPriceTicks: bid, askPriceTicks: ask, eventTimeUs: nowUs }));
  quote(9900, 10100);

  const ask = (words: string[]): string[] => {
    const [side, lots, , price, id] = words;
    const quantityLots = Number(lots);
    const clientOrderId = id ?? `O${++ids}`;
    const market = price === undefined;
    const command = { side: side as OrderCommand["side"], quantityLots, clientOrderId } as const;
    return verdictOf(run.send(commandRow({
      ...command,
      orderType: market ? "market" : "limit",
      priceTicks: Number(price ?? 0),
      eventTimeUs: nowUs,
    })));
  };
  return playScript(script, (words) => {
    const [verb, first, second2, , price] = words;
    switch (verb) {
      case "quote":
        return verdictOf(quote(Number(first), Number(second2)));
      case "wait":
        nowUs += Number(first) * 1000;
        return verdictOf(run.send(controlRow({ eventTimeUs: nowUs })));
      case "state": {
        const name = words[2] ?? "";
        return verdictOf(run.send(controlRow({ control: "tradingState", name, value: first! })));
      }
      case "filled": {
        // `filled O1 5`: the whole order.
        const lots = Number(second2);
        const side = (words[3] ?? "buy") as "buy" | "sell";
        const id = { clientOrderId: first!, side };
        run.send(fillRow({ ...id, lastQuantityLots: lots, cumQuantityLots: lots }));
        return verdictOf(run.send(eventRow({ ...id, event: "filled", leavesQuantityLots: 0 })));
      }
      case "canceled":
        return verdictOf(
          run.send(
            eventRow({ clientOrderId: first!, event: "canceled", leavesQuantityLots: 0 }),
          ),
        );
      case "cancel":
        return verdictOf(run.send(commandRow({ command: "cancel", clientOrderId: first! })));
      case "replace": {
        const to = { quantityLots: Number(second2), priceTicks: Number(price) };
        return verdictOf(
          run.send(commandRow({ command: "replace", clientOrderId: first!, ...to })),
        );
      }
      case "earned":
        return verdictOf(run.send(positionRow({ realizedTickLots: Number(first) * 100 })));
      case "session":
        nowUs = 0;
        return verdictOf(run.send(controlRow({ control: "sessionStarted" })));
      default:
        return ask(words);
    }
  });
};

describe("the risk check", () => {
  it("bounds the quantity of an order", () => {
    expect(play(
      `
      buy 5 @ 10000             -> approved
      buy 6 @ 10000             -> denied orderQuantityLimit
      buy 0 @ 10000             -> denied orderQuantityLimit
      buy -1 @ 10000            -> denied orderQuantityLimit
    `,
      { maxOrderQuantityLots: 5 },
    )).toEqual([]);
  });

  it("bounds the value of an order to the cent", () => {
    expect(play(
      `
      buy 10 @ 10000            -> approved
      buy 10 @ 10001            -> denied orderNotionalLimit
      sell 10 @ 9000            -> approved
      quote 10001 10002
      sell 10 @ 9000            -> denied orderNotionalLimit
      buy 10                    -> denied orderNotionalLimit
      buy 9                     -> approved
    `,
      { maxOrderNotional: 1000 },
    )).toEqual([]);
  });

  it("keeps limits within the collar of the best opposite price", () => {
    expect(play(
      `
      buy 1 @ 10201             -> approved
      buy 1 @ 10202             -> denied priceCollar
      sell 1 @ 9801             -> approved
      sell 1 @ 9800             -> denied priceCollar
      buy 1 @ 1                 -> approved
    `,
      { collarBps: 100 },
    )).toEqual([]);
  });

  it("bounds the position that all orders together could make", () => {
    expect(play(
      `
      buy 6 @ 10000 A           -> approved
      buy 5 @ 10000             -> denied positionLimit
      buy 4 @ 10000 B           -> approved
      sell 10 @ 10000 C         -> approved
      sell 1 @ 10000            -> denied positionLimit
      filled A 6
      canceled B
      buy 5 @ 10000             -> denied positionLimit
      buy 4 @ 10000             -> approved
      canceled C
      sell 16 @ 10000           -> approved
      sell 1 @ 10000            -> denied positionLimit
    `,
      { maxPositionNotional: 1000 },
    )).toEqual([]);
  });

  it("lets a position that is too large shrink", () => {
    expect(play(
      `
      buy 10 @ 10000 A          -> approved
      filled A 10
      quote 19900 20100
      sell 5 @ 20000            -> approved
      sell 5 @ 20000            -> approved
      sell 6 @ 20000            -> denied positionLimit
    `,
      { maxPositionNotional: 1000 },
    )).toEqual([]);
  });

  it("bounds the open orders", () => {
    expect(play(
      `
      buy 1 @ 9000 A            -> approved
      buy 1 @ 9000              -> approved
      buy 1 @ 9000              -> denied openOrdersLimit
      canceled A
      buy 1 @ 9000              -> approved
    `,
      { maxOpenOrders: 2 },
    )).toEqual([]);
  });

  it("bounds the orders of a second", () => {
    expect(play(
      `
      buy 1 @ 9000              -> approved
      wait 400
      buy 1 @ 9000              -> approved
      wait 599
      buy 1 @ 9000              -> denied orderRateLimit
      wait 1
      buy 1 @ 9000              -> approved
      buy 1 @ 9000              -> denied orderRateLimit
    `,
      { maxOrdersPerSecond: 2 },
    )).toEqual([]);
  });

  it("wants a quote, and a young one", () => {
    expect(play(
      `
      wait 500
      buy 1 @ 9000              -> approved
      wait 1
      buy 1 @ 9000              -> denied staleQuote
      quote 0 10100
      buy 1 @ 9000              -> approved
      sell 1 @ 9000             -> denied noQuote
      session
      buy 1 @ 9000              -> denied noQuote
    `,
      { maxQuoteAgeMs: 500 },
    )).toEqual([]);
  });

  it("stops what adds to a position after the loss of a day, until the next day", () => {
    expect(play(
      `
      buy 5 @ 10000 A           -> approved
      filled A 5
      earned -100
      buy 1 @ 10000             -> approved
      earned -100.01
      buy 1 @ 10000             -> denied dailyLossLimit
      sell 5 @ 10000            -> approved
      sell 1 @ 10000            -> denied dailyLossLimit
      wait 86400000
      quote 9900 10100
      buy 1 @ 10000             -> approved
    `,
      { maxDailyLoss: 100 },
    )).toEqual([]);
  });

  it("denies the second use of a client order id", () => {
    expect(play(`
      buy 1 @ 9000 A            -> approved
      buy 1 @ 9000 A            -> denied duplicateClientOrderId
      canceled A
      buy 1 @ 9000 A            -> denied duplicateClientOrderId
    `)).toEqual([]);
  });

  it("sends nothing while halted, only what reduces while reducing, and cancels always", () => {
    expect(play(`
      buy 5 @ 10000 A           -> approved
      filled A 5
      state reducing
      buy 1 @ 10000             -> denied reduceOnly
      sell 6 @ 10000            -> denied reduceOnly
      sell 3 @ 10000            -> approved
      sell 3 @ 10000            -> denied reduceOnly
      sell 2 @ 10000            -> approved
      state active
      state halted paper
      sell 1 @ 10000            -> denied tradingHalted
      cancel A                  -> approved
      state active paper
      state nonsense
      buy 1 @ 10000             -> approved
    `)).toEqual([]);
  });

  it("checks what a replace adds", () => {
    expect(play(
      `
      buy 6 @ 10000 A           -> approved
      replace A 10 @ 10000      -> approved
      replace A 11 @ 10000      -> denied positionLimit
      buy 1 @ 10000             -> denied positionLimit
    `,
      { maxPositionNotional: 1000 },
    )).toEqual([]);
  });

  it("tells every limit it looked at, with its use and its bound", () => {
    const run = alone(risk, { instrumentId: 0 });
    run.send(quoteRow({ bidPriceTicks: 9900, askPriceTicks: 10000, eventTimeUs: second }));
    const [decision, approved] = run.send(commandRow({ priceTicks: 10010, quantityLots: 2 }));
    expect(decision).toMatchObject({
      decision: "approved",
      reason: "none",
      checks: [
        "halted",
        "duplicateClientOrderId",
        "orderQuantityLots",
        "openOrders",
        "ordersPerSecond",
        "messagesPerSecond",
        "dailyLoss",
        "drawdown",
        "quote",
        "quoteAgeMs",
        "orderNotional",
        "priceCollarBps",
        "selfTrade",
        "positionNotional",
        "grossExposure",
        "netExposure",
        "concentration",
        "leverage",
      ],
      values: [
        ...[0, 0, 2, 1, 1, 1, 0, 0, 10000, 0, 200.2, 10, 0, 200.2],
        ...[199, 199, 0.00199, 0.00199],
      ],
      limits: [
        ...[0, 0, 100_000_000, 200, 50, 200, 25_000, 50_000, 1, 10_000, 25_000, 50, 0, 50_000],
        ...[500_000, 500_000, 1, 5],
      ],
    });
    expect(approved).toMatchObject({ _tag: "orderCommand", stage: "approved", quantityLots: 2 });
  });

  it("answers a denied order with an event of that order", () => {
    const run = alone(risk, { instrumentId: 0 });
    const out = run.send(commandRow({}));
    expect(out).toMatchObject([
      { _tag: "riskDecision", decision: "denied", reason: "noQuote" },
      { _tag: "orderEvent", event: "denied", reason: "noQuote", clientOrderId: "A1" },
    ]);
  });

  it("never lets the worst position or the open orders pass their bounds", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomFrom(seed);
      const run = alone(risk, {
        instrumentId: 0,
        settings: {
          ...{ maxPositionNotional: 1000, maxOpenOrders: 6, collarBps: 10_000 },
          preventSelfTrade: 0,
        },
      });
      const price = 10_000;
      run.send(quoteRow({ bidPriceTicks: price, askPriceTicks: price, eventTimeUs: second }));
      const open = new Map<string, { side: "buy" | "sell"; leaves: number; cum: number }>();
      let held = 0;
      for (let i = 0; i < 200; i++) {
        const [id, order] = random.pick([...open, ["", undefined] as const]);
        if (order === undefined) {
          const side = random.pick(["buy", "sell"] as const);
          const quantityLots = random.between(1, 6);
          const row = { clientOrderId: `O${i}`, side, quantityLots, priceTicks: price };
          const out = run.send(commandRow({ ...row, eventTimeUs: second }));
          run.send(controlRow({ eventTimeUs: (i + 2) * second / 10 }));
          if (out.some((one) => one._tag === "orderCommand")) {
            open.set(`O${i}`, { side, leaves: quantityLots, cum: 0 });
          }
        } else if (random.next() < 0.6) {
          const lots = random.between(1, order.leaves);
          order.leaves -= lots;
          order.cum += lots;
          held += order.side === "buy" ? lots : -lots;
          const { side, cum: cumQuantityLots, leaves: leavesQuantityLots } = order;
          const row = { clientOrderId: id, side, cumQuantityLots, leavesQuantityLots };
          run.send(fillRow({ ...row, lastQuantityLots: lots }));
          if (order.leaves === 0) {
            run.send(eventRow({ ...row, event: "filled" }));
            open.delete(id);
          }
        } else {
          run.send(eventRow({ clientOrderId: id, event: "canceled", leavesQuantityLots: 0 }));
          open.delete(id);
        }
        const working = (side: string) =>
          [...open.values()].filter((one) => one.side === side)
            .reduce((sum, one) => sum + one.leaves, 0);
        const { exposure } = run.state.accounts.get("paper")!.held[1]!;
        expect({ seed, held: exposure.positionLots, buys: exposure.openBuyLots })
          .toEqual({ seed, held, buys: working("buy") });
        expect(exposure.openSellLots).toBe(working("sell"));
        expect(open.size).toBeLessThanOrEqual(6);
        expect(Math.abs(held)).toBeLessThanOrEqual(10);
      }
    }
  });

  it("remembers a bounded number of order ids", () => {
    const run = alone(risk, { instrumentId: 0 });
    for (let i = 0; i < rememberedOrderIds + 10; i++) {
      const eventTimeUs = i * second;
      run.send(quoteRow({ eventTimeUs }));
      const clientOrderId = `O${i}`;
      run.send(commandRow({ clientOrderId, eventTimeUs, priceTicks: 99 }));
      run.send(eventRow({ clientOrderId, event: "canceled", leavesQuantityLots: 0 }));
    }
    expect(run.state.knownIds.size).toBe(rememberedOrderIds);
    expect(run.state.accounts.get("paper")!.openOrders.size).toBe(0);
  });
});
