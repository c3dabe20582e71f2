// A local exchange: a simulated market, and orders that are matched against it by the simulated venue.
import { Machine } from "../../actors/machine.ts";
import {
  type MarketState,
  nextEvent,
  openingTicks,
  startMarket,
} from "../../actors/sources/simulated/market.ts";
import { simulatedVenue } from "../../actors/venues/simulated.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { Tick } from "../../streams/market.ts";
import { plainOrder } from "../../streams/orders.ts";
import type { Unstamped } from "../../streams/record.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { type DepthBatch, ServedBook } from "./served-book.ts";
import type { ServedInstrument } from "./instruments.ts";
import { Journal } from "./journal.ts";
import {
  fillOf,
  newServedOrder,
  type OrderRequest,
  type ServedOrder,
  takeEvent,
} from "./orders.ts";

/** A print of the market. */
export interface ServedTrade {
  readonly instrumentId: number;
  readonly tradeId: number;
  readonly priceTicks: number;
  readonly quantityLots: number;
  readonly aggressorSide: "buy" | "sell";
  readonly timeMs: number;
}

/** Best prices of the market. */
export interface ServedQuote {
  readonly instrumentId: number;
  readonly updateId: number;
  readonly bid: readonly [price: number, lots: number];
  readonly ask: readonly [price: number, lots: number];
  readonly timeMs: number;
}

/** Who listens to an exchange: its connections. */
export interface ExchangeListener {
  readonly depth?: (batch: DepthBatch) => void;
  readonly trade?: (trade: ServedTrade) => void;
  readonly quote?: (quote: ServedQuote) => void;
  /** An order has changed; with the fill that did it, where one did. */
  readonly order?: (order: ServedOrder, event: string, fill?: ServedOrder["fills"][number]) => void;
}

/** What an exchange is opened with. */
export interface ExchangeOptions {
  readonly instruments: readonly ServedInstrument[];
  readonly seed: number;
  /** File of its orders: an exchange that is opened on it again knows them, those that worked as canceled. */
  readonly journal?: string;
}

/** Milliseconds between two looks at the time, and between two batches of a book. */
const turnMs = 10;
const batchMs = 100;
/** Fees of the venue, in basis points. */
const fees = { makerFeeBps: 1, takerFeeBps: 2 };

/** An exchange. Runs by the wall clock from `start` to `stop`. */
export class Exchange {
  readonly instruments: readonly ServedInstrument[];
  readonly books = new Map<number, ServedBook>();
  readonly orders = new Map<number, ServedOrder>();
  readonly listeners = new Set<ExchangeListener>();
  readonly quotes = new Map<number, ServedQuote>();
  private readonly byKey = new Map<string, ServedOrder>();
  private readonly machine: Machine;
  private readonly market: MarketState;
  private readonly startUs: number;
  private waiting = new Map<ServedOrder, (() => void)[]>();
  private position = 0;
  private nextOrderId = 1_000;
  private nextTradeId = 5_000;
  private timer: NodeJS.Timeout | undefined;
  private batchDueMs = 0;
  private readonly journal: Journal | undefined;

  constructor({ instruments, seed, journal }: ExchangeOptions) {
    this.instruments = instruments;
    this.journal = journal === undefined ? undefined : new Journal(journal);
    for (const order of this.journal?.orders(Date.now()) ?? []) this.know(order);
    this.startUs = Date.now() * 1000;
    const registry = new InstrumentRegistry(instruments.map(({ instrument }) => ({
      ...instrument,
      tickSize: instrument.tick.text,
      lotSize: instrument.lot.text,
    })));
    this.machine = new Machine([simulatedVenue], registry, (record) => this.hear(record), {
      "simulated-venue": { entryLatencyMs: 1, responseLatencyMs: 1, ...fees },
    });
    for (const { instrument } of instruments) {
      this.books.set(instrument.instrumentId, new ServedBook(instrument.instrumentId));
    }
    this.market = startMarket(seed, instruments.map(({ profile }) => profile));
    this.happen((emit) => openingTicks(this.market, this.timeOf, emit, this.profiles()));
  }

  /** Opens the market. */
  start(): void {
    this.timer = setInterval(() => this.turn(), turnMs);
  }

  /** Closes it. */
  stop(): void {
    clearInterval(this.timer);
  }

  /** The instrument of a symbol. */
  find(symbol: string): ServedInstrument | undefined {
    return this.instruments.find(({ instrument }) => instrument.symbol === symbol);
  }

  /** The instrument of an id. */
  served(instrumentId: number): ServedInstrument {
    return this.instruments.find(({ instrument }) => instrument.instrumentId === instrumentId)!;
  }

  /** Sends an order to the matching, and gives it when the matching has answered. */
  async submit(request: OrderRequest): Promise<ServedOrder> {
    const order = newServedOrder(request, this.nextOrderId + 1, Date.now());
    this.know(order);
    this.journal?.write(order);
    this.command(order, "submit");
    await this.answered(order);
    return order;
  }

  /** Cancels an order, and gives it when that has been answered: a finished one is as it is. */
  async cancel(order: ServedOrder): Promise<ServedOrder> {
    if (order.isWorking()) {
      this.command(order, "cancel");
      await this.answered(order);
    }
    return order;
  }

  /** The newest order of a client order id. */
  byClientId(clientOrderId: string): ServedOrder | undefined {
    return [...this.orders.values()].findLast((one) => one.clientOrderId === clientOrderId);
  }

  /** What has been filled, in lots with a sign, and what that cost, fees included, by instrument. */
  holding(instrumentId: number): { lots: number; tickLots: number } {
    const sum = { lots: 0, tickLots: 0 };
    for (const order of this.orders.values()) {
      if (order.instrumentId !== instrumentId) continue;
      const sign = order.side === "buy" ? 1 : -1;
      for (const fill of order.fills) {
        sum.lots += sign * fill.quantityLots;
        sum.tickLots += sign * fill.quantityLots * fill.priceTicks;
      }
    }
    return sum;
  }

