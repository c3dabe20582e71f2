// The contract of execution algorithms: every one works its order in full, within its limit, and goes on after a crash.
import { describe, expect, it } from "vitest";
import type { HandOrder } from "../../streams/hand-order.ts";
import { plainHandOrder } from "../../streams/hand-order.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord, Tag } from "../../streams/records.ts";
import type { Message } from "../actor.ts";
import { algorithms as actor } from "../algorithms.ts";
import { hand } from "../hand.ts";
import { Machine } from "../machine.ts";
import { normal, randomState, uniform } from "../measures/random.ts";
import { orders } from "../orders.ts";
import { positions } from "../positions.ts";
import { risk } from "../risk.ts";
import { controlRow, quoteRow, tradeRow } from "../testing/rows.ts";
import { venues } from "../venues/roster.ts";
import { type Algorithm, elapsed, type Progress, wrongParameters } from "./algorithm.ts";
import { addVolume, noProfile, shareBy } from "./profile.ts";
import { algorithms } from "./roster.ts";

const instruments = new InstrumentRegistry();
const actors = [hand, actor, risk, orders, ...venues, positions];
const settings = {
  risk: {
    ...{ maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxConcentration: 1e3, maxLeverage: 1e3 },
    ...{ maxGrossExposure: 1e12, maxNetExposure: 1e12, maxDailyLoss: 1e9, maxDrawdown: 1e9 },
  },
};
const stepUs = 50_000;

/** Four minutes of a market of one instrument, with controls at some steps. */
const market = (controls: Readonly<Record<number, object>>, seed = 1): AnyRecord[] => {
  const random = randomState(seed);
  let mid = 10_000;
  return Array.from({ length: 4_800 }, (_, step): AnyRecord => {
    const at = { position: step, eventTimeUs: 1_700_000_000_000_000 + step * stepUs };
    if (step === 0) return { ...controlRow({ control: "sessionStarted" }), position: 0 };
    if (controls[step] !== undefined) return { ...controlRow(controls[step]), ...at };
    if (step % 10 === 0) mid = Math.max(9_000, Math.round(mid + normal(random) * 2));
    if (uniform(random) < 0.4) {
      const priceTicks = mid + Math.round(normal(random) * 3);
      const quantityLots = 1 + Math.floor(uniform(random) * 60);
      const side = uniform(random) < 0.5 ? "buy" as const : "sell" as const;
      return tradeRow({ ...at, priceTicks, quantityLots, aggressorSide: side });
    }
    const quantity = { bidQuantityLots: 400, askQuantityLots: 400 };
    return quoteRow({ ...at, bidPriceTicks: mid - 2, askPriceTicks: mid + 2, ...quantity });
  });
};

const order = (algorithm: Algorithm, more: Partial<HandOrder> = {}) => ({
  control: "order",
  name: "paper",
  instrumentId: 1,
  reason: "A large one",
  value: JSON.stringify({
    ...{ ...plainHandOrder, clientOrderId: "P", side: "buy", quantityLots: 1_000 },
    algorithm: algorithm.name,
    ...more,
  }),
});

const run = (rows: readonly AnyRecord[], restoreAt = -1) => {
  const out: AnyRecord[] = [];
  const start = () => new Machine(actors, instruments, (one) => out.push(one), settings);
  let machine = start();
  for (const row of rows) {
    if (row.position === restoreAt) {
      const snapshot = structuredClone(machine.snapshot());
      machine = start();
      machine.restore(snapshot);
    }
    machine.receive(structuredClone(row));
  }
  return out;
};
const of = <T extends Tag>(out: readonly AnyRecord[], tag: T) =>
  out.filter((one): one is Message<T> => one._tag === tag);
const filledIn = (out: readonly AnyRecord[]) =>
  of(out, "fill").reduce((sum, one) => sum + one.lastQuantityLots, 0);

const progress = (algorithm: Algorithm, more: Partial<Progress> = {}): Progress => ({
  quantityLots: 1_000,
  cumLots: 0,
  startUs: 0,
  endUs: 100,
  nowUs: 0,
  marketLots: 0,
  profile: noProfile(),
  parameters: Object.fromEntries(
    Object.entries(algorithm.parameters).map(([name, one]) => [name, one.default]),
  ),
  ...more,
});

