// A live venue as a source of the input log: what its feed hears, as it hears it.
import { type InputBatch, type InputSource, SourceFailed } from "../sources/source.ts";
import { nowUs } from "../run/clock.ts";
import { reasonOf } from "./connection.ts";
import { Inbox } from "./inbox.ts";
import { askInstruments } from "./instruments.ts";
import { MarketFeed, type RawFrame } from "./market-feed.ts";
import { openCcxt } from "./open-ccxt.ts";
import { Refusals } from "../sources/files/refusals.ts";
import { liveVenueOf } from "./roster.ts";

/** What is asked of a live source. */
export interface LiveSourceOptions {
  /** The name of a live venue. */
  readonly source: string;
  /** Instruments, as ccxt or the venue call them. */
  readonly symbols: readonly string[];
  readonly venueUrl?: string;
  /** Told each frame as it comes, before it is read. */
  readonly raw?: RawFrame;
}

/** Opens a live venue: asks it for its instruments. Throws `SourceFailed` where it cannot be asked. */
export const liveSource = async (options: LiveSourceOptions): Promise<InputSource> => {
  const venue = liveVenueOf(options.source);
  const { venueUrl } = options;
  const open = { venue, ...(venueUrl === undefined ? {} : { venueUrl }) };
  const asking = await openCcxt(open);
  const { all, added } = await askInstruments(asking, venue, options.symbols);
  const names = all.map(({ instrument }) => instrument.symbol).join(", ");
  const where = venueUrl === undefined ? "" : ` at ${venueUrl}`;
  let feed: MarketFeed | undefined;
  return {
    kind: "live",
    name: `${venue.name}${where}: ${names}`,
    speed: 1,
    instruments: added,
    feed: () =>
      feed?.ledger.status() ?? { connected: false, reconnects: 0, gaps: 0, resyncs: 0, stale: 0 },
    // What was missed cannot be asked for again: it goes on with whole books, wherever it stopped.
    open: async function* (_resume, refuse, signal): AsyncGenerator<InputBatch> {
      const inbox = new Inbox();
      const refusals = new Refusals(refuse);
      const exchange = await openCcxt(open);
      // Instruments are known: the exchange need not ask for them again.
      exchange.setMarkets(Object.values(asking.markets as object) as never);
      const ended = new AbortController();
      const until = AbortSignal.any([signal, ended.signal]);
      feed = new MarketFeed({
        venue,
        exchange,
        instruments: all,
        inbox,
        refuse: (field, value, expected) =>
          refusals.add({ file: venue.name, field, value, expected, row: 0 }),
        ...(options.raw === undefined ? {} : { raw: options.raw }),
      });
      const running = feed.run(until);
      let failure: unknown;
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
        throw new SourceFailed(`${venue.name} failed at ${nowUs()}: ${reasonOf(failure)}`, {
          cause: failure,
        });
      }
    },
  };
};
