// Raw Binance recordings: a line is the local time in nanoseconds and one combined-stream message.
import { type BookDelta, type Quote, type Trade } from "../../../streams/market.ts";
import type { Instrument } from "../../../streams/instruments.ts";
import { stepsOfText } from "./decimal.ts";
import { type DepthMessage, DepthSync } from "./depth-sync.ts";
import type { Chunk } from "./merge.ts";
import { quoteFlags } from "./quote-rows.ts";
import type { Refusals } from "./refusals.ts";
import { linesOf } from "./text.ts";

type Message = Readonly<Record<string, unknown>>;
type Levels = readonly (readonly [string, string])[];

/** A raw recording of one instrument. */
export interface RawRecording {
  readonly instrument: Instrument;
  readonly refusals: Refusals;
}

/** Whether a line is one of a raw recording. */
export const isRawLine = (line: string): boolean => /^\d{16,19} \{/.test(line);

/** The message of a line. Throws where it is no JSON. */
export const messageOf = (line: string): Message => {
  const envelope = JSON.parse(line.slice(line.indexOf(" ") + 1)) as Message;
  return (envelope["data"] ?? envelope) as Message;
};

/** Reads the files of one recording, one after another, as if they were one. */
export class BinanceRaw {
  private readonly recording: RawRecording;
  private readonly sync = new DepthSync();
  private out: Chunk = { ticks: [], keys: [] };
  private file = "";
  private line = 0;
  private localUs = 0;

  constructor(recording: RawRecording) {
    this.recording = recording;
  }

  /** The ticks of a file. Throws `SourceFailed` where it is damaged, after the good lines. */
  async *ticks(path: string, name: string): AsyncGenerator<Chunk> {
    this.file = name;
    this.line = 0;
    for await (const lines of linesOf(path, name)) {
      for (const line of lines) this.readLine(line);
      yield* this.take();
    }
  }

  /** What is still held when all files are read. */
  *end(): Generator<Chunk> {
    this.sync.end((row) => this.push(row));
    yield* this.take();
  }

  private *take(): Generator<Chunk> {
    const { out } = this;
    this.out = { ticks: [], keys: [] };
    if (out.ticks.length > 0) yield out;
  }

  private readLine(line: string): void {
    this.line++;
    if (line.trim() === "") return;
    const localUs = isRawLine(line) ? Number(line.slice(0, line.indexOf(" ") - 3)) : Number.NaN;
    if (!Number.isSafeInteger(localUs)) {
      return this.refuse("line", line.slice(0, 80), "local time in nanoseconds, then JSON");
    }
    this.localUs = localUs;
    try {
      this.readMessage(messageOf(line));
    } catch (cause) {
      if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
      this.refuse("message", line.slice(0, 80), "JSON of a Binance stream");
    }
  }

  private readMessage(message: Message): void {
    const kind = message["e"];
    if (kind === "depthUpdate") this.depth(message);
    else if (kind === "trade") this.trade(message);
    else if (kind === "bookTicker" || ("u" in message && "B" in message)) this.quote(message);
    else if ("lastUpdateId" in message) this.snapshot(message);
    else this.refuse("message", String(kind), "depthUpdate, bookTicker, trade or a depth snapshot");
  }

  private depth(message: Message): void {
    const timeUs = this.timeOf(message);
    this.message({
      snapshot: false,
      firstId: Number(message["U"]),
      lastId: Number(message["u"]),
      previousId: Number(message["pu"] ?? 0),
      rows: this.rowsOf(message["b"], message["a"], timeUs, Number(message["u"])),
    });
  }

  private snapshot(message: Message): void {
    const id = Number(message["lastUpdateId"]);
    const rows = this.rowsOf(message["bids"], message["asks"], this.timeOf(message), id);
    this.message({ snapshot: true, firstId: id, lastId: id, previousId: 0, rows });
  }

  private message(message: DepthMessage): void {
    this.sync.receive(message, (row) => this.push(row));
  }

  private rowsOf(bids: unknown, asks: unknown, timeUs: number, updateId: number): BookDelta[] {
    const rows: BookDelta[] = [];
    for (const [side, levels] of [["buy", bids], ["sell", asks]] as const) {
      for (const [price, quantity] of levels as Levels) {
        const priceTicks = this.steps("price", price, "tick");
        const quantityLots = this.steps("quantity", quantity, "lot");
        if (!(priceTicks >= 0) || !(quantityLots >= 0)) continue;
        rows.push({
          _tag: "bookDelta",
          ...this.envelope(timeUs),
          side,
          priceTicks,
          quantityLots,
          updateId,
          flags: 0,
        });
      }
    }
    return rows;
  }

  private quote(message: Message): void {
    const bidPriceTicks = this.steps("b", message["b"], "tick");
    const bidQuantityLots = this.steps("B", message["B"], "lot");
    const askPriceTicks = this.steps("a", message["a"], "tick");
    const askQuantityLots = this.steps("A", message["A"], "lot");
    if (!(bidPriceTicks >= 0 && bidQuantityLots >= 0)) return;
    if (!(askPriceTicks >= 0 && askQuantityLots >= 0)) return;
    const quote: Quote = {
      _tag: "quote",
      ...this.envelope(this.timeOf(message)),
      bidPriceTicks,
      bidQuantityLots,
      askPriceTicks,
      askQuantityLots,
      flags: quoteFlags(bidPriceTicks, askPriceTicks),
      updateId: Number(message["u"] ?? 0),
    };
    this.push(quote);
  }

  private trade(message: Message): void {
    const priceTicks = this.steps("p", message["p"], "tick");
    const quantityLots = this.steps("q", message["q"], "lot");
    if (!(priceTicks >= 0 && quantityLots >= 0)) return;
    const trade: Trade = {
      _tag: "trade",
      ...this.envelope(this.timeOf(message)),
      tradeId: Number(message["t"] ?? 0),
      priceTicks,
      quantityLots,
      aggressorSide: message["m"] === true ? "sell" : "buy",
      flags: 0,
    };
    this.push(trade);
  }

  private envelope(eventTimeUs: number) {
    const { instrumentId } = this.recording.instrument;
    const ingestTimeUs = this.localUs;
    return { position: 0, outputIndex: 0, instrumentId, eventTimeUs, ingestTimeUs };
  }

  /** Transaction time, else event time, else (spot tells neither of a quote) the local time. */
  private timeOf(message: Message): number {
    const milliseconds = Number(message["T"] ?? 0) || Number(message["E"] ?? 0);
    return Number.isSafeInteger(milliseconds) && milliseconds > 0
      ? milliseconds * 1000
      : this.localUs;
  }

  private steps(field: string, value: unknown, step: "tick" | "lot"): number {
    const { instrument } = this.recording;
    const steps = typeof value === "string" ? stepsOfText(value, instrument[step]) : Number.NaN;
    if (steps >= 0) return steps;
    this.refuse(field, String(value), `a multiple of ${instrument[step].text}, 0 or more`);
    return Number.NaN;
  }

  private refuse(field: string, value: string, expected: string): void {
    this.recording.refusals.add({ file: this.file, field, value, expected, row: this.line });
  }

  private push(tick: BookDelta | Quote | Trade): void {
    this.out.ticks.push(tick);
    this.out.keys.push(this.localUs);
  }
}
