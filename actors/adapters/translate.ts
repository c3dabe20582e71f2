// Turns what a venue says of its market into our records: exact ticks and lots, or a refusal.
import type { BookDelta, Quote, Trade } from "../../streams/market.ts";
import { quoteFlags } from "../sources/files/quote-rows.ts";
import { stepsOfDouble, stepsOfText } from "../sources/files/decimal.ts";
import type { VenueInstrument } from "./instruments.ts";
import type { DepthMessage, Level, QuoteMessage, TradeMessage } from "./market.ts";

/** Tells of a value that is no multiple of the instrument's step. */
export type Refuse = (field: string, value: string, expected: string) => void;

/** Makes records of one instrument. A time that the venue does not tell is that of our clock. */
export class Translator {
  private readonly one: VenueInstrument;
  private readonly refuse: Refuse;

  constructor(one: VenueInstrument, refuse: Refuse) {
    this.one = one;
    this.refuse = refuse;
  }

  /** The rows of a depth message. */
  depth(message: DepthMessage, ingestTimeUs: number): BookDelta[] {
    const rows: BookDelta[] = [];
    const both = [["buy", message.bids], ["sell", message.asks]] as const;
    for (const [side, levels] of both) {
      for (const [price, quantity] of levels) {
        const priceTicks = this.steps("price", price, "tick");
        const quantityLots = this.steps("quantity", quantity, "lot");
        if (!(priceTicks >= 0) || !(quantityLots >= 0)) continue;
        rows.push({
          _tag: "bookDelta",
          ...this.envelope(message.timeUs, ingestTimeUs),
          side,
          priceTicks,
          quantityLots,
          updateId: message.lastId,
          flags: 0,
        });
      }
    }
    return rows;
  }

  /** A quote, or undefined where it is refused. */
  quote(message: QuoteMessage, ingestTimeUs: number): Quote | undefined {
    const [bidPriceTicks, bidQuantityLots] = this.level("bid", message.bid);
    const [askPriceTicks, askQuantityLots] = this.level("ask", message.ask);
    if (!(bidPriceTicks >= 0 && bidQuantityLots >= 0)) return undefined;
    if (!(askPriceTicks >= 0 && askQuantityLots >= 0)) return undefined;
    return {
      _tag: "quote",
      ...this.envelope(message.timeUs, ingestTimeUs),
      bidPriceTicks,
      bidQuantityLots,
      askPriceTicks,
      askQuantityLots,
      flags: quoteFlags(bidPriceTicks, askPriceTicks),
      updateId: message.updateId,
    };
  }

  /** A trade, or undefined where it is refused. */
  trade(message: TradeMessage, ingestTimeUs: number): Trade | undefined {
    const priceTicks = this.steps("trade price", message.price, "tick");
    const quantityLots = this.steps("trade quantity", message.quantity, "lot");
    if (!(priceTicks >= 0 && quantityLots >= 0)) return undefined;
    return {
      _tag: "trade",
      ...this.envelope(message.timeUs, ingestTimeUs),
      tradeId: message.tradeId,
      priceTicks,
      quantityLots,
      aggressorSide: message.aggressorSide,
      flags: 0,
    };
  }

  private level(field: string, [price, quantity]: Level): readonly [number, number] {
    return [
      this.steps(`${field} price`, price, "tick"),
      this.steps(`${field} quantity`, quantity, "lot"),
    ];
  }

  private envelope(timeUs: number, ingestTimeUs: number) {
    const { instrumentId } = this.one.instrument;
    const eventTimeUs = timeUs > 0 ? timeUs : ingestTimeUs;
    return { position: 0, outputIndex: 0, instrumentId, eventTimeUs, ingestTimeUs };
  }

  private steps(field: string, value: unknown, step: "tick" | "lot"): number {
    const size = this.one.instrument[step];
    const steps = typeof value === "string"
      ? stepsOfText(value, size)
      : typeof value === "number"
      ? stepsOfDouble(value, size)
      : Number.NaN;
    if (steps >= 0) return steps;
    this.refuse(field, String(value), `a multiple of ${size.text}, 0 or more`);
    return Number.NaN;
  }
}
