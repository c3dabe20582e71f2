// One live venue against its local server, with faults: books compared at every message, gaps and orders accounted for.
import { Redacted } from "effect";
import { liveVenueOf } from "../../actors/adapters/roster.ts";
import { type LiveSource, liveSource } from "../../actors/adapters/source.ts";
import { randomState, uniform } from "../../actors/measures/random.ts";
import { commandRow } from "../../actors/testing/rows.ts";
import { type FaultShares, noFaults } from "../../infra/venue-server/faults.ts";
import { localKeys, VenueServer } from "../../infra/venue-server/server.ts";
import { builtinInstruments, InstrumentRegistry } from "../../streams/instruments.ts";
import type { Quote } from "../../streams/market.ts";
import { BookWitness } from "./book-witness.ts";
import { GapWitness } from "./gap-witness.ts";
import { OrderWitness } from "./order-witness.ts";

/** What is run. */
export interface SoakOptions {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly seconds: number;
  readonly faults: FaultShares;
  readonly seed: number;
  /** Orders a second, and the quantity of each in lots of the venue. */
  readonly ordersPerSecond: number;
}

/** What was seen. Everything but the first lines is to be 0 where nothing is wrong. */
export interface SoakResult {
  readonly venue: string;
  readonly seconds: number;
  readonly records: number;
  readonly checkpoints: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly feed: object;
  readonly gapsMade: number;
  readonly orders: number;
  readonly fills: number;
  readonly booksThatDiffer: number;
  readonly gapsNotSeen: number;
  readonly ordersDoubled: number;
  readonly ordersLost: number;
  readonly ordersThatDiffer: number;
  readonly fillsLost: number;
  readonly fillsInvented: number;
  readonly refusals: readonly string[];
}

/** Milliseconds in which everything is settled once nothing goes wrong any more. */
const settleMs = 120_000;

/** Runs one venue. */
export const soak = async (options: SoakOptions): Promise<SoakResult> => {
  const { venue, symbols, seconds, faults, seed } = options;
  const server = new VenueServer({ port: 0, seed, faults, venues: [venue] });
  const venueUrl = await server.start();
  const exchange = server.exchanges.get(venue)!;
  const trade = { account: "paper", keys: Redacted.make(localKeys) };
  // The first requests are not what is tried: a venue that does not tell its instruments is not opened.
  server.faults.shares = noFaults;
  const source = await liveSource({ source: venue, symbols, venueUrl, trade });
  server.faults.shares = faults;
  const registry = new InstrumentRegistry([...builtinInstruments, ...source.instruments]);
  const topOnly = liveVenueOf(venue).protocol.join === "checksum";
  const books = new BookWitness(exchange, registry, topOnly);
  const gaps = new GapWitness();
  const orders = new OrderWitness(exchange, source);
  const refusals = new Map<string, number>();
  const stop = new AbortController();
  const sender = sendOrders(options, { source, orders, books });
  const end = setTimeout(() => void settle(), seconds * 1000);
  const settle = async () => {
    sender.stop();
    server.faults.shares = noFaults;
    await orders.settled(settleMs);
    stop.abort();
  };
  let records = 0;
  for await (
    const { ticks } of source.open(undefined, (one) => {
      refusals.set(`${one.field}: ${one.value}`.slice(0, 160), one.count);
    }, stop.signal)
  ) {
    for (const tick of ticks) {
      records++;
      if (tick._tag === "feedEvent") {
        gaps.hear(tick);
        books.hear(tick);
      } else if (tick._tag === "control") orders.hear(tick);
      else if (tick._tag === "quote") sender.quote(tick);
      else if (tick._tag === "bookDelta") books.take(tick);
    }
  }
  clearTimeout(end);
  const symbolOf = (instrumentId: number) => books.symbolOf(instrumentId);
  const made = server.faults.happened.filter(({ kind, venue: of, what }) =>
    of === venue && (kind === "gap" || kind === "swapped") && books.listensTo(what)
  );
  const result: SoakResult = {
    venue,
    seconds,
    records,
    checkpoints: books.compared,
    faults: server.faults.counts(),
    feed: source.feed?.() ?? {},
    gapsMade: made.length,
    orders: orders.sent,
    fills: orders.fills,
    booksThatDiffer: books.differing,
    // What Kraken's checksum does not cover, nobody can see: there, books are compared in what it covers.
    gapsNotSeen: topOnly ? 0 : gaps.notSeen(made, symbolOf),
    ...orders.verdict(),
    refusals: [...refusals].map(([what, count]) => `${what} (${count})`).slice(0, 20),
  };
  await server.stop();
  return result;
};

/** Sends orders of every kind at random, and cancels some of them. */
const sendOrders = (
  { seed, ordersPerSecond }: SoakOptions,
  { source, orders, books }: {
    readonly source: LiveSource;
    readonly orders: OrderWitness;
    readonly books: BookWitness;
  },
) => {
  const random = randomState(seed);
  const quotes = new Map<number, Quote>();
  const send = (): void => {
    const all = [...quotes.values()];
    const quote = all[Math.floor(uniform(random) * all.length)];
    if (quote === undefined) return;
    const { instrumentId } = quote;
    const side = uniform(random) < 0.5 ? "buy" : "sell";
    const takes = uniform(random) < 0.4;
    const [near, far] = side === "buy"
      ? [quote.bidPriceTicks, quote.askPriceTicks]
      : [quote.askPriceTicks, quote.bidPriceTicks];
    const clientOrderId = `soak-${orders.sent + 1}`;
    const command = commandRow({
      instrumentId,
      eventTimeUs: Date.now() * 1000,
      stage: "approved",
      clientOrderId,
      side,
      quantityLots: books.lotsOf(instrumentId) * (1 + Math.floor(uniform(random) * 20)),
      orderType: "limit",
      timeInForce: uniform(random) < 0.3 ? "ioc" : "gtc",
      priceTicks: takes ? far : near,
    });
    orders.send(command);
    if (uniform(random) > 0.4) return;
    const cancel = { ...command, command: "cancel" as const };
    setTimeout(() => source.orders!.take(cancel, false), uniform(random) * 2_000).unref();
  };
  const timer = setInterval(send, 1000 / ordersPerSecond);
  return {
    quote: (quote: object) => {
      const one = quote as Quote;
      if (one.bidPriceTicks > 0 && one.askPriceTicks > 0) quotes.set(one.instrumentId, one);
    },
    stop: () => clearInterval(timer),
  };
};
