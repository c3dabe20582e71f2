// The market feed of one venue: a connection, a book in step for each instrument, and a ledger of what was lost.
import { setTimeout as sleep } from "node:timers/promises";
import { nowUs } from "../run/clock.ts";
import { BookSync } from "./book-sync.ts";
import { backoffMs, connect, type Connection, reasonOf } from "./connection.ts";
import type { Heard, Inbox } from "./inbox.ts";
import type { VenueInstrument } from "./instruments.ts";
import { Ledger } from "./ledger.ts";
import { lookMs, silentMs, snapshotEveryMs, snapshotLevels, staleMs, steadyMs } from "./limits.ts";
import type { DepthMessage, Json, MarketMessage } from "./market.ts";
import type { CcxtExchange } from "./open-ccxt.ts";
import { binanceSnapshot } from "./protocols/binance.ts";
import type { LiveVenue } from "./roster.ts";
import { Translator } from "./translate.ts";

/** What is told of a frame before it is read: for a recorder. */
export type RawFrame = (text: string, receivedUs: number) => void;

/** What a feed is made of. */
export interface MarketFeedOptions {
  readonly venue: LiveVenue;
  readonly exchange: CcxtExchange;
  readonly instruments: readonly VenueInstrument[];
  readonly inbox: Inbox;
  readonly refuse: (field: string, value: string, expected: string) => void;
  readonly raw?: RawFrame;
  /** Bounds of silence, where they are not the usual ones. */
  readonly staleMs?: number;
  readonly silentMs?: number;
}

interface Line {
  readonly one: VenueInstrument;
  readonly book: BookSync;
  readonly translator: Translator;
  heardMs: number;
  timeUs: number;
  asking: boolean;
}

/** Listens to one venue until it is stopped. */
export class MarketFeed {
  readonly ledger: Ledger;
  private readonly options: MarketFeedOptions;
  private readonly lines = new Map<string, Line>();
  private connection: Connection | undefined;
  private sequence = -1;
  /** Whether the frame that is read has an old number. */
  private old = false;
  private heardMs = 0;

  constructor(options: MarketFeedOptions) {
    this.options = options;
    this.ledger = new Ledger(options.venue.venue, (record) => this.add(record));
    for (const one of options.instruments) {
      this.lines.set(one.wireSymbol, {
        one,
        book: new BookSync(options.venue.protocol),
        translator: new Translator(one, options.refuse),
        ...{ heardMs: 0, timeUs: 0, asking: false },
      });
    }
  }

  /** Connects, and again after each loss, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const look = setInterval(() => this.look(), lookMs);
    signal.addEventListener("abort", () => this.connection?.close(), { once: true });
    let attempt = 0;
    try {
      while (!signal.aborted) {
        const beganMs = Date.now();
        const reason = await this.once(signal).catch(reasonOf);
        if (signal.aborted) return;
        this.lost(reason);
        attempt = Date.now() - beganMs > steadyMs ? 0 : attempt + 1;
        await sleep(backoffMs(attempt), undefined, { signal }).catch(() => {});
        while (this.options.inbox.full && !signal.aborted) await sleep(lookMs);
      }
    } finally {
      clearInterval(look);
      this.connection?.close();
    }
  }

  /** One connection from its beginning to its end. */
  private async once(signal: AbortSignal): Promise<string> {
    const { venue: { protocol }, exchange } = this.options;
    this.sequence = -1;
    const connection = await connect({
      exchange,
      url: protocol.url(exchange.urls["api"] as Json),
      subscribe: protocol.subscribe([...this.lines.keys()]),
      frame: (text) => this.frame(text),
      pinged: () => this.heardMs = Date.now(),
    });
    if (signal.aborted) connection.close();
    this.connection = connection;
    this.heardMs = Date.now();
    for (const line of this.lines.values()) line.heardMs = this.heardMs;
    this.ledger.write({
      event: "connected",
      ...{ instrumentId: 0, reason: "", eventTimeUs: this.timeUs() },
    });
    if (protocol.snapshot === "asked") { for (const line of this.lines.values()) this.ask(line); }
    return await connection.ended;
  }

  private lost(reason: string): void {
    const stood = this.connection !== undefined;
    this.connection = undefined;
    if (!stood) return this.options.refuse("connection", reason, "an answer");
    for (const { one, book, timeUs } of this.lines.values()) {
      book.lose();
      const { instrumentId } = one.instrument;
      this.ledger.write({
        event: "disconnected",
        ...{ instrumentId, reason, missed: -1, eventTimeUs: timeUs },
      });
    }
  }

  private frame(text: string): void {
    const receivedUs = nowUs();
    this.options.raw?.(text, receivedUs);
    this.heardMs = Date.now();
    if (this.options.inbox.full) {
      this.options.refuse("frame", text.slice(0, 80), "what came before it to be taken in time");
      return this.connection?.close();
    }
    try {
      const frame = JSON.parse(text) as Json;
      this.old = false;
      this.options.venue.protocol.read(frame, (message) => this.take(message, receivedUs));
    } catch (cause) {
      if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
      this.options.refuse("frame", text.slice(0, 200), "what the venue documents");
    }
  }

