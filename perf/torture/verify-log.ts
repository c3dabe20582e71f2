// Compares the input log in the store with the market it came from: every tick, by position and content.
import { recordsOf } from "../../actors/run/decode.ts";
import type { Recording, Span } from "../../actors/run/parity/recording.ts";
import { inputTags, viewOf } from "../../actors/run/parity/rows.ts";
import type { Control } from "../../streams/control.ts";
import type { Tick } from "../../streams/market.ts";
import { type AnyRecord, definitionOf } from "../../streams/records.ts";
import { subjectOf } from "../../streams/subjects.ts";
import { differencesTold } from "./limits.ts";
import type { Regenerated, SourceTick } from "./regenerated.ts";

/** What the input log holds: a tick of a market, or a command. */
type Logged = Tick | Control;

/** What is read of a recording. */
export type Rows = Pick<Recording, "rows">;

/** Checks the input log, span by span, and gives what it should have held. */
export class LogCheck {
  ticks = 0;
  lost = 0;
  doubled = 0;
  wrong = 0;
  /** Positions that no record has and no tick is missing for. */
  gaps = 0;
  /** Times that the clock of the market was set anew: when it went on without a checkpoint. */
  clockSteps = -1;
  /** What was found, in words; the first ones. */
  readonly found: string[] = [];
  private readonly source: Regenerated;
  private next = 0;
  private offsetUs: number | undefined;
  private ingestTimeUs = 0;

  constructor(source: Regenerated) {
    this.source = source;
  }

  /** Checks one span; gives the records that follow from the source, at their positions. */
  async check(recording: Rows, span: Span): Promise<AnyRecord[]> {
    const logged = await inputOf(recording, span);
    await this.source.fill(span.to - this.next + 1);
    const expected: AnyRecord[] = [];
    for (const record of logged) {
      if (record.position < this.next) {
        this.doubled++;
        this.tell(`position ${record.position} is there twice`);
        continue;
      }
      if (record.position > this.next) this.hole(record, expected);
      this.next = record.position + 1;
      if (record._tag === "control") expected.push(record);
      else this.compare(record, expected);
    }
    return expected;
  }

  /** Told how many ticks the source gave: those after the last one in the log are lost. */
  end(given: number): void {
    const missing = given - this.source.taken;
    if (missing === 0) return;
    this.lost += Math.max(0, missing);
    this.wrong += Math.max(0, -missing);
    this.tell(`the source gave ${given} ticks, the log holds ${this.source.taken}`);
  }

  /** Positions that are not there: ticks that are lost, or numbers that were never given. */
  private hole(record: Logged, expected: AnyRecord[]): void {
    const missing = record.position - this.next;
    const nothingLost = record._tag !== "control" && isSame(record, this.source.peek()) &&
      !isSame(record, this.source.peek(missing));
    const last = record.position - 1;
    if (nothingLost) {
      this.gaps += missing;
      this.tell(`positions ${this.next} to ${last} were never given`);
      return;
    }
    this.lost += missing;
    this.tell(`positions ${this.next} to ${last} are lost`);
    for (; this.next < record.position; this.next++) {
      const tick = this.source.take();
      if (tick !== undefined) expected.push(this.stamped(tick, this.next));
    }
  }

  private compare(logged: Tick, expected: AnyRecord[]): void {
    this.ticks++;
    const tick = this.source.take();
    const isEqual = isSame(logged, tick);
    if (!isEqual) {
      this.wrong++;
      const words = `${JSON.stringify(logged)}, expected ${JSON.stringify(tick)}`;
      this.tell(`position ${logged.position} holds ${words}`);
    }
    if (tick === undefined) return;
    const offsetUs = logged.eventTimeUs - tick.eventTimeUs;
    if (isEqual && offsetUs !== this.offsetUs) this.clockSteps++;
    if (isEqual) this.offsetUs = offsetUs;
    this.ingestTimeUs = logged.ingestTimeUs;
    expected.push(this.stamped(tick, logged.position));
  }

  /** A regenerated tick as the log must hold it: a paced market dates its ticks by the clock. */
  private stamped(tick: SourceTick, position: number): AnyRecord {
    return {
      ...tick,
      position,
      outputIndex: 0,
      eventTimeUs: tick.eventTimeUs + (this.offsetUs ?? 0),
      ingestTimeUs: this.ingestTimeUs,
    } as AnyRecord;
  }

  private tell(words: string): void {
    if (this.found.length < differencesTold) this.found.push(words);
  }
}

/** The clock is told apart: everything else of a tick follows from the seed. */
const stamps = new Set(["position", "outputIndex", "eventTimeUs", "ingestTimeUs"]);

const isSame = (logged: Tick, tick: SourceTick | undefined): boolean => {
  if (tick === undefined || tick._tag !== logged._tag) return false;
  const [one, other] = [logged, tick] as unknown as Readonly<Record<string, unknown>>[];
  return definitionOf(logged._tag).columns.every(({ key }) =>
    stamps.has(key) || one![key] === other![key]
  );
};

/** All rows of the input tables in a span, in order of position; twice where they are there twice. */
const inputOf = async (recording: Rows, span: Span): Promise<Logged[]> => {
  const tables = await Promise.all(inputTags.map(async (tag) => {
    const rows = await recording.rows(tag, span);
    const { frame } = definitionOf(tag);
    return rows.flatMap(({ bytes }) =>
      frame === undefined ? recordsOf(subjectOf(tag), bytes) : [frame.read(viewOf(bytes), 0)]
    ) as Logged[];
  }));
  return tables.flat().sort((one, other) => one.position - other.position);
};