  private know(order: ServedOrder): void {
    this.orders.set(order.venueOrderId, order);
    this.byKey.set(order.key, order);
    this.nextOrderId = Math.max(this.nextOrderId, order.venueOrderId);
    for (const { tradeId } of order.fills) this.nextTradeId = Math.max(this.nextTradeId, tradeId);
  }

  private command(order: ServedOrder, command: "submit" | "cancel"): void {
    this.machine.receive({
      ...plainOrder,
      ...order.terms,
      _tag: "orderCommand",
      position: ++this.position,
      outputIndex: 0,
      instrumentId: order.instrumentId,
      eventTimeUs: Date.now() * 1000,
      account: "local",
      strategy: "",
      clientOrderId: order.key,
      stage: "approved",
      command,
      side: order.side,
      quantityLots: order.quantityLots,
      priceTicks: order.priceTicks,
      signalId: "",
      reason: "",
    } as AnyRecord);
  }

  private answered(order: ServedOrder): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(order, [...this.waiting.get(order) ?? [], resolve]);
    });
  }

  private readonly timeOf = (seconds: number): number => this.startUs + Math.round(seconds * 1e6);
  private readonly profiles = () => this.instruments.map(({ profile }) => profile);

  private turn(): void {
    const nowUs = Date.now() * 1000;
    for (;;) {
      const next = Math.min(...this.market.books.map((book) => book.nextSeconds));
      if (this.timeOf(next) > nowUs) break;
      this.happen((emit) => nextEvent(this.market, this.timeOf, emit, this.profiles()));
    }
    this.machine.receive({
      _tag: "control",
      position: ++this.position,
      outputIndex: 0,
      instrumentId: 0,
      eventTimeUs: nowUs,
      ingestTimeUs: nowUs,
      ...{ control: "clock", name: "", value: "", reason: "" },
    });
    if (Date.now() < this.batchDueMs) return;
    this.batchDueMs = Date.now() + batchMs;
    for (const book of this.books.values()) {
      const batch = book.batch(Date.now());
      if (batch !== undefined) { for (const one of this.listeners) one.depth?.(batch); }
    }
  }

  /** Takes the ticks of one event: their marks are complete only when all of them are there. */
  private happen(run: (emit: (tick: Unstamped<Tick>) => void) => void): void {
    const ticks: Unstamped<Tick>[] = [];
    run((tick) => ticks.push(tick));
    for (const tick of ticks) this.tick(tick);
  }

  /** Takes a tick of the simulated market, in the units of the instrument. */
  private tick(tick: Unstamped<Tick>): void {
    const { instrumentId } = tick;
    const { ticks, lots } = this.served(instrumentId);
    const timeMs = Math.floor(tick.eventTimeUs / 1000);
    const book = this.books.get(instrumentId)!;
    const stamped = { position: ++this.position, outputIndex: 0 };
    if (tick._tag === "bookDelta") {
      const priceTicks = tick.priceTicks * ticks;
      const quantityLots = tick.quantityLots * lots;
      book.change(tick.side, priceTicks, quantityLots);
      return this.machine.receive({ ...tick, ...stamped, priceTicks, quantityLots });
    }
    if (tick._tag === "trade") {
      const { tradeId } = tick;
      const priceTicks = tick.priceTicks * ticks;
      const quantityLots = tick.quantityLots * lots;
      const aggressorSide = tick.aggressorSide === "sell" ? "sell" : "buy";
      const trade = {
        instrumentId,
        tradeId,
        priceTicks,
        quantityLots,
        aggressorSide,
        timeMs,
      } as const;
      for (const one of this.listeners) one.trade?.(trade);
      return this.machine.receive({ ...tick, ...stamped, priceTicks, quantityLots });
    }
    const quote: ServedQuote = {
      instrumentId,
      updateId: book.updateId,
      bid: [tick.bidPriceTicks * ticks, tick.bidQuantityLots * lots],
      ask: [tick.askPriceTicks * ticks, tick.askQuantityLots * lots],
      timeMs,
    };
    this.quotes.set(instrumentId, quote);
    for (const one of this.listeners) one.quote?.(quote);
    this.machine.receive({
      ...tick,
      ...stamped,
      bidPriceTicks: quote.bid[0],
      bidQuantityLots: quote.bid[1],
      askPriceTicks: quote.ask[0],
      askQuantityLots: quote.ask[1],
    });
  }

  /** Takes what the matching says of an order. */
  private hear(record: AnyRecord): void {
    if (record._tag !== "orderEvent" && record._tag !== "fill") return;
    const order = this.byKey.get(record.clientOrderId);
    if (order === undefined) return;
    if (record._tag === "fill") {
      const fill = fillOf(record, ++this.nextTradeId);
      order.fills.push(fill);
      order.cumLots = record.cumQuantityLots;
      order.updatedMs = fill.timeMs;
      order.status = record.leavesQuantityLots === 0 ? "filled" : "partiallyFilled";
      this.journal?.write(order);
      for (const one of this.listeners) one.order?.(order, "fill", fill);
    } else {
      if (!takeEvent(order, record)) return;
      this.journal?.write(order);
      for (const one of this.listeners) one.order?.(order, record.event);
    }
    const waiting = this.waiting.get(order);
    if (waiting === undefined) return;
    this.waiting.delete(order);
    // What follows in the same turn, such as the fills of an order that takes, is in the answer too.
    setImmediate(() => waiting.forEach((resolve) => resolve()));
  }
}
