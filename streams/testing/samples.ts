// Generated rows of any record, for tests: from the record's own Schema, seeded.
import { Arbitrary, Effect } from "effect";
import type { RecordDefinition } from "../record.ts";

/** A row with its tag, as the codecs take and give it. */
export type SampleRow = Record<string, unknown> & {
  readonly _tag: string;
  position: number;
  outputIndex: number;
  eventTimeUs: number;
};

/** Rows of a record, the same for the same seed; numbers as they are after a passage through its columns. */
export const sampleRows = (definition: RecordDefinition, count: number, seed = 1): SampleRow[] => {
  const rows = Effect.runSync(
    Arbitrary.sampleEffect(Arbitrary.schema(definition.schema), { count, seed }),
  );
  return rows.map((row) => stored(definition, row));
};

/**
 * What a frame, a JSON line and a table keep of a row: single precision where the column has it, and
 * no negative zero, which JSON does not know.
 */
export const stored = (definition: RecordDefinition, row: object): SampleRow => {
  const out: Record<string, unknown> = { _tag: definition.tag };
  for (const { key, field } of definition.columns) {
    const value = (row as Record<string, unknown>)[key];
    out[key] = Array.isArray(value)
      ? value.map(positiveZero)
      : positiveZero(field.wire.kind === "f32" ? Math.fround(value as number) : value);
  }
  return out as SampleRow;
};

const positiveZero = (value: unknown): unknown => Object.is(value, -0) ? 0 : value;
