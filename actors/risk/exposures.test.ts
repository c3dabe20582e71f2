// Limits over several instruments, and those that change while trading goes on: the bound passes, one step past does not.
import { describe, expect, it } from "vitest";
import type { AnyRecord } from "../../streams/records.ts";
import type { LimitChange } from "../../streams/trading.ts";
import { risk } from "../risk.ts";
import { alone } from "../testing/alone.ts";
import {
  commandRow,
  controlRow,
  eventRow,
  fillRow,
  positionRow,
  quoteRow,
} from "../testing/rows.ts";

const second = 1_000_000;
const open = {
  ...{ maxOrderNotional: 1e9, maxPositionNotional: 1e9, collarBps: 10_000, maxConcentration: 1e3 },
  ...{ maxGrossExposure: 1e12, maxNetExposure: 1e12, maxLeverage: 1e3, preventSelfTrade: 0 },
};

/** Risk with quotes of 10000 in three instruments: 1 lot is worth 100. */
const desk = (settings: Readonly<Record<string, number>> = {}) => {
  const run = alone(risk, { settings: { ...open, ...settings }, instrumentId: 0 });
  let nowUs = 50 * second;
  let ids = 0;
  const quote = (instrumentId: number, price = 10_000) =>
    run.send(quoteRow({
      ...{ instrumentId, bidPriceTicks: price, askPriceTicks: price, eventTimeUs: nowUs },
    }));
  for (const id of [1, 2, 3]) quote(id);
  const send = (fields: Parameters<typeof commandRow>[0]) =>
    run.send(commandRow({ clientOrderId: `O${++ids}`, eventTimeUs: nowUs, ...fields }));
  const reasonOf = (out: readonly AnyRecord[]) =>
    out.flatMap((one) => one._tag === "riskDecision" ? [one.reason] : []).join();
  return {
    run,
    quote,
    wait: (ms: number) => {
      nowUs += ms * 1000;
      run.send(controlRow({ eventTimeUs: nowUs }));
    },
    order: (
      side: "buy" | "sell",
      quantityLots: number,
      instrumentId = 1,
      more: Parameters<typeof commandRow>[0] = {},
    ) => reasonOf(send({ side, quantityLots, instrumentId, priceTicks: 10_000, ...more })),
    ask: (fields: Parameters<typeof commandRow>[0]) => reasonOf(send(fields)),
    filled: (id: string, side: "buy" | "sell", lots: number, instrumentId = 1) => {
      const row = { clientOrderId: id, side, instrumentId, leavesQuantityLots: 0 };
      run.send(fillRow({ ...row, lastQuantityLots: lots, cumQuantityLots: lots }));
      run.send(eventRow({ ...row, event: "filled", cumQuantityLots: lots }));
    },
    limits: (
      limits: Readonly<Record<string, number | null>>,
      { expectedVersion = -1, instrumentId = 0, name = "" } = {},
    ) => {
      const value = JSON.stringify({ expectedVersion, limits });
      const asked = {
        control: "riskLimits",
        value,
        instrumentId,
        name,
        reason: "Because",
      } as const;
      return run.send(controlRow(asked))[0] as LimitChange;
    },
    state: (value: string, name = "") =>
      run.send(controlRow({ control: "tradingState", value, name })),
  };
};

