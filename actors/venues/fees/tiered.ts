// Fees that fall as the account trades more: three tiers by the notional traded so far.
import { basisPoints, type FeeModel } from "./fee-model.ts";

const tier = (number: number, fromTickLots: number) => ({
  default: fromTickLots,
  minimum: 0,
  maximum: 9e15,
  comment: `Notional traded before the fill from which tier ${number} holds, in tick·lots`,
});

/** Maker and taker fees in three tiers. A fill pays the tier that held before it. */
export const tieredFee: FeeModel = {
  name: "tiered",
  settings: {
    makerBps1: basisPoints(2, "Fee of a fill that rested, tier 1"),
    takerBps1: basisPoints(5, "Fee of a fill that crossed, tier 1"),
    tier2TickLots: tier(2, 1e11),
    makerBps2: basisPoints(1.6, "Fee of a fill that rested, tier 2"),
    takerBps2: basisPoints(4, "Fee of a fill that crossed, tier 2"),
    tier3TickLots: tier(3, 1e12),
    makerBps3: basisPoints(0, "Fee of a fill that rested, tier 3"),
    takerBps3: basisPoints(3, "Fee of a fill that crossed, tier 3"),
  },
  feeOf: (state, { notional, liquidity }) => {
    const { settings, traded } = state;
    const held = traded >= settings["tier3TickLots"]!
      ? 3
      : traded >= settings["tier2TickLots"]!
      ? 2
      : 1;
    state.traded += notional;
    return notional * (settings[`${liquidity}Bps${held}`]! / 10_000);
  },
};
