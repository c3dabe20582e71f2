// The desk: carries approved orders to a venue, once each, and finds out what became of those it cannot tell.
import { setTimeout as sleep } from "node:timers/promises";
import type { OrderCommand } from "../../../streams/orders.ts";
import { textFromSteps } from "../../../streams/units.ts";
import { nowUs } from "../../run/clock.ts";
import type { VenueInstrument } from "../instruments.ts";
import { askAgainMs, receiveWindowMs } from "../limits.ts";
import type { CcxtExchange } from "../open-ccxt.ts";
import { type Asked, type CcxtOrder, type Dialect, isNamed, wireIdOf } from "./dialect.ts";
import type { KnownOrders } from "./known-orders.ts";
import { byItself, type Occasion, type Reporter } from "./reporter.ts";

/** What the desk works with. */
export interface DeskOptions {
  readonly exchange: CcxtExchange;
  readonly dialect: Dialect;
  readonly instruments: readonly VenueInstrument[];
  readonly known: KnownOrders;
  readonly reporter: Reporter;
  /** What a venue or ccxt said, in one line, without keys. */
  readonly words: (cause: unknown) => string;
  /** Milliseconds after its decision in which an order is sent. */
  readonly sendWithinMs: number;
  /** Stops the waiting for unknown outcomes. */
  readonly signal: AbortSignal;
}

/** How a failed request stands: refused for certain, refused for now, or nobody knows. */
type Outcome = "refused" | "tooMany" | "unknown";

const answered: Occasion = byItself;
const asked: Occasion = { origin: "query", requestId: "" };

/**
 * Sends what it is given, and decides nothing. A request whose outcome is unknown is not sent again: the
 * venue is asked for the order by our id, until it tells it, or says that it has none and cannot get it
 * any more. Then the order is sent after all where it is not too old for that; where it is,
 * reconciliation has a report to go by.
 */
export class OrderDesk {
  private readonly options: DeskOptions;
  /** The newest work on each order: what is asked of one order happens in turn. */
  private readonly turns = new Map<string, Promise<void>>();
  /** Orders sent, whose outcome is unknown. */
  readonly inFlight = new Map<string, OrderCommand>();
  /** Orders under way that a cancel waits for: what the venue has not got yet, it does not get any more. */
  private readonly unwanted = new Set<string>();
  /** Those of them that it never got. */
  private readonly withdrawn = new Set<string>();

  constructor(options: DeskOptions) {
    this.options = options;
  }

  /** Takes an approved command. `repeated`: it may have been taken before a restart. */
  take(command: OrderCommand, repeated: boolean): void {
    const { clientOrderId } = command;
    if (command.command === "cancel" && this.turns.has(clientOrderId)) {
      this.unwanted.add(clientOrderId);
    }
    const before = this.turns.get(clientOrderId) ?? Promise.resolve();
    const turn = before.then(() => this.work(command, repeated));
    this.turns.set(clientOrderId, turn);
    void turn.finally(() => {
      if (this.turns.get(clientOrderId) === turn) this.turns.delete(clientOrderId);
    });
  }

  /** Resolves when nothing is under way. */
  async quiet(): Promise<void> {
    while (this.turns.size > 0) await Promise.all(this.turns.values());
  }

  private async work(command: OrderCommand, repeated: boolean): Promise<void> {
    const one = this.options.instruments.find(({ instrument }) =>
      instrument.instrumentId === command.instrumentId
    );
    // An instrument of another venue is for another desk.
    if (one === undefined) return;
    try {
      if (command.command === "submit") await this.submit(one, command, repeated);
      else if (command.command === "cancel") await this.cancel(one, command);
      else await this.replace(one, command);
    } catch (cause) {
      this.inFlight.set(command.clientOrderId, command);
      await this.findOut(one, command, this.options.words(cause));
    }
  }

  private async submit(
    one: VenueInstrument,
    command: OrderCommand,
    repeated: boolean,
  ): Promise<void> {
    const { exchange, dialect } = this.options;
    const order = this.asked(one, command);
    // From now on until it is at the venue, or refused: nobody else may find that the venue has none of it.
    this.inFlight.set(command.clientOrderId, command);
    this.options.known.remember(command.clientOrderId, order.wireId);
    this.options.known.place(command.clientOrderId, one.ccxtSymbol);
    const wrong = wrongWith(one, command);
    if (wrong !== undefined) return this.refuse(one, command, wrong);
    if (repeated) {
      // It may be there already: it is asked for, not sent.
      const found = await this.look(order);
      if (found !== undefined) {
        this.inFlight.delete(command.clientOrderId);
        return void this.options.reporter.order(found, asked);
      }
    }
    if (repeated && this.isOld(command)) {
      const reason = `Not sent: decided ${
        Math.round(ageMsOf(command) / 1000)
      } s ago, before a restart`;
      return this.refuse(one, command, reason);
    }
    for (;;) {
      // What was sent before a restart may still be on its way: that one is canceled at the venue.
      if (!repeated && this.unwanted.has(command.clientOrderId)) return this.withdraw(one, command);
      try {
        const { type, price, params } = termsOf(one, command);
        const told = await exchange.createOrder(
          one.ccxtSymbol,
          type,
          command.side,
          textFromSteps(command.quantityLots, one.instrument.lot) as never,
          price as never,
          { ...params, ...dialect.params(order.wireId, command) },
        ) as CcxtOrder;
        this.inFlight.delete(command.clientOrderId);
        return this.accepted(one, command, told);
      } catch (cause) {
        const words = this.options.words(cause);
        const outcome = outcomeOf(cause);
        if (outcome === "refused") return this.refuse(one, command, words);
        if (outcome === "unknown") return await this.findOut(one, command, words);
        // Refused for now: it was not taken, so it may be sent again.
        if (this.isOld(command)) return this.refuse(one, command, words);
        await this.pause(askAgainMs);
        // It stays in flight: the next start takes it up.
        if (this.options.signal.aborted) return;
      }
    }
  }

