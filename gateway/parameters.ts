// What a request asks for, read and checked: page size, cursor, symbol, strategy.
import type { Context } from "hono";
import type { InstrumentRegistry } from "../streams/instruments.ts";
import { invalid } from "./problems.ts";
import type { RowFilter } from "./rows.ts";

const pageSize = { default: 100, most: 1000 } as const;

/** A whole number parameter within bounds. Throws a problem. */
export const wholeNumber = (
  context: Context,
  name: string,
  bounds: { readonly default: number; readonly most: number },
): number => {
  const text = context.req.query(name);
  if (text === undefined) return bounds.default;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > bounds.most) {
    throw invalid(
      name,
      `is "${text.slice(0, 40)}", expected a whole number from 1 to ${bounds.most}`,
    );
  }
  return value;
};

/** The page that is asked for: `limit`, `cursor`, `symbol`. Throws a problem. */
export const pageOf = (context: Context, instruments: InstrumentRegistry): RowFilter => ({
  limit: wholeNumber(context, "limit", pageSize),
  before: cursorOf(context),
  instrumentId: symbolOf(context, instruments),
});

/** The instrument of `symbol`, or undefined where none is asked for. Throws a problem. */
export const symbolOf = (context: Context, instruments: InstrumentRegistry): number | undefined => {
  const symbol = context.req.query("symbol");
  if (symbol === undefined) return undefined;
  const instrument = instruments.find(symbol);
  if (instrument === undefined) {
    throw invalid("symbol", `is "${symbol.slice(0, 60)}", expected one of GET /v1/instruments`);
  }
  return instrument.instrumentId;
};

/** A word parameter such as a strategy's name. Throws a problem. */
export const word = (context: Context, name: string): string | undefined => {
  const text = context.req.query(name);
  if (text === undefined) return undefined;
  if (!/^[\w.@-]{1,64}$/.test(text)) {
    throw invalid(name, "expected up to 64 letters, digits, . _ @ or -");
  }
  return text;
};

/** Says where the next page begins. */
export const cursorAfter = (
  last: { readonly position: number; readonly outputIndex: number },
): string => Buffer.from(`${last.position}.${last.outputIndex}`).toString("base64url");

const cursorOf = (context: Context): RowFilter["before"] => {
  const cursor = context.req.query("cursor");
  if (cursor === undefined) return undefined;
  const match = /^(\d{1,15})\.(\d{1,5})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null) {
    throw invalid("cursor", "is none of ours: take next_cursor of the page before");
  }
  return { position: Number(match[1]), outputIndex: Number(match[2]) };
};
