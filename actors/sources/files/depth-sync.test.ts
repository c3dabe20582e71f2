// A recorded depth stream joins its snapshot as Binance's documentation says.
import { describe, expect, it } from "vitest";
import { type BookDelta, deltaFlags, marketFlags } from "../../../streams/market.ts";
import { DepthSync } from "./depth-sync.ts";

const marks = [
  ["suspicious", marketFlags.suspicious],
  ["gapped", marketFlags.gapped],
  ["snapshot", deltaFlags.snapshot],
  ["clear", deltaFlags.clear],
  ["last", deltaFlags.last],
] as const;

/** Plays lines such as `diff 5-9 after 4` and `snapshot 7`, two rows each; tells the rows given. */
const play = (script: string): string[] => {
  const sync = new DepthSync();
  const out: string[] = [];
  const emit = (row: BookDelta) => {
    const told = marks.filter(([, bit]) => (row.flags & bit) !== 0).map(([name]) => name);
    out.push([row.updateId, ...told].join(" "));
  };
  for (const line of script.trim().split("\n")) {
    const [kind, ids = "", , previous = "0"] = line.trim().split(" ");
    const [first = 0, last = first] = ids.split("-").map(Number);
    const row = (): BookDelta => ({ updateId: last, flags: 0 }) as BookDelta;
    const snapshot = kind === "snapshot";
    const previousId = Number(previous);
    const message = { snapshot, firstId: first, lastId: last, previousId, rows: [row(), row()] };
    sync.receive(message, emit);
  }
  sync.end(emit);
  return out;
};

describe("joining depth and snapshot", () => {
  it("gives what came before and is newer after the snapshot, on futures", () => {
    expect(play(`
      diff 1-5 after 0
      diff 6-9 after 5
      diff 10-12 after 9
      snapshot 8
      diff 13-15 after 12
    `)).toEqual([
      "5 suspicious",
      "5 suspicious last",
      "8 snapshot clear",
      "8 snapshot last",
      "9",
      "9 last",
      "12",
      "12 last",
      "15",
      "15 last",
    ]);
  });

  it("knows spot differences, which do not tell the one before, by their first id", () => {
    expect(play(`
      diff 1-5
      diff 6-8
      snapshot 8
      diff 9-12
      diff 14-15
    `)).toEqual([
      "5 suspicious",
      "5 suspicious last",
      "8 suspicious",
      "8 suspicious last",
      "8 snapshot clear",
      "8 snapshot last",
      "12",
      "12 last",
      "15 gapped",
      "15 gapped last",
    ]);
  });

  it("marks a lost difference, and only the one after it", () => {
    expect(play(`
      snapshot 8
      diff 8-9 after 7
      diff 12-13 after 11
      diff 14-15 after 13
    `)).toEqual([
      "8 snapshot clear",
      "8 snapshot last",
      "9",
      "9 last",
      "13 gapped",
      "13 gapped last",
      "15",
      "15 last",
    ]);
  });

  it("marks everything where no snapshot comes", () => {
    expect(play("diff 1-5 after 0")).toEqual(["5 gapped", "5 gapped last"]);
  });

  it("lets no snapshot replace a book that is newer", () => {
    expect(
      play(`
      snapshot 8
      diff 8-12 after 7
      snapshot 10
    `).slice(4),
    ).toEqual(["10 suspicious snapshot", "10 suspicious snapshot last"]);
  });
});
