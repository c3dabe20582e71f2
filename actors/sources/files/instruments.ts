// Which instrument a recording is of: a built-in one, or one derived from the recording's family.
import {
  builtinInstruments,
  type Instrument,
  type InstrumentDefinition,
  InstrumentRegistry,
} from "../../../streams/instruments.ts";

/** An instrument as a layout names it; steps are given where the whole family shares them. */
export interface Named {
  readonly symbol: string;
  readonly venue: string;
  readonly assetClass: Instrument["assetClass"];
  readonly currency: string;
  readonly tickSize?: string;
  readonly lotSize?: string;
  readonly minPriceIncrementTicks?: number;
  readonly roundLots?: number;
}

/** Decimal places that the prices and quantities of an instrument need. */
export interface Places {
  readonly price: number;
  readonly quantity: number;
}

/** Ids of derived instruments are from here up to, not including, a million. */
const firstDerivedId = 10_000;
const derivedIds = 990_000;

/** Finds instruments by name, and defines those that are not built in. */
export class Instruments {
  private readonly builtin = new InstrumentRegistry();
  private readonly wanted = new Map<string, { named: Named; places: Places }>();
  private registry: InstrumentRegistry | undefined;

  /** Whether an instrument has its units already, so that its files need not be looked through. */
  isBuiltIn(named: Named): boolean {
    return this.builtin.find(nameOf(named)) !== undefined;
  }

  /** A built-in instrument by `symbol.venue`, or by symbol alone where only one has it. */
  findBuiltIn(text: string): Instrument | undefined {
    const exact = this.builtin.find(text);
    if (exact !== undefined) return exact;
    const same = this.builtin.all.filter(({ symbol }) => symbol === text);
    return same.length === 1 ? same[0] : undefined;
  }

  /** Asks for an instrument. Several files of one instrument together decide its steps. */
  want(named: Named, places: Places): void {
    const name = nameOf(named);
    if (this.builtin.find(name) !== undefined) return;
    const before = this.wanted.get(name)?.places ?? { price: 0, quantity: 0 };
    this.registry = undefined;
    this.wanted.set(name, {
      named,
      places: {
        price: Math.max(before.price, places.price),
        quantity: Math.max(before.quantity, places.quantity),
      },
    });
  }

  /** The instrument of a name, built in or asked for before. */
  find(named: Named): Instrument | undefined {
    this.registry ??= new InstrumentRegistry([...builtinInstruments, ...this.derived()]);
    return this.registry.find(nameOf(named));
  }

  /** The definitions of the instruments that are not built in. */
  derived(): InstrumentDefinition[] {
    const taken = new Set<number>();
    return [...this.wanted].sort(([a], [b]) => a < b ? -1 : 1).map(([name, { named, places }]) => {
      let instrumentId = firstDerivedId + hash(name) % derivedIds;
      while (taken.has(instrumentId)) instrumentId++;
      taken.add(instrumentId);
      const { symbol, venue, assetClass, currency, minPriceIncrementTicks, roundLots } = named;
      return {
        instrumentId,
        symbol,
        venue,
        assetClass,
        currency,
        tickSize: named.tickSize ?? stepOf(places.price),
        lotSize: named.lotSize ?? stepOf(places.quantity),
        ...(minPriceIncrementTicks === undefined ? {} : { minPriceIncrementTicks }),
        ...(roundLots === undefined ? {} : { roundLots }),
      };
    });
  }
}

const nameOf = ({ symbol, venue }: Named): string => `${symbol}.${venue}`;

const stepOf = (places: number): string => places === 0 ? "1" : `0.${"0".repeat(places - 1)}1`;

/** FNV-1a, 32 bits: the same id for the same name in every session. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
};
