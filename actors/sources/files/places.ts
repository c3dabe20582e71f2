// Learns the decimal places of instruments that are not built in from their recordings.
import type { ColumnKind } from "./columns.ts";
import { decimalsOf, textsOf } from "./columns.ts";
import { messageOf } from "./binance-raw.ts";
import { placesOfText } from "./decimal.ts";
import type { Instruments, Named, Places } from "./instruments.ts";
import type { TableLayout } from "./layout.ts";
import { namedInstruments, sampledRows } from "./limits.ts";
import type { Table } from "./table.ts";
import { firstLines } from "./text.ts";

/** Asks for the instruments of a table, with the places their prices and quantities need. */
export const wantInstruments = async (
  table: Table,
  layout: TableLayout,
  { path, instruments }: { readonly path: string; readonly instruments: Instruments },
): Promise<void> => {
  const { naming } = layout;
  if (naming.by === "name") return;
  if (naming.by === "path") {
    const named = naming.named(path);
    if (named === undefined || instruments.isBuiltIn(named)) return;
    instruments.want(named, await placesOf(table, layout, named));
    return;
  }
  for (const [value, places] of await placesByValue(table, layout, naming.column)) {
    const named = naming.named(value, path);
    if (named !== undefined) instruments.want(named, places);
  }
};

/** The places of the first messages of a raw Binance recording. */
export const rawPlaces = async (path: string): Promise<Places> => {
  let price = 0;
  let quantity = 0;
  const look = (one: unknown, other: unknown): void => {
    if (typeof one === "string") price = Math.max(price, placesOfText(one));
    if (typeof other === "string") quantity = Math.max(quantity, placesOfText(other));
  };
  for (const line of await firstLines(path, rawLines)) {
    try {
      const message = messageOf(line);
      look(message["p"], message["q"]);
      for (const side of ["b", "a", "bids", "asks"]) {
        const levels = message[side];
        if (Array.isArray(levels)) { for (const [one, other] of levels) look(one, other); }
      }
    } catch {
      // A damaged line is refused when it is replayed.
    }
  }
  return { price, quantity };
};

const rawLines = 5000;
/** A scale up to this is the venue's own; a larger one fits any instrument, and tells nothing. */
const ownScale = 6;

const placesOf = async (table: Table, layout: TableLayout, named: Named): Promise<Places> => {
  const { prices, quantities } = columnsOf(layout);
  const declared = (columns: readonly string[]): number | undefined => {
    const places = columns.map((column) => table.places(column));
    const all = places.every((one) => one !== undefined && one <= ownScale);
    return all ? Math.max(0, ...places.map((one) => one ?? 0)) : undefined;
  };
  const price = named.tickSize === undefined ? declared(prices) : 0;
  const quantity = named.lotSize === undefined ? declared(quantities) : 0;
  if (price !== undefined && quantity !== undefined) return { price, quantity };
  const kinds = new Map<string, ColumnKind>(
    [...prices, ...quantities].map((column) => [column, "decimal"]),
  );
  const seen = { price: price ?? 0, quantity: quantity ?? 0 };
  let rows = 0;
  for await (const batch of table.read(kinds)) {
    for (let row = 0; row < batch.rows; row++) {
      for (const one of prices) raise(seen, "price", decimalsOf(batch, one)?.places(row));
      for (const one of quantities) raise(seen, "quantity", decimalsOf(batch, one)?.places(row));
    }
    rows += batch.rows;
    if (rows >= sampledRows) break;
  }
  return seen;
};

const placesByValue = async (
  table: Table,
  layout: TableLayout,
  column: string,
): Promise<Map<string, Places>> => {
  const { prices, quantities } = columnsOf(layout);
  const kinds = new Map<string, ColumnKind>([[column, "text"]]);
  for (const one of [...prices, ...quantities]) kinds.set(one, "decimal");
  const found = new Map<string, { price: number; quantity: number }>();
  for await (const batch of table.read(kinds)) {
    const values = textsOf(batch, column) ?? [];
    for (let row = 0; row < batch.rows; row++) {
      let seen = found.get(values[row]!);
      if (seen === undefined) {
        if (found.size >= namedInstruments) continue;
        found.set(values[row]!, seen = { price: 0, quantity: 0 });
      }
      for (const one of prices) raise(seen, "price", decimalsOf(batch, one)?.places(row));
      for (const one of quantities) raise(seen, "quantity", decimalsOf(batch, one)?.places(row));
    }
  }
  return found;
};

const raise = (
  seen: { price: number; quantity: number },
  which: "price" | "quantity",
  places: number | undefined,
): void => {
  if (places !== undefined && places > seen[which]) seen[which] = places;
};

const columnsOf = ({ quote, trade, depth, orders, levels }: TableLayout) => ({
  prices: present([
    ...[quote?.bidPrice, quote?.askPrice, trade?.price, depth?.price, orders?.price],
    ...[levels?.bids[0]?.[0], levels?.asks[0]?.[0]],
  ]),
  quantities: present([
    quote?.bidQuantity,
    quote?.askQuantity,
    trade?.quantity,
    depth?.quantity,
    orders?.quantity,
    ...[...levels?.bids ?? [], ...levels?.asks ?? []].map(([, quantity]) => quantity),
  ]),
});

const present = (names: readonly (string | undefined)[]): string[] =>
  names.filter((name) => name !== undefined);