describe("the exposure of an account", () => {
  it("is bounded in gross: long and short alike, over all instruments", () => {
    const { order, quote } = desk({ maxGrossExposure: 1_000 });
    expect(order("buy", 4, 1)).toBe("none");
    expect(order("sell", 5, 2)).toBe("none");
    expect(order("buy", 2, 3)).toBe("grossExposureLimit");
    expect(order("buy", 1, 3)).toBe("none");
    quote(2, 10_001);
    expect(order("sell", 1, 3)).toBe("grossExposureLimit");
  });

  it("is bounded in net: what is long may be short elsewhere", () => {
    const { order } = desk({ maxNetExposure: 1_000 });
    expect(order("buy", 10, 1)).toBe("none");
    expect(order("buy", 1, 2)).toBe("netExposureLimit");
    expect(order("sell", 20, 3, { clientOrderId: "S" })).toBe("netExposureLimit");
    expect(order("sell", 10, 3)).toBe("none");
    expect(order("sell", 1, 3)).toBe("netExposureLimit");
  });

  it("may always shrink", () => {
    const run = desk({ maxGrossExposure: 1_000, maxNetExposure: 1_000, maxLeverage: 0.01 });
    expect(run.order("buy", 10, 1, { clientOrderId: "A" })).toBe("none");
    run.filled("A", "buy", 10);
    run.quote(1, 20_000);
    expect(run.order("buy", 1)).toBe("grossExposureLimit");
    expect(run.order("sell", 10)).toBe("none");
  });

  it("is bounded as a share of equity, by instrument and in all", () => {
    const run = desk({ maxConcentration: 0.5, maxLeverage: 0.8, capital: 1_000 });
    expect(run.order("buy", 6, 1)).toBe("concentrationLimit");
    expect(run.order("buy", 5, 1)).toBe("none");
    expect(run.order("sell", 4, 2)).toBe("leverageLimit");
    expect(run.order("sell", 3, 2)).toBe("none");
    // A profit of 200 lets equity carry more: 0.8 of 1200 is 960.
    run.run.send(positionRow({ instrumentId: 3, realizedTickLots: 200 * 100 }));
    expect(run.order("sell", 2, 2)).toBe("leverageLimit");
    expect(run.order("sell", 1, 2)).toBe("none");
    run.run.send(positionRow({ instrumentId: 3, realizedTickLots: -1_000 * 100 }));
    expect(run.order("sell", 1, 3)).toBe("concentrationLimit");
  });

  it("is one of each account: what another one holds counts there", () => {
    const { order } = desk({ maxGrossExposure: 1_000, maxOpenOrders: 1 });
    expect(order("buy", 10, 1)).toBe("none");
    expect(order("buy", 10, 1, { account: "other" })).toBe("none");
    expect(order("buy", 1, 1, { account: "other" })).toBe("openOrdersLimit");
  });
});

describe("the account", () => {
  it("stops what adds to a position after a drawdown, until trading is armed again", () => {
    const run = desk({ maxDrawdown: 100 });
    const earned = (amount: number) =>
      run.run.send(positionRow({ realizedTickLots: Math.round(amount * 100) }));
    earned(500);
    earned(400);
    expect(run.order("buy", 1)).toBe("none");
    earned(399.99);
    expect(run.order("buy", 1)).toBe("drawdownLimit");
    run.state("halted");
    run.state("active");
    expect(run.order("buy", 1)).toBe("none");
  });

  it("bounds the messages of a second, and never stops a cancel", () => {
    const { ask, order, wait } = desk({ maxMessagesPerSecond: 3, maxOrdersPerSecond: 10 });
    expect(order("buy", 1, 1, { clientOrderId: "A" })).toBe("none");
    expect(ask({ command: "cancel", clientOrderId: "A" })).toBe("none");
    expect(order("buy", 1, 2)).toBe("none");
    expect(order("buy", 1, 2)).toBe("messageRateLimit");
    expect(ask({ command: "cancel", clientOrderId: "A" })).toBe("none");
    wait(1_000);
    expect(order("buy", 1, 2)).toBe("none");
  });

  it("does not trade with itself", () => {
    const run = desk({ preventSelfTrade: 1 });
    expect(run.order("sell", 1, 1, { priceTicks: 10_010, clientOrderId: "S" })).toBe("none");
    expect(run.order("buy", 1, 1, { priceTicks: 10_009 })).toBe("none");
    expect(run.order("buy", 1, 1, { priceTicks: 10_010 })).toBe("selfTrade");
    expect(run.order("buy", 1, 1, { priceTicks: 10_010, timeInForce: "ioc" })).toBe("selfTrade");
    // What is in another instrument or account, or never rests, is not met.
    expect(run.order("buy", 1, 2, { priceTicks: 10_010 })).toBe("none");
    expect(run.order("buy", 1, 1, { priceTicks: 10_010, account: "other" })).toBe("none");
    const ioc = { priceTicks: 10_000, timeInForce: "ioc" } as const;
    expect(run.order("sell", 1, 3, ioc)).toBe("none");
    expect(run.order("buy", 1, 3)).toBe("none");
    // A replaced order is met at its new price, an ended one not at all.
    const at = (event: "replaced" | "canceled", priceTicks: number) =>
      run.run.send(eventRow({ event, priceTicks, clientOrderId: "S" }));
    at("replaced", 10_020);
    expect(run.order("buy", 1, 1, { priceTicks: 10_010 })).toBe("none");
    expect(run.order("buy", 1, 1, { priceTicks: 10_020 })).toBe("selfTrade");
    at("canceled", 10_020);
    expect(run.order("buy", 1, 1, { priceTicks: 10_020 })).toBe("none");
  });

  it("replaces only what it has working", () => {
    expect(desk().ask({ command: "replace", clientOrderId: "X" })).toBe("unknownOrder");
    expect(desk().ask({ instrumentId: 999_999 })).toBe("unknownInstrument");
  });
});

