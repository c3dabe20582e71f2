// A fee for each lot, as brokers of futures and shares take, with a least fee.
import type { FeeModel } from "./fee-model.ts";

const perLot = (value: number, comment: string) => ({
  default: value,
  minimum: -1e9,
  maximum: 1e9,
  comment,
});

/** Maker and taker fees for each lot, and a least fee for each fill that pays one. */
export const perLotFee: FeeModel = {
  name: "per-lot",
  settings: {
    makerTicks: perLot(0, "Fee of a lot that rested, in ticks; below zero for a rebate"),
    takerTicks: perLot(1, "Fee of a lot that crossed, in ticks; below zero for a rebate"),
    minimumTickLots: {
      default: 0,
      minimum: 0,
      maximum: 1e15,
      comment: "Least fee of a fill that pays one, in tick·lots",
    },
  },
  feeOf: (state, { notional, quantityLots, liquidity }) => {
    state.traded += notional;
    const { settings } = state;
    const fee = quantityLots * settings[liquidity === "maker" ? "makerTicks" : "takerTicks"]!;
    return fee > 0 ? Math.max(fee, settings["minimumTickLots"]!) : fee;
  },
};
