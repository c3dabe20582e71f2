// A live venue as a source of the input log: what its feed hears, and with keys what its account tells.
import { Redacted } from "effect";
import type { OrderCommand } from "../../streams/orders.ts";
import type { ReportRequest } from "../../streams/reports.ts";
import type { Order } from "../orders.ts";
import { Refusals } from "../sources/files/refusals.ts";
import { type InputBatch, type InputSource, SourceFailed } from "../sources/source.ts";
import { reasonOf } from "./connection.ts";
import { Inbox } from "./inbox.ts";
import { askInstruments, type VenueInstruments } from "./instruments.ts";
import { withoutKeys } from "./keys.ts";
import { Ledger } from "./ledger.ts";
import { sendWithinMs as sendWithinMsUsual } from "./limits.ts";
import { MarketFeed, type RawFrame } from "./market-feed.ts";
import { type CcxtExchange, openCcxt, type VenueKeys } from "./open-ccxt.ts";
import { VenueAccount } from "./orders/account.ts";
import { OrderDesk } from "./orders/desk.ts";
import { dialectOf, wireIdOf } from "./orders/dialect.ts";
import { KnownOrders } from "./orders/known-orders.ts";
import { Reporter } from "./orders/reporter.ts";
import { type LiveVenue, liveVenueOf } from "./roster.ts";

/** What is asked of a live source. */
export interface LiveSourceOptions {
  /** The name of a live venue. */
  readonly source: string;
  /** Instruments, as ccxt or the venue call them. */
  readonly symbols: readonly string[];
  readonly venueUrl?: string;
  /** Told each frame as it comes, before it is read. */
  readonly raw?: RawFrame;
  /** The account that orders are sent for, and its keys. Without it nothing is sent. */
  readonly trade?: {
    readonly account: string;
    readonly keys: Redacted.Redacted<VenueKeys>;
    /** Milliseconds after its decision in which an order is sent; `sendWithinMs` where it is not given. */
    readonly sendWithinMs?: number;
  };
}

/** An order of ours, and what the venue calls it; empty where it has not told. */
export type KnownOrder = Pick<Order, "clientOrderId" | "venueOrderId"> & {
  readonly instrumentId: number;
};

/** Where approved orders go, and questions about the account. */
export interface VenueOrders {
  /** Takes a record that is durable. `repeated`: it may have been taken before a restart. */
  readonly take: (record: OrderCommand | ReportRequest, repeated: boolean) => void;
  /** Learns the ids of orders that may still be working, so that their reports are known again. */
  readonly remember: (orders: Iterable<KnownOrder>) => void;
}

/** A live venue: its market, and where it may be traded the way to it. */
export interface LiveSource extends InputSource {
  readonly orders?: VenueOrders;
}

/** Opens a live venue: asks it for its instruments. Throws `SourceFailed` where it cannot be asked. */
export const liveSource = async (options: LiveSourceOptions): Promise<LiveSource> => {
  const venue = liveVenueOf(options.source);
  const { venueUrl, trade } = options;
  const where = venueUrl === undefined ? {} : { venueUrl };
  const asking = await openCcxt({ venue, ...where });
  const found = await askInstruments(asking, venue, options.symbols);
  // Instruments are known: no other exchange need ask for them again.
  const open = async (keys?: VenueKeys): Promise<CcxtExchange> => {
    const exchange = await openCcxt({ venue, ...where, ...(keys === undefined ? {} : { keys }) });
    exchange.setMarkets(Object.values(asking.markets as object) as never);
    return exchange;
  };
  const names = found.all.map(({ instrument }) => instrument.symbol).join(", ");
  const desk = trade === undefined ? undefined : new TradingDesk(venue, found, trade, open);
  let feed: MarketFeed | undefined;
  return {
    kind: "live",
    name: `${venue.name}${venueUrl === undefined ? "" : ` at ${venueUrl}`}: ${names}`,
    speed: 1,
    instruments: found.added,
    feed: () =>
      feed?.ledger.status() ?? { connected: false, reconnects: 0, gaps: 0, resyncs: 0, stale: 0 },
    ...(desk === undefined ? {} : { orders: desk }),
    // What was missed cannot be asked for again: it goes on with whole books, wherever it stopped.
    open: async function* (_resume, refuse, signal): AsyncGenerator<InputBatch> {
      const inbox = new Inbox();
      const refusals = new Refusals(refuse);
      const told = (field: string, value: string, expected: string) =>
        refusals.add({ file: venue.name, field, value, expected, row: 0 });
      const ended = new AbortController();
      const until = AbortSignal.any([signal, ended.signal]);
      feed = new MarketFeed({
        venue,
        exchange: await open(),
        instruments: found.all,
        inbox,
        refuse: told,
        ...(options.raw === undefined ? {} : { raw: options.raw }),
      });
      let failure: unknown;
      const running = Promise.all([feed.run(until), desk?.run(inbox, told, until)]);
      running.catch((cause) => {
        failure = cause;
        ended.abort();
      });
      try {
        for (;;) {
          const ticks = await inbox.take(until);
          if (ticks.length > 0) yield { ticks };
          else if (until.aborted) break;
        }
      } finally {
        ended.abort();
        await running.catch(() => {});
        refusals.end();
      }
      if (failure !== undefined) {
        throw new SourceFailed(`${venue.name} failed: ${reasonOf(failure)}`, { cause: failure });
      }
    },
  };
};

