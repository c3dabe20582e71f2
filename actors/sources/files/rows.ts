// The parts that quotes, trades and depth rows of a table share: instrument, times, order, marks.
import type { Instrument } from "../../../streams/instruments.ts";
import type { Step } from "../../../streams/units.ts";
import { type Decimals, decimalsOf, integersOf, type TableBatch, textsOf } from "./columns.ts";
import type { Instruments } from "./instruments.ts";
import type { TableLayout } from "./layout.ts";
import type { Refusals } from "./refusals.ts";

/** What the rows of one file are decoded with. */
export interface Decoding {
  readonly layout: TableLayout;
  readonly path: string;
  /** The file as people gave it. */
  readonly file: string;
  readonly instruments: Instruments;
  readonly refusals: Refusals;
}

/** A batch, with what every kind of row needs of it. */
export interface Rows {
  readonly decoding: Decoding;
  readonly batch: TableBatch;
  /** The instrument of a row; undefined for an unknown one. */
  readonly instrumentAt: (row: number) => Instrument | undefined;
  /** The one instrument of all rows, where the file has one. */
  readonly instrument: Instrument | undefined;
  readonly eventUs: Float64Array;
  readonly ingestUs: Float64Array;
  /** What the ticks of a recording are ordered by. */
  readonly keys: Float64Array;
  readonly suspicious: Float64Array | undefined;
}

/** Looks up what the rows of a batch share. */
export const rowsOf = (batch: TableBatch, decoding: Decoding): Rows => {
  const { layout, path, instruments } = decoding;
  const named = layout.naming.by === "path" ? layout.naming.named(path) : undefined;
  const instrument = named === undefined ? undefined : instruments.find(named);
  const { eventUs, ingestUs } = timesOf(batch, layout);
  const order = layout.order === undefined ? undefined : integersOf(batch, layout.order);
  return {
    decoding,
    batch,
    instrument,
    instrumentAt: layout.naming.by === "path" ? () => instrument : instrumentsOf(batch, decoding),
    eventUs,
    ingestUs,
    keys: order?.values ?? ingestUs,
    suspicious: layout.suspicious === undefined
      ? undefined
      : integersOf(batch, layout.suspicious)?.values,
  };
};

/** The instrument of a value of the column that names instruments. */
export const instrumentNamed = (value: string, decoding: Decoding): Instrument | undefined => {
  const { layout: { naming }, path, instruments } = decoding;
  if (naming.by === "name") return instruments.findBuiltIn(value);
  const named = naming.named(value, path);
  return named === undefined ? undefined : instruments.find(named);
};

const instrumentsOf = (batch: TableBatch, decoding: Decoding) => {
  const { naming } = decoding.layout;
  const values = naming.by === "path" ? [] : textsOf(batch, naming.column) ?? [];
  const known = new Map<string, Instrument | undefined>();
  return (row: number): Instrument | undefined => {
    const value = values[row] ?? "";
    if (!known.has(value)) known.set(value, instrumentNamed(value, decoding));
    return known.get(value);
  };
};

const timesOf = (batch: TableBatch, { times }: TableLayout) => {
  const local = times.local === undefined ? undefined : integersOf(batch, times.local)?.values;
  const events = times.event.flatMap((name) => integersOf(batch, name)?.values ?? []);
  const [first = local ?? new Float64Array(batch.rows), ...others] = events;
  const eventUs = Float64Array.from(first);
  for (const fallback of [...others, ...(local === undefined ? [] : [local])]) {
    for (let row = 0; row < eventUs.length; row++) {
      if (eventUs[row] === 0) eventUs[row] = fallback[row]!;
    }
  }
  return { eventUs, ingestUs: local ?? eventUs };
};

/** Whether a row has an instrument and good times. Refuses it where not. */
export const isGoodRow = (rows: Rows, row: number): boolean => {
  const { decoding: { layout: { naming, times } }, batch } = rows;
  if (rows.instrumentAt(row) === undefined) {
    const column = naming.by === "path" ? "instrument" : naming.column;
    const value = naming.by === "path" ? "" : textsOf(batch, column)?.[row] ?? "";
    const expected = naming.by === "name" ? "a known instrument" : "an instrument of this layout";
    refuse(rows, { row, field: column, value, expected });
    return false;
  }
  if (isTime(rows.eventUs[row]!) && isTime(rows.ingestUs[row]!)) return true;
  const [field = times.local ?? ""] = times.event;
  const value = integersOf(batch, field)?.text(row) ?? "";
  refuse(rows, { row, field, value, expected: "a time after 1970" });
  return false;
};

/** Refuses a value of a row. */
export const refuse = (
  { decoding: { refusals, file }, batch }: Rows,
  wrong: { row: number; field: string; value: string; expected: string },
): void => refusals.add({ ...wrong, file, row: batch.firstRow + wrong.row + 1 });

/** A column of decimals as counts of a step. */
export interface Steps {
  readonly values: Float64Array;
  readonly decimals: Decimals;
  readonly field: string;
  readonly step: "tick" | "lot";
}

/** The counts of a column; undefined where the table has no such column. */
export const stepsOf = (
  rows: Rows,
  field: string | undefined,
  step: "tick" | "lot",
): Steps | undefined => {
  const decimals = field === undefined ? undefined : decimalsOf(rows.batch, field);
  if (field === undefined || decimals === undefined) return undefined;
  if (rows.instrument !== undefined) {
    return { values: decimals.steps(rows.instrument[step]), decimals, field, step };
  }
  const values = new Float64Array(rows.batch.rows);
  for (let row = 0; row < values.length; row++) {
    const one: Step | undefined = rows.instrumentAt(row)?.[step];
    values[row] = one === undefined ? Number.NaN : decimals.stepsAt(row, one);
  }
  return { values, decimals, field, step };
};

/** Whether the count of a row is good: whole, safe and not negative. Refuses it where not. */
export const isGoodCount = (rows: Rows, row: number, steps: Steps): boolean => {
  if (steps.values[row]! >= 0) return true;
  const step = rows.instrumentAt(row)?.[steps.step].text ?? "";
  const value = steps.decimals.text(row);
  refuse(rows, { row, field: steps.field, value, expected: `a multiple of ${step}, 0 or more` });
  return false;
};

const isTime = (timeUs: number): boolean => timeUs > 0 && Number.isSafeInteger(timeUs);
