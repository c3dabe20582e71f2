// What every venue keeps to, for any market and any orders.
import { Schema } from "effect";
import { describe, expect, it } from "vitest";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { Fill, OrderCommand, OrderEvent } from "../../streams/orders.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { definitionOf } from "../../streams/records.ts";
import type { AnyActor } from "../actor.ts";
import { Machine } from "../machine.ts";
import { type Order, transition } from "../orders.ts";
import { testMarket } from "../testing/market.ts";
import { type Random, randomFrom } from "../testing/random.ts";
import { commandRow } from "../testing/rows.ts";
import { faults } from "./faults/roster.ts";
import { lineSettings, overLine } from "./line.ts";
import { venues } from "./roster.ts";

const instruments = new InstrumentRegistry();

/** A market with random orders, cancels and replaces between its ticks. */
const tradedMarket = (seed: number, steps = 3000): AnyRecord[] => {
  const random = randomFrom(seed * 7919);
  const ids: { id: string; instrumentId: number; price: number }[] = [];
  return testMarket({ seed, steps, instruments: 2 }).flatMap((row): AnyRecord[] => {
    if (row._tag === "control" || random.next() > 0.25) return [row];
    const { instrumentId, eventTimeUs } = row;
    const price = "priceTicks" in row ? row.priceTicks : 0;
    const at = { instrumentId, eventTimeUs, stage: "approved" } as const;
    const known = ids.filter((one) => one.instrumentId === instrumentId);
    if (random.next() < 0.2 && known.length > 0) {
      const { id: clientOrderId, price: priceTicks } = random.pick(known.slice(-5));
      const command = random.pick(["cancel", "replace"] as const);
      const to = {
        priceTicks: priceTicks + random.between(-1, 1),
        quantityLots: random.between(1, 40),
      };
      return [row, commandRow({ ...at, command, clientOrderId, ...to })];
    }
    if (price === 0) return [row];
    const clientOrderId = `O${ids.length}`;
    ids.push({ id: clientOrderId, instrumentId, price });
    return [
      row,
      commandRow({
        ...at,
        clientOrderId,
        side: random.pick(["buy", "sell"]),
        orderType: random.pick(["limit", "limit", "limit", "market"]),
        timeInForce: random.pick(["day", "gtc", "ioc", "fok"]),
        quantityLots: random.between(1, 40),
        priceTicks: price + random.between(-3, 3),
        ...(random.next() < 0.4 ? special(random, { price, eventTimeUs, ids }) : {}),
      }),
    ];
  }).map((row, position) => ({ ...row, position }));
};

/** What makes an order wait, follow, or hold back. */
const special = (random: Random, { price, eventTimeUs, ids }: {
  readonly price: number;
  readonly eventTimeUs: number;
  readonly ids: readonly { readonly id: string }[];
}): Partial<OrderCommand> => ({
  ...random.pick([
    {},
    { orderType: "stop", priceTicks: 0, stopPriceTicks: price + random.between(-4, 4) },
    { orderType: "stopLimit", stopPriceTicks: price + random.between(-4, 4) },
    { orderType: "trailingStop", priceTicks: 0, trailTicks: random.between(1, 5) },
    { orderType: "marketToLimit", priceTicks: 0 },
    { timeInForce: "gtd", expireTimeUs: eventTimeUs + random.between(1, 60) * 1_000_000 },
  ] as Partial<OrderCommand>[]),
  ...random.pick([{}, {}, { execInst: ["postOnly"] }, { execInst: ["reduceOnly"] }]),
  ...random.pick([{}, { orderListId: `L${ids.length >> 2}` }]),
  ...random.pick([{}, {}, { parentOrderId: ids.at(-2)?.id ?? "" }]),
});

type Told = Fill | OrderEvent;

const runOver = (venue: AnyActor, rows: readonly AnyRecord[], restoreAt = -1): Told[] => {
  const out: Told[] = [];
  const start = () => new Machine([venue], instruments, (record) => out.push(record as Told));
  let machine = start();
  rows.forEach((row, index) => {
    if (index === restoreAt) {
      const snapshot = structuredClone(machine.snapshot());
      machine = start();
      machine.restore(snapshot);
    }
    machine.receive(structuredClone(row));
  });
  return out;
};

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

const bad = { lateShare: 0.3, lateMs: 900, repeatedShare: 0.3, outageShare: 0.02, outageMs: 3_000 };

