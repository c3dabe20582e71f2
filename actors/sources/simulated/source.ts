// The simulated market as a source: at real speed, N times it, or as fast as it is pulled.
import type { Tick } from "../../../streams/market.ts";
import type { Unstamped } from "../../../streams/record.ts";
import { type Pace, startPace } from "../pace.ts";
import type { SourceResume, TickBatch, TickSource } from "../source.ts";
import { type MarketState, nextEvent, openingTicks, startMarket } from "./market.ts";

/** What a simulated market is told. */
export interface SimulatedOptions {
  readonly seed: number;
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
  /** Ends the market after so many ticks; without it the market is open for ever. */
  readonly ticks?: number;
}

/** When an unpaced market opens: 2026-01-05T14:30:00Z, so that one seed gives one history. */
const epochUs = 1_767_623_400_000_000;
/** Ticks of a batch when nothing paces the market. */
const unpacedTicks = 1024;
/** Ticks between two checkpoints. */
const checkpointTicks = 100_000;

interface Checkpoint {
  readonly startUs: number;
  readonly market: MarketState;
}

/** A simulated market. The same seed gives the same ticks; paced, they are dated from its start. */
export const simulatedSource = (options: SimulatedOptions): TickSource => {
  const running: Running = {};
  return {
    kind: "simulated",
    name: `Simulated market, seed ${options.seed}`,
    speed: options.speed,
    seed: options.seed,
    ...(options.ticks === undefined ? {} : { totalRecords: options.ticks }),
    instruments: [],
    behindMs: () => running.pace?.behindMs() ?? 0,
    open: (resume, _refuse, signal) => run(options, { resume, signal, running }),
  };
};

interface Running {
  pace?: Pace;
}

interface Run {
  readonly resume: SourceResume | undefined;
  readonly signal: AbortSignal;
  readonly running: Running;
}

async function* run(
  options: SimulatedOptions,
  { resume, signal, running }: Run,
): AsyncGenerator<TickBatch> {
  const market = new Market(options, resume);
  const last = options.ticks ?? Number.POSITIVE_INFINITY;
  const pace = options.speed === 0 ? undefined : startPace(market.timeUs(), options.speed);
  if (pace !== undefined) running.pace = pace;
  while (!signal.aborted && market.records < last) {
    const dueUs = pace?.dueUs() ?? Number.POSITIVE_INFINITY;
    const ticks = market.run(dueUs, Math.min(unpacedTicks, last - market.records));
    pace?.next(market.nextUs());
    if (ticks.length > 0) yield { ticks, ...market.checkpoint() };
    if (pace !== undefined && ticks.length < unpacedTicks) await pace.wait(market.nextUs(), signal);
  }
}

/** A running market: hands out ticks, and counts them. */
class Market {
  /** Ticks handed out since the session began. */
  records: number;
  private startUs: number;
  private readonly state: MarketState;
  private queue: Unstamped<Tick>[] = [];
  private keptAt: number;
  private readonly paced: boolean;

  constructor(options: SimulatedOptions, resume: SourceResume | undefined) {
    this.paced = options.speed > 0;
    const kept = resume?.checkpoint;
    if (kept === undefined) {
      this.startUs = this.paced ? resume?.startedUs ?? Date.now() * 1000 : epochUs;
      this.state = startMarket(options.seed);
      this.records = 0;
      openingTicks(this.state, this.timeOf, this.take);
    } else {
      const { startUs, market } = JSON.parse(kept.state) as Checkpoint;
      this.startUs = startUs;
      this.state = market;
      this.records = kept.records;
    }
    this.keptAt = this.records;
    while (this.records < (resume?.records ?? 0)) this.next();
    if (this.paced && this.records > 0) this.catchUp();
  }

  private readonly timeOf = (seconds: number): number => this.startUs + Math.round(seconds * 1e6);
  private readonly take = (tick: Unstamped<Tick>): void => void this.queue.push(tick);

  /** A paced market that goes on is not late for the time that nobody watched; it never goes back. */
  private catchUp(): void {
    const later = Math.max(0, Date.now() * 1000 - this.timeUs());
    this.startUs += later;
    this.queue = this.queue.map((tick) => ({ ...tick, eventTimeUs: tick.eventTimeUs + later }));
  }

  /** Event time of the newest event. */
  timeUs(): number {
    return this.timeOf(this.state.seconds);
  }

  /** Event time of the next event. */
  nextUs(): number {
    return this.timeOf(Math.min(...this.state.books.map((book) => book.nextSeconds)));
  }

  /** Ticks up to a time, at most so many. */
  run(untilUs: number, most: number): Unstamped<Tick>[] {
    const out: Unstamped<Tick>[] = [];
    const ingestTimeUs = this.paced ? Date.now() * 1000 : 0;
    while (out.length < most && (this.queue.length > 0 || this.nextUs() <= untilUs)) {
      const tick = this.next();
      out.push(this.paced ? { ...tick, ingestTimeUs } : tick);
    }
    return out;
  }

  /** A checkpoint, where one is due and no event is half handed out. */
  checkpoint(): Pick<TickBatch, "checkpoint"> {
    if (this.queue.length > 0 || this.records - this.keptAt < checkpointTicks) return {};
    this.keptAt = this.records;
    const kept: Checkpoint = { startUs: this.startUs, market: this.state };
    return { checkpoint: { records: this.records, state: JSON.stringify(kept) } };
  }

  private next(): Unstamped<Tick> {
    if (this.queue.length === 0) nextEvent(this.state, this.timeOf, this.take);
    this.records++;
    return this.queue.shift()!;
  }
}
