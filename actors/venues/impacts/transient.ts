// Impact that stays for a while: each order pushes the price, and the push fades.
import { faded, type ImpactModel, type ImpactState } from "./impact-model.ts";

const pushAt = ({ settings, pushTicks, pushedUs }: ImpactState, atUs: number): number =>
  faded(pushTicks, atUs - pushedUs, settings["halfLifeSeconds"]! * 1e6);

/**
 * A propagator: what we took pushes the price by ticks per lot, half of which is gone after a time. Those
 * who go on in that direction pay for it; who turns is not paid for it.
 * Source: J.-P. Bouchaud and others, Fluctuations and response in financial markets (2004).
 */
export const transientImpact: ImpactModel = {
  name: "transient",
  about: "Each lot pushes the price, and the push fades",
  settings: {
    ticksPerLot: {
      default: 0.01,
      minimum: 0,
      maximum: 1e6,
      comment: "By how much a lot pushes the price, in ticks",
    },
    halfLifeSeconds: {
      default: 60,
      minimum: 0.001,
      maximum: 86_400,
      comment: "Time after which half of a push is gone, in seconds",
    },
  },
  watches: false,
  // The part itself is filled halfway along its own push.
  ticksOf: (state, { side, lots, atUs }) =>
    Math.max(0, side * pushAt(state, atUs) + state.settings["ticksPerLot"]! * lots / 2),
  took: (state, { side, lots, atUs }) => {
    state.pushTicks = pushAt(state, atUs) + side * lots * state.settings["ticksPerLot"]!;
    if (atUs > state.pushedUs) state.pushedUs = atUs;
  },
};
