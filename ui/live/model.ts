// What the window keeps of an instrument, and how its lists are kept short.

/** One instrument with its newest quote and prediction. Prices are numbers for display only. */
export interface InstrumentRow {
  readonly symbol: string;
  readonly decimals: number;
  readonly tickSize: number;
  readonly currency: string;
  readonly bid: number;
  readonly ask: number;
  readonly bidQty: string;
  readonly askQty: string;
  /** No quote came for some time: it may not be what the market says now. */
  readonly stale: boolean;
  readonly probabilityUp: number | undefined;
  readonly model: string;
}

/** How old the market data is, whatever the socket says. */
export type DataState = "waiting" | "live" | "delayed" | "stale";

/** Milliseconds from which data counts as delayed, as stale, and a single quote as stale. */
export const ages = { delayed: 2_000, stale: 10_000, quote: 10_000 } as const;

/** What an age means. */
export const dataStateOf = (ageMs: number | undefined): DataState =>
  ageMs === undefined
    ? "waiting"
    : ageMs < ages.delayed
    ? "live"
    : ageMs < ages.stale
    ? "delayed"
    : "stale";

const open = new Set(["pending_new", "new", "accepted", "partially_filled", "replaced", "held"]);

/** Whether an order still works. */
export const isWorking = ({ status }: { readonly status: string }): boolean => open.has(status);

/** A list with new items first: an item replaces the one of the same key, and the oldest fall off. */
export const keep = <Item>(
  before: readonly Item[],
  items: readonly Item[],
  keyOf: (item: Item) => string,
  most: number,
): Item[] => {
  const fresh = new Map(items.map((item) => [keyOf(item), item]));
  const known = new Set(before.map(keyOf));
  const added = [...fresh.values()].filter((item) => !known.has(keyOf(item))).reverse();
  const rest = before.map((item) => fresh.get(keyOf(item)) ?? item);
  return [...added, ...rest].slice(0, most);
};
