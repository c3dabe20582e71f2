// What is traded at the local venues: the units of each instrument, and the market that is simulated for it.
import { type Profile, profiles } from "../../actors/sources/simulated/profiles.ts";
import { type Instrument, InstrumentRegistry } from "../../streams/instruments.ts";

/** One instrument of a local venue. Its market is one of the simulated ones, in steps of its own. */
export interface ServedInstrument {
  readonly instrument: Instrument;
  readonly base: string;
  readonly quote: string;
  readonly profile: Profile;
  /** Ticks of one increment of the simulated market, and lots of one of its lots. */
  readonly ticks: number;
  readonly lots: number;
}

const defined = [
  { base: "BTC", price: 61_800, tick: "0.01", lot: "0.00001", ticks: 50, lots: 100, like: 6 },
  { base: "ETH", price: 2_650, tick: "0.01", lot: "0.0001", ticks: 5, lots: 100, like: 0 },
  { base: "SOL", price: 152, tick: "0.01", lot: "0.001", ticks: 1, lots: 100, like: 4 },
] as const;

/** How a venue names an instrument, and where its steps are others. */
export interface Naming {
  readonly symbolOf: (base: string, quote: string) => string;
  readonly quote: string;
  readonly steps?: Readonly<Record<string, Partial<Steps>>>;
}

/** Tick and lot size, and how many of them the simulated market moves by. */
export interface Steps {
  readonly tick: string;
  readonly lot: string;
  readonly ticks: number;
  readonly lots: number;
}

/** The instruments of a venue, as it names them. */
export const servedInstruments = (naming: Naming): readonly ServedInstrument[] => {
  const { symbolOf, quote, steps = {} } = naming;
  const served = defined.map((one) => ({ ...one, ...steps[one.base] }));
  const registry = new InstrumentRegistry(served.map(({ base, tick, lot }, index) => ({
    instrumentId: index + 1,
    symbol: symbolOf(base, quote),
    venue: "local",
    assetClass: "crypto",
    currency: quote,
    tickSize: tick,
    lotSize: lot,
  })));
  return served.map(({ base, price, tick, ticks, lots, like }, index) => ({
    instrument: registry.require(index + 1),
    base,
    quote,
    ticks,
    lots,
    profile: {
      ...profiles[like]!,
      instrumentId: index + 1,
      startIncrements: Math.round(price / Number(tick) / ticks),
    },
  }));
};