/** The desk and the account of a venue, opened anew with each run of the source. */
class TradingDesk implements VenueOrders {
  private readonly known = new KnownOrders();
  private readonly dialect;
  private readonly venue: LiveVenue;
  private readonly found: VenueInstruments;
  private readonly trade: NonNullable<LiveSourceOptions["trade"]>;
  private readonly open: (keys: VenueKeys) => Promise<CcxtExchange>;
  /** What was released before the venue was opened. */
  private waiting: (readonly [record: OrderCommand | ReportRequest, repeated: boolean])[] = [];
  private desk: OrderDesk | undefined;
  private account: VenueAccount | undefined;

  constructor(
    venue: LiveVenue,
    found: VenueInstruments,
    trade: NonNullable<LiveSourceOptions["trade"]>,
    open: (keys: VenueKeys) => Promise<CcxtExchange>,
  ) {
    this.venue = venue;
    this.found = found;
    this.trade = trade;
    this.open = open;
    this.dialect = dialectOf(venue);
  }

  readonly take = (record: OrderCommand | ReportRequest, repeated: boolean): void => {
    const { desk, account } = this;
    if (desk === undefined || account === undefined) {
      this.waiting.push([record, repeated]);
    } else if (record._tag === "orderCommand") desk.take(record, repeated);
    // A request of before a restart has been answered, or is asked again at the start.
    else if (!repeated && ["", this.venue.venue].includes(record.venue)) account.answer(record);
  };

  readonly remember = (orders: Iterable<KnownOrder>): void => {
    for (const { clientOrderId, venueOrderId, instrumentId } of orders) {
      const wireId = wireIdOf(clientOrderId, this.dialect);
      this.known.remember(clientOrderId, wireId);
      this.known.ours(wireId, venueOrderId);
      const one = this.found.all.find(({ instrument }) => instrument.instrumentId === instrumentId);
      if (one !== undefined) this.known.place(clientOrderId, one.ccxtSymbol);
    }
  };

  /** Speaks for the account until the signal aborts, and finishes what is under way. */
  async run(
    inbox: Inbox,
    refuse: (field: string, value: string, expected: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { venue, dialect, known, trade: { account, keys, sendWithinMs = sendWithinMsUsual } } =
      this;
    const sealed = Redacted.value(keys);
    const exchange = await this.open(sealed);
    const instruments = this.found.all;
    const words = (cause: unknown) => withoutKeys(reasonOf(cause), sealed);
    const reporter = new Reporter({
      venue: venue.venue,
      account,
      instruments,
      add: (report) => inbox.add(report),
      refuse,
      ours: (wireId, venueOrderId) => known.ours(wireId, venueOrderId),
    });
    const desk = new OrderDesk({
      ...{ exchange, dialect, instruments, known, reporter, words, sendWithinMs, signal },
    });
    this.desk = desk;
    this.account = new VenueAccount({
      ...{ venue, exchange, dialect, account, instruments, reporter, known, words },
      ledger: new Ledger(`${venue.venue}-account`, (record) => inbox.add(record)),
      add: (report) => inbox.add(report),
      inFlight: () => [...desk.inFlight.keys()],
    });
    const { waiting } = this;
    this.waiting = [];
    for (const [record, repeated] of waiting) this.take(record, repeated);
    try {
      await this.account.run(signal);
    } finally {
      this.desk = undefined;
      this.account = undefined;
      await desk.quiet();
      await exchange.close().catch(() => {});
    }
  }
}
