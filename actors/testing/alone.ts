// Runs one actor by itself, as the machine would: stamps positions, keeps state, collects outputs.
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord, Tag } from "../../streams/records.ts";
import type { Actor, AnyActor } from "../actor.ts";
import { settingsOf } from "../machine.ts";

/** What the actor is run with. */
export interface AloneOptions {
  readonly instrumentId?: number;
  readonly settings?: Readonly<Record<string, number>>;
  readonly instruments?: InstrumentRegistry;
}

/** An actor that runs by itself. */
export interface Alone<State> {
  state: State;
  /**
   * Gives it a record at the next position, and returns what it emits: nothing for a kind it does
   * not receive.
   */
  readonly send: (record: object) => AnyRecord[];
  readonly position: () => number;
}

/** Starts an actor by itself, for instrument 1 unless told otherwise. */
export const alone = <State, In extends Tag, Out extends Tag>(
  actor: Actor<State, In, Out>,
  options: AloneOptions = {},
): Alone<State> => {
  const context = {
    instruments: options.instruments ?? new InstrumentRegistry(),
    settings: settingsOf(actor as AnyActor, options.settings ?? {}),
  };
  let position = 0;
  const run: Alone<State> = {
    state: actor.initial(context, options.instrumentId ?? 1),
    send: (record) => {
      const out: AnyRecord[] = [];
      position++;
      if (!actor.receives.includes((record as AnyRecord)._tag as In)) return out;
      const emit = (one: object) => {
        out.push({ ...one, position, outputIndex: out.length } as AnyRecord);
      };
      actor.receive(run.state, { ...record, position, outputIndex: 0 } as never, emit as never);
      return out;
    },
    position: () => position,
  };
  return run;
};
