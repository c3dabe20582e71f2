// Records as answers: names instead of ids, decimal strings instead of ticks and lots.
import type { Instrument, InstrumentRegistry } from "../streams/instruments.ts";
import type { Bar, BookSnapshot, Quote, Trade } from "../streams/market.ts";
import type { Fill } from "../streams/orders.ts";
import type { PositionRecord } from "../streams/positions.ts";
import type { Prediction } from "../streams/predictions.ts";
import type { Refusal } from "../streams/control.ts";
import type { Signal } from "../streams/signals.ts";
import { type Step, textFromSteps, textFromTimeUs } from "../streams/units.ts";
import type {
  BarAnswer,
  BookAnswer,
  Decimal,
  FillAnswer,
  InstrumentAnswer,
  PositionAnswer,
  PredictionAnswer,
  QuoteAnswer,
  SignalAnswer,
} from "./protocol.ts";
import type { RefusalAnswer, TradeAnswer } from "./watch/protocol.ts";

/** Presents records of known instruments. */
export class Presenter {
  readonly instruments: InstrumentRegistry;

  constructor(instruments: InstrumentRegistry) {
    this.instruments = instruments;
  }

  /** The instrument of a record; one that nobody defined is shown by its number. */
  instrument(instrumentId: number): Instrument {
    return this.instruments.get(instrumentId) ?? unknownInstrument(instrumentId);
  }

  definition(one: Instrument): InstrumentAnswer {
    return {
      instrument_id: one.instrumentId,
      symbol: one.name,
      venue: one.venue,
      asset_class: one.assetClass,
      currency: one.currency,
      tick_size: one.tick.text,
      lot_size: one.lot.text,
      price_decimals: one.minPriceIncrementTicks > 1
        ? decimalsOf(textFromSteps(one.minPriceIncrementTicks, one.tick))
        : one.tick.scale,
    };
  }

  quote(record: Quote): QuoteAnswer {
    const { name, tick, lot } = this.instrument(record.instrumentId);
    return {
      symbol: name,
      t: textFromTimeUs(record.eventTimeUs),
      bp: textFromSteps(record.bidPriceTicks, tick),
      bs: textFromSteps(record.bidQuantityLots, lot),
      ap: textFromSteps(record.askPriceTicks, tick),
      as: textFromSteps(record.askQuantityLots, lot),
      flags: record.flags,
      position: record.position,
    };
  }

  trade(record: Trade): TradeAnswer {
    const { name, tick, lot } = this.instrument(record.instrumentId);
    return {
      symbol: name,
      t: textFromTimeUs(record.eventTimeUs),
      price: textFromSteps(record.priceTicks, tick),
      qty: textFromSteps(record.quantityLots, lot),
      aggressor_side: record.aggressorSide,
      position: record.position,
    };
  }

  bar(record: Bar): BarAnswer {
    const { name, tick, lot } = this.instrument(record.instrumentId);
    return {
      symbol: name,
      timeframe: record.intervalSeconds === 1 ? "1s" : "1m",
      t: textFromTimeUs(record.eventTimeUs),
      o: textFromSteps(record.openTicks, tick),
      h: textFromSteps(record.highTicks, tick),
      l: textFromSteps(record.lowTicks, tick),
      c: textFromSteps(record.closeTicks, tick),
      v: textFromSteps(record.volumeLots, lot),
      n: record.trades,
      position: record.position,
    };
  }

  book(record: BookSnapshot): BookAnswer {
    const { name, tick, lot } = this.instrument(record.instrumentId);
    const levels = (prices: readonly number[], quantities: readonly number[]) =>
      prices.flatMap((price, level): [Decimal, Decimal][] =>
        price === 0 ? [] : [[textFromSteps(price, tick), textFromSteps(quantities[level]!, lot)]]
      );
    return {
      symbol: name,
      t: textFromTimeUs(record.eventTimeUs),
      bids: levels(record.bidPriceTicks, record.bidQuantityLots),
      asks: levels(record.askPriceTicks, record.askQuantityLots),
      position: record.position,
    };
  }

