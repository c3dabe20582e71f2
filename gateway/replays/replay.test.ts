// A replay by its own clock: each item once and in order, at its time, held for whoever is slow, and from where one was.
import { describe, expect, it } from "vitest";
import { replayItems } from "../limits.ts";
import { isAfter } from "../live/places.ts";
import { Replay } from "./replay.ts";
import type { ReplayItem } from "./reader.ts";

const item = (position: number, timeMs: number, kind: ReplayItem["kind"] = "quotes") => ({
  kind,
  item: { position } as never,
  timeUs: 1_000_000_000 + timeMs * 1_000,
  place: { position, outputIndex: 0 },
});
const range = { symbol: "ALTO.sim", instrumentId: 1, kinds: [], fromUs: 0, toUs: 0 } as const;

/** A replay of some items that come in pages of three, and what its listener was told. */
const play = (items: readonly ReplayItem[], speed = 1) => {
  const replay = new Replay({
    ...{ id: "r", owner: "me", range, speed, createdMs: 0 },
    read: (after) => {
      const left = items.filter(({ place }) => isAfter(place, after));
      return Promise.resolve({ items: left.slice(0, 3), whole: left.length <= 3 });
    },
  });
  const told: string[] = [];
  const slow = { is: false };
  const listen = (after?: number) =>
    replay.listen({
      tell: (event, text) => {
        const { data = [] } = JSON.parse(text) as { readonly data?: { position: number }[] };
        told.push(event === "closed" ? "closed" : `${event} ${data.map((one) => one.position)}`);
      },
      takes: () => !slow.is,
      end: () => told.push("end"),
    }, after === undefined ? undefined : { position: after, outputIndex: 0 });
  /** Looks every 50 ms of a wall clock, and gives what was told meanwhile. */
  let nowMs = 0;
  const during = async (ms: number): Promise<string[]> => {
    for (const end = nowMs + ms; nowMs < end; nowMs += 50) {
      replay.tick(nowMs);
      await Promise.resolve().then(() => {}).then(() => {});
    }
    return told.splice(0);
  };
  return { replay, listen, during, slow };
};
const four = [item(1, 0), item(2, 100, "trades"), item(3, 200), item(4, 1_000)];

describe("a replay", () => {
  it("tells each item at its time, and ends with the last", async () => {
    const { replay, listen, during } = play(four);
    expect(await during(200)).toEqual([]);
    expect(replay.state).toBe("waiting");
    listen();
    expect(await during(400)).toEqual(["quotes 1", "trades 2", "quotes 3"]);
    expect(await during(600)).toEqual([]);
    expect(await during(300)).toEqual(["quotes 4", "closed", "end"]);
    expect([replay.state, replay.items]).toEqual(["done", 4]);
  });

  it("goes at another speed from where it is", async () => {
    const { replay, listen, during } = play(four);
    listen();
    await during(400);
    replay.speed = 100;
    expect(await during(100)).toEqual(["quotes 4", "closed", "end"]);
  });

  it("stands still while it is paused or nobody listens", async () => {
    const { replay, listen, during } = play(four);
    const leave = listen();
    expect(await during(100)).toEqual(["quotes 1"]);
    replay.paused = true;
    expect(await during(5_000)).toEqual([]);
    replay.paused = false;
    leave();
    expect(await during(5_000)).toEqual([]);
    listen();
    expect(await during(300)).toEqual(["trades 2", "quotes 3"]);
  });

  it("waits for a listener that is slow, and leaves nothing out", async () => {
    const { listen, during, slow } = play(four);
    listen();
    await during(100);
    slow.is = true;
    expect(await during(2_000)).toEqual([]);
    slow.is = false;
    expect((await during(2_000)).join(" ")).toBe("trades 2 quotes 3 quotes 4 closed end");
  });

  it("goes on after the last item that somebody had, also when it was over", async () => {
    const { listen, during } = play(four, 1_000);
    listen();
    expect((await during(500)).at(-1)).toBe("end");
    listen(2);
    expect(await during(500)).toEqual(["quotes 3", "quotes 4", "closed", "end"]);
  });

  it("tells no more at once than it may, however fast", async () => {
    const many = Array.from({ length: 9 }, (_, i) => item(i + 1, i * 100_000));
    const { replay, listen, during } = play(many, 1e6);
    listen();
    const told = await during(1_000);
    expect(replay.items).toBe(9);
    expect(told.length).toBeGreaterThan(2);
    expect(replayItems).toBeGreaterThan(100);
  });

  it("is over for good once it was stopped", async () => {
    const { replay, listen, during } = play(four);
    listen();
    await during(100);
    replay.stop();
    expect(await during(1_000)).toEqual(["closed", "end"]);
    expect(replay.state).toBe("stopped");
  });
});
