// Outcomes by hand: what each prediction becomes, when, and with which share of a vote.
import { expect, it } from "vitest";
import { InstrumentRegistry } from "../streams/instruments.ts";
import type { Outcome } from "../streams/outcomes.ts";
import type { AnyRecord } from "../streams/records.ts";
import { Machine } from "./machine.ts";
import { openOutcomes, outcomes } from "./outcomes.ts";
import { controlRow, predictionRow, vectorRow } from "./testing/rows.ts";

/**
 * Plays lines such as `v 100 102` (a vector with bid and offer), `p 0.7` (a prediction of the next
 * move), `p5 0.7` (in 5 s), `session`; a word `gapped`, `stale`, `shadow`, `of NAME` may follow. Every
 * line is a second. Gives what became of the predictions, after the line that showed it.
 */
const play = (...lines: readonly string[]): string[] => {
  const out: string[] = [];
  let line = "";
  const machine = new Machine([outcomes], new InstrumentRegistry(), (record) => {
    const { came, weight, predictionPosition, model, probabilityUp: up } = record as Outcome;
    const share = Math.round(weight * 100) / 100;
    out.push(`${line}: ${model} ${predictionPosition} ${up.toFixed(1)} ${came} ${share}`);
  });
  let [bid, ask] = [100, 102];
  lines.forEach((text, position) => {
    line = text;
    const [what, ...words] = text.split(" ");
    const flags = (words.includes("stale") ? 2 : 0) | (words.includes("gapped") ? 4 : 0) |
      (words.includes("shadow") ? 16 : 0);
    const at = { position, instrumentId: 1, eventTimeUs: position * 1_000_000, flags };
    const record = (): AnyRecord => {
      if (what === "session") {
        return controlRow({ position, control: "sessionStarted", value: "{}" });
      }
      if (what === "v") {
        [bid, ask] = [Number(words[0]), Number(words[1])];
        return vectorRow({ ...at, bidPriceTicks: bid, askPriceTicks: ask });
      }
      const up = Math.fround(Number(words[0]));
      return predictionRow({
        ...at,
        model: words.includes("of") ? words[words.indexOf("of") + 1]! : "m",
        horizonUs: Number(what!.slice(1)) * 1_000_000,
        midPriceHalfTicks: bid + ask,
        probabilityUp: up,
        probabilityDown: Math.fround(1 - up),
      });
    };
    machine.receive(record());
  });
  return out;
};

it("scores the next move of the mid price, one vote shared by those that waited for it", () => {
  expect(play("v 100 102", "p 0.7", "v 100 102", "p 0.4", "p 0.2 of n shadow", "v 101 102"))
    .toEqual([
      "v 101 102: m 1 0.7 up 0.5",
      "v 101 102: m 3 0.4 up 0.5",
      "v 101 102: n 4 0.2 up 1",
    ]);
});

it("leaves marked predictions out of the vote, and scores them all the same", () => {
  expect(play("v 100 102", "p 0.7 stale", "p 0.8", "v 99 102")).toEqual([
    "v 99 102: m 1 0.7 down 0",
    "v 99 102: m 2 0.8 down 1",
  ]);
});

it("scores a horizon by the mid price that the newest vector at or before its end showed", () => {
  expect(play("v 100 102", "p3 0.7", "v 101 103", "v 101 104", "v 90 91", "v 80 81")).toEqual([
    "v 80 81: m 1 0.7 down 1",
  ]);
  expect(play("v 100 102", "p2 0.7", "v 101 103", "v 100 102", "v 90 91")).toEqual([
    "v 90 91: m 1 0.7 flat 1",
  ]);
});

it("loses what is open where records were lost, or a session ends", () => {
  expect(play("v 100 102", "p 0.7", "p3 0.6", "v 99 102 gapped", "p 0.3 gapped", "v 98 102 gapped"))
    .toEqual([
      "v 99 102 gapped: m 1 0.7 lost 0",
      "v 99 102 gapped: m 2 0.6 lost 0",
      "v 98 102 gapped: m 4 0.3 down 0",
    ]);
  expect(play("v 100 102", "p 0.7", "session", "v 90 91", "p 0.6", "v 91 92")).toEqual([
    "session: m 1 0.7 lost 0",
    "v 91 92: m 4 0.6 up 1",
  ]);
});

it("holds so many and no more: of more, the oldest are lost", () => {
  const many = Array.from({ length: openOutcomes + 2 }, () => "p 0.5");
  expect(play("v 100 102", ...many)).toEqual([
    "p 0.5: m 1 0.5 lost 0",
    "p 0.5: m 2 0.5 lost 0",
  ]);
});
