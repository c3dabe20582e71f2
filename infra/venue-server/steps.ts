// Decimals of a wire format from ticks and lots, and back.
import { stepsFromText, textFromSteps } from "../../streams/units.ts";
import { meanTicks, type ServedOrder } from "./orders.ts";
import type { ServedInstrument } from "./instruments.ts";

/** A price as text. */
export const priceText = ({ instrument }: ServedInstrument, ticks: number): string =>
  textFromSteps(ticks, instrument.tick);

/** A quantity as text. */
export const quantityText = ({ instrument }: ServedInstrument, lots: number): string =>
  textFromSteps(lots, instrument.lot);

/** Money in the quote currency, from tick·lots. */
export const moneyText = ({ instrument }: ServedInstrument, tickLots: number): string => {
  const { tick, lot } = instrument;
  const value = (tickLots * tick.unscaled * lot.unscaled) / 10 ** (tick.scale + lot.scale);
  return value.toFixed(8);
};

/** The mean price of what was filled, as text. */
export const meanText = ({ instrument }: ServedInstrument, order: ServedOrder): string =>
  ((meanTicks(order) * instrument.tick.unscaled) / 10 ** instrument.tick.scale).toFixed(5);

/** Ticks of a price, or undefined where it is no multiple of the tick size. */
export const ticksOf = ({ instrument }: ServedInstrument, text: string): number | undefined => {
  try {
    return stepsFromText(text, instrument.tick);
  } catch {
    return undefined;
  }
};

/** Lots of a quantity, or undefined where it is no positive multiple of the lot size. */
export const lotsOf = ({ instrument }: ServedInstrument, text: string): number | undefined => {
  try {
    const lots = stepsFromText(text, instrument.lot);
    return lots > 0 ? lots : undefined;
  } catch {
    return undefined;
  }
};

/** Levels of a book as pairs of text. */
export const levelTexts = (
  served: ServedInstrument,
  levels: Iterable<readonly [price: number, lots: number]>,
): [string, string][] =>
  [...levels].map(([price, lots]) => [priceText(served, price), quantityText(served, lots)]);
