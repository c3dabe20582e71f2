// A strategy's stance in one instrument: what it wishes, since when, and the signal of it.
import type { Control } from "../../streams/control.ts";
import type { Instrument } from "../../streams/instruments.ts";
import type { Signal } from "../../streams/signals.ts";
import type { PriceHalfTicks, QuantityLots, TickLots, TimeUs } from "../../streams/units.ts";
import { readStrategyRequest } from "../../streams/strategy-request.ts";
import type { ActorContext, Emit, Setting } from "../actor.ts";
import { lotsWithin, tickLotsWithin } from "../measures/money.ts";

/** The account strategies trade for. */
export const paperAccount = "paper";

/** What a strategy remembers of one instrument. */
export interface Stance {
  /** The settings in force; they may change at a control of the input log. */
  settings: Readonly<Record<string, number>>;
  readonly instrument: Instrument | undefined;
  /** Whether it was stopped: it opens nothing, and leaves what it holds by its own rules. */
  stopped: boolean;
  /** The most it may hold, in tick·lots. */
  budgetTickLots: TickLots;
  targetLots: QuantityLots;
  /** When the target last left or changed its side; 0 where that was in another session. */
  enteredUs: TimeUs;
  /** No entry before this: the cool-down. */
  restUntilUs: TimeUs;
  /** How long it may hold at most. */
  holdUs: TimeUs;
  nowUs: TimeUs;
  signalPosition: number;
  signals: number;
}

/** Settings that every strategy has. */
export const stanceSettings = {
  notional: {
    default: 2_000,
    minimum: 0,
    maximum: 1e9,
    comment: "Value of a position at full confidence, in currency",
  },
  coolDownMs: {
    default: 15_000,
    minimum: 0,
    maximum: 86_400_000,
    comment: "Pause between the end of one position and the next, in milliseconds of event time",
  },
  holdMs: {
    default: 10_000,
    minimum: 1,
    maximum: 86_400_000,
    comment: "Longest time in a position, in milliseconds of event time",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** No wish yet. */
export const newStance = (context: ActorContext, instrumentId: number): Stance => {
  const instrument: Instrument | undefined = context.instruments.get(instrumentId);
  const { notional, holdMs } = context.settings;
  return {
    settings: context.settings,
    instrument,
    stopped: false,
    budgetTickLots: instrument === undefined ? 0 : tickLotsWithin(notional!, instrument),
    targetLots: 0,
    enteredUs: 0,
    restUntilUs: 0,
    holdUs: holdMs! * 1000,
    nowUs: 0,
    signalPosition: -1,
    signals: 0,
  };
};

/**
 * A new session: its clock may stand anywhere, so a position of the old one is due to be closed.
 */
export const startSession = (stance: Stance): void => {
  stance.nowUs = 0;
  stance.enteredUs = 0;
  stance.restUntilUs = 0;
};

/** Takes a change of the strategy of a name: from this position of the input log on it is so. */
export const steer = (stance: Stance, control: Control, strategy: string): void => {
  if (control.control !== "setting" || control.name !== strategy) return;
  const request = readStrategyRequest(control.value);
  if (request === undefined) throw new Error(`Control "setting" holds no change: ${control.value}`);
  if (request.running !== undefined) stance.stopped = !request.running;
  if (request.settings === undefined) return;
  stance.settings = { ...stance.settings, ...request.settings };
  if (stance.instrument !== undefined) {
    stance.budgetTickLots = tickLotsWithin(stance.settings["notional"]!, stance.instrument);
  }
};

/** Moves the clock; event times may step back a little between kinds of records. */
export const advance = (stance: Stance, eventTimeUs: TimeUs): void => {
  if (eventTimeUs > stance.nowUs) stance.nowUs = eventTimeUs;
};

/** Whether a position has been held as long as it may be. */
export const heldOut = (stance: Stance): boolean =>
  stance.targetLots !== 0 && stance.nowUs >= stance.enteredUs + stance.holdUs;

/** Whether a new position may be wished. */
export const mayEnter = (stance: Stance): boolean =>
  stance.targetLots === 0 && !stance.stopped && stance.nowUs >= stance.restUntilUs;

/** Lots of the budget at a confidence of 0 to 1; at least a quarter of it. */
export const lotsAt = (
  stance: Stance,
  confidence: number,
  midHalfTicks: PriceHalfTicks,
): QuantityLots => {
  const share = Math.min(1, Math.max(0.25, confidence));
  return Math.floor(lotsWithin(stance.budgetTickLots, midHalfTicks) * share);
};

/** What a signal says beside its target. */
export interface Why {
  readonly strategy: string;
  readonly instrumentId: number;
  /** Position of the message that is decided on. */
  readonly position: number;
  readonly confidence: number;
  readonly midHalfTicks: PriceHalfTicks;
  readonly reason: string;
  readonly predictionPosition: number;
  readonly model: string;
}

/** Takes a new target and tells it; does nothing where the target is the old one. */
export const wish = (
  stance: Stance,
  targetLots: QuantityLots,
  options: { readonly why: Why; readonly coolDownMs: number; readonly emit: Emit<"signal"> },
): void => {
  if (targetLots === stance.targetLots) return;
  const { why } = options;
  if (Math.sign(targetLots) !== Math.sign(stance.targetLots)) stance.enteredUs = stance.nowUs;
  if (targetLots === 0) stance.restUntilUs = stance.nowUs + options.coolDownMs * 1000;
  stance.targetLots = targetLots;
  if (stance.signalPosition !== why.position) {
    stance.signalPosition = why.position;
    stance.signals = 0;
  }
  options.emit(signalOf(stance, why));
};

const signalOf = (stance: Stance, why: Why): Omit<Signal, "position" | "outputIndex"> => ({
  _tag: "signal",
  instrumentId: why.instrumentId,
  eventTimeUs: stance.nowUs,
  signalId: `${why.strategy}/${why.instrumentId}/${why.position}/${stance.signals++}`,
  account: paperAccount,
  strategy: why.strategy,
  targetPositionLots: stance.targetLots,
  confidence: why.confidence,
  referencePriceHalfTicks: why.midHalfTicks,
  reason: why.reason,
  predictionPosition: why.predictionPosition,
  model: why.model,
});
