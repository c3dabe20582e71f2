// What follows from what the children say.
import { describe, expect, it } from "vitest";
import type { ProcessStatus, StreamStatus } from "../../streams/status.ts";
import { type Board, failureOf, isRecorded, totals } from "./board.ts";

const stream = (name: string, role: StreamStatus["role"], sequence: number, pending = 0) => ({
  name,
  role,
  sequence,
  position: sequence,
  pending,
});
const status = (
  process: ProcessStatus["process"],
  more: Partial<ProcessStatus>,
): readonly [ProcessStatus["process"], ProcessStatus] => [process, {
  process,
  state: "running",
  timeUs: 0,
  startedTimeUs: 0,
  actors: [],
  streams: [],
  memoryBytes: 0,
  ...more,
}];
const board = (
  core: Partial<ProcessStatus>,
  recorder: Partial<ProcessStatus>,
): Board => new Map([status("core", core), status("recorder", recorder)]);

const written = [stream("INPUT", "writer", 10), stream("ORDERS", "writer", 4)];
const read = [stream("INPUT", "reader", 10), stream("ORDERS", "reader", 4)];

describe("a replay is recorded", () => {
  it.each([
    ["when the source has ended and every stream is in its table", written, read, true],
    ["not while a stream is read to an earlier sequence", written, [
      read[0]!,
      stream("ORDERS", "reader", 3),
    ], false],
    ["not while rows wait for their table", written, [
      read[0]!,
      stream("ORDERS", "reader", 4, 1),
    ], false],
    ["not while the core waits for an ack", [stream("INPUT", "writer", 10, 1)], read, false],
    ["not while a stream has no reader", written, [read[0]!], false],
  ])("%s", (_, core, recorder, expected) => {
    expect(isRecorded(board({ state: "finished", streams: core }, { streams: recorder })))
      .toBe(expected);
    expect(isRecorded(board({ state: "running", streams: core }, { streams: recorder })))
      .toBe(false);
  });

  it("not before both have spoken", () => {
    expect(isRecorded(new Map())).toBe(false);
    expect(isRecorded(new Map([status("core", { state: "finished" })]))).toBe(false);
  });
});

describe("the totals", () => {
  it("add the refusals of every process by field", () => {
    const both = board({ refusals: { price: 2, symbol: 1 } }, { refusals: { price: 3 } });
    expect(totals(both, 2)).toMatchObject({
      refusals: 6,
      refusalsByField: { price: 5, symbol: 1 },
    });
  });

  it("are all zero, and no error, before anything was said", () => {
    expect(totals(new Map(), 0)).toEqual({
      source: undefined,
      events: 0,
      eventsPerSecond: 0,
      seconds: 0,
      refusals: 0,
      refusalsByField: {},
      rows: {},
    });
  });
});

it("names the process that cannot go on", () => {
  expect(failureOf(board({}, {}))).toBeUndefined();
  expect(failureOf(board({ state: "failed", message: "no such column" }, {})))
    .toBe("core: no such column");
});
