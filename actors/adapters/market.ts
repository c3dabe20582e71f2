// What a venue says of its market, in one form, and what has to be known of a venue to listen to it.
import type { AggressorSide } from "./times.ts";

/** Price and quantity as the venue writes them: text, or numbers where its JSON has numbers. */
export type Level = readonly [price: unknown, quantity: unknown];

/** A change of a book, or a whole one. */
export interface DepthMessage {
  readonly kind: "depth";
  readonly symbol: string;
  readonly snapshot: boolean;
  /** Numbers of the first and last update in it; 0 where the venue numbers none. */
  readonly firstId: number;
  readonly lastId: number;
  /** Number of the last update of the message before; 0 where it is not told. */
  readonly previousId: number;
  readonly timeUs: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** CRC32 of the best ten levels after it, where the venue tells one. */
  readonly checksum?: number;
}

/** The best bid and offer. */
export interface QuoteMessage {
  readonly kind: "quote";
  readonly symbol: string;
  readonly bid: Level;
  readonly ask: Level;
  readonly updateId: number;
  readonly timeUs: number;
}

/** A print on the tape. */
export interface TradeMessage {
  readonly kind: "trade";
  readonly symbol: string;
  readonly tradeId: number;
  readonly price: unknown;
  readonly quantity: unknown;
  readonly aggressorSide: AggressorSide;
  readonly timeUs: number;
}

/** What a frame of a venue holds. */
export type MarketMessage =
  | DepthMessage
  | QuoteMessage
  | TradeMessage
  /** The number of a frame on its connection: a jump means that frames are missing. */
  | { readonly kind: "sequence"; readonly number: number }
  /** Nothing of the market: an acknowledgement or a heartbeat. */
  | { readonly kind: "alive" }
  /** The venue refuses something. */
  | { readonly kind: "error"; readonly reason: string }
  /** Nothing we know. */
  | { readonly kind: "unknown"; readonly what: string };

/** A frame, parsed. */
export type Json = Readonly<Record<string, unknown>>;

/** How one venue tells its market: pure. Recorded frames in, messages out. */
export interface MarketProtocol {
  /**
   * How a change joins the one before it. `range`: its first number is the last one plus one (Binance
   * spot). `previous`: it names the last one (Binance futures). `next`: one number a message (Bybit).
   * `connection`: frames of the connection are numbered (Coinbase). `checksum`: the book is checked
   * (Kraken).
   */
  readonly join: "range" | "previous" | "next" | "connection" | "checksum";
  /** Whether a whole book is asked for over REST, or told on the connection after a subscription. */
  readonly snapshot: "asked" | "told";
  /** Levels a side that the subscription keeps; what falls out of them is not told. 0: all. */
  readonly depth: number;
  /** The path of the connection's address in ccxt's `urls.api`, by keys, and what is added to it. */
  readonly url: (api: Json) => string;
  /** The messages that subscribe to the book, the quotes and the trades of symbols. */
  readonly subscribe: (symbols: readonly string[]) => readonly object[];
  /** The messages that ask for a whole book again; none where it is asked over REST. */
  readonly resubscribe: (symbol: string) => readonly object[];
  /** Tells what a frame holds. Throws `TypeError` where it is not what the venue documents. */
  readonly read: (frame: Json, tell: (message: MarketMessage) => void) => void;
}