describe("limits that change while trading goes on", () => {
  it("are in force from the next order on, all or none of them", () => {
    const { order, limits } = desk();
    expect(order("buy", 10)).toBe("none");
    expect(limits({ maxOrderQuantityLots: 9, maxOpenOrders: 50 })).toMatchObject({
      outcome: "applied",
      version: 1,
      limits: ["maxOrderQuantityLots", "maxOpenOrders"],
      before: [100_000_000, 200],
      after: [9, 50],
      reason: "Because",
    });
    expect(order("buy", 10)).toBe("orderQuantityLimit");
    expect(order("buy", 9)).toBe("none");
    expect(limits({ maxOrderQuantityLots: 20, maxOpenOrders: 0 })).toMatchObject({
      outcome: "refused",
      version: 1,
      reason: 'Limit "maxOpenOrders" is 0: expected 1 to 100000',
    });
    expect(order("buy", 10)).toBe("orderQuantityLimit");
    expect(limits({ maxOrderQuantityLots: null }).after).toEqual([100_000_000]);
    expect(order("buy", 10)).toBe("none");
  });

  it("are changed from the version that was looked at, or not", () => {
    const { limits } = desk();
    expect(limits({ maxOpenOrders: 10 }, { expectedVersion: 0 }).outcome).toBe("applied");
    expect(limits({ maxOpenOrders: 11 }, { expectedVersion: 0 })).toMatchObject({
      outcome: "refused",
      expectedVersion: 0,
      reason: "The limits are at version 1, not 0: look again",
    });
    expect(limits({ maxOpenOrders: 11 }, { expectedVersion: 1 })).toMatchObject({
      outcome: "applied",
      version: 2,
    });
  });

  it("are those of the instrument before the account's, and those before all", () => {
    const { order, limits } = desk();
    limits({ maxOrderQuantityLots: 3 });
    limits({ maxOrderQuantityLots: 4 }, { name: "paper" });
    limits({ maxOrderQuantityLots: 5 }, { instrumentId: 2 });
    limits({ maxOrderQuantityLots: 6 }, { name: "paper", instrumentId: 3 });
    const most = (instrumentId: number, account = "paper") =>
      [3, 4, 5, 6, 7].filter((lots) => order("buy", lots, instrumentId, { account }) === "none").at(
        -1,
      );
    expect([most(1), most(1, "other"), most(2), most(3), most(3, "other")]).toEqual([
      4,
      3,
      5,
      6,
      3,
    ]);
  });

  it.each(
    [
      [{ maxOpenOrder: 1 }, {}, 'Limit "maxOpenOrder" is unknown'],
      [{ maxOpenOrders: 1 }, { instrumentId: 1 }, "is one of an account"],
      [{}, {}, "names no limit"],
    ] as const,
  )("are refused where they are wrong: %o %o", (wanted, at, reason) => {
    const change = desk().limits(wanted as Readonly<Record<string, number>>, at);
    expect(change.outcome).toBe("refused");
    expect(change.reason).toContain(reason);
  });

  it("come back with a snapshot", () => {
    const first = desk();
    first.limits({ maxOrderQuantityLots: 3 });
    const second = desk();
    second.run.state = structuredClone(first.run.state);
    expect(second.order("buy", 4, 1)).toBe("orderQuantityLimit");
    expect(second.limits({ maxOrderQuantityLots: 4 }).version).toBe(2);
    expect(second.order("buy", 4, 1)).toBe("none");
  });
});

describe("closing all positions", () => {
  it("is allowed while trading is halted, as far as a position goes", () => {
    const run = desk();
    run.order("buy", 10, 1, { clientOrderId: "A" });
    run.filled("A", "buy", 10);
    run.state("halted");
    run.limits({ maxOrderQuantityLots: 1, maxOpenOrders: 1, maxQuoteAgeMs: 1 });
    run.wait(60_000);
    const close = (clientOrderId: string, lots: number, side: "buy" | "sell" = "sell") =>
      run.order(side, lots, 1, { clientOrderId, execInst: ["reduceOnly"], timeInForce: "ioc" });
    expect(close("flatten-1", 10)).toBe("tradingHalted");
    run.run.send(controlRow({ control: "flatten", name: "" }));
    expect(close("other-1", 10)).toBe("tradingHalted");
    expect(close("flatten-2", 1, "buy")).toBe("reduceOnly");
    expect(close("flatten-3", 10)).toBe("none");
    run.filled("flatten-3", "sell", 10);
    expect(close("flatten-4", 1)).toBe("reduceOnly");
    run.state("active");
    run.state("halted");
    expect(close("flatten-5", 1)).toBe("tradingHalted");
  });
});
