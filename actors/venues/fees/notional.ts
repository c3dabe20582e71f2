// A part of the value of each fill, with a least fee.
import { basisPoints, type FeeModel } from "./fee-model.ts";

/** Maker and taker fees in basis points, and a least fee for each fill that pays one. */
export const notionalFee: FeeModel = {
  name: "notional",
  settings: {
    makerBps: basisPoints(0, "Fee of a fill that rested"),
    takerBps: basisPoints(0.5, "Fee of a fill that crossed"),
    minimumTickLots: {
      default: 0,
      minimum: 0,
      maximum: 1e15,
      comment: "Least fee of a fill that pays one, in tick·lots",
    },
  },
  feeOf: (state, { notional, liquidity }) => {
    state.traded += notional;
    const { settings } = state;
    const bps = liquidity === "maker" ? settings["makerBps"]! : settings["takerBps"]!;
    const fee = notional * (bps / 10_000);
    return fee > 0 ? Math.max(fee, settings["minimumTickLots"]!) : fee;
  },
};
