// The actor: read this first. Everything that decides in Contrail has this shape.
import type { InstrumentRegistry } from "../streams/instruments.ts";
import type { Unstamped } from "../streams/record.ts";
import type { AnyRecord, Tag } from "../streams/records.ts";

/** The record of a tag. */
export type Message<T extends Tag> = Extract<AnyRecord, { readonly _tag: T }>;

/** Hands a record to the host, which adds its position and output index and delivers it. */
export type Emit<Out extends Tag> = (record: Unstamped<Message<Out>>) => void;

/** What an actor is told when its state is made. Constant for a session, so it is no hidden input. */
export interface ActorContext {
  readonly instruments: InstrumentRegistry;
  readonly settings: Readonly<Record<string, number>>;
}

/**
 * An actor: plain, synchronous, deterministic. It gets one message at a time and answers by changing
 * its own state and emitting records. It knows no clock (time is a field of a message), no randomness
 * (a seed lies in its state), no other actor, and nothing of the world: the host journals its input,
 * keeps its state, and can run it again to the same bytes.
 *
 * The state belongs to the host: plain data (numbers, strings, arrays, typed arrays, Maps), changed in
 * place, because a new object per message costs more than most actors do. When `receive` throws, the
 * host throws the state away and goes back to a snapshot.
 */
export interface Actor<State, In extends Tag, Out extends Tag> {
  readonly name: string;
  /** One state per instrument, or one state for everything. */
  readonly key: "instrument" | "all";
  readonly receives: readonly In[];
  readonly emits: readonly Out[];
  /** Whether it is told of the predictions of shadows, which must not be traded on. */
  readonly shadows?: true;
  /** Settings with their defaults: see `ActorContext.settings`. */
  readonly settings?: Readonly<Record<string, Setting>>;
  /** The state before the first message. `instrumentId` is 0 where the key is `all`. */
  readonly initial: (context: ActorContext, instrumentId: number) => State;
  readonly receive: (state: State, message: Message<In>, emit: Emit<Out>) => void;
}

/** A number an actor can be told, with its unit and bounds. */
export interface Setting {
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly comment: string;
}

/** Any actor, where its types no longer matter. */
// deno-lint-ignore no-explicit-any
export type AnyActor = Actor<any, any, any>;