  /** Some venues answer with the id alone: what is not told is what was asked. */
  private accepted(one: VenueInstrument, command: OrderCommand, told: CcxtOrder): void {
    this.options.reporter.order({
      ...withoutGaps(told),
      symbol: one.ccxtSymbol,
      clientOrderId: this.asked(one, command).wireId,
      side: command.side,
      type: command.orderType === "market" ? "market" : "limit",
      timeInForce: command.timeInForce,
      amount: told.amount ?? Number(textFromSteps(command.quantityLots, one.instrument.lot)),
      price: Number(textFromSteps(command.priceTicks, one.instrument.tick)),
    }, answered);
  }

  private async cancel(one: VenueInstrument, command: OrderCommand): Promise<void> {
    this.unwanted.delete(command.clientOrderId);
    if (this.withdrawn.delete(command.clientOrderId)) return;
    const order = this.asked(one, command);
    for (;;) {
      try {
        await this.options.dialect.cancel(this.options.exchange, order);
      } catch (cause) {
        // Whatever the answer was, the order itself tells whether it is canceled.
        if (outcomeOf(cause) !== "refused") await this.pause(askAgainMs);
      }
      const found = await this.lookUntilTold(order);
      if (found === undefined) {
        return this.unknown(one, command, "The venue knows no order of this id");
      }
      this.options.reporter.order(found, asked);
      // A cancel may be repeated: it does nothing twice.
      if (found.status !== "open" || this.options.signal.aborted) return;
      await this.pause(askAgainMs);
    }
  }

  private async replace(one: VenueInstrument, command: OrderCommand): Promise<void> {
    const { exchange, dialect } = this.options;
    const order = this.asked(one, command);
    const wrong = wrongWith(one, command);
    let reason = dialect.replaces
      ? wrong
      : "This venue gives a replaced order another id: cancel it, and submit another";
    const current = await this.lookUntilTold(order);
    if (current === undefined) {
      return this.unknown(one, command, "The venue knows no order of this id");
    }
    if (reason === undefined) {
      const { type, price } = termsOf(one, command);
      await exchange.editOrder(
        current.id ?? "",
        one.ccxtSymbol,
        type,
        command.side,
        textFromSteps(command.quantityLots, one.instrument.lot) as never,
        price as never,
      ).catch((cause) => reason = this.options.words(cause));
    }
    const found = await this.lookUntilTold(order) ?? current;
    this.options.reporter.order(found, asked, reason ?? "");
  }

  /** Asks for an order whose sending had no clear answer, until the venue tells it or cannot have it. */
  private async findOut(
    one: VenueInstrument,
    command: OrderCommand,
    words: string,
  ): Promise<void> {
    const order = this.asked(one, command);
    const failedMs = Date.now();
    for (let waitMs = askAgainMs; !this.options.signal.aborted; waitMs *= 1.5) {
      await this.pause(Math.min(waitMs, receiveWindowMs));
      // Long past the window in which the venue takes a signed request, counted from when we gave up on
      // it, what it does not know it never took.
      const late = Date.now() - failedMs > 2 * receiveWindowMs;
      try {
        const found = await this.look(order);
        if (found !== undefined) {
          this.inFlight.delete(command.clientOrderId);
          return void this.options.reporter.order(found, asked);
        }
        if (late) {
          if (command.command === "submit" && !this.isOld(command)) {
            return await this.submit(one, command, false);
          }
          this.inFlight.delete(command.clientOrderId);
          return this.unknown(one, command, `The venue never took it: ${words}`);
        }
      } catch {
        // The venue cannot be asked now: the order stays in flight.
      }
    }
  }

  private async lookUntilTold(order: Asked): Promise<CcxtOrder | undefined> {
    for (let waitMs = askAgainMs;; waitMs = Math.min(waitMs * 1.5, receiveWindowMs)) {
      try {
        return await this.look(order);
      } catch (cause) {
        if (this.options.signal.aborted) throw cause;
        await this.pause(waitMs);
      }
    }
  }

