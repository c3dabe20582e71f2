// Columns of a recorded table, as typed arrays: what every reader gives and every layout decodes.
import type { Step } from "../../../streams/units.ts";
import {
  placesOfText,
  stepsOfBig,
  stepsOfDouble,
  stepsOfText,
  stepsOfUnscaled,
  textOfDouble,
  textOfUnscaled,
} from "./decimal.ts";

/** How a layout reads a column. Times of any unit become microseconds. */
export type ColumnKind =
  | "integer"
  | "boolean"
  | "text"
  | "decimal"
  | "microseconds"
  | "milliseconds"
  | "nanoseconds";

/** Whole numbers (booleans are 0 and 1); NaN where a value is missing or no safe integer. */
export interface Integers {
  readonly kind: "integers";
  readonly values: Float64Array;
  /** What the file says, for messages. */
  readonly text: (row: number) => string;
}

/** Text; empty where it is missing. */
export interface Texts {
  readonly kind: "texts";
  readonly values: readonly string[];
}

/** Exact decimals. */
export interface Decimals {
  readonly kind: "decimals";
  /** Counts of a step, exact; NaN where a value is missing or no whole count. */
  readonly steps: (step: Step) => Float64Array;
  /** The same for one row. */
  readonly stepsAt: (row: number, step: Step) => number;
  /** Decimal places that the value of a row needs. */
  readonly places: (row: number) => number;
  /** The nearest double; NaN where a value is missing or no number. */
  readonly valueAt: (row: number) => number;
  readonly text: (row: number) => string;
}

/** A column of a batch. */
export type Column = Integers | Texts | Decimals;

/** Neighbouring rows of a table. */
export interface TableBatch {
  readonly rows: number;
  /** Row of the file that is the first of the batch, from 0. */
  readonly firstRow: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** The whole numbers of a column, or undefined where the table has no such column. */
export const integersOf = (batch: TableBatch, name: string): Integers | undefined => {
  const column = batch.columns.get(name);
  return column?.kind === "integers" ? column : undefined;
};

/** The texts of a column, or undefined where the table has no such column. */
export const textsOf = (batch: TableBatch, name: string): readonly string[] | undefined => {
  const column = batch.columns.get(name);
  return column?.kind === "texts" ? column.values : undefined;
};

/** The decimals of a column, or undefined where the table has no such column. */
export const decimalsOf = (batch: TableBatch, name: string): Decimals | undefined => {
  const column = batch.columns.get(name);
  return column?.kind === "decimals" ? column : undefined;
};

/** Decimals kept as unscaled integers; `exact` has those that are no safe integer, by row. */
export const unscaledDecimals = (
  values: Float64Array,
  scale: number,
  exact: (row: number) => bigint | undefined,
): Decimals => {
  const big = (row: number, step: Step): number => {
    const unscaled = exact(row);
    return unscaled === undefined ? Number.NaN : stepsOfBig(unscaled, scale, step);
  };
  const text = (row: number) => textOfUnscaled(exact(row) ?? values[row]!, scale);
  return {
    kind: "decimals",
    steps: (step) => {
      const toSteps = stepsOfUnscaled(scale, step);
      const out = new Float64Array(values.length);
      for (let row = 0; row < values.length; row++) {
        const steps = toSteps(values[row]!);
        out[row] = steps === steps ? steps : big(row, step);
      }
      return out;
    },
    stepsAt: (row, step) => {
      const steps = stepsOfUnscaled(scale, step)(values[row]!);
      return steps === steps ? steps : big(row, step);
    },
    places: (row) => placesOfText(text(row)),
    valueAt: (row) => {
      const value = values[row]!;
      return Number.isNaN(value) ? Number(text(row)) : value / 10 ** scale;
    },
    text,
  };
};

/** Decimals that the file keeps as doubles: each stands for its shortest decimal text. */
export const doubleDecimals = (values: Float64Array): Decimals => ({
  kind: "decimals",
  steps: (step) => values.map((value) => stepsOfDouble(value, step)),
  stepsAt: (row, step) => stepsOfDouble(values[row]!, step),
  places: (row) => placesOfText(textOfDouble(values[row]!)),
  valueAt: (row) => values[row]!,
  text: (row) => textOfDouble(values[row]!),
});

/** Decimals that the file keeps as text. */
export const textDecimals = (values: readonly string[]): Decimals => ({
  kind: "decimals",
  steps: (step) => Float64Array.from(values, (value) => stepsOfText(value, step)),
  stepsAt: (row, step) => stepsOfText(values[row]!, step),
  places: (row) => placesOfText(values[row]!),
  valueAt: (row) => values[row]!.trim() === "" ? NaN : Number(values[row]!),
  text: (row) => values[row]!,
});