describe.each(algorithms.map((one) => [one.name, one] as const))("%s", (_, algorithm) => {
  const at = 100;
  const rows = market({ [at]: order(algorithm) });
  const out = run(rows);
  const children = of(out, "orderCommand").filter((one) =>
    one.stage === "requested" && one.command === "submit"
  );

  it("fills all of its order, and no lot more", () => {
    const last = of(out, "algorithmOrder").at(-1)!;
    expect(filledIn(out)).toBe(1_000);
    expect([last.status, last.cumQuantityLots]).toEqual(["filled", 1_000]);
    expect(last.filledTickLots).toBe(
      of(out, "fill").reduce((sum, one) => sum + one.lastPriceTicks * one.lastQuantityLots, 0),
    );
    expect(last.arrivalPriceHalfTicks).toBeGreaterThan(0);
  });

  it("works it in children that name it, one at a time", () => {
    expect(children.length).toBeGreaterThan(5);
    expect(new Set(children.map((one) => one.algorithmOrderId))).toEqual(new Set(["P"]));
    expect(children.map((one) => one.clientOrderId)).toEqual(children.map((_, i) => `P.${i + 1}`));
    let [working, most] = [0, 0];
    for (const event of of(out, "orderEvent")) {
      if (event.event === "submitted") working++;
      if (["filled", "canceled", "denied", "rejected", "expired"].includes(event.event)) working--;
      most = Math.max(most, working);
    }
    expect(most).toBe(1);
  });

  it("never asks for more than is left", () => {
    for (const child of children) {
      const done = filledIn(out.filter((one) => one.position < child.position));
      expect(done + child.quantityLots).toBeLessThanOrEqual(1_000);
    }
  });

  it("never prices a child beyond the limit of its order", () => {
    const limited = run(market({ [at]: order(algorithm, { priceTicks: 9_999 }) }, 7));
    const submits = of(limited, "orderCommand").filter((one) => one.command === "submit");
    for (const one of submits) expect(one.priceTicks).toBeLessThanOrEqual(9_999);
    for (const one of of(limited, "fill")) expect(one.lastPriceTicks).toBeLessThanOrEqual(9_999);
    expect(["filled", "expired"]).toContain(of(limited, "algorithmOrder").at(-1)!.status);
  });

  it("is done at its end, or says that it is not", () => {
    const parameters = { durationS: 30, finish: 0 };
    const short = run(market({ [at]: order(algorithm, { parameters, quantityLots: 100_000 }) }));
    const last = of(short, "algorithmOrder").at(-1)!;
    expect(last.status).toBe("expired");
    expect(last.cumQuantityLots).toBe(filledIn(short));
    expect(last.eventTimeUs - last.startUs).toBeLessThan(32_000_000);
  });

  it("stops where trading is halted, and where it is canceled", () => {
    const halt = { control: "tradingState", value: "halted", reason: "Fire" };
    const stop = order(algorithm, { command: "cancel" });
    for (const control of [halt, stop]) {
      const stopped = run(market({ [at]: order(algorithm), 200: control }));
      const last = of(stopped, "algorithmOrder").at(-1)!;
      expect(last.status).toBe("canceled");
      expect(last.cumQuantityLots).toBe(filledIn(stopped));
      expect(of(stopped, "orderCommand").filter((one) => one.position > 210)).toEqual([]);
    }
  });

  it("makes one order of an id that comes again", () => {
    const twice = run(
      market({ [at]: order(algorithm), 150: order(algorithm), 4_700: order(algorithm) }),
    );
    expect(filledIn(twice)).toBe(1_000);
  });

  it("goes on after a crash where it was, to the same bytes", () => {
    const bytes = JSON.stringify(out);
    for (const crash of [at + 1, 333, 777]) {
      expect(JSON.stringify(run(rows, crash)) === bytes, `crashed at ${crash}`).toBe(true);
    }
  });

  it("says what is due between what is done and all of it, and never less later", () => {
    let before = 0;
    for (let nowUs = 0; nowUs <= 100; nowUs++) {
      const due = algorithm.due(progress(algorithm, { nowUs, marketLots: nowUs * 200 }));
      expect(due).toBeGreaterThanOrEqual(before);
      expect(due).toBeLessThanOrEqual(1_000);
      expect(Number.isInteger(due)).toBe(true);
      before = due;
    }
    expect(before).toBe(algorithm.onlyRests === true ? 100 : 1_000);
  });

  it("refuses parameters that are none, or out of bounds", () => {
    expect(wrongParameters(algorithm, {})).toBeUndefined();
    expect(wrongParameters(algorithm, { speed: 1 })).toMatchObject({ name: "speed" });
    expect(wrongParameters(algorithm, { durationS: 0 })).toMatchObject({ name: "durationS" });
    const wrong = run(market({ [at]: order(algorithm, { parameters: { durationS: -1 } }) }));
    expect(of(wrong, "algorithmOrder").map((one) => one.status)).toEqual(["rejected"]);
    expect(of(wrong, "orderCommand")).toEqual([]);
  });
});

describe("the schedules", () => {
  const find = (name: string) => algorithms.find((one) => one.name === name)!;
  const dueAt = (name: string, share: number, more: Partial<Progress> = {}) => {
    const algorithm = find(name);
    return algorithm.due(progress(algorithm, { nowUs: share * 100, ...more }));
  };

  it("of TWAP are even", () => {
    expect([0, 0.249, 0.5, 0.999].map((share) => dueAt("twap", share))).toEqual([
      50,
      250,
      550,
      1000,
    ]);
  });

  it("of implementation shortfall do most of it early", () => {
    expect(dueAt("implementation-shortfall", 0.5)).toBeGreaterThan(800);
    const slow = { parameters: { urgency: 0.01, slices: 20 } };
    expect(dueAt("implementation-shortfall", 0.45, slow)).toBe(500);
  });

  it("of POV follow the market, its own share included", () => {
    expect(dueAt("pov", 0.5, { marketLots: 900 })).toBe(100);
    expect(dueAt("pov", 0.9, { marketLots: 0 })).toBe(0);
  });

  it("of VWAP follow the volume that was seen at that time of day", () => {
    const profile = noProfile();
    const minute = 60_000_000;
    addVolume(profile, 2 * minute, 300);
    addVolume(profile, 7 * minute, 100);
    const over = { startUs: 0, endUs: 10 * minute };
    expect(shareBy(profile, { ...over, nowUs: 5 * minute })).toBeCloseTo(0.75);
    expect(shareBy(profile, { ...over, nowUs: 7.5 * minute })).toBeCloseTo(0.875);
    expect(shareBy(noProfile(), { ...over, nowUs: 5 * minute })).toBe(0.5);
    expect(elapsed(progress(find("vwap"), { ...over, nowUs: 5 * minute }))).toBe(0.5);
  });
});
