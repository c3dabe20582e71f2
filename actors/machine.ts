// The machine: runs a list of actors over one ordered input, in memory, always to the same bytes.
import { tradingStates } from "../streams/control.ts";
import type { InstrumentRegistry } from "../streams/instruments.ts";
import { predictionFlags } from "../streams/predictions.ts";
import type { AnyRecord, Tag } from "../streams/records.ts";
import { type StreamDefinition, streamOf } from "../streams/subjects.ts";
import type { ActorContext, AnyActor } from "./actor.ts";

/** Takes every record the actors emit, in order. */
export type Deliver = (record: AnyRecord) => void;

/** The state of every actor, as plain data for a structured clone. */
export interface MachineSnapshot {
  readonly position: number;
  readonly states: Readonly<Record<string, unknown>>;
  /** Changes of settings so far: what is made later is told them too. */
  readonly changes?: readonly AnyRecord[];
}

/** Names one delivery: of a record to an actor. */
export const deliveryOf = (actor: string, record: AnyRecord): string =>
  `${actor} ${record._tag} ${record.position}.${record.outputIndex}`;

/** An actor failed on a record. The machine's state is no longer to be trusted. */
export class ActorFailed extends Error {
  override readonly name = "ActorFailed";
  readonly actor: string;
  readonly record: AnyRecord;
  constructor(actor: string, record: AnyRecord, cause: unknown) {
    super(`Actor "${actor}" failed on ${record._tag} at position ${record.position}`, { cause });
    this.actor = actor;
    this.record = record;
  }
}

/** Changes of settings that are kept for instruments that come late. */
const changesKept = 1_000;

interface Seat {
  readonly actor: AnyActor;
  readonly perInstrument: boolean;
  readonly context: ActorContext;
  /** By key: the instrument id, or 0. */
  states: unknown[];
  readonly emit: (record: object) => void;
}

/** Counts the outputs of one position on one stream. */
interface Counter {
  position: number;
  next: number;
}

/**
 * Delivers each record to the actors that receive its kind, in roster order, and then what they
 * emit, first in first out, until nothing is left. All of it carries the position of the first
 * record. A record that concerns no instrument (a control) reaches every instrument an actor has a
 * state for, in order of id.
 *
 * What follows from an input record is delivered when all of it is known: a record that an actor fails
 * on leaves nothing behind, so that it can be run again without that actor.
 */
export class Machine {
  private readonly seats: readonly Seat[];
  private readonly receivers = new Map<Tag, readonly Seat[]>();
  /** Those that are told of what a shadow predicts. */
  private readonly shadowReceivers: readonly Seat[];
  private readonly counters = new Map<Tag, Counter>();
  private readonly deliver: Deliver;
  private readonly queue: AnyRecord[] = [];
  private readonly emitted: AnyRecord[] = [];
  private skipped: ReadonlySet<string> = new Set();
  private position = -1;
  private readonly acknowledges: boolean;
  private changes: AnyRecord[] = [];

  constructor(
    actors: readonly AnyActor[],
    instruments: InstrumentRegistry,
    deliver: Deliver,
    settings: Readonly<Record<string, Readonly<Record<string, number>>>> = {},
    { acknowledges = false }: { readonly acknowledges?: boolean } = {},
  ) {
    this.deliver = deliver;
    this.acknowledges = acknowledges;
    this.seats = actors.map((actor) => ({
      actor,
      perInstrument: actor.key === "instrument",
      context: { instruments, settings: settingsOf(actor, settings[actor.name] ?? {}) },
      states: [],
      emit: (record) => this.stamp(record as AnyRecord),
    }));
    for (const tag of new Set(actors.flatMap((actor) => actor.receives as readonly Tag[]))) {
      this.receivers.set(tag, this.seats.filter((seat) => seat.actor.receives.includes(tag)));
    }
    this.shadowReceivers = (this.receivers.get("prediction") ?? []).filter(({ actor }) =>
      actor.shadows === true
    );
    const byStream = new Map<StreamDefinition, Counter>();
    const emitted = new Set(actors.flatMap((actor) => actor.emits as readonly Tag[]));
    if (acknowledges) emitted.add("acknowledgement");
    for (const tag of emitted) {
      const stream = streamOf(tag);
      const counter = byStream.get(stream) ?? { position: -1, next: 0 };
      byStream.set(stream, counter);
      this.counters.set(tag, counter);
    }
  }

  /** Whether any actor of the machine receives this kind of record. */
  receives(tag: Tag): boolean {
    return this.receivers.has(tag);
  }

  /** Runs one input record to its end. Throws `ActorFailed`. */
  receive(record: AnyRecord): void {
    const { queue, emitted } = this;
    this.position = record.position;
    if (record._tag === "control" && record.control === "setting") this.change(record);
    if (this.acknowledges && record._tag === "control" && record.control === "tradingState") {
      this.routeAcknowledged(record);
    } else this.route(record);
    for (let i = 0; i < queue.length; i++) this.route(queue[i]!);
    if (queue.length > 0) queue.length = 0;
    for (let i = 0; i < emitted.length; i++) this.deliver(emitted[i]!);
    if (emitted.length > 0) emitted.length = 0;
  }

