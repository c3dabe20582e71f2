// The backtest engine over columns: what it fills, when, in which order, and what it never does.
import { expect, it } from "vitest";
import { randomState, uniform } from "../../measures/random.ts";
import { notionalFee } from "../../venues/fees/notional.ts";
import { fillModels } from "../../venues/fills/roster.ts";
import { constantLatency } from "../../venues/latencies/constant.ts";
import { impactModels } from "../../venues/impacts/roster.ts";
import { latencyModels } from "../../venues/latencies/roster.ts";
import { queueModels } from "../../venues/queues/roster.ts";
import type { Desk } from "./desk.ts";
import { type ColumnStrategy, runEngine } from "./engine.ts";
import { Feed, rowKinds } from "./feed.ts";
import type { LaneModels } from "./lane.ts";
import { lookaheadRows, windowRows } from "./limits.ts";
import type { BacktestResult } from "./result.ts";

const { ask, bid, buyTrade, sellTrade } = rowKinds;
/** Rows as [kind, price, lots, venue time]; they reach us 10 µs later. */
type Row = readonly [number, number, number, number];

const models = (settings: Readonly<Record<string, number>> = {}): LaneModels => ({
  queue: queueModels[0]!.rule({}, 1),
  fill: fillModels[0]!,
  latency: constantLatency,
  latencySettings: { entryUs: 20, responseUs: 30, ...settings },
  fee: notionalFee,
  feeSettings: { takerBps: 0, makerBps: 0 },
});

const feedOf = (rows: readonly Row[]): Feed => {
  const feed = new Feed();
  for (const [kind, price, lots, atUs] of rows) feed.append(kind, price, lots, atUs, atUs + 10);
  feed.rewind();
  return feed;
};

const acting = (act: (desk: Desk, look: number) => void): ColumnStrategy => ({
  name: "test",
  about: "",
  settings: {},
  make: () => {
    let look = 0;
    return (desk) => act(desk, look++);
  },
});

const run = (
  rows: readonly Row[] | Feed,
  act: (desk: Desk, look: number) => void,
  { everyUs = 100, with: how = models() }: { everyUs?: number; with?: LaneModels } = {},
): Promise<BacktestResult> =>
  runEngine({
    lanes: [{
      instrumentId: 1,
      tickLotValue: 1,
      feed: rows instanceof Feed ? rows : feedOf(rows),
      models: how,
    }],
    strategy: acting(act),
    settings: {},
    account: "main",
    everyUs,
    sampleUs: 1,
    clock: () => 0,
  });

const opening: readonly Row[] = [[bid, 99, 5, 1_000], [ask, 101, 5, 1_000]];
/** Something later, so that the data has not ended before answers come. */
const later: Row = [bid, 50, 1, 10_000];
const seen = ({ fills }: BacktestResult) =>
  fills.map((fill) => [fill.timeUs, fill.side, fill.priceTicks, fill.quantityLots, fill.liquidity]);

it("walks the book with an order that crosses, when it reaches the venue", async () => {
  const result = await run(
    [...opening, [ask, 102, 5, 1_000], later],
    (desk, look) => look === 0 && desk.take(1, 102, 8),
  );
  expect(seen(result)).toEqual([[1_120, "buy", 101, 5, "taker"], [1_120, "buy", 102, 3, "taker"]]);
  expect(result.orders).toMatchObject([{ timeUs: 1_100, endTimeUs: 1_150, end: "filled" }]);
});

it("fills a resting order only after what was before it has traded or gone", async () => {
  const rows: Row[] = [...opening, [sellTrade, 99, 5, 2_000], [sellTrade, 99, 2, 3_000], later];
  const result = await run(rows, (desk, look) => look === 0 && desk.limit(1, 99, 3));
  expect(seen(result)).toEqual([[3_000, "buy", 99, 2, "maker"]]);
  expect(result.orders).toMatchObject([{ end: "working", cumQuantityLots: 2 }]);
});

