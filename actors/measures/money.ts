// Exact money: tick·lots of one instrument against amounts of its currency.
import type { Instrument } from "../../streams/instruments.ts";
import type { PriceHalfTicks, QuantityLots, TickLots } from "../../streams/units.ts";

/**
 * Millionths of a currency unit: the smallest step of an amount a person gives, such as a limit.
 */
export type CurrencyMicros = number;

const micro = 1_000_000n;

/** `a × b / c` rounded down, exact however large the product is. `c` is above zero. */
export const multiplyDivide = (a: number, b: number, c: number): number => {
  const product = a * b;
  if (Number.isSafeInteger(product)) {
    const rest = product % c;
    return (product - (rest < 0 ? rest + c : rest)) / c + 0;
  }
  const wide = BigInt(a) * BigInt(b);
  const divisor = BigInt(c);
  const quotient = wide / divisor;
  return Number(wide < 0n && quotient * divisor !== wide ? quotient - 1n : quotient);
};

/** A tick·lot in units of 10^-scale of the currency. */
const unitOf = (instrument: Instrument): { readonly unscaled: bigint; readonly power: bigint } => ({
  unscaled: BigInt(instrument.tick.unscaled) * BigInt(instrument.lot.unscaled),
  power: 10n ** BigInt(instrument.tick.scale + instrument.lot.scale),
});

/**
 * The most tick·lots that an amount of currency covers: `n tick·lots <= result` says exactly that
 * they are worth at most the amount. The amount is taken to the millionth. At most the largest safe
 * integer.
 */
export const tickLotsWithin = (amount: number, instrument: Instrument): TickLots => {
  const { unscaled, power } = unitOf(instrument);
  const whole = (BigInt(Math.round(amount * 1e6)) * power) / (micro * unscaled);
  return whole > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(whole);
};

/**
 * What half tick·lots are worth, rounded down to a millionth, so that a loss is never understated.
 */
export const microsOfHalfTickLots = (half: number, instrument: Instrument): CurrencyMicros => {
  const { unscaled, power } = unitOf(instrument);
  const numerator = BigInt(half) * unscaled * micro;
  const divisor = 2n * power;
  const quotient = numerator / divisor;
  return Number(numerator < 0n && quotient * divisor !== numerator ? quotient - 1n : quotient);
};

/** Millionths of currency in half a tick·lot, as a fraction in lowest terms. */
export interface MicrosRatio {
  readonly numerator: number;
  readonly denominator: number;
}

/** The fraction of an instrument. */
export const microsRatioOf = (instrument: Instrument): MicrosRatio => {
  const { unscaled, power } = unitOf(instrument);
  let [a, b] = [unscaled * micro, 2n * power];
  while (b > 0n) [a, b] = [b, a % b];
  return { numerator: Number(unscaled * micro / a), denominator: Number(2n * power / a) };
};

/** What lots are worth at a price in half ticks, rounded down to a millionth; exact however large it is. */
export const microsOf = (
  lots: QuantityLots,
  priceHalfTicks: PriceHalfTicks,
  { numerator, denominator }: MicrosRatio,
): CurrencyMicros => {
  const half = lots * priceHalfTicks;
  if (Number.isSafeInteger(half)) return multiplyDivide(half, numerator, denominator);
  const wide = BigInt(lots) * BigInt(priceHalfTicks) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = wide / divisor;
  return Number(wide < 0n && quotient * divisor !== wide ? quotient - 1n : quotient);
};

/** What tick·lots are worth as the nearest number: for people and records, never for a decision. */
export const currencyOf = (tickLots: TickLots, instrument: Instrument): number =>
  (tickLots * instrument.tick.unscaled * instrument.lot.unscaled) /
  10 ** (instrument.tick.scale + instrument.lot.scale);

/**
 * The most whole lots that cost at most `budget` tick·lots at a mid price; 0 where there is no
 * price.
 */
export const lotsWithin = (budget: TickLots, midHalfTicks: PriceHalfTicks): QuantityLots =>
  midHalfTicks > 0 ? multiplyDivide(budget, 2, midHalfTicks) : 0;

/**
 * A fee of `partsPerMillion` of a notional, rounded up: against us, and towards zero for a rebate.
 */
export const feeOf = (notional: TickLots, partsPerMillion: number): TickLots =>
  -multiplyDivide(notional, -partsPerMillion, 1_000_000) + 0;
