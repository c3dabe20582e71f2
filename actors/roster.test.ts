// The trading actors together: what must hold between signals, orders, fills and positions.
import { describe, expect, it } from "vitest";
import { Schema } from "effect";
import { InstrumentRegistry } from "../streams/instruments.ts";
import { type AnyRecord, definitionOf, type Tag } from "../streams/records.ts";
import type { Message } from "./actor.ts";
import { Machine } from "./machine.ts";
import { type OrdersState } from "./orders.ts";
import { type PositionsState } from "./positions.ts";
import { type RiskState } from "./risk.ts";
import { marketActors, tradingActors } from "./roster.ts";
import { testMarket } from "./testing/market.ts";

const instruments = new InstrumentRegistry();
const settings = {
  "prediction-follower": { coolDownMs: 200, holdMs: 400 },
  "imbalance-taker": { coolDownMs: 200, holdMs: 400, smoothing: 0.5 },
  portfolio: { restMs: 60, retryMs: 50 },
  risk: { maxOrdersPerSecond: 20, maxPositionNotional: 3000 },
};
const market = testMarket({ seed: 5, steps: 8_000, instruments: 3, predicted: true });

const runOver = (rows: readonly AnyRecord[], restoreAt = -1) => {
  const out: AnyRecord[] = [];
  const start = () => new Machine(tradingActors, instruments, (row) => out.push(row), settings);
  let machine = start();
  let position = -1;
  for (const row of rows) {
    if (row.position === restoreAt && position !== restoreAt) {
      const snapshot = structuredClone(machine.snapshot());
      machine = start();
      machine.restore(snapshot);
    }
    position = row.position;
    machine.receive(structuredClone(row));
  }
  return { out, machine };
};

const of = <T extends Tag>(out: readonly AnyRecord[], tag: T) =>
  out.filter((row): row is Message<T> => row._tag === tag);

const net = (fills: readonly Message<"fill">[], instrumentId: number) =>
  fills.filter((fill) => fill.instrumentId === instrumentId).reduce(
    (sum, fill) => sum + (fill.side === "buy" ? fill.lastQuantityLots : -fill.lastQuantityLots),
    0,
  );

describe("the trading actors", () => {
  const { out, machine } = runOver(market);
  const fills = of(out, "fill");

  it("have names of their own", () => {
    const names = [...marketActors, ...tradingActors].map((actor) => actor.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("lead from ticks to fills, in valid records", () => {
    for (
      const tag of ["signal", "orderCommand", "riskDecision", "orderEvent", "fill", "position"]
    ) {
      expect(of(out, tag as Tag).length, tag).toBeGreaterThan(100);
    }
    for (const { _tag, ...row } of out) Schema.decodeUnknownSync(definitionOf(_tag).schema)(row);
  });

  it("send the venue what risk approved and nothing else, with a decision for every request", () => {
    const commands = of(out, "orderCommand");
    const requested = commands.filter((one) => one.stage === "requested");
    const decisions = of(out, "riskDecision");
    expect(decisions.length).toBe(requested.length);
    expect(commands.filter((one) => one.stage === "approved").length)
      .toBe(decisions.filter((one) => one.decision === "approved").length);
    const submits = requested.filter((one) => one.command === "submit");
    expect(new Set(submits.map((one) => one.clientOrderId)).size).toBe(submits.length);
  });

  it("link each fill to its order, signal and prediction", () => {
    const submits = of(out, "orderCommand").filter((one) => one.command === "submit");
    const orders = new Map(submits.map((one) => [one.clientOrderId, one]));
    const signals = new Map(of(out, "signal").map((one) => [one.signalId, one]));
    for (const fill of fills) {
      expect(orders.get(fill.clientOrderId)!.signalId).toBe(fill.signalId);
      expect(signals.get(fill.signalId)!.strategy).toBe(fill.strategy);
      expect(fill.orderPosition).toBeLessThan(fill.position);
    }
  });

  it("see every event fit its order", () => {
    const states = machine.snapshot().states["orders"] as OrdersState[];
    for (const state of states) {
      if (state === undefined) continue;
      expect([state.refusedEvents, state.lastRefused]).toEqual([0, ""]);
    }
  });

  it("agree on what is held", () => {
    const { states } = machine.snapshot();
    const [risk] = states["risk"] as RiskState[];
    for (const instrumentId of [1, 2, 3]) {
      const held = (states["positions"] as PositionsState[])[instrumentId]!;
      const lots = [...held.holdings.values()].reduce((sum, one) => sum + one.quantityLots, 0);
      expect(lots).toBe(net(fills, instrumentId));
      expect(risk!.accounts.get("paper")!.held[instrumentId]!.exposure.positionLots).toBe(lots);
    }
  });

  it("cancel every order of a session with its end", () => {
    const half = 4_000;
    const over = new Set(["denied", "filled", "canceled", "expired", "rejected"]);
    const open = new Set<string>();
    for (const event of of(out, "orderEvent").filter((one) => one.position <= half)) {
      if (over.has(event.event)) open.delete(event.clientOrderId);
      else if (!event.event.endsWith("Rejected")) open.add(event.clientOrderId);
    }
    expect([...open]).toEqual([]);
  });

  it("give the same bytes twice, and after a snapshot anywhere", () => {
    const bytes = JSON.stringify(out);
    expect(JSON.stringify(runOver(market).out)).toBe(bytes);
    for (const at of [1, 2345, 4_000, 6_666]) {
      expect(JSON.stringify(runOver(market, at).out) === bytes, `restored at ${at}`).toBe(true);
    }
  });
});
