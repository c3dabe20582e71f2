// The machine: order of delivery, stamps, sessions, failures and snapshots.
import { describe, expect, it } from "vitest";
import { InstrumentRegistry } from "../streams/instruments.ts";
import type { AnyRecord } from "../streams/records.ts";
import type { Actor, AnyActor } from "./actor.ts";
import { ActorFailed, Machine } from "./machine.ts";
import { controlRow, quoteRow, signalRow, tradeRow } from "./testing/rows.ts";

const instruments = new InstrumentRegistry();

/** An actor that writes down what it gets, and emits signals as told by a function. */
const scribe = (
  name: string,
  key: Actor<unknown, never, never>["key"],
  receives: readonly ("quote" | "trade" | "signal" | "control")[],
  log: string[],
  signalsFor: (record: AnyRecord) => string[] = () => [],
): AnyActor => {
  const actor: Actor<
    { id: number; seen: number },
    "quote" | "trade" | "signal" | "control",
    "signal"
  > = {
    name,
    key,
    receives,
    emits: ["signal"],
    initial: (_context, id) => ({ id, seen: 0 }),
    receive: (state, message, emit) => {
      state.seen++;
      const what = message._tag === "signal" ? message.reason : message._tag;
      log.push(`${name}${state.id}#${state.seen} ${what}`);
      for (const reason of signalsFor(message)) emit(signalRow({ reason }));
    },
  };
  return actor;
};

describe("a machine", () => {
  it("delivers a record in roster order, then what was emitted, first in first out", () => {
    const log: string[] = [];
    const onQuote = (record: AnyRecord) => record._tag === "quote" ? ["x", "y"] : [];
    const onSignal = (record: AnyRecord) =>
      record._tag === "signal" && record.reason.length === 1 ? [`${record.reason}+`] : [];
    const machine = new Machine(
      [
        scribe("a", "all", ["quote", "signal"], log, onSignal),
        scribe("b", "all", ["quote"], log, onQuote),
        scribe("c", "all", ["signal"], log),
      ],
      instruments,
      () => {},
    );
    machine.receive(quoteRow({ position: 7 }));
    expect(log).toEqual([
      ...["a0#1 quote", "b0#1 quote"],
      ...["a0#2 x", "c0#1 x", "a0#3 y", "c0#2 y"],
      ...["a0#4 x+", "c0#3 x+", "a0#5 y+", "c0#4 y+"],
    ]);
  });

  it("stamps outputs with the position of the input and a count per stream", () => {
    const out: AnyRecord[] = [];
    const machine = new Machine(
      [scribe("a", "all", ["quote", "trade"], [], () => ["x", "y"])],
      instruments,
      (record) => out.push(record),
    );
    const stamps = () => out.splice(0).map((one) => `${one.position}.${one.outputIndex}`);
    machine.receive(quoteRow({ position: 7 }));
    machine.receive(tradeRow({ position: 7 }));
    expect(stamps()).toEqual(["7.0", "7.1", "7.2", "7.3"]);
    machine.receive(quoteRow({ position: 9 }));
    expect(stamps()).toEqual(["9.0", "9.1"]);
  });

  it("keeps a state per instrument, and tells a control to every one there is", () => {
    const log: string[] = [];
    const machine = new Machine(
      [
        scribe("each", "instrument", ["quote", "control"], log),
        scribe("one", "all", ["quote", "control"], log),
      ],
      instruments,
      () => {},
    );
    machine.receive(controlRow({ position: 0 }));
    machine.receive(quoteRow({ position: 1, instrumentId: 203 }));
    machine.receive(quoteRow({ position: 2, instrumentId: 4 }));
    machine.receive(controlRow({ position: 3 }));
    expect(log).toEqual([
      "one0#1 control",
      ...["each203#1 quote", "one0#2 quote", "each4#1 quote", "one0#3 quote"],
      ...["each4#2 control", "each203#2 control", "one0#4 control"],
    ]);
  });

  it("names the actor and the position where one fails", () => {
    const faulty = scribe("faulty", "all", ["quote"], [], () => {
      throw new Error("no");
    });
    const machine = new Machine([faulty], instruments, () => {});
    const quote = quoteRow({ position: 41 });
    const failure = (() => {
      try {
        machine.receive(quote);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(ActorFailed);
    expect(failure).toMatchObject({ actor: "faulty", record: quote, cause: new Error("no") });
    expect(String(failure)).toBe('ActorFailed: Actor "faulty" failed on quote at position 41');
  });

  it("fails an actor that emits what it did not say", () => {
    const actor = scribe("a", "all", ["quote"], [], () => ["x"]);
    const machine = new Machine([{ ...actor, emits: ["bar"] }], instruments, () => {});
    expect(() => machine.receive(quoteRow({}))).toThrow(ActorFailed);
  });

  it("goes on from a snapshot as if nothing had happened", () => {
    const log: string[] = [];
    const make = () =>
      new Machine([scribe("a", "instrument", ["quote"], log)], instruments, () => {});
    const first = make();
    first.receive(quoteRow({ position: 1, instrumentId: 3 }));
    const second = make();
    second.restore(structuredClone(first.snapshot()));
    expect(second.snapshot()).toEqual(first.snapshot());
    second.receive(quoteRow({ position: 2, instrumentId: 3 }));
    first.receive(quoteRow({ position: 2, instrumentId: 3 }));
    expect(log).toEqual(["a3#1 quote", "a3#2 quote", "a3#2 quote"]);
  });

  it("refuses a setting it does not know, and one out of bounds", () => {
    const actor: AnyActor = {
      ...scribe("a", "all", ["quote"], []),
      settings: { waitMs: { default: 5, minimum: 1, maximum: 9, comment: "Wait" } },
    };
    const make = (settings: Record<string, number>) => () =>
      new Machine([actor], instruments, () => {}, { a: settings });
    expect(make({ waitMs: 9 })).not.toThrow();
    expect(make({ wait: 9 })).toThrow('Unknown setting "wait" of "a": expected waitMs');
    expect(make({ waitMs: 10 })).toThrow('Setting "waitMs" of "a" is 10: expected 1 to 9');
    expect(make({ waitMs: NaN })).toThrow('Setting "waitMs" of "a" is NaN');
  });
});
