// Turns what ccxt tells of orders, executions and positions into reports of the input log.
import type { Control } from "../../../streams/control.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type { OrderStatusReport, ReportOrigin } from "../../../streams/reports.ts";
import type { VenueReport } from "../../../streams/venue-report.ts";
import { nowUs } from "../../run/clock.ts";
import { stepsOfDouble } from "../../sources/files/decimal.ts";
import { rememberedOrders } from "../limits.ts";
import type { VenueInstrument } from "../instruments.ts";
import type { CcxtOrder } from "./dialect.ts";

/** A report on its way into the input log. */
export type ReportControl = Unstamped<Control>;

/** Why a report is made, and in answer to what. */
export interface Occasion {
  readonly origin: ReportOrigin;
  readonly requestId: string;
}

/** What the venue told by itself. */
export const byItself: Occasion = { origin: "stream", requestId: "" };

/** An execution as ccxt tells it. */
export interface CcxtTrade {
  readonly id?: string;
  readonly order?: string;
  readonly symbol?: string;
  readonly side?: string;
  readonly price?: number;
  readonly amount?: number;
  readonly takerOrMaker?: string;
  readonly timestamp?: number;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly fee?: { readonly cost?: number; readonly currency?: string };
}

/** Where reports are of, and who knows orders again. */
export interface ReporterOptions {
  readonly venue: string;
  readonly account: string;
  readonly instruments: readonly VenueInstrument[];
  readonly add: (report: ReportControl) => void;
  readonly refuse: (field: string, value: string, expected: string) => void;
  /** Our id of an order, by what the venue calls it. */
  readonly ours: (wireId: string, venueOrderId: string) => string;
}

/** What was said of an order. */
interface Word {
  readonly status: OrderStatusReport["status"];
  readonly filled: number;
  readonly terms: string;
  readonly symbol: string;
  readonly wireId: string;
}

const working: ReadonlySet<string> = new Set(["accepted", "partiallyFilled"]);

/** Writes reports. */
export class Reporter {
  private readonly options: ReporterOptions;
  /** The newest word on each order, by the venue's id. */
  private readonly newest = new Map<string, Word>();

  constructor(options: ReporterOptions) {
    this.options = options;
  }

  /** Tells how an order stands. Returns whether it is of one of our instruments, and could be read. */
  order(told: CcxtOrder, occasion: Occasion, reason = ""): boolean {
    const one = this.instrument(told.symbol);
    if (one === undefined) return false;
    const { instrument } = one;
    // Kraken's stream tells what is filled where ccxt does not look.
    const done = Number(told.info?.["cum_qty"] ?? told.filled ?? 0);
    const filled = this.lots(one, done, "filled quantity");
    const quantity = this.lots(one, told.amount ?? done, "order quantity");
    if (filled === undefined || quantity === undefined) return false;
    const price = told.type === "market" ? 0 : told.price ?? 0;
    const priceTicks = stepsOfDouble(price, instrument.tick);
    // Kraken's stream has our id where ccxt does not look.
    const wireId = told.clientOrderId ?? String(told.info?.["cl_ord_id"] ?? "");
    const status = statusOf(told, filled, quantity);
    // Answers and the account's stream overtake each other: what is behind the newest word is no news.
    const terms = `${quantity}@${priceTicks}`;
    const word: Word = { status, filled, terms, symbol: one.ccxtSymbol, wireId };
    if (this.isBehind(told.id ?? "", word, occasion)) return true;
    this.report(one, told.lastUpdateTimestamp ?? told.timestamp, {
      kind: "orderStatusReport",
      ...this.source(occasion),
      clientOrderId: this.options.ours(wireId, told.id ?? ""),
      venueOrderId: told.id ?? "",
      status,
      side: told.side === "sell" ? "sell" : "buy",
      orderType: told.type === "market" ? "market" : "limit",
      timeInForce: timeInForceOf(told),
      quantityLots: quantity,
      priceTicks: priceTicks >= 0 ? priceTicks : 0,
      cumQuantityLots: filled,
      reason,
    });
    return true;
  }

  /** What the wire calls the orders of an instrument that were working when they were last heard of. */
  workingOf(ccxtSymbol: string): string[] {
    return [...this.newest.values()].flatMap(({ symbol, status, wireId }) =>
      symbol === ccxtSymbol && working.has(status) && wireId !== "" ? [wireId] : []
    );
  }

  private isBehind(venueOrderId: string, word: Word, { origin }: Occasion): boolean {
    const before = this.newest.get(venueOrderId);
    const ended = !working.has(word.status);
    if (before !== undefined && venueOrderId !== "") {
      const same = before.status === word.status && before.filled === word.filled &&
        before.terms === word.terms;
      // Whoever asked is answered, even with what is known.
      if (same && origin === "stream") return true;
      if (word.filled < before.filled || (!ended && !working.has(before.status))) return true;
    }
    this.newest.set(venueOrderId, word);
    if (this.newest.size > rememberedOrders) this.newest.delete(this.newest.keys().next().value!);
    return false;
  }

  /** Tells a status that we know ourselves: of an order that the venue refused, or does not have. */
  status(
    one: VenueInstrument,
    known: Pick<
      OrderStatusReport,
      | "clientOrderId"
      | "status"
      | "side"
      | "orderType"
      | "timeInForce"
      | "quantityLots"
      | "priceTicks"
      | "reason"
    >,
    occasion: Occasion,
  ): void {
    this.report(one, undefined, {
      kind: "orderStatusReport",
      ...this.source(occasion),
      venueOrderId: "",
      cumQuantityLots: 0,
      ...known,
    });
  }

