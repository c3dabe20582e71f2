// What every strategy keeps to, and what each of them does.
import { describe, expect, it } from "vitest";
import { Schema } from "effect";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { type Signal, signal } from "../../streams/signals.ts";
import type { AnyActor } from "../actor.ts";
import { Machine, settingsOf } from "../machine.ts";
import { alone } from "../testing/alone.ts";
import { randomFrom } from "../testing/random.ts";
import { controlRow, predictionRow, vectorRow } from "../testing/rows.ts";
import { playScript } from "../testing/script.ts";
import { imbalanceTaker } from "./imbalance-taker.ts";
import { predictionFollower } from "./prediction-follower.ts";
import { strategies } from "./roster.ts";

const instruments = new InstrumentRegistry();
const tenth = 100_000;

/** Ten vectors a second with a prediction each, on two instruments, with marks now and then. */
const market = (seed: number, steps: number): AnyRecord[] => {
  const random = randomFrom(seed);
  const rows: AnyRecord[] = [controlRow({ control: "sessionStarted" })];
  let lean = 0;
  for (let i = 1; i <= steps; i++) {
    if (i === Math.floor(steps / 2)) rows.push(controlRow({ control: "sessionStarted" }));
    lean = Math.max(-1, Math.min(1, lean + random.between(-3, 3) / 10));
    const instrumentId = random.between(1, 2);
    const flags = random.pick([0, 0, 0, 0, 0, 0, 0, 1, 2, 4]);
    const bidPriceTicks = 5000 + random.between(-20, 20);
    const at = { instrumentId, eventTimeUs: (i % (steps / 2)) * tenth };
    const prices = { bidPriceTicks, askPriceTicks: bidPriceTicks + 2 };
    rows.push(vectorRow({ ...at, ...prices, flags, imbalance1: lean, orderFlow1s: lean }));
    const probabilityUp = (1 + lean) / 2;
    const edge = { probabilityUp, probabilityDown: 1 - probabilityUp };
    const midPriceHalfTicks = 2 * bidPriceTicks + 2;
    rows.push(
      predictionRow({ ...at, ...edge, flags: flags | random.pick([0, 16]), midPriceHalfTicks }),
    );
  }
  return rows.map((row, position) => ({ ...row, position }));
};

const runOver = (actor: AnyActor, rows: readonly AnyRecord[], restoreAt = -1): Signal[] => {
  const out: Signal[] = [];
  const start = () => new Machine([actor], instruments, (record) => out.push(record as Signal));
  let machine = start();
  rows.forEach((row, index) => {
    if (index === restoreAt) {
      const snapshot = structuredClone(machine.snapshot());
      machine = start();
      machine.restore(snapshot);
    }
    machine.receive(row);
  });
  return out;
};

