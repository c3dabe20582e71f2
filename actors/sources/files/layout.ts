// What a layout of recorded tables is: how one is known, whose it is, and how its rows are read.
import type { ColumnKind } from "./columns.ts";
import type { Named } from "./instruments.ts";

/** Whose rows they are: told by the path of the file, or by a column. */
export type Naming =
  | { readonly by: "path"; readonly named: (path: string) => Named | undefined }
  | {
    readonly by: "column";
    readonly column: string;
    /** The instrument of a value of the column, or undefined where it can be none. */
    readonly named: (value: string, path: string) => Named | undefined;
  }
  /** A column with the names of built-in instruments. */
  | { readonly by: "name"; readonly column: string };

/** Where the times are. The first event time that is not 0 counts, else the local time. */
export interface Times {
  readonly event: readonly string[];
  /** When the recorder received it. Without one, the event time counts. */
  readonly local?: string;
}

/** The columns of a quote. */
export interface QuoteColumns {
  readonly bidPrice: string;
  readonly bidQuantity?: string;
  readonly askPrice: string;
  readonly askQuantity?: string;
  readonly updateId?: string;
}

/** The columns of a trade, and how its aggressor is told. */
export interface TradeColumns {
  readonly price: string;
  readonly quantity: string;
  readonly tradeId?: string;
  readonly aggressor?:
    | { readonly column: string; readonly told: "buyerIsMaker" }
    | { readonly column: string; readonly told: "side" };
}

/** The columns of a change of the book, and what ties the rows of one message together. */
export interface DepthColumns {
  readonly side: string;
  readonly price: string;
  readonly quantity: string;
  /** The column that is equal in all rows of one message. */
  readonly message: string;
  readonly ids?: { readonly first: string; readonly last: string; readonly previous: string };
  /** A column that tells snapshots, or that every message is a whole book. */
  readonly snapshot: { readonly column: string } | "always";
}

/** The columns of an event of a single order (L3). */
export interface OrderColumns {
  readonly orderId: string;
  /** created, changed or deleted. */
  readonly action: string;
  readonly side: string;
  readonly price: string;
  /** What is left of the order after the event. */
  readonly quantity: string;
}

/** The columns of price and quantity of each level, best first, of a row that holds a book. */
export interface LevelColumns {
  readonly bids: readonly (readonly [price: string, quantity: string])[];
  readonly asks: readonly (readonly [price: string, quantity: string])[];
}

/** The columns of a poll of the last price. */
export interface PollColumns {
  readonly price: string;
  /** Traded since the day began. */
  readonly dayVolume: string;
}

/** A layout of recorded tables. */
export interface TableLayout {
  readonly name: string;
  /** One line for people: what it is, and how its instrument is told. */
  readonly about: string;
  /** The columns it is known by. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
  readonly optional?: Readonly<Record<string, ColumnKind>>;
  /** Columns that a table of this layout does not have. */
  readonly without?: readonly string[];
  readonly naming: Naming;
  readonly times: Times;
  /** A column that orders the rows of all tables of one recording, kept in one folder. */
  readonly order?: string;
  /** A boolean column with the vendor's mark of a bad tick. */
  readonly suspicious?: string;
  readonly quote?: QuoteColumns;
  readonly trade?: TradeColumns;
  readonly depth?: DepthColumns;
  readonly orders?: OrderColumns;
  readonly levels?: LevelColumns;
  readonly polls?: PollColumns;
  /** Why it is read only where it is named itself: in a folder, what it was made from lies beside it. */
  readonly derived?: string;
  /** A text column that says of each row which of the three it is; without it there is only one. */
  readonly kind?: string;
}

/** A table that is known, and is no table of ticks. */
export interface OtherTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Why it is not replayed. */
  readonly why: string;
}

/** Whether a table with these columns has a layout. */
export const hasLayout = (layout: TableLayout, columns: readonly string[]): boolean =>
  Object.keys(layout.columns).every((name) => columns.includes(name)) &&
  !(layout.without ?? []).some((name) => columns.includes(name));
