// Streams merge by key, and equal keys by the order of the streams.
import { describe, expect, it } from "vitest";
import type { Tick } from "../../../streams/market.ts";
import { type Chunk, merge, type TickStream } from "./merge.ts";

const tick = (name: string): Tick => ({ name }) as unknown as Tick;
const opened: string[] = [];

/** A stream from `a1 a2 | a3`: name, key, and a bar where a chunk ends. */
const stream = (text: string, startsAt?: number): TickStream => ({
  startsAt,
  open: async function* () {
    opened.push(text);
    for (const part of text.split("|")) {
      const names = part.trim().split(" ").filter((one) => one !== "");
      const chunk: Chunk = {
        ticks: names.map(tick),
        keys: names.map((one) => Number(one.replace(/^[a-z]+/, ""))),
      };
      yield await Promise.resolve(chunk);
    }
  },
});
const merged = async (...streams: TickStream[]): Promise<string> => {
  const names: string[] = [];
  for await (const { ticks } of merge(streams)) {
    for (const one of ticks) names.push((one as unknown as { name: string }).name);
  }
  return names.join(" ");
};

describe("merging", () => {
  it("takes the smallest key first", async () => {
    expect(await merged(stream("a1 a4 | a6"), stream("b2 b3 | b5 b7"))).toBe(
      "a1 b2 b3 a4 b5 a6 b7",
    );
  });

  it("takes the first stream where keys are equal", async () => {
    expect(await merged(stream("a1 a2 a2"), stream("b2 b2"), stream("c1 c2"))).toBe(
      "a1 c1 a2 a2 b2 b2 c2",
    );
  });

  it("keeps the order of a stream whose keys step back", async () => {
    expect(await merged(stream("a5 a3 a6"), stream("b4 b5"))).toBe("b4 a5 a3 b5 a6");
  });

  it("goes over empty chunks and empty streams", async () => {
    expect(await merged(stream("a1 | | a3"), stream(""), stream("b2"))).toBe("a1 b2 a3");
  });

  it("opens a stream only when its first key is due", async () => {
    opened.length = 0;
    const run = merge([stream("a1 a2 | a9", 1), stream("b9 b10", 9)]);
    for await (const { ticks } of run) {
      expect(ticks.length).toBeGreaterThan(0);
      expect(opened).toEqual(["a1 a2 | a9", "b9 b10"]);
    }
    opened.length = 0;
    const first = merge([stream("a1 ".repeat(5000), 1), stream("b9", 9)]);
    await first.next();
    expect(opened).toHaveLength(1);
    await first.return(undefined);
  });
});