describe.each(strategies.map((strategy) => [strategy.name, strategy] as const))(
  "the strategy %s",
  (name, strategy) => {
    const rows = market(11, 4000);

    it("only wishes, on one instrument at a time, by settings within their bounds", () => {
      expect(strategy.emits).toEqual(["signal"]);
      expect(strategy.key).toBe("instrument");
      expect(strategy.receives).toContain("control");
      for (const setting of Object.values(strategy.settings ?? {})) {
        expect(setting.default).toBeGreaterThanOrEqual(setting.minimum);
        expect(setting.default).toBeLessThanOrEqual(setting.maximum);
        expect(setting.comment).toMatch(/^[A-Z]/);
      }
      expect(() => settingsOf(strategy, { nonsense: 1 })).toThrow("Unknown setting");
    });

    it("gives valid signals that change the target, with reasons and ids of their own", () => {
      const signals = runOver(strategy, rows);
      expect(signals.length).toBeGreaterThan(10);
      const targets = new Map<number, number>();
      for (const one of signals) {
        const { _tag, ...row } = one;
        Schema.decodeUnknownSync(signal.schema)(row);
        expect(one.strategy).toBe(name);
        expect(one.targetPositionLots).not.toBe(targets.get(one.instrumentId) ?? 0);
        expect(one.reason.length).toBeGreaterThan(10);
        targets.set(one.instrumentId, one.targetPositionLots);
      }
      expect(new Set(signals.map((one) => one.signalId)).size).toBe(signals.length);
    });

    it("does not churn: at most two signals per cool-down and instrument", () => {
      const coolDownUs = settingsOf(strategy, {})["coolDownMs"]! * 1000;
      const entries = runOver(strategy, rows).filter((one) => one.targetPositionLots !== 0);
      const last = new Map<number, number>();
      for (const one of entries) {
        const before = last.get(one.instrumentId);
        if (before !== undefined && one.eventTimeUs >= before) {
          expect(one.eventTimeUs - before).toBeGreaterThanOrEqual(coolDownUs);
        }
        last.set(one.instrumentId, one.eventTimeUs);
      }
    });

    it("opens nothing on marked vectors and predictions", () => {
      const marked = rows.map((row) =>
        "probabilityUp" in row || row._tag === "featureVector" ? { ...row, flags: 2 } : row
      );
      expect(runOver(strategy, marked)).toEqual([]);
    });

    it("gives the same signals twice, and after a snapshot anywhere", () => {
      const signals = runOver(strategy, rows);
      expect(runOver(strategy, rows)).toEqual(signals);
      for (const at of [1, 100, 2500, 5000]) expect(runOver(strategy, rows, at)).toEqual(signals);
    });

    it("closes a position of the session before", () => {
      const run = alone(strategy);
      const lean = { imbalance1: 1, orderFlow1s: 1, eventTimeUs: 90 * tenth };
      const up = { probabilityUp: 1, probabilityDown: 0, eventTimeUs: 90 * tenth };
      const settle = Array.from(
        { length: 60 },
        (_, i) => vectorRow({ ...lean, eventTimeUs: (30 + i) * tenth }),
      );
      const opened = [...settle, predictionRow(up)].flatMap((row) => run.send(row)) as Signal[];
      expect(opened.at(-1)!.targetPositionLots).toBeGreaterThan(0);
      run.send(controlRow({ control: "sessionStarted" }));
      const later = 200 * tenth;
      const closed = run.send(vectorRow({ eventTimeUs: later })) as Signal[];
      expect(closed.map((one) => one.targetPositionLots)).toEqual([0]);
    });
  },
);

/** Lines such as `1.0 up 0.8 down 0.1 -> long`, at a second of event time. */
const follow = (script: string): string[] => {
  const run = alone(predictionFollower, {
    settings: { enterEdge: 0.3, exitEdge: 0.1, coolDownMs: 2000, notional: 1000 },
  });
  return playScript(script, ([at, , up, , down, mark = "0", model = "m"]) => {
    const row = { probabilityUp: Number(up), probabilityDown: Number(down), flags: Number(mark) };
    const eventTimeUs = Number(at) * 1e6;
    const out = run.send(predictionRow({ ...row, model, eventTimeUs, midPriceHalfTicks: 20_000 }));
    return (out as Signal[]).map((one) => `${one.targetPositionLots}`);
  });
};

describe("the prediction follower", () => {
  it("enters at one edge, leaves below a lower one, and rests in between", () => {
    expect(follow(`
      1.0 up 0.6 down 0.31
      1.1 up 0.75 down 0.3     -> 4
      1.2 up 0.5 down 0.3
      1.3 up 0.5 down 0.45     -> 0
      1.4 up 0.9 down 0.1
      3.2 up 0.9 down 0.1
      3.3 up 0.1 down 0.9      -> -8
      3.4 up 0.9 down 0.1      -> 0
    `)).toEqual([]);
  });

  it("holds for the horizon at most", () => {
    expect(follow(`
      1.0 up 1 down 0          -> 10
      5.9 up 1 down 0
      6.0 up 1 down 0          -> 0
    `)).toEqual([]);
  });

  it("looks away from marked and shadow predictions, and from other models while it holds", () => {
    expect(follow(`
      1.0 up 1 down 0 1
      1.1 up 1 down 0 2
      1.2 up 1 down 0 4
      1.3 up 1 down 0 16
      1.4 up 1 down 0          -> 10
      1.5 up 0 down 1 0 other
      1.6 up 0 down 1 16
      1.7 up 0 down 1          -> 0
    `)).toEqual([]);
  });

  it("names the prediction and the model it followed", () => {
    const run = alone(predictionFollower);
    const [told] = run.send(predictionRow({ probabilityUp: 0.75, probabilityDown: 0.25 }));
    expect(told).toMatchObject({
      predictionPosition: 1,
      model: "m",
      reason: "Higher is likelier: m version 1 gives 75 % up, 25 % down in 5 s",
      referencePriceHalfTicks: 200,
      account: "paper",
    });
  });
});

