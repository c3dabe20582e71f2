// Merges several streams of ticks, each in its own order, into one: smallest key first.
import type { Tick } from "../../../streams/market.ts";
import { batchTicks } from "./limits.ts";

/** Some ticks in order, and the key of each by which streams are merged. */
export interface Chunk {
  readonly ticks: Tick[];
  readonly keys: number[];
}

/** A stream to merge. Streams are given in the order that decides where keys are equal. */
export interface TickStream {
  /** The first key, where it is known: the stream is not opened before that key is due. */
  readonly startsAt: number | undefined;
  readonly open: () => AsyncGenerator<Chunk>;
}

/** Merges streams by key. Ticks of one stream keep their order, even where its keys step back. */
export async function* merge(streams: readonly TickStream[]): AsyncGenerator<Chunk> {
  const heads = streams.map((stream) => new Head(stream));
  try {
    yield* mergeHeads(heads);
  } finally {
    await Promise.all(heads.map((head) => head.close()));
  }
}

async function* mergeHeads(heads: readonly Head[]): AsyncGenerator<Chunk> {
  let out: Chunk = { ticks: [], keys: [] };
  for (;;) {
    let best = -1;
    let bound = Number.POSITIVE_INFINITY;
    let boundIndex = heads.length;
    for (let i = 0; i < heads.length; i++) {
      const { key } = heads[i]!;
      if (best < 0 || key < heads[best]!.key) {
        if (best >= 0) [bound, boundIndex] = [heads[best]!.key, best];
        best = i;
      } else if (key < bound) {
        [bound, boundIndex] = [key, i];
      }
    }
    if (best < 0 || heads[best]!.key === Number.POSITIVE_INFINITY) break;
    const head = heads[best]!;
    head.take(out, bound, best < boundIndex);
    if (out.ticks.length >= batchTicks) {
      yield out;
      out = { ticks: [], keys: [] };
    }
    if (head.isEmpty) await head.fill();
  }
  if (out.ticks.length > 0) yield out;
}

/** The unread part of one stream. */
class Head {
  /** The key of the next tick: -Infinity before anything is known, Infinity at the end. */
  key: number;
  private readonly stream: TickStream;
  private ticks: AsyncGenerator<Chunk> | undefined;
  private chunk: Chunk = { ticks: [], keys: [] };
  private at = 0;

  constructor(stream: TickStream) {
    this.stream = stream;
    this.key = stream.startsAt ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether more must be read before ticks can be taken. */
  get isEmpty(): boolean {
    return this.at >= this.chunk.ticks.length;
  }

  /** Moves ticks over while this stream goes first: below the bound, or at it where `wins`. */
  take(out: Chunk, bound: number, wins: boolean): void {
    const { ticks, keys } = this.chunk;
    let at = this.at;
    while (at < ticks.length) {
      const key = keys[at]!;
      if (key > bound || (key === bound && !wins)) break;
      out.ticks.push(ticks[at]!);
      out.keys.push(key);
      at++;
    }
    this.at = at;
    if (at < ticks.length) this.key = keys[at]!;
  }

  async fill(): Promise<void> {
    this.ticks ??= this.stream.open();
    const next = await this.ticks.next();
    this.at = 0;
    this.chunk = next.done === true ? { ticks: [], keys: [] } : next.value;
    if (next.done === true) this.key = Number.POSITIVE_INFINITY;
    else if (this.chunk.keys.length > 0) this.key = this.chunk.keys[0]!;
  }

  async close(): Promise<void> {
    await this.ticks?.return(undefined);
  }
}