  /** Tells an execution. Returns whether it could be read. */
  fill(told: CcxtTrade, occasion: Occasion): boolean {
    const one = this.instrument(told.symbol);
    if (one === undefined) return false;
    const lots = this.lots(one, told.amount ?? 0, "fill quantity");
    const ticks = stepsOfDouble(told.price ?? 0, one.instrument.tick);
    if (lots === undefined || !(ticks > 0)) {
      this.options.refuse("fill price", String(told.price), one.instrument.tick.text);
      return false;
    }
    this.report(one, told.timestamp, {
      kind: "fillReport",
      ...this.source(occasion),
      clientOrderId: this.options.ours(wireIdIn(told.info), told.order ?? ""),
      venueOrderId: told.order ?? "",
      tradeId: told.id ?? "",
      side: told.side === "sell" ? "sell" : "buy",
      lastPriceTicks: ticks,
      lastQuantityLots: lots,
      liquidity: told.takerOrMaker === "maker" ? "maker" : "taker",
      feeTickLots: this.fee(one, told),
    });
    return true;
  }

  /** Tells what is held of an instrument, in decimals with a sign. */
  position(one: VenueInstrument, held: number, averagePrice: number, occasion: Occasion): boolean {
    const lots = this.lots(one, Math.abs(held), "position");
    if (lots === undefined) return false;
    const { tick } = one.instrument;
    this.report(one, undefined, {
      kind: "positionReport",
      ...this.source(occasion),
      quantityLots: held < 0 ? -lots : lots,
      // An average is no price of the market: it is rounded to the nearest tick.
      averagePriceTicks: Math.round((averagePrice * 10 ** tick.scale) / tick.unscaled),
    });
    return true;
  }

  /** Ends an answer. */
  end(
    occasion: Occasion,
    counts: { readonly orders: number; readonly fills: number; readonly positions: number },
    { sinceUs, failure }: { readonly sinceUs: number; readonly failure: string | undefined },
  ): void {
    this.report(undefined, undefined, {
      kind: "reportEnd",
      ...this.source(occasion),
      outcome: failure === undefined ? "complete" : "failed",
      sinceUs,
      ...counts,
      reason: failure ?? "",
    });
  }

  private instrument(symbol: string | undefined): VenueInstrument | undefined {
    return this.options.instruments.find((one) => one.ccxtSymbol === symbol);
  }

  private lots({ instrument }: VenueInstrument, value: number, field: string): number | undefined {
    const lots = stepsOfDouble(value, instrument.lot);
    if (lots >= 0) return lots;
    this.options.refuse(field, String(value), `a multiple of ${instrument.lot.text}`);
    return undefined;
  }

  /** The fee in tick·lots. One in a third currency has no price here, and counts as none. */
  private fee({ instrument, ccxtSymbol }: VenueInstrument, { fee, price }: CcxtTrade): number {
    const { cost = 0, currency } = fee ?? {};
    if (cost === 0) return 0;
    const { tick, lot } = instrument;
    const unit = (tick.unscaled * lot.unscaled) / 10 ** (tick.scale + lot.scale);
    if (currency === instrument.currency) return Math.round(cost / unit);
    if (currency === ccxtSymbol.split("/")[0]) return Math.round((cost * (price ?? 0)) / unit);
    this.options.refuse("fee currency", String(currency), `${instrument.currency}: not counted`);
    return 0;
  }

  private source({ origin, requestId }: Occasion) {
    return { account: this.options.account, venue: this.options.venue, requestId, origin };
  }

  private report(
    one: VenueInstrument | undefined,
    timeMs: number | undefined,
    report: VenueReport,
  ): void {
    const ingestTimeUs = nowUs();
    this.options.add({
      _tag: "control",
      control: "venueReport",
      instrumentId: one?.instrument.instrumentId ?? 0,
      eventTimeUs: timeMs === undefined ? ingestTimeUs : timeMs * 1000,
      ingestTimeUs,
      name: this.options.account,
      value: JSON.stringify(report),
      reason: "",
    });
  }
}

/**
 * Our id in what the venue said of an execution: ccxt leaves it out. Binance's stream has it in `c`, which
 * only its execution reports have beside `x`.
 */
const wireIdIn = (info: Readonly<Record<string, unknown>> = {}): string =>
  String(("x" in info ? info["c"] : undefined) ?? info["orderLinkId"] ?? info["cl_ord_id"] ?? "");

const statusOf = (
  told: CcxtOrder,
  filled: number,
  quantity: number,
): OrderStatusReport["status"] => {
  switch (told.status) {
    case "closed":
      return filled < quantity ? "canceled" : "filled";
    case "canceled":
    case "expired":
    case "rejected":
      return told.status;
    default:
      return filled === 0 ? "accepted" : filled < quantity ? "partiallyFilled" : "filled";
  }
};

const timeInForceOf = ({ timeInForce }: CcxtOrder): OrderStatusReport["timeInForce"] => {
  const word = timeInForce?.toLowerCase();
  return word === "ioc" || word === "fok" || word === "gtd" ? word : "gtc";
};