/** The venue behind a line on which much goes wrong. */
const overBadLine = (venue: AnyActor, line: Partial<typeof bad>): AnyActor => ({
  ...overLine(venue),
  settings: {
    ...venue.settings,
    ...Object.fromEntries(
      Object.entries(lineSettings).map(([name, setting]) => [
        name,
        { ...setting, default: line[name as keyof typeof line] ?? setting.default },
      ]),
    ),
  },
});

const all = venues.flatMap((venue) => [
  [venue.name, venue, seeds] as const,
  [`${venue.name} over a bad line`, overBadLine(venue, bad), seeds] as const,
  ...faults.filter(({ line }) => Object.keys(line).length > 0).map(({ name, line }) =>
    [`${venue.name} with ${name}`, overBadLine(venue, line), seeds.slice(0, 2)] as const
  ),
]);

describe.each(venues)("a line to the venue $name", (venue) => {
  it("changes nothing where nothing goes wrong", () => {
    const rows = tradedMarket(9);
    expect(runOver(overLine(venue), rows)).toEqual(runOver(venue, rows));
  });
});

describe.each(all)("the venue %s", (_, venue, seeds) => {
  it("tells valid records with ids of their own", () => {
    const told = runOver(venue, tradedMarket(1));
    for (const { _tag, ...row } of told) {
      Schema.decodeUnknownSync(definitionOf(_tag).schema)(row);
    }
    const fills = told.filter((one) => one._tag === "fill");
    expect(fills.length).toBeGreaterThan(50);
    expect(new Set(fills.map((one) => one.fillId)).size).toBe(fills.length);
  });

  it.each(seeds)("keeps quantities, limits and order of events, seed %i", (seed) => {
    const rows = tradedMarket(seed);
    const commands = new Map(
      rows.filter((row): row is OrderCommand => row._tag === "orderCommand")
        .filter((row) => row.command === "submit").map((row) => [row.clientOrderId, row]),
    );
    const orders = new Map<string, Order>();
    const filled = new Map<string, number>();
    const positions = new Map<string, number>();
    for (const one of runOver(venue, rows)) {
      const command = commands.get(one.clientOrderId)!;
      const order = orders.get(one.clientOrderId) ?? orderOf(command);
      if (one._tag === "fill") {
        const sum = (filled.get(one.clientOrderId) ?? 0) + one.lastQuantityLots;
        filled.set(one.clientOrderId, sum);
        expect(one.lastQuantityLots).toBeGreaterThan(0);
        expect(one.leavesQuantityLots).toBeGreaterThanOrEqual(0);
        expect({ seed, id: one.clientOrderId, cum: one.cumQuantityLots })
          .toEqual({ seed, id: one.clientOrderId, cum: sum });
        if (command.execInst.includes("postOnly")) expect(one.liquidity).toBe("maker");
        const signed = one.side === "buy" ? one.lastQuantityLots : -one.lastQuantityLots;
        const key = `${one.account} ${one.instrumentId}`;
        const held = positions.get(key) ?? 0;
        positions.set(key, held + signed);
        if (command.execInst.includes("reduceOnly")) {
          expect(Math.abs(held + signed)).toBe(Math.abs(held) - Math.abs(signed));
        }
        if (command.orderType === "limit" || command.orderType === "stopLimit") {
          const beyond = (one.lastPriceTicks - order.priceTicks) * (one.side === "buy" ? 1 : -1);
          expect(beyond).toBeLessThanOrEqual(0);
        }
        continue;
      }
      const after = transition(order, one);
      if ("illegal" in after) {
        expect.fail(`seed ${seed}: ${one.clientOrderId} ${one.event}: ${after.illegal}`);
      }
      orders.set(one.clientOrderId, after);
      if (one.event !== "cancelRejected" && one.event !== "replaceRejected") {
        expect(one.cumQuantityLots).toBe(filled.get(one.clientOrderId) ?? 0);
      }
    }
  });

  it.each(seeds)("tells the same twice, and after a snapshot anywhere, seed %i", (seed) => {
    const rows = tradedMarket(seed, 1200);
    const told = runOver(venue, rows);
    expect(runOver(venue, rows)).toEqual(told);
    for (const at of [1, 333, 601, 1100]) expect(runOver(venue, rows, at)).toEqual(told);
  });
});

const orderOf = (command: OrderCommand): Order => ({
  clientOrderId: command.clientOrderId,
  account: command.account,
  strategy: command.strategy,
  side: command.side,
  status: "submitted",
  quantityLots: command.quantityLots,
  priceTicks: command.priceTicks,
  cumQuantityLots: 0,
  leavesQuantityLots: command.quantityLots,
  venueOrderId: "",
});