  prediction(record: Prediction): PredictionAnswer {
    const { name, tick } = this.instrument(record.instrumentId);
    return {
      symbol: name,
      t: textFromTimeUs(record.eventTimeUs),
      model: record.model,
      model_version: record.modelVersion,
      model_sha256: record.modelSha256,
      horizon_us: record.horizonUs,
      mid_price: textFromHalfSteps(record.midPriceHalfTicks, tick),
      probability_up: record.probabilityUp,
      probability_down: record.probabilityDown,
      flags: record.flags,
      position: record.position,
    };
  }

  signal(record: Signal): SignalAnswer {
    const { name, tick, lot } = this.instrument(record.instrumentId);
    return {
      id: record.signalId,
      symbol: name,
      t: textFromTimeUs(record.eventTimeUs),
      account: record.account,
      strategy: record.strategy,
      side: sideOf(record.targetPositionLots),
      target_qty: textFromSteps(record.targetPositionLots, lot),
      confidence: record.confidence,
      reference_price: textFromHalfSteps(record.referencePriceHalfTicks, tick),
      reason: record.reason,
      model: record.model,
      prediction_position: record.predictionPosition,
      position: record.position,
    };
  }

  fill(record: Fill): FillAnswer {
    const { name, tick, lot, currency } = this.instrument(record.instrumentId);
    return {
      id: record.fillId,
      symbol: name,
      t: textFromTimeUs(record.eventTimeUs),
      account: record.account,
      strategy_id: record.strategy,
      client_order_id: record.clientOrderId,
      venue_order_id: record.venueOrderId,
      side: record.side,
      price: textFromSteps(record.lastPriceTicks, tick),
      qty: textFromSteps(record.lastQuantityLots, lot),
      cum_qty: textFromSteps(record.cumQuantityLots, lot),
      leaves_qty: textFromSteps(record.leavesQuantityLots, lot),
      liquidity: record.liquidity,
      fee: textFromSteps(record.feeTickLots, moneyStep(tick, lot)),
      currency,
      position: record.position,
    };
  }

  position(record: PositionRecord): PositionAnswer {
    const { name, tick, lot, currency } = this.instrument(record.instrumentId);
    const money = moneyStep(tick, lot);
    const held = record.quantityLots;
    const average = held === 0 ? null : Math.round(2 * record.costTickLots / held);
    return {
      symbol: name,
      t: textFromTimeUs(record.eventTimeUs),
      account: record.account,
      strategy_id: record.strategy,
      side: sideOf(held),
      qty: textFromSteps(held, lot),
      avg_entry_price: average === null ? null : textFromHalfSteps(average, tick),
      current_price: textFromHalfSteps(record.markPriceHalfTicks, tick),
      unrealized_pl: textFromHalfSteps(record.unrealizedHalfTickLots, money),
      realized_pl: textFromSteps(record.realizedTickLots, money),
      fees: textFromSteps(record.feesTickLots, money),
      funding: textFromSteps(record.fundingTickLots, money),
      currency,
      fills: record.fills,
      position: record.position,
    };
  }

  refusal(record: Refusal): RefusalAnswer {
    const { source, field, value, expected, place, count, position } = record;
    return {
      t: textFromTimeUs(record.eventTimeUs),
      source,
      field,
      value,
      expected,
      place,
      count,
      position,
    };
  }
}

/** Long above zero, short below. */
export const sideOf = (lots: number): "long" | "short" | "flat" =>
  lots > 0 ? "long" : lots < 0 ? "short" : "flat";

/** What one tick·lot is worth. */
export const moneyStep = (tick: Step, lot: Step): Step => {
  const unscaled = tick.unscaled * lot.unscaled;
  const scale = tick.scale + lot.scale;
  return { unscaled, scale, text: textFromSteps(1, { unscaled, scale, text: "" }) };
};

/** The decimal of a count of half steps. */
export const textFromHalfSteps = (halves: number, step: Step): Decimal =>
  textFromSteps(halves, { unscaled: step.unscaled * 5, scale: step.scale + 1, text: "" });

const decimalsOf = (text: string): number => text.replace(/0+$/, "").split(".")[1]?.length ?? 0;

const unknownInstrument = (instrumentId: number): Instrument => {
  const one: Step = { unscaled: 1, scale: 0, text: "1" };
  return {
    instrumentId,
    symbol: `#${instrumentId}`,
    venue: "unknown",
    name: `#${instrumentId}`,
    assetClass: "simulated",
    currency: "",
    tick: one,
    lot: one,
    minPriceIncrementTicks: 1,
    roundLots: 1,
  };
};