describe("the imbalance taker", () => {
  const send = (fields: object, times = 1) => {
    const run = alone(imbalanceTaker, { settings: { smoothing: 1, notional: 1000, warmUpMs: 0 } });
    let out: AnyRecord[] = [];
    for (let i = 0; i < times; i++) out = run.send(vectorRow({ ...fields }));
    return (out as Signal[]).map((one) => one.targetPositionLots);
  };
  const leaning = { imbalance1: 0.5, orderFlow1s: 1, bidPriceTicks: 9999, askPriceTicks: 10_001 };

  it("follows the heavier side where the order flow agrees and the spread is narrow", () => {
    expect(send(leaning)).toEqual([5]);
    expect(send({ ...leaning, imbalance1: -1, orderFlow1s: -1 })).toEqual([-10]);
    expect(send({ ...leaning, imbalance1: 0.49 })).toEqual([]);
    expect(send({ ...leaning, orderFlow1s: -1 })).toEqual([]);
    expect(send({ ...leaning, spreadBps: 11 })).toEqual([]);
  });

  it("only watches at first, warming vectors too, and opens nothing on stale ones", () => {
    const run = alone(imbalanceTaker, { settings: { smoothing: 1, warmUpMs: 1000 } });
    const at = (eventTimeUs: number, flags: number) =>
      run.send(vectorRow({ ...leaning, eventTimeUs, flags })).length;
    expect([at(1_000_000, 1), at(1_999_999, 1), at(2_000_000, 2)]).toEqual([0, 0, 0]);
    expect(at(2_000_000, 1)).toBe(1);
  });
});

describe("a strategy that is changed while it trades", () => {
  const setting = (position: number, name: string, value: object) =>
    controlRow({ control: "setting", position, name, value: JSON.stringify(value) });
  /** A market with rows in front of the ones of some place. */
  const run = (rows: readonly AnyRecord[], inserted: ReadonlyMap<number, AnyRecord>) => {
    const signals: Signal[] = [];
    const machine = new Machine(strategies, instruments, (record) => {
      if (record._tag === "signal") signals.push(record);
    });
    let position = 0;
    rows.forEach((row, i) => {
      const extra = inserted.get(i);
      if (extra !== undefined) machine.receive({ ...extra, position: position++ });
      machine.receive({ ...row, position: position++ });
    });
    return { signals, machine };
  };
  const rows = market(3, 4_000);
  const half = Math.floor(rows.length / 2);
  const opens = (signals: readonly Signal[], from: number, name: string) =>
    signals.filter((one) =>
      one.strategy === name && one.targetPositionLots !== 0 && one.position >= from
    ).length;

  it.each(strategies.map(({ name }) => name))("%s opens nothing once it is stopped", (name) => {
    const stop = new Map([[half, setting(0, name, { running: false })]]);
    expect(opens(run(rows, new Map()).signals, half, name)).toBeGreaterThan(0);
    const { signals } = run(rows, stop);
    expect(opens(signals, half, name)).toBe(0);
    // Others go on, and what it held it has left.
    const other = strategies.find((one) => one.name !== name)!.name;
    expect(opens(signals, half, other)).toBeGreaterThan(0);
    for (const id of [1, 2]) {
      const last = signals.findLast((one) => one.strategy === name && one.instrumentId === id);
      expect(last?.targetPositionLots ?? 0).toBe(0);
    }
  });

  it.each(strategies.map(({ name }) => name))("%s trades by its new settings", (name) => {
    const small = new Map([[1, setting(0, name, { settings: { notional: 500 } })]]);
    const largest = (signals: readonly Signal[]) =>
      Math.max(
        ...signals.filter((one) => one.strategy === name).map((one) =>
          Math.abs(one.targetPositionLots)
        ),
      );
    expect(largest(run(rows, small).signals)).toBeLessThan(largest(run(rows, new Map()).signals));
  });

  it("tells an instrument that comes late what was changed before, also after a restart", () => {
    const { machine } = run(
      rows.slice(0, 50).filter(({ instrumentId }) => instrumentId !== 2),
      new Map([[10, setting(0, "prediction-follower", { running: false })]]),
    );
    const signals: Signal[] = [];
    const next = new Machine(strategies, instruments, (record) => {
      if (record._tag === "signal") signals.push(record);
    });
    next.restore(structuredClone(machine.snapshot()));
    rows.slice(50).filter(({ instrumentId }) => instrumentId === 2)
      .forEach((row, i) => next.receive({ ...row, position: 1_000 + i }));
    expect(opens(signals, 0, "imbalance-taker")).toBeGreaterThan(0);
    expect(opens(signals, 0, "prediction-follower")).toBe(0);
  });
});
