// One replay: a recorded range told again to one listener, at a speed that may be changed, held and given up.
import { replayItems, replayRetryMs } from "../limits.ts";
import { dataMessage } from "../live/message.ts";
import { beginning, sequenceOf } from "../live/places.ts";
import type { Place } from "../parameters.ts";
import type { ReplayItem, ReplayPage, ReplayRange } from "./reader.ts";

/** `waiting`: nobody listens, so it stands still. */
export type ReplayState = "waiting" | "running" | "paused" | "done" | "stopped";

/** Who is told. */
export interface ReplayListener {
  readonly tell: (event: string, text: string, id?: string) => void;
  /** Whether it takes more: a replay waits for a slow listener instead of leaving something out. */
  readonly takes: () => boolean;
  readonly end: () => void;
}

/** Milliseconds of wall clock that count at most between two looks, so that no pause is made up for. */
const longestMs = 1_000;

/** A replay. Time is the wall clock of whoever calls `tick`. */
export class Replay {
  readonly id: string;
  /** The id of whoever asked for it. */
  readonly owner: string;
  readonly range: ReplayRange;
  readonly createdMs: number;
  /** Times real speed. */
  speed: number;
  paused = false;
  /** Items that were told. */
  items = 0;
  /** Where its clock stands, in event time; undefined before the first item. */
  timeUs: number | undefined;
  private readonly read: (after: Place) => Promise<ReplayPage>;
  private listener: ReplayListener | undefined;
  private ended: "done" | "stopped" | undefined;
  private known: ReplayItem[] = [];
  private whole = false;
  private reading = false;
  private place: Place = beginning;
  private lookedMs: number | undefined;
  /** Counts the beginnings, so that what was read for an earlier one is dropped. */
  private begun = 0;

  constructor(asked: {
    readonly id: string;
    readonly owner: string;
    readonly range: ReplayRange;
    readonly speed: number;
    readonly createdMs: number;
    readonly read: (after: Place) => Promise<ReplayPage>;
  }) {
    this.id = asked.id;
    this.owner = asked.owner;
    this.range = asked.range;
    this.speed = asked.speed;
    this.createdMs = asked.createdMs;
    this.read = asked.read;
  }

  /** Where it stands. */
  get state(): ReplayState {
    if (this.ended !== undefined) return this.ended;
    if (this.paused) return "paused";
    return this.listener === undefined ? "waiting" : "running";
  }

  /** Whether somebody listens. */
  get isHeard(): boolean {
    return this.listener !== undefined;
  }

  /** Begins to tell somebody, after a place where one is given. Gives what ends the listening. */
  listen(listener: ReplayListener, after?: Place): () => void {
    this.listener = listener;
    this.lookedMs = undefined;
    if (after !== undefined) {
      this.begun++;
      Object.assign(this, { place: after, known: [], whole: false, reading: false });
      this.timeUs = undefined;
      if (this.ended === "done") this.ended = undefined;
    }
    return () => {
      if (this.listener === listener) this.listener = undefined;
    };
  }

  /** Ends it for good. */
  stop(): void {
    this.ended = "stopped";
    this.finish();
  }

  /** Tells what is due. */
  tick(nowMs: number): void {
    const { listener } = this;
    if (listener === undefined || this.state !== "running") {
      this.lookedMs = undefined;
      return;
    }
    const passedMs = Math.min(longestMs, nowMs - (this.lookedMs ?? nowMs));
    this.lookedMs = nowMs;
    if (this.known.length < replayItems && !this.whole) this.readMore();
    const [first] = this.known;
    if (first === undefined) return this.whole ? this.end() : undefined;
    // What lies before the first item is not waited for.
    const nowUs = this.timeUs === undefined
      ? first.timeUs
      : Math.max(this.timeUs + passedMs * 1_000 * this.speed, 0);
    if (!listener.takes()) return;
    const late = this.known.findIndex(({ timeUs }) => timeUs > nowUs);
    const due = Math.min(replayItems, late === -1 ? this.known.length : late);
    const told = this.known.splice(0, due);
    // A clock that ran on without what it should tell would leave the speed behind.
    const held = late === -1 || due === replayItems;
    this.timeUs = held ? told.at(-1)!.timeUs : nowUs;
    this.tell(listener, told);
    if (this.whole && this.known.length === 0) this.end();
  }

  private tell(listener: ReplayListener, told: readonly ReplayItem[]): void {
    for (let from = 0; from < told.length;) {
      const { kind } = told[from]!;
      let to = from;
      while (to < told.length && told[to]!.kind === kind) to++;
      const { place } = told[to - 1]!;
      const items = told.slice(from, to).map(({ item }) => item);
      listener.tell(kind, dataMessage(kind, "update", { place, items }).text, sequenceOf(place));
      this.place = place;
      this.items += items.length;
      from = to;
    }
  }

  private readMore(): void {
    if (this.reading) return;
    this.reading = true;
    const { begun } = this;
    this.read(this.known.at(-1)?.place ?? this.place).then(({ items, whole }) => {
      if (begun !== this.begun) return;
      this.known.push(...items);
      this.whole = whole;
      this.reading = false;
    }, () => {
      // The store is away: it is asked again a little later.
      setTimeout(() => {
        if (begun === this.begun) this.reading = false;
      }, replayRetryMs).unref();
    });
  }

  private end(): void {
    this.ended = "done";
    this.finish();
  }

  private finish(): void {
    const { listener } = this;
    this.listener = undefined;
    listener?.tell("closed", JSON.stringify({ state: this.state, items: this.items }));
    listener?.end();
  }
}
