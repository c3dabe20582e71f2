// The check of the input log: what was done to a log is what is found.
import { expect, it } from "vitest";
import { rowOfRecord } from "../../actors/run/parity/rows.ts";
import { sessionStarted } from "../../actors/run/session.ts";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { Regenerated } from "./regenerated.ts";
import { LogCheck, type Rows } from "./verify-log.ts";

const ticks = 3_000;
const market = () => simulatedSource({ seed: 4, speed: 0, ticks });

/** A log as the core writes it: the session, then every tick, dated by another clock. */
const wholeLog = async (): Promise<AnyRecord[]> => {
  const log: AnyRecord[] = [sessionStarted(market(), "test", 0)];
  for await (const batch of market().open(undefined, () => {}, new AbortController().signal)) {
    for (const tick of batch.ticks) {
      const stamps = { position: log.length, outputIndex: 0, ingestTimeUs: 77 };
      log.push({ ...tick, ...stamps, eventTimeUs: tick.eventTimeUs + 5_000_000 } as AnyRecord);
    }
  }
  return log;
};

const checked = async (log: readonly AnyRecord[], step: number) => {
  const recording: Rows = {
    rows: (tag, { from, to }) =>
      Promise.resolve(
        log.filter(({ _tag, position }) => _tag === tag && position >= from && position < to)
          .map(rowOfRecord),
      ),
  };
  const check = new LogCheck(new Regenerated(market()));
  const expected: AnyRecord[] = [];
  const end = log.at(-1)!.position + 1;
  for (let from = 0; from < end; from += step) {
    expected.push(...await check.check(recording, { from, to: Math.min(from + step, end) }));
  }
  check.end(ticks);
  const { lost, doubled, wrong, gaps, clockSteps } = check;
  return { counts: { lost, doubled, wrong, gaps, clockSteps }, ticks: check.ticks, expected };
};

const nothing = { lost: 0, doubled: 0, wrong: 0, gaps: 0, clockSteps: 0 };
const moved = (record: AnyRecord, by: number): AnyRecord => ({
  ...record,
  position: record.position + by,
});

it("finds nothing in a whole log, and gives it again", async () => {
  const log = await wholeLog();
  const found = await checked(log, 1_000);
  expect(found.counts).toEqual(nothing);
  expect(found.ticks).toBe(ticks);
  expect(found.expected).toEqual(log);
});

type Damage = (log: AnyRecord[]) => AnyRecord[];
const damages: readonly [string, Damage, Partial<typeof nothing>][] = [
  ["ticks that are lost", (log) => log.filter((_, i) => i < 700 || i > 704), { lost: 5 }],
  ["ticks lost over a span", (log) => log.filter((_, i) => i < 400 || i > 1_599), { lost: 1_200 }],
  ["the last ticks lost", (log) => log.slice(0, -3), { lost: 3 }],
  ["rows that are there twice", (log) => [...log.slice(0, 51), ...log.slice(50)], { doubled: 1 }],
  ["a tick that was taken in twice", (log) => [
    ...log.slice(0, -1),
    moved(log.at(-2)!, 1),
    moved(log.at(-1)!, 1),
  ], { wrong: 2 }],
  [
    "a tick that is another",
    (log) => log.map((one, i) => i === 900 ? { ...one, instrumentId: 99 } as AnyRecord : one),
    {
      wrong: 1,
    },
  ],
  ["positions that were never given", (log) => log.map((one, i) => moved(one, i < 800 ? 0 : 6)), {
    gaps: 6,
  }],
  [
    "a clock that was set anew",
    (log) => log.map((one, i) => i < 800 ? one : { ...one, eventTimeUs: one.eventTimeUs + 9 }),
    {
      clockSteps: 1,
    },
  ],
];

it.each(damages)("finds %s", async (_name, damage, expected) => {
  const found = await checked(damage(await wholeLog()), 1_000);
  expect(found.counts).toEqual({ ...nothing, ...expected });
});