  private look(order: Asked): Promise<CcxtOrder | undefined> {
    return this.options.dialect.find(this.options.exchange, order);
  }

  private asked(one: VenueInstrument, { clientOrderId, eventTimeUs }: OrderCommand): Asked {
    return {
      symbol: one.ccxtSymbol,
      wireId: wireIdOf(clientOrderId, this.options.dialect),
      venueOrderId: this.options.known.venueIdOf(clientOrderId),
      sinceMs: Math.floor(eventTimeUs / 1000),
    };
  }

  private isOld(command: OrderCommand): boolean {
    return ageMsOf(command) > this.options.sendWithinMs;
  }

  private withdraw(one: VenueInstrument, command: OrderCommand): void {
    this.inFlight.delete(command.clientOrderId);
    this.withdrawn.add(command.clientOrderId);
    const reason = "Canceled before the venue got it";
    this.options.reporter.status(one, { ...command, status: "canceled", reason }, answered);
  }

  private refuse(one: VenueInstrument, command: OrderCommand, reason: string): void {
    this.inFlight.delete(command.clientOrderId);
    this.options.reporter.status(one, { ...command, status: "rejected", reason }, answered);
  }

  private unknown(one: VenueInstrument, command: OrderCommand, reason: string): void {
    this.options.reporter.status(one, { ...command, status: "unknown", reason }, asked);
  }

  private pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.options.signal }).then(() => {}, () => {});
  }
}

/** Milliseconds since an order was decided. */
const ageMsOf = ({ eventTimeUs }: OrderCommand): number => (nowUs() - eventTimeUs) / 1000;

/** What a failed request tells of its outcome. What nobody knows for certain is unknown. */
export const outcomeOf = (cause: unknown): Outcome => {
  if (isNamed(cause, "RateLimitExceeded", "DDoSProtection")) return "tooMany";
  // A request of a wrong time was not taken either.
  if (isNamed(cause, "InvalidNonce")) return "tooMany";
  if (cause instanceof Error && /duplicate/i.test(cause.message)) return "unknown";
  // A connection that was refused, or an address that was not found, has carried nothing.
  if (
    cause instanceof Error && /\b(connect ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\b/.test(cause.message)
  ) {
    return "tooMany";
  }
  if (isNamed(cause, "OperationFailed")) return "unknown";
  // A plain `ExchangeError` is an answer that ccxt does not know.
  if (isNamed(cause, "ExchangeError")) {
    return (cause as Error).constructor.name === "ExchangeError" ? "unknown" : "refused";
  }
  return "unknown";
};

const withoutGaps = (told: CcxtOrder): CcxtOrder =>
  Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));

/** What keeps an order from this venue, whatever its answer would be. */
const wrongWith = (one: VenueInstrument, command: OrderCommand): string | undefined => {
  const { instrument, orderTicks, orderLots } = one;
  const { quantityLots, priceTicks, orderType, timeInForce } = command;
  if (quantityLots % orderLots !== 0) {
    const step = textFromSteps(orderLots, instrument.lot);
    const text = textFromSteps(quantityLots, instrument.lot);
    return `The quantity ${text} is no multiple of the venue's lot size ${step}`;
  }
  if (priceTicks % orderTicks !== 0) {
    const step = textFromSteps(orderTicks, instrument.tick);
    const text = textFromSteps(priceTicks, instrument.tick);
    return `The price ${text} is no multiple of the venue's tick size ${step}`;
  }
  if (!["market", "limit", "stop", "stopLimit"].includes(orderType)) {
    return `Orders of the type "${orderType}" are for the paper venue`;
  }
  if (timeInForce === "gtd") return `A time in force "gtd" is for the paper venue`;
  if (command.orderListId !== "" || command.parentOrderId !== "") {
    return "Lists and brackets are for the paper venue";
  }
  return undefined;
};

/** The terms of an order as ccxt takes them. These venues have no day orders: they work until canceled. */
const termsOf = (one: VenueInstrument, command: OrderCommand) => {
  const { orderType, timeInForce, execInst, stopPriceTicks, priceTicks } = command;
  const limited = orderType === "limit" || orderType === "stopLimit";
  const { tick } = one.instrument;
  const words = { day: "GTC", gtc: "GTC", ioc: "IOC", fok: "FOK", gtd: "GTC" } as const;
  return {
    type: limited ? "limit" : "market",
    price: limited ? textFromSteps(priceTicks, tick) : undefined,
    params: {
      ...(limited ? { timeInForce: words[timeInForce] } : {}),
      ...(stopPriceTicks > 0 ? { triggerPrice: textFromSteps(stopPriceTicks, tick) } : {}),
      ...(execInst.includes("postOnly") ? { postOnly: true } : {}),
      ...(execInst.includes("reduceOnly") ? { reduceOnly: true } : {}),
    },
  };
};
