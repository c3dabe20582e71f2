// Money of what is counted in ticks and lots.
import type { Instrument, InstrumentRegistry } from "../../../streams/instruments.ts";
import { deltaFlags, type Tick } from "../../../streams/market.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type { Step } from "../../../streams/units.ts";

/** A step as a number. */
export const stepValue = ({ unscaled, scale }: Step): number => unscaled / 10 ** scale;

/** Units of one contract of a future, by its root: ounces, or dollars a point of an index. */
const futures: Readonly<Record<string, number>> = { GC: 100, SI: 5_000, ES: 50, NQ: 20 };

/** How many units a lot is: 1 but for contracts. */
const multiplierOf = ({ assetClass, symbol }: Instrument): number =>
  assetClass === "future" ? futures[symbol.replace(/\d{6}$/, "")] ?? 1 : 1;

/** Dollars of one contract whose worth in coins falls as its price rises; undefined for all others. */
export const inverseContract = ({ venue, symbol }: Instrument): number | undefined =>
  venue === "binance-coinm" ? (symbol.startsWith("BTC") ? 100 : 10) : undefined;

/** Money of one tick·lot, in the instrument's currency. */
export const unitValue = (instrument: Instrument): number =>
  stepValue(instrument.tick) * stepValue(instrument.lot) * multiplierOf(instrument);

/**
 * Money of a tick·lot by instrument. An inverse contract is worth its dollars at any price; what a move of the
 * price earns is counted at the first price that was seen, which is right but for the move itself.
 */
export class Worth {
  private readonly firstTicks = new Map<number, number>();
  private readonly registry: InstrumentRegistry;
  private readonly inverse: ReadonlySet<number>;

  constructor(registry: InstrumentRegistry) {
    this.registry = registry;
    this.inverse = new Set(
      registry.all.filter((one) => inverseContract(one) !== undefined)
        .map(({ instrumentId }) => instrumentId),
    );
  }

  /** Looks at ticks until the first price of each inverse contract is known. */
  saw(ticks: readonly Unstamped<Tick>[]): void {
    if (this.firstTicks.size === this.inverse.size) return;
    for (const tick of ticks) {
      const { instrumentId } = tick;
      if (!this.inverse.has(instrumentId) || this.firstTicks.has(instrumentId)) continue;
      const price = tick._tag === "quote" ? tick.bidPriceTicks : tick.priceTicks;
      // A change of the book may lie far from the market; a snapshot begins with the best level of a side.
      const tells = tick._tag !== "bookDelta" || (tick.flags & deltaFlags.snapshot) !== 0;
      if (tells && price > 0) this.firstTicks.set(instrumentId, price);
    }
  }

  readonly of = (instrumentId: number): number => {
    const instrument = this.registry.require(instrumentId);
    const dollars = inverseContract(instrument);
    const first = this.firstTicks.get(instrumentId);
    return dollars === undefined || first === undefined
      ? unitValue(instrument)
      : dollars * stepValue(instrument.lot) / first;
  };

  /** Whether inverse contracts were counted. */
  warnings(): {
    readonly kind: "inverseContract";
    readonly count: number;
    readonly first: string;
  }[] {
    const [id] = this.firstTicks.keys();
    if (id === undefined) return [];
    const { name, tick } = this.registry.require(id);
    const price = Number((this.firstTicks.get(id)! * stepValue(tick)).toPrecision(12));
    const first = `A move of ${name} is counted in dollars at its first price, ${price}`;
    return [{ kind: "inverseContract", count: this.firstTicks.size, first }];
  }
}
