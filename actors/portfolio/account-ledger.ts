// An account in money: cash in every currency, the sub-ledger of every strategy, and their sum in one currency.
import type { Instrument } from "../../streams/instruments.ts";

/** What one strategy holds and has earned in one instrument, in the currency of the instrument. */
export interface LedgerLine {
  readonly strategy: string;
  readonly currency: string;
  /** Profit before fees and funding. */
  readonly realized: number;
  readonly unrealized: number;
  readonly fees: number;
  readonly funding: number;
  /** Quantity × mark, below zero for a short one. */
  readonly value: number;
}

/** A currency in units of the base currency, and who says so. */
export interface Rate {
  readonly rate: number;
  /** `base`, `configured`, or the name of an instrument. */
  readonly source: string;
}

/** Amounts of one currency. */
export interface Amounts {
  /** What fills left: profit and loss, less what is held at the mark. */
  readonly cash: number;
  readonly realized: number;
  readonly unrealized: number;
  readonly fees: number;
  readonly funding: number;
  /** Positions at the mark, with and without their signs. */
  readonly net: number;
  readonly gross: number;
}

/** What an account has of one currency. `rate` is undefined where nobody tells one. */
export interface Balance extends Amounts {
  readonly currency: string;
  readonly rate: Rate | undefined;
}

/** An account. Amounts in the base currency, of the balances that have a rate. */
export interface Ledger extends Amounts {
  readonly base: string;
  readonly equity: number;
  readonly balances: readonly Balance[];
  /** The virtual ledger of each strategy, netted with the others at the venue: they sum to the account. */
  readonly strategies: readonly (Amounts & { readonly strategy: string })[];
}

/** What `ledgerOf` is told besides the lines. */
export interface LedgerOptions {
  readonly base: string;
  /** Money the account began with, in the base currency. */
  readonly capital: number;
  readonly rates: ReadonlyMap<string, Rate>;
}

const nothing: Amounts = {
  ...{ cash: 0, realized: 0, unrealized: 0, fees: 0, funding: 0, net: 0, gross: 0 },
};

const plus = (one: Amounts, other: Amounts, times = 1): Amounts => ({
  cash: one.cash + other.cash * times,
  realized: one.realized + other.realized * times,
  unrealized: one.unrealized + other.unrealized * times,
  fees: one.fees + other.fees * times,
  funding: one.funding + other.funding * times,
  net: one.net + other.net * times,
  gross: one.gross + other.gross * times,
});

const amountsOf = ({ realized, unrealized, fees, funding, value }: LedgerLine): Amounts => ({
  ...{ realized, unrealized, fees, funding },
  cash: realized + unrealized - fees - funding - value,
  net: value,
  gross: Math.abs(value),
});

/** Sums the lines of an account. */
export const ledgerOf = (
  lines: readonly LedgerLine[],
  { base, capital, rates }: LedgerOptions,
): Ledger => {
  const balances = new Map<string, Amounts>([[base, { ...nothing, cash: capital }]]);
  const strategies = new Map<string, Amounts>();
  for (const line of lines) {
    const { currency, strategy } = line;
    const amounts = amountsOf(line);
    balances.set(currency, plus(balances.get(currency) ?? nothing, amounts));
    const rate = rates.get(currency)?.rate;
    const before = strategies.get(strategy) ?? nothing;
    strategies.set(strategy, rate === undefined ? before : plus(before, amounts, rate));
  }
  const told = [...balances].map(([currency, amounts]): Balance => ({
    currency,
    rate: rates.get(currency),
    ...amounts,
  }));
  const total = told.reduce(
    (sum, one) => one.rate === undefined ? sum : plus(sum, one, one.rate.rate),
    nothing,
  );
  return {
    base,
    ...total,
    equity: total.cash + total.net,
    balances: told.sort((one, other) => one.currency < other.currency ? -1 : 1),
    strategies: [...strategies].map(([strategy, amounts]) => ({ strategy, ...amounts }))
      .sort((one, other) => one.strategy < other.strategy ? -1 : 1),
  };
};

/** An instrument that is quoted, and its mid price. */
export interface Quoted {
  readonly instrument: Pick<Instrument, "symbol" | "currency" | "name">;
  readonly mid: number;
}

/**
 * Rates of currencies into a base: 1 of the base itself; else the mid of an instrument that is the pair, one
 * way or the other (EURUSD, BTC-USD, BTC/USD); else the one that is configured. The rest has none.
 */
export const ratesInto = (
  base: string,
  currencies: Iterable<string>,
  { quoted, configured }: {
    readonly quoted: readonly Quoted[];
    readonly configured: ReadonlyMap<string, number>;
  },
): ReadonlyMap<string, Rate> => {
  const pairs = new Map(
    quoted.toReversed().map((one) => [one.instrument.symbol.replaceAll(/[-/_:.]/g, ""), one]),
  );
  const pair = (of: string, into: string) => {
    const found = pairs.get(`${of}${into}`);
    return found?.instrument.currency === into && found.mid > 0 ? found : undefined;
  };
  const rates = new Map<string, Rate>([[base, { rate: 1, source: "base" }]]);
  for (const currency of currencies) {
    if (currency === base) continue;
    const [straight, turned] = [pair(currency, base), pair(base, currency)];
    const told = configured.get(currency);
    if (straight !== undefined) {
      rates.set(currency, { rate: straight.mid, source: straight.instrument.name });
    } else if (turned !== undefined) {
      rates.set(currency, { rate: 1 / turned.mid, source: turned.instrument.name });
    } else if (told !== undefined) rates.set(currency, { rate: told, source: "configured" });
  }
  return rates;
};
