// The instruments of a live venue: asked of the venue, with its own tick and lot sizes, known by our ids.
import {
  builtinInstruments,
  type Instrument,
  type InstrumentDefinition,
  InstrumentRegistry,
} from "../../streams/instruments.ts";
import { parseStep, stepsFromText } from "../../streams/units.ts";
import { textOfDouble } from "../sources/files/decimal.ts";
import { Instruments, type Named } from "../sources/files/instruments.ts";
import { SourceFailed } from "../sources/source.ts";
import { instrumentsListened } from "./limits.ts";
import { reasonOf } from "./connection.ts";
import type { CcxtExchange } from "./open-ccxt.ts";
import type { LiveVenue } from "./roster.ts";

/** One instrument of a live venue, and what the venue and ccxt call it. */
export interface VenueInstrument {
  readonly instrument: Instrument;
  /** What frames call it. */
  readonly wireSymbol: string;
  /** What ccxt calls it, such as "BTC/USDT". */
  readonly ccxtSymbol: string;
  /** The steps of an order's price and quantity at the venue, in our ticks and lots. */
  readonly orderTicks: number;
  readonly orderLots: number;
}

/** The instruments asked for, and the definitions of those that are not built in. */
export interface VenueInstruments {
  readonly all: readonly VenueInstrument[];
  readonly added: readonly InstrumentDefinition[];
}

interface CcxtMarket {
  readonly id: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly type: string;
  readonly linear?: boolean;
  readonly precision: { readonly price?: number; readonly amount?: number };
  readonly info: Readonly<Record<string, unknown>>;
}

/** Asks the venue for instruments. Throws `SourceFailed` where it has one not, or cannot be asked. */
export const askInstruments = async (
  exchange: CcxtExchange,
  venue: LiveVenue,
  symbols: readonly string[],
): Promise<VenueInstruments> => {
  if (symbols.length === 0 || symbols.length > instrumentsListened) {
    throw new SourceFailed(
      `--symbols names ${symbols.length} instruments: expected 1 to ${instrumentsListened}`,
    );
  }
  const markets = await exchange.loadMarkets().catch((cause) => {
    throw new SourceFailed(`${venue.name} does not tell its instruments: ${reasonOf(cause)}`, {
      cause,
    });
  }) as unknown as Readonly<Record<string, CcxtMarket>>;
  const wanted = symbols.map((symbol) => marketOf(markets, venue, symbol));
  const known = new Instruments();
  for (const market of wanted) known.want(namedOf(venue, market), { price: 0, quantity: 0 });
  const added = known.derived();
  const registry = new InstrumentRegistry([...builtinInstruments, ...added]);
  const all = wanted.map((market): VenueInstrument => {
    const named = namedOf(venue, market);
    const instrument = registry.find(`${named.symbol}.${named.venue}`)!;
    return {
      instrument,
      wireSymbol: venue.ccxt === "kraken" ? market.symbol : market.id,
      ccxtSymbol: market.symbol,
      orderTicks: stepIn(instrument, "tick", orderSteps(venue, market).price),
      orderLots: stepIn(instrument, "lot", orderSteps(venue, market).quantity),
    };
  });
  return { all, added };
};

const marketOf = (
  markets: Readonly<Record<string, CcxtMarket>>,
  venue: LiveVenue,
  symbol: string,
): CcxtMarket => {
  const all = Object.values(markets).filter(({ type }) => type === venue.market);
  const found = all.find((one) =>
    one.symbol === symbol || one.id === symbol || one.symbol.split(":")[0] === symbol
  );
  if (found !== undefined) return found;
  const some = all.slice(0, 5).map((one) => one.symbol).join(", ");
  throw new SourceFailed(`${venue.name} has no "${symbol}": it has ${all.length}, such as ${some}`);
};

const namedOf = (venue: LiveVenue, market: CcxtMarket): Named => {
  const { tick, lot } = stepsOf(venue, market);
  const order = orderSteps(venue, market);
  return {
    symbol: venue.ccxt === "kraken" ? String(market.info["altname"] ?? market.id) : market.id,
    venue: venue.venue,
    assetClass: "crypto",
    currency: market.quote,
    tickSize: tick,
    lotSize: lot,
    minPriceIncrementTicks: stepsFromText(order.price, parseStep(tick)),
    roundLots: stepsFromText(order.quantity, parseStep(lot)),
  };
};

/** What books and prints are counted in: at Kraken finer than what orders may have. */
const stepsOf = (venue: LiveVenue, market: CcxtMarket) => {
  if (venue.ccxt === "kraken") {
    const { pair_decimals: price, lot_decimals: quantity } = market.info;
    return { tick: stepOfPlaces(Number(price)), lot: stepOfPlaces(Number(quantity)) };
  }
  const { price, quantity } = orderSteps(venue, market);
  // Orders of earlier, finer lots still rest in Binance's spot books.
  return { tick: price, lot: venue.name === "binance" ? finer(quantity, 2) : quantity };
};

/** A step of a decimal that is so many places finer. */
const finer = (text: string, places: number): string => {
  const { unscaled, scale } = parseStep(text);
  return stepOfPlaces(scale + places).replace(/1$/, String(unscaled));
};

/** The steps of an order's price and quantity, as decimals. */
const orderSteps = (venue: LiveVenue, market: CcxtMarket) => {
  const { price, amount } = market.precision;
  if (!(Number(price) > 0) || !(Number(amount) > 0)) {
    throw new SourceFailed(`${venue.name} tells no tick or lot size of ${market.symbol}`);
  }
  return { price: textOfDouble(Number(price)), quantity: textOfDouble(Number(amount)) };
};

const stepOfPlaces = (places: number): string =>
  places === 0 ? "1" : `0.${"0".repeat(places - 1)}1`;

/** A step of the venue in ours, which is at most as large. */
const stepIn = (instrument: Instrument, of: "tick" | "lot", text: string): number => {
  try {
    return stepsFromText(text, parseStep(instrument[of].text));
  } catch (cause) {
    throw new SourceFailed(
      `${instrument.name} has the ${of} size ${text} by now, which is no multiple of the ` +
        `${instrument[of].text} it is recorded in`,
      { cause },
    );
  }
};