it("lets an order that was canceled in time go, and tells of one that was filled first", async () => {
  const act = (desk: Desk, look: number) => {
    if (look === 0) desk.limit(1, 99, 3);
    if (look === 5) desk.cancel(desk.working(0));
  };
  const inTime: Row[] = [...opening, [sellTrade, 98, 9, 1_700], later];
  expect((await run(inTime, act)).orders).toMatchObject([{ end: "canceled", endTimeUs: 1_650 }]);
  const late: Row[] = [...opening, [sellTrade, 98, 9, 1_615], later];
  expect((await run(late, act)).orders).toMatchObject([{ end: "filled", endTimeUs: 1_645 }]);
});

it("keeps a replaced order's place only where it shrinks at its price", async () => {
  const shrinkOrMove = (lots: number) => (desk: Desk, look: number) => {
    if (look === 0) desk.limit(1, 99, 3);
    if (look === 5) desk.replace(desk.working(0), 99, lots);
  };
  const rows: Row[] = [...opening, [bid, 99, 50, 1_400], [sellTrade, 99, 7, 3_000], later];
  expect(seen(await run(rows, shrinkOrMove(2)))).toEqual([[3_000, "buy", 99, 2, "maker"]]);
  expect(seen(await run(rows, shrinkOrMove(4)))).toEqual([]);
});

it("never rests a post-only order that would cross", async () => {
  const result = await run(
    [...opening, later],
    (desk, look) => look === 0 && desk.postOnly(1, 101, 1),
  );
  expect(result.orders).toMatchObject([{ end: "expired", cumQuantityLots: 0 }]);
});

it("acts on nothing that has not reached it", async () => {
  const rows: Row[] = [...opening, [ask, 101, 0, 1_095], [ask, 120, 5, 1_095], later];
  const known: number[] = [];
  await run(rows, (desk, look) => look < 2 && known.push(desk.book.askTicks));
  expect(known).toEqual([101, 120]);
});

const randomRows = (seed: number, count: number): Row[] => {
  const state = randomState(seed);
  const between = (low: number, high: number) =>
    low + Math.floor(uniform(state) * (high - low + 1));
  const rows: Row[] = [];
  let mid = 1_000;
  for (let i = 0, atUs = 1_000; i < count; i++, atUs += between(0, 60)) {
    mid += between(-1, 1);
    const side = between(0, 3);
    const away = between(1, 5);
    if (side === 0) rows.push([bid, mid - away, between(0, 9), atUs]);
    else if (side === 1) rows.push([ask, mid + away, between(0, 9), atUs]);
    else if (side === 2) rows.push([buyTrade, mid + between(0, 3), between(1, 9), atUs]);
    else rows.push([sellTrade, mid - between(0, 3), between(1, 9), atUs]);
  }
  return rows;
};

const randomTrader = (seed: number, replaces = true) => {
  const state = randomState(seed);
  const between = (low: number, high: number) =>
    low + Math.floor(uniform(state) * (high - low + 1));
  return (desk: Desk): void => {
    const mid = Math.round(desk.midHalfTicks / 2);
    if (mid === 0) return;
    const side = uniform(state) < 0.5 ? 1 : -1;
    const what = between(0, 6);
    const one = desk.workingCount > 0 ? desk.working(between(0, desk.workingCount - 1)) : -1;
    if (what === 0) desk.limit(side, mid - side * between(-2, 4), between(1, 12));
    else if (what === 1) desk.postOnly(side, mid - side * between(-1, 4), between(1, 12));
    else if (what === 2) desk.take(side, mid + side * between(0, 4), between(1, 12));
    else if (what === 3) desk.market(side, between(1, 12));
    else if (one >= 0 && what < 6) desk.cancel(one);
    else if (one >= 0 && replaces) {
      desk.replace(one, desk.priceTicks(one) + between(-2, 2), between(1, 12));
    }
  };
};

const everyModel = queueModels.flatMap((queue) =>
  fillModels.flatMap((fill) =>
    latencyModels.filter(({ recorded }) => !recorded).map((latency) => ({
      ...{ queue, fill, latency, impact: impactModels[0]! },
    }))
  )
).concat(
  impactModels.slice(1).map((impact) => ({
    queue: queueModels[0]!,
    fill: fillModels[0]!,
    latency: constantLatency,
    impact,
  })),
);

