// What can be traded: the units of each instrument, and a registry that knows every instrument by id and name.
import { parseStep, type PriceTicks, type QuantityLots, type Step } from "./units.ts";

/** One tradable thing on one venue. Its prices are counted in ticks, its quantities in lots. */
export interface Instrument {
  /** Small, stable integer that stands for the instrument in every frame and table. */
  readonly instrumentId: number;
  /** The venue's own string for it. */
  readonly symbol: string;
  readonly venue: string;
  /** `symbol.venue`: unique, what people and the API call it. */
  readonly name: string;
  readonly assetClass: "crypto" | "equity" | "fx" | "future" | "simulated";
  /** The currency prices and fees are in. */
  readonly currency: string;
  readonly tick: Step;
  readonly lot: Step;
  /** The smallest step of an order's price (FIX 969), in ticks: quotes and prints may be finer. */
  readonly minPriceIncrementTicks: PriceTicks;
  /** The smallest step of an order's quantity (FIX 561), in lots: what rests and is printed may be finer. */
  readonly roundLots: QuantityLots;
}

/** What a definition file gives for an instrument; decimals as text. */
export interface InstrumentDefinition {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly venue: string;
  readonly assetClass: Instrument["assetClass"];
  readonly currency: string;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly minPriceIncrementTicks?: number;
  readonly roundLots?: number;
}

/** Instruments by id and by name. Ids are dense enough to index an array. */
export class InstrumentRegistry {
  readonly all: readonly Instrument[];
  private readonly byId: (Instrument | undefined)[] = [];
  private readonly byName = new Map<string, Instrument>();

  /** Throws where an id or a name is defined twice, or a step is no positive decimal. */
  constructor(definitions: readonly InstrumentDefinition[] = builtinInstruments) {
    this.all = definitions.map(instrumentFrom);
    for (const instrument of this.all) {
      if (this.byId[instrument.instrumentId] !== undefined || this.byName.has(instrument.name)) {
        throw new Error(
          `Instrument "${instrument.name}" (${instrument.instrumentId}) is defined twice`,
        );
      }
      this.byId[instrument.instrumentId] = instrument;
      this.byName.set(instrument.name, instrument);
    }
  }

  /** The instrument of an id, or undefined. */
  get(instrumentId: number): Instrument | undefined {
    return this.byId[instrumentId];
  }

  /** The instrument of an id. Throws for an unknown one. */
  require(instrumentId: number): Instrument {
    const instrument = this.byId[instrumentId];
    if (instrument === undefined) throw new Error(`Unknown instrument id ${instrumentId}`);
    return instrument;
  }

  /** The instrument of a `symbol.venue` name, or undefined. */
  find(name: string): Instrument | undefined {
    return this.byName.get(name);
  }
}

const instrumentFrom = (definition: InstrumentDefinition): Instrument => ({
  instrumentId: definition.instrumentId,
  symbol: definition.symbol,
  venue: definition.venue,
  name: `${definition.symbol}.${definition.venue}`,
  assetClass: definition.assetClass,
  currency: definition.currency,
  tick: parseStep(definition.tickSize),
  lot: parseStep(definition.lotSize),
  minPriceIncrementTicks: definition.minPriceIncrementTicks ?? 1,
  roundLots: definition.roundLots ?? 1,
});

type Family = Omit<InstrumentDefinition, "instrumentId" | "symbol" | "tickSize" | "lotSize">;
const simulated: Family = { venue: "sim", assetClass: "simulated", currency: "USD" };
// US equities quote in cents but print sub-penny, so their tick is a hundredth of a cent.
const equity: Family = {
  venue: "sip",
  assetClass: "equity",
  currency: "USD",
  minPriceIncrementTicks: 100,
};
const crypto = (venue: string, currency: string): Family => ({
  venue,
  assetClass: "crypto",
  currency,
});
const fx = (venue: string): Family => ({ venue, assetClass: "fx", currency: "USD" });

const define = (
  instrumentId: number,
  symbol: string,
  tickSize: string,
  lotSize: string,
  family: Family,
): InstrumentDefinition => ({ instrumentId, symbol, tickSize, lotSize, ...family });

/** The instruments Contrail knows from the start: the simulated market's and the recorded data's. */
export const builtinInstruments: readonly InstrumentDefinition[] = [
  define(1, "ALTO", "0.01", "1", simulated),
  define(2, "CIRRUS", "0.01", "1", simulated),
  define(3, "STRATUS", "0.01", "1", simulated),
  define(4, "CUMULUS", "0.05", "1", simulated),
  define(5, "NIMBUS", "0.01", "1", simulated),
  define(6, "ZEPHYR", "0.001", "10", simulated),
  define(7, "SIROCCO", "0.5", "0.001", simulated),
  define(8, "MISTRAL", "0.0001", "100", simulated),
  define(101, "BTCUSDT", "0.1", "0.001", crypto("binance-usdm", "USDT")),
  define(102, "ETHUSDT", "0.01", "0.001", crypto("binance-usdm", "USDT")),
  // Orders of earlier, finer lots still rest in the spot books, so lots are finer than the filter says.
  define(103, "BTCUSDT", "0.01", "0.000001", { ...crypto("binance-spot", "USDT"), roundLots: 10 }),
  define(104, "BTCUSD_PERP", "0.1", "1", crypto("binance-coinm", "USD")),
  define(105, "ETHUSDT", "0.01", "0.000001", { ...crypto("binance-spot", "USDT"), roundLots: 100 }),
  define(106, "ETHUSD_PERP", "0.01", "1", crypto("binance-coinm", "USD")),
  define(110, "BTC-USD", "0.01", "0.00000001", crypto("coinbase", "USD")),
  define(111, "BTCUSD", "0.01", "0.00000001", crypto("bitstamp", "USD")),
  define(201, "AIG", "0.0001", "1", equity),
  define(202, "BAC", "0.0001", "1", equity),
  define(203, "SPY", "0.0001", "1", equity),
  define(204, "IBM", "0.0001", "1", equity),
  define(301, "EURUSD", "0.00001", "1", fx("oanda")),
  define(302, "EURUSD", "0.00001", "1", fx("fxcm")),
  define(303, "XAUUSD", "0.00001", "1", fx("oanda")),
];
