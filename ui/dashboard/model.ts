// What the dashboard keeps of an instrument, and how its lists are kept short.

/** One instrument with its newest quote and prediction. Prices are numbers for display only. */
export interface InstrumentRow {
  readonly symbol: string;
  readonly decimals: number;
  readonly bid: number;
  readonly ask: number;
  /** Wall clock of the newest quote's arrival here, in milliseconds. */
  readonly seenMs: number;
  readonly probabilityUp: number | undefined;
  readonly model: string;
  /** Recent mid prices, oldest first. */
  readonly course: readonly number[];
}

const open = new Set(["pending_new", "new", "partially_filled", "replaced"]);

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