it.each(everyModel)(
  "conserves quantity and cash, and fills no price beyond its limit: $queue.name, $fill.name, $latency.name, $impact.name",
  async ({ queue, fill, latency, impact }) => {
    for (let seed = 1; seed <= 20; seed++) {
      const how: LaneModels = {
        queue: queue.rule({}, 1),
        fill,
        latency,
        impact,
        fee: notionalFee,
        feeSettings: { makerBps: -1, takerBps: 3 },
      };
      const replaces = seed % 2 === 0;
      const trader = randomTrader(seed, replaces);
      const result = await run(randomRows(seed, 2_000), trader, { everyUs: 97, with: how });
      const { fills, orders, curves: [curve] } = result;
      let position = 0;
      let cash = 0;
      const filled = new Map<string, number>();
      for (const one of fills) {
        const sign = one.side === "buy" ? 1 : -1;
        expect(one.quantityLots).toBeGreaterThan(0);
        position += sign * one.quantityLots;
        cash -= sign * one.quantityLots * one.priceTicks + one.feeTickLots;
        filled.set(one.clientOrderId, (filled.get(one.clientOrderId) ?? 0) + one.quantityLots);
      }
      expect(curve!.positionLots.at(-1)).toBe(position);
      const mid = curve!.midTicks.findLast((one) => !Number.isNaN(one))!;
      expect(curve!.equity.at(-1)).toBeCloseTo(cash + position * mid, 6);
      const limits = new Map(orders.map((order) => [order.clientOrderId, order]));
      for (const { clientOrderId, side, priceTicks } of replaces ? [] : fills) {
        const { orderType, priceTicks: limit } = limits.get(clientOrderId)!;
        if (orderType === "market") continue;
        expect(side === "buy" ? priceTicks <= limit : priceTicks >= limit).toBe(true);
      }
      if (!replaces) expectPriority(fills, orders);
      for (const order of orders) {
        expect(order.cumQuantityLots).toBeLessThanOrEqual(replaces ? Infinity : order.quantityLots);
        expect(order.cumQuantityLots).toBe(filled.get(order.clientOrderId) ?? 0);
        if (order.end === "filled") expect(order.cumQuantityLots).toBeGreaterThan(0);
      }
      expect(new Set(orders.map((order) => order.clientOrderId)).size).toBe(orders.length);
    }
  },
);

/** What rests is filled by price, and at one price by time, where no replace has changed its place. */
const expectPriority = (
  fills: BacktestResult["fills"],
  orders: BacktestResult["orders"],
): void => {
  const numberOf = (id: string) => Number(id.split("-").at(-1));
  const known = new Map(orders.map((order) => [order.clientOrderId, order]));
  const byTime = new Map<string, typeof fills[number][]>();
  for (const fill of fills) {
    if (fill.liquidity !== "maker") continue;
    const key = `${fill.timeUs} ${fill.side} ${fill.priceTicks}`;
    byTime.set(key, [...byTime.get(key) ?? [], fill]);
  }
  for (const same of byTime.values()) {
    const own = same.filter(({ clientOrderId, priceTicks }) =>
      known.get(clientOrderId)?.priceTicks === priceTicks
    );
    const first = own.map(({ clientOrderId }) => known.get(clientOrderId)!.timeUs);
    expect(first).toEqual(first.toSorted((a, b) => a - b));
    expect(own.every(({ clientOrderId }) => numberOf(clientOrderId) > 0)).toBe(true);
  }
};

it("gives the same whether the data is whole in memory or comes in windows", async () => {
  const rows = randomRows(7, windowRows + 3 * lookaheadRows);
  const whole = await run(rows, randomTrader(7), { everyUs: 997 });
  let at = 0;
  const windows = new Feed((feed) => {
    for (const end = Math.min(rows.length, at + 4_096); at < end; at++) {
      const [kind, price, lots, atUs] = rows[at]!;
      feed.append(kind, price, lots, atUs, atUs + 10);
    }
    return at < rows.length;
  });
  const parts = await run(windows, randomTrader(7), { everyUs: 997 });
  expect(parts.fills).toEqual(whole.fills);
  expect(parts.orders).toEqual(whole.orders);
  expect(whole.fills.length).toBeGreaterThan(1_000);
});
