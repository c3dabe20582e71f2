// The account at a venue: listens to its own stream, and answers requests for all of its orders and fills.
import { setTimeout as sleep } from "node:timers/promises";
import type { ReportRequest } from "../../../streams/reports.ts";
import { nowUs } from "../../run/clock.ts";
import { backoffMs } from "../connection.ts";
import type { VenueInstrument } from "../instruments.ts";
import type { Ledger } from "../ledger.ts";
import { steadyMs } from "../limits.ts";
import type { CcxtExchange } from "../open-ccxt.ts";
import type { LiveVenue } from "../roster.ts";
import { type CcxtOrder, type Dialect, wireIdOf } from "./dialect.ts";
import type { KnownOrders } from "./known-orders.ts";
import type { CcxtTrade, Occasion, ReportControl, Reporter } from "./reporter.ts";
import { byItself } from "./reporter.ts";

/** What the account is spoken for with. */
export interface AccountOptions {
  readonly venue: LiveVenue;
  readonly exchange: CcxtExchange;
  readonly dialect: Dialect;
  readonly account: string;
  readonly instruments: readonly VenueInstrument[];
  readonly reporter: Reporter;
  readonly known: KnownOrders;
  readonly ledger: Ledger;
  readonly add: (report: ReportControl) => void;
  readonly words: (cause: unknown) => string;
  /** Orders of ours that are in flight: they are asked for by name. */
  readonly inFlight: () => readonly string[];
}

/** Fills are asked for from so long before, so that clocks need not agree. */
const overlapMs = 60_000;
const dayMs = 86_400_000;

/** Speaks for the account until it is stopped. */
export class VenueAccount {
  private readonly options: AccountOptions;
  private readonly startedMs = Date.now();
  private asking: Promise<void> = Promise.resolve();

  constructor(options: AccountOptions) {
    this.options = options;
  }

  /** Asks for a whole report now, and after each loss of the stream; reconciliation asks from time to time. */
  async run(signal: AbortSignal): Promise<void> {
    this.ask("start", "A session begins");
    const streams = [
      this.listen("orders", signal),
      ...(this.options.exchange.has["watchMyTrades"] === true
        ? [this.listen("fills", signal)]
        : []),
    ];
    await Promise.all(streams);
  }

  /** Answers a request. One after another. */
  answer(request: ReportRequest): void {
    this.asking = this.asking.then(() => this.tellAll(request));
  }

  private ask(origin: ReportRequest["origin"], reason: string): void {
    const { venue, account } = this.options;
    const ingestTimeUs = nowUs();
    const sinceUs = Math.max(0, (this.startedMs - dayMs) * 1000);
    this.options.add({
      _tag: "control",
      control: "reportRequest",
      instrumentId: 0,
      eventTimeUs: ingestTimeUs,
      ingestTimeUs,
      name: account,
      value: JSON.stringify({ venue: venue.venue, origin, sinceUs }),
      reason,
    });
  }

