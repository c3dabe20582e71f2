// A live venue for tests: its local server, and our adapter that trades there.
import { Redacted } from "effect";
import { localKeys, VenueServer } from "../../infra/venue-server/server.ts";
import { liveSource } from "./source.ts";

/** Starts the local server of a venue and opens it for trading. `end` stops both. */
export const openVenue = async (venue: string, symbol: string) => {
  const server = new VenueServer({ port: 0, seed: 3, venues: [venue] });
  const stop = new AbortController();
  const end = async (): Promise<void> => {
    stop.abort();
    await server.stop();
  };
  try {
    const source = await liveSource({
      source: venue,
      symbols: [symbol],
      venueUrl: await server.start(),
      trade: { account: "paper", keys: Redacted.make(localKeys) },
    });
    return { server, source, stop, orders: source.orders!, end };
  } catch (cause) {
    await end();
    throw cause;
  }
};
