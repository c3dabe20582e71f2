// What every model of a venue keeps to, whatever its settings: one suite for each roster.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Setting } from "../actor.ts";
import { faults } from "./faults/roster.ts";
import { feeState } from "./fees/fee-model.ts";
import { feeModels } from "./fees/roster.ts";
import { fillModels } from "./fills/roster.ts";
import { impactState, watch } from "./impacts/impact-model.ts";
import { impactModels } from "./impacts/roster.ts";
import { latencyState, type LatencyTriples } from "./latencies/latency-model.ts";
import { latencyModels } from "./latencies/roster.ts";
import { lineSettings } from "./line.ts";
import { queueModels } from "./queues/roster.ts";
import { viewSettings } from "./view.ts";

/** Any settings within their bounds, with whole numbers where the default is one. */
const settingsOf = (schema: Readonly<Record<string, Setting>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(schema).map(([name, { minimum, maximum }]) => [
        name,
        fc.double({ min: minimum, max: Math.min(maximum, 1e6), noNaN: true }),
      ]),
    ),
  );

const lots = (most = 1_000) => fc.integer({ min: 0, max: most });
const named = <A extends { readonly name: string }>(roster: readonly A[]) =>
  roster.map((one) => [one.name, one] as const);

it("has no two models of one name, and every default within its bounds", () => {
  for (const roster of [feeModels, fillModels, impactModels, latencyModels, queueModels, faults]) {
    const names = roster.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const one of roster) {
      const settings = "settings" in one ? one.settings : {};
      for (const { default: value, minimum, maximum, comment } of Object.values(settings)) {
        expect(value >= minimum && value <= maximum && comment !== "").toBe(true);
      }
    }
  }
});

describe.each(named(queueModels))("the queue model %s", (_, model) => {
  it("never puts more before us than is shown, and never less than nobody canceled leaves", () =>
    fc.assert(fc.property(
      settingsOf(model.settings),
      fc.tuple(lots(), lots(), lots(), lots()),
      (settings, [ahead, traded, behind, after]) => {
        const rule = model.rule(settings, 1);
        const before = ahead + traded + behind;
        const now = rule(ahead, traded, before, after);
        expect(Number.isNaN(now)).toBe(false);
        expect(now).toBeLessThanOrEqual(after + 1e-9);
        expect(now).toBeLessThanOrEqual(ahead + 1e-9);
        // More is shown, or as much as the trades left: nobody before us can have gone.
        if (after >= before - traded) expect(now).toBe(Math.min(ahead, after));
      },
    )));

  it("puts all that is shown before an order whose queue nobody has seen", () => {
    expect(model.rule({}, 1)(Infinity, 0, 0, 70)).toBe(70);
  });
});

describe.each(named(fillModels))("the fill model %s", (_, model) => {
  it("fills from nothing to all that is left of an order", () =>
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: -1_000, max: 1_000 }),
      lots(),
      (leaves, past, left) => {
        const all = [
          model.atPrice(leaves, past, left),
          model.through(leaves, left),
          model.take(leaves, left),
        ];
        for (const filled of all) {
          expect(filled).toBeGreaterThanOrEqual(0);
          expect(filled).toBeLessThanOrEqual(leaves);
        }
        // What waits behind others is not filled at its price.
        if (past <= 0) expect(all[0]).toBe(0);
        if (left === 0) expect(all[2]).toBe(0);
      },
    )));
});

describe.each(named(feeModels))("the fee model %s", (_, model) => {
  it("gives a number, counts what was traded, and the same again for the same fills", () =>
    fc.assert(fc.property(
      settingsOf(model.settings),
      fc.array(
        fc.record({
          notional: fc.integer({ min: 1, max: 1e9 }),
          quantityLots: fc.integer({ min: 1, max: 1e6 }),
          liquidity: fc.constantFrom("maker" as const, "taker" as const),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      (settings, fills) => {
        const [one, two] = [feeState(model, settings), feeState(model, settings)];
        const fees = fills.map((fill) => model.feeOf(one, fill));
        expect(fees.every(Number.isFinite)).toBe(true);
        expect(fills.map((fill) => model.feeOf(two, fill))).toEqual(fees);
        expect(one.traded).toBe(fills.reduce((sum, { notional }) => sum + notional, 0));
      },
    )));
});

const triples: LatencyTriples = {
  requestUs: Float64Array.of(0, 1_000, 2_000),
  venueUs: Float64Array.of(300, 0, 2_700),
  responseUs: Float64Array.of(500, 1_900, 3_000),
};

describe.each(named(latencyModels))("the latency model %s", (_, model) => {
  it("never answers before it was asked, and the same again for the same seed", () =>
    fc.assert(fc.property(
      settingsOf(model.settings),
      fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 20 }),
      (settings, gaps) => {
        const times = gaps.map(((at) => (gap: number) => at += gap)(0));
        const run = () => {
          const state = latencyState(model, { settings, triples });
          return times.map((us) => [model.entryUs(state, us), model.responseUs(state, us)]);
        };
        const told = run();
        expect(run()).toEqual(told);
        for (const [entry, response] of told) {
          expect(Number.isFinite(entry)).toBe(true);
          expect(response).toBeGreaterThanOrEqual(0);
          // Only recorded refusals are below zero: they never reached the venue.
          if (!model.recorded) expect(entry).toBeGreaterThanOrEqual(0);
        }
      },
    )));
});

describe.each(named(impactModels))("the impact model %s", (_, model) => {
  const taking = fc.record({
    side: fc.constantFrom(1 as const, -1 as const),
    lots: fc.integer({ min: 1, max: 10_000 }),
    atUs: fc.integer({ min: 1, max: 1e9 }),
  });
  it("is never in our favour, never less for more lots, and the same again", () =>
    fc.assert(fc.property(
      settingsOf(model.settings),
      fc.array(taking, { minLength: 1, maxLength: 20 }),
      (settings, all) => {
        const sorted = all.toSorted((a, b) => a.atUs - b.atUs);
        const run = () => {
          const state = impactState(model, settings);
          return sorted.map((one, i) => {
            watch(state, { atUs: one.atUs, lots: 5, midHalfTicks: 200 + i % 7 });
            const ticks = model.ticksOf(state, one);
            expect(model.ticksOf(state, { ...one, lots: one.lots * 2 }))
              .toBeGreaterThanOrEqual(ticks);
            model.took(state, one);
            return ticks;
          });
        };
        const told = run();
        expect(told.every((ticks) => ticks >= 0 && Number.isFinite(ticks))).toBe(true);
        expect(run()).toEqual(told);
      },
    )));
});

describe.each(named(faults))("the fault %s", (name, { line, view = {} }) => {
  it("is made of settings that there are, within their bounds, and is something", () => {
    const known: Readonly<Record<string, Setting>> = { ...lineSettings, ...viewSettings };
    for (const [setting, value] of Object.entries({ ...line, ...view })) {
      const { minimum, maximum } = known[setting]!;
      expect(value >= minimum && value <= maximum).toBe(true);
    }
    expect(Object.keys({ ...line, ...view }).length > 0).toBe(name !== "none");
  });
});
