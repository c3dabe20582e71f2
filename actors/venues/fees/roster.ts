// Every fee model. A new one is a file in this folder and a line here.
import type { FeeModel } from "./fee-model.ts";
import { notionalFee } from "./notional.ts";
import { perLotFee } from "./per-lot.ts";
import { tieredFee } from "./tiered.ts";

/** The fee models; the first is the default. */
export const feeModels: readonly FeeModel[] = [notionalFee, tieredFee, perLotFee];