  /** Passes over deliveries (see `deliveryOf`), as if the actor had never been told. */
  skip(deliveries: ReadonlySet<string>): void {
    this.skipped = deliveries;
  }

  /** The state of every actor after the last record. Plain data that the machine goes on with. */
  snapshot(): MachineSnapshot {
    return {
      position: this.position,
      states: Object.fromEntries(this.seats.map((seat) => [seat.actor.name, seat.states])),
      changes: [...this.changes],
    };
  }

  /** Goes back to a snapshot, then the machine's own. Actors it does not name start afresh. */
  restore(snapshot: MachineSnapshot): void {
    this.position = snapshot.position;
    for (const counter of this.counters.values()) counter.position = -1;
    this.queue.length = 0;
    this.emitted.length = 0;
    this.changes = [...snapshot.changes ?? []];
    for (const seat of this.seats) {
      seat.states = (snapshot.states[seat.actor.name] ?? []) as unknown[];
    }
  }

  private stamp(record: AnyRecord): void {
    const counter = this.counters.get(record._tag);
    if (counter === undefined) {
      throw new Error(`Record "${record._tag}" is not among what the actor says it emits`);
    }
    if (counter.position !== this.position) {
      counter.position = this.position;
      counter.next = 0;
    }
    record.position = this.position;
    record.outputIndex = counter.next++;
    this.emitted.push(record);
    if (this.receivers.has(record._tag)) this.queue.push(record);
  }

  /** Keeps a change; one that names the same later counts on top of it. */
  private change(record: AnyRecord): void {
    this.changes.push(record);
    if (this.changes.length > changesKept) this.changes.shift();
  }

  private route(record: AnyRecord): void {
    const seats = record._tag === "prediction" && (record.flags & predictionFlags.shadow) !== 0
      ? this.shadowReceivers
      : this.receivers.get(record._tag);
    if (seats === undefined) return;
    for (let i = 0; i < seats.length; i++) this.pass(seats[i]!, record);
  }

  /** Passes a record to one actor; false where it is to be passed over. Throws `ActorFailed`. */
  private pass(seat: Seat, record: AnyRecord): boolean {
    const { instrumentId } = record;
    if (this.skipped.size > 0 && this.skipped.has(deliveryOf(seat.actor.name, record))) {
      return false;
    }
    try {
      if (seat.perInstrument && instrumentId === 0) this.tellAll(seat, record);
      else this.tell(seat, seat.perInstrument ? instrumentId : 0, record);
    } catch (cause) {
      throw new ActorFailed(seat.actor.name, record, cause);
    }
    return true;
  }

  /**
   * Passes a change of the trading state to every actor, and tells of each that it has taken it: none of
   * them works on what came after before it has. An actor that takes no controls has nothing to change.
   */
  private routeAcknowledged(control: Extract<AnyRecord, { readonly _tag: "control" }>): void {
    const state = tradingStates.find((one) => one === control.value);
    const takers = this.receivers.get("control") ?? [];
    for (const seat of this.seats) {
      const before = this.emitted.length;
      const taken = !takers.includes(seat) || this.pass(seat, control);
      if (!taken || state === undefined) continue;
      this.stamp({
        _tag: "acknowledgement",
        instrumentId: 0,
        eventTimeUs: control.eventTimeUs,
        account: control.name,
        actor: seat.actor.name,
        state,
        controlPosition: control.position,
        emitted: this.emitted.length - before,
      } as AnyRecord);
    }
  }

  private tell(seat: Seat, key: number, record: AnyRecord): void {
    const state = seat.states[key] ??= this.begin(seat, key);
    seat.actor.receive(state, record as never, seat.emit as never);
  }

  /** The state before the first message: of an instrument that comes late with what was changed before. */
  private begin(seat: Seat, key: number): unknown {
    const state = seat.actor.initial(seat.context, key);
    if (seat.perInstrument && seat.actor.receives.includes("control")) {
      for (const change of this.changes) {
        seat.actor.receive(state, change as never, () => {});
      }
    }
    return state;
  }

  private tellAll(seat: Seat, record: AnyRecord): void {
    for (let key = 0; key < seat.states.length; key++) {
      const state = seat.states[key];
      if (state === undefined) continue;
      seat.actor.receive(state, record as never, seat.emit as never);
    }
  }
}

/** The settings of an actor: its defaults, with what was given. Throws for an unknown or bad one. */
export const settingsOf = (
  actor: AnyActor,
  given: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => {
  const known = actor.settings ?? {};
  for (const [name, value] of Object.entries(given)) {
    const setting = known[name];
    if (setting === undefined) {
      throw new Error(
        `Unknown setting "${name}" of "${actor.name}": expected ${Object.keys(known).join(", ")}`,
      );
    }
    if (!(value >= setting.minimum && value <= setting.maximum)) {
      throw new Error(
        `Setting "${name}" of "${actor.name}" is ${value}: ` +
          `expected ${setting.minimum} to ${setting.maximum}`,
      );
    }
  }
  return Object.fromEntries(
    Object.entries(known).map(([name, setting]) => [name, given[name] ?? setting.default]),
  );
};
