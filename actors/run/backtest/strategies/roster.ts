// Every strategy of the backtest engine over columns. A new one is a file in this folder and a line here.
import type { ColumnStrategy } from "../engine.ts";
import { bookImbalance } from "./book-imbalance.ts";
import { gridMaker } from "./grid-maker.ts";

/** The strategies by columns. */
export const columnStrategies: readonly ColumnStrategy[] = [gridMaker, bookImbalance];