  private take(message: MarketMessage, receivedUs: number): void {
    // A frame that came again, or after a later one, says what is known or no longer true.
    if (this.old) return;
    switch (message.kind) {
      case "alive":
        return;
      case "sequence":
        return this.count(message.number);
      case "error":
        return this.options.refuse("answer", message.reason, "no error");
      case "unknown":
        return this.options.refuse("message", message.what, "a message of the channels asked for");
    }
    const line = this.lines.get(message.symbol);
    if (line === undefined) {
      return this.options.refuse("symbol", message.symbol, [...this.lines.keys()].join(", "));
    }
    this.hear(line, message.timeUs);
    if (message.kind === "depth") return this.depth(line, message, receivedUs);
    const record = message.kind === "quote"
      ? line.translator.quote(message, receivedUs)
      : line.translator.trade(message, receivedUs);
    if (record !== undefined) this.add(record);
  }

  private depth(line: Line, message: DepthMessage, receivedUs: number): void {
    const rows = line.translator.depth(message, receivedUs);
    const { snapshot, firstId, lastId, previousId, checksum } = message;
    const outcome = line.book.receive({
      ...{ snapshot, firstId, lastId, previousId, rows },
      ...(checksum === undefined ? {} : { checksum }),
    }, (row) => this.add(row));
    const { instrumentId } = line.one.instrument;
    const entry = { instrumentId, eventTimeUs: line.timeUs };
    switch (outcome.kind) {
      case "none":
        return;
      case "resynced":
        return this.ledger.write({ event: "resynced", reason: "", ...entry });
      case "again":
        return this.ask(line);
      case "gap": {
        const { missed, reason } = outcome;
        this.ledger.write({ event: "gap", missed, reason, ...entry });
        return this.resync(line);
      }
    }
  }

  /** Frames of the connection are numbered: a jump is a gap in every book on it. */
  private count(number: number): void {
    const expected = this.sequence + 1;
    this.old = number < expected;
    this.sequence = Math.max(this.sequence, number);
    if (this.options.venue.protocol.join !== "connection" || number <= expected) return;
    for (const line of this.lines.values()) {
      line.book.lose();
      this.ledger.write({
        event: "gap",
        instrumentId: line.one.instrument.instrumentId,
        missed: number - expected,
        reason: `Frame ${number} came where ${expected} was expected`,
        eventTimeUs: line.timeUs,
      });
      this.resync(line);
    }
  }

  private resync(line: Line): void {
    const { protocol } = this.options.venue;
    if (protocol.snapshot === "asked") return this.ask(line);
    for (const message of protocol.resubscribe(line.one.wireSymbol)) {
      this.connection?.send(message);
    }
  }

  /** Asks for a whole book over REST until one joins, at most twice a second. */
  private ask(line: Line): void {
    const { connection } = this;
    if (line.asking || connection === undefined) return;
    line.asking = true;
    void this.snapshot(line).catch((cause) => {
      this.options.refuse("snapshot", reasonOf(cause), "a depth snapshot");
      return undefined;
    }).then(async (message) => {
      // What came before a new connection does not join what comes on it.
      if (message !== undefined && connection === this.connection) {
        this.depth(line, message, nowUs());
      }
      await sleep(snapshotEveryMs);
      line.asking = false;
      if (!line.book.whole) this.ask(line);
    });
  }

  private async snapshot({ one }: Line): Promise<DepthMessage> {
    const { exchange, venue } = this.options;
    const method = venue.market === "swap" ? "fapiPublicGetDepth" : "publicGetDepth";
    const call =
      (exchange as unknown as Record<string, (params: object) => Promise<Json>>)[method]!;
    const reply = await call.call(exchange, { symbol: one.wireSymbol, limit: snapshotLevels });
    this.options.raw?.(JSON.stringify({ ...reply, s: one.wireSymbol }), nowUs());
    return binanceSnapshot(one.wireSymbol, reply) as DepthMessage;
  }

  private hear(line: Line, timeUs: number): void {
    const now = Date.now();
    const { instrumentId } = line.one.instrument;
    if (this.ledger.isStale(instrumentId)) {
      this.ledger.write({
        event: "fresh",
        ...{ instrumentId, reason: "", eventTimeUs: timeUs, silentMs: now - line.heardMs },
      });
    }
    line.heardMs = now;
    if (timeUs > line.timeUs) line.timeUs = timeUs;
  }

  /** Looks at what is silent: an instrument is told, a whole market is given up. */
  private look(): void {
    if (this.connection === undefined) return;
    const now = Date.now();
    for (const line of this.lines.values()) {
      const silent = now - line.heardMs;
      const { instrumentId } = line.one.instrument;
      if (silent < (this.options.staleMs ?? staleMs) || this.ledger.isStale(instrumentId)) continue;
      const reason = `Nothing came for ${silent} ms`;
      this.ledger.write({
        event: "stale",
        ...{ instrumentId, reason, eventTimeUs: line.timeUs, silentMs: silent },
      });
    }
    const newest = Math.max(...[...this.lines.values()].map((line) => line.heardMs));
    if (now - newest > (this.options.silentMs ?? silentMs)) this.connection.close();
  }

  private timeUs(): number {
    return Math.max(0, ...[...this.lines.values()].map((line) => line.timeUs));
  }

  private add(record: Heard): void {
    this.options.inbox.add(record);
  }
}
