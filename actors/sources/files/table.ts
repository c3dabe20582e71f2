// A recorded table: columns by name and rows in batches, whatever the format of the file.
import type { ColumnKind, TableBatch } from "./columns.ts";

/** A file of rows and columns. */
export interface Table {
  /** The file as people gave it. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Rows in all, where the file tells. */
  readonly rows?: number;
  /** The least value of a column of integers near the start of the file, where it tells. */
  readonly startsAt: (column: string) => number | undefined;
  /** Decimal places that a column declares, where the file tells. */
  readonly places: (column: string) => number | undefined;
  /** Reads some columns. Throws `SourceFailed` after the good rows of a damaged file. */
  readonly read: (kinds: ReadonlyMap<string, ColumnKind>) => AsyncGenerator<TableBatch>;
}