  /** Listens to one of the account's streams. */
  private async listen(what: "orders" | "fills", signal: AbortSignal): Promise<void> {
    const { exchange, reporter } = this.options;
    let attempt = 0;
    let connected = false;
    let beganMs = Date.now();
    while (!signal.aborted) {
      try {
        const coming = what === "orders"
          ? exchange.watchOrders() as Promise<unknown>
          : exchange.watchMyTrades() as Promise<unknown>;
        if (!connected) {
          connected = true;
          beganMs = Date.now();
          this.note("connected", what, "");
          if (attempt > 0) this.ask("reconnect", `The stream of ${what} was lost`);
        }
        const told = await Promise.race([coming, ended(signal)]);
        if (told === undefined) return;
        for (const one of told as readonly (CcxtOrder & CcxtTrade)[]) {
          if (what === "fills") reporter.fill(one, byItself);
          else if (reporter.order(one, byItself)) await this.fillsOf(one);
        }
      } catch (cause) {
        if (signal.aborted) return;
        connected = false;
        this.note("disconnected", what, this.options.words(cause));
        attempt = Date.now() - beganMs > steadyMs ? 1 : attempt + 1;
        await sleep(backoffMs(attempt), undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Where the venue streams no fills, an order that was filled leads to them. */
  private async fillsOf(order: CcxtOrder): Promise<void> {
    const { exchange, reporter } = this.options;
    if (exchange.has["watchMyTrades"] === true || (order.filled ?? 0) === 0) return;
    const sinceMs = (order.timestamp ?? Date.now()) - overlapMs;
    const trades = await exchange.fetchMyTrades(order.symbol, sinceMs) as CcxtTrade[];
    for (const trade of trades) if (trade.order === order.id) reporter.fill(trade, byItself);
  }

  private note(event: "connected" | "disconnected", what: string, reason: string): void {
    const missed = event === "disconnected" ? -1 : 0;
    this.options.ledger.write({
      event,
      ...{ instrumentId: 0, missed, eventTimeUs: 0 },
      reason: reason === "" ? what : `${what}: ${reason}`,
    });
  }

  private async tellAll(request: ReportRequest): Promise<void> {
    const { reporter, instruments, words } = this.options;
    const occasion: Occasion = { origin: request.origin, requestId: request.requestId };
    const counts = { orders: 0, fills: 0, positions: 0 };
    let failure: string | undefined;
    try {
      for (const one of instruments) {
        await this.tellOrders(one, request.clientOrderIds, occasion, counts);
        await this.tellFills(one, request.sinceUs, occasion, counts);
      }
      await this.tellPositions(occasion, counts);
    } catch (cause) {
      failure = words(cause);
    }
    reporter.end(occasion, counts, { sinceUs: request.sinceUs, failure });
  }

  private async tellOrders(
    one: VenueInstrument,
    asked: readonly string[],
    occasion: Occasion,
    counts: { orders: number },
  ): Promise<void> {
    const { exchange, dialect, reporter, known } = this.options;
    const inFlight = this.options.inFlight();
    const orders = await exchange.fetchOpenOrders(one.ccxtSymbol) as CcxtOrder[];
    for (const order of orders) if (reporter.order(order, occasion)) counts.orders++;
    // What was working and is not open any more is asked for by name, as is what is in flight.
    const names = [...asked, ...inFlight]
      .filter((id) => (known.symbolOf(id) ?? one.ccxtSymbol) === one.ccxtSymbol)
      .map((id) => wireIdOf(id, dialect));
    for (const wireId of new Set([...names, ...reporter.workingOf(one.ccxtSymbol)])) {
      if (orders.some((order) => order.clientOrderId === wireId)) continue;
      const clientOrderId = known.ours(wireId, "");
      const order = await dialect.find(exchange, {
        symbol: one.ccxtSymbol,
        wireId,
        venueOrderId: known.venueIdOf(clientOrderId),
        sinceMs: this.startedMs - dayMs,
      });
      if (order !== undefined) {
        if (reporter.order(order, occasion)) counts.orders++;
      } else if (
        // The desk itself finds out about what it has in flight.
        asked.includes(clientOrderId) && !inFlight.includes(clientOrderId) &&
        known.symbolOf(clientOrderId) === one.ccxtSymbol
      ) {
        reporter.status(one, { ...unknownOrder, clientOrderId }, occasion);
        counts.orders++;
      }
    }
  }

  private async tellFills(
    one: VenueInstrument,
    sinceUs: number,
    occasion: Occasion,
    counts: { fills: number },
  ): Promise<void> {
    const { exchange, dialect, reporter } = this.options;
    const sinceMs = Math.max(0, Math.floor(sinceUs / 1000) - overlapMs);
    const trades = await dialect.fills(exchange, one.ccxtSymbol, sinceMs);
    for (const trade of trades as CcxtTrade[]) if (reporter.fill(trade, occasion)) counts.fills++;
  }

  /** What is held of coins on a spot market is not only what we bought: only positions are told. */
  private async tellPositions(occasion: Occasion, counts: { positions: number }): Promise<void> {
    const { exchange, venue, instruments, reporter } = this.options;
    if (venue.market !== "swap") return;
    const told = await exchange.fetchPositions(instruments.map((one) => one.ccxtSymbol));
    for (const one of instruments) {
      const position = told.find(({ symbol }) => symbol === one.ccxtSymbol);
      const size = (position?.contracts ?? 0) * (position?.contractSize ?? 1);
      const held = position?.side === "short" ? -size : size;
      if (reporter.position(one, held, position?.entryPrice ?? 0, occasion)) counts.positions++;
    }
  }
}

/** What is told of an order that was asked for by name and that the venue does not know. */
const unknownOrder = {
  status: "unknown",
  side: "buy",
  orderType: "limit",
  timeInForce: "gtc",
  quantityLots: 0,
  priceTicks: 0,
  reason: "The venue knows no order of this id",
} as const;

const ended = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(undefined), { once: true })
  );
