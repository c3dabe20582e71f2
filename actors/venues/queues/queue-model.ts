// What a queue model is: how much of what rests at our price rests before us.
import type { QuantityLots } from "../../../streams/units.ts";
import type { Setting } from "../../actor.ts";

/**
 * An order joins behind everything shown at its price. Trades at the price take from the front, which
 * is certain; what leaves otherwise was canceled before or behind us, which only a model can say.
 */
export interface QueueModel {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Makes the rule for a change of the shown quantity; pure and cheap, called for every change. */
  readonly rule: (settings: Readonly<Record<string, number>>, lotSize: number) => QueueRule;
}

/**
 * The lots before us after what is shown at our price went from `before` to `after`. `ahead` is what
 * was before us (trades already taken from it, so it may be below zero for a moment), `traded` what
 * has traded at the price since the last change. All in lots. Never more than `after`.
 */
export type QueueRule = (
  ahead: QuantityLots,
  traded: QuantityLots,
  before: QuantityLots,
  after: QuantityLots,
) => QuantityLots;

/** The chance that what was canceled had rested behind us, from the quantity before and behind us. */
export type BehindProbability = (front: number, back: number) => number;

/**
 * The rule of every probabilistic model: what left other than by trades splits between front and back
 * by a probability, and what the back cannot give comes from the front. Source: R. Cont and others by
 * way of hftbacktest's documentation of its probability queue models.
 */
export const probabilisticRule =
  (probability: BehindProbability): QueueRule => (ahead, traded, before, after) => {
    const canceled = before - after - traded;
    if (canceled < 0) return Math.min(ahead, after);
    const back = before - ahead;
    const told = probability(ahead, back);
    // Nothing before and nothing behind us gives 0 / 0: then nothing can have left before us.
    const behind = Number.isFinite(told) ? told : 1;
    const rest = ahead - (1 - behind) * canceled + Math.min(back - behind * canceled, 0);
    return Math.min(rest, after);
  };
