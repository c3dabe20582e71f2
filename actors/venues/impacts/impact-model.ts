// What an impact model is: how much worse an order that takes is filled than the market shows.
import type { PriceHalfTicks, QuantityLots, TimeUs } from "../../../streams/units.ts";
import type { Setting } from "../../actor.ts";

/** What a model remembers of the market and of what we took. Plain data: it may lie in an actor's state. */
export interface ImpactState {
  readonly settings: Readonly<Record<string, number>>;
  /** Volume and squared moves of the mid price, each fading with the time of a setting. */
  volumeLots: number;
  squaredTicks: number;
  seenUs: TimeUs;
  midHalfTicks: PriceHalfTicks;
  /** How far our own orders have pushed the price, in ticks, above zero upwards; fading. */
  pushTicks: number;
  pushedUs: TimeUs;
}

/** A part of an order that takes. */
export interface Taking {
  readonly side: 1 | -1;
  readonly lots: QuantityLots;
  readonly atUs: TimeUs;
}

/** Market impact of one kind: the market as recorded does not react to us, so we are charged for it. */
export interface ImpactModel {
  readonly name: string;
  readonly about: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Whether it must be told of trades and mid prices. */
  readonly watches: boolean;
  /** Ticks by which a part is filled worse than shown; never below zero. Changes nothing. */
  readonly ticksOf: (state: ImpactState, taking: Taking) => number;
  /** A part was filled. */
  readonly took: (state: ImpactState, taking: Taking) => void;
}

/** The state before anything was seen. */
export const impactState = (
  model: ImpactModel,
  settings: Readonly<Record<string, number>> = {},
): ImpactState => ({
  settings: {
    ...Object.fromEntries(
      Object.entries(model.settings).map(([name, { default: value }]) => [name, value]),
    ),
    ...settings,
  },
  volumeLots: 0,
  squaredTicks: 0,
  seenUs: 0,
  midHalfTicks: 0,
  pushTicks: 0,
  pushedUs: 0,
});

/** What is left of something that fades, after a time; it halves with each half-life. */
export const faded = (value: number, elapsedUs: number, halfLifeUs: number): number =>
  elapsedUs <= 0 ? value : value * 2 ** (-elapsedUs / halfLifeUs);

/** Tells a model of a trade or of a new mid price; 0 where there is none. */
export const watch = (
  state: ImpactState,
  { atUs, lots, midHalfTicks }: {
    readonly atUs: TimeUs;
    readonly lots: QuantityLots;
    readonly midHalfTicks: PriceHalfTicks;
  },
): void => {
  const halfLifeUs = (state.settings["windowSeconds"] ?? 600) * 1e6;
  const elapsedUs = atUs - state.seenUs;
  state.volumeLots = faded(state.volumeLots, elapsedUs, halfLifeUs) + lots;
  state.squaredTicks = faded(state.squaredTicks, elapsedUs, halfLifeUs);
  if (atUs > state.seenUs) state.seenUs = atUs;
  if (midHalfTicks === 0) return;
  if (state.midHalfTicks !== 0) {
    state.squaredTicks += ((midHalfTicks - state.midHalfTicks) / 2) ** 2;
  }
  state.midHalfTicks = midHalfTicks;
};
