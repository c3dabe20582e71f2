// What a fee model is: what the venue takes for a fill.
import type { QuantityLots, TickLots } from "../../../streams/units.ts";
import type { Setting } from "../../actor.ts";

/** A fill as a fee model sees it. */
export interface FeeBasis {
  /** Price × quantity, in tick·lots. */
  readonly notional: TickLots;
  readonly quantityLots: QuantityLots;
  readonly liquidity: "maker" | "taker";
}

/** What an account has paid and traded so far. Plain data: it may lie in an actor's state. */
export interface FeeState {
  readonly settings: Readonly<Record<string, number>>;
  /** Traded so far, in tick·lots. */
  traded: TickLots;
}

/** Fees of one kind. */
export interface FeeModel {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** The fee of a fill in tick·lots, not rounded; below zero for a rebate. Counts the fill. */
  readonly feeOf: (state: FeeState, fill: FeeBasis) => TickLots;
}

/** The state before the first fill. */
export const feeState = (
  model: FeeModel,
  settings: Readonly<Record<string, number>> = {},
): FeeState => ({
  settings: {
    ...Object.fromEntries(
      Object.entries(model.settings).map(([name, { default: value }]) => [name, value]),
    ),
    ...settings,
  },
  traded: 0,
});

/** A setting in basis points of the notional. */
export const basisPoints = (value: number, comment: string): Setting => ({
  default: value,
  minimum: -100,
  maximum: 100,
  comment: `${comment}, in basis points of its value; below zero for a rebate`,
});
