// Lines for people.
import { describe, expect, it } from "vitest";
import { duration, progressLine } from "./progress.ts";
import { levelOf, makeTerminal } from "./terminal.ts";

const record = (isTTY: boolean, verbose = false) => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { written, terminal: makeTerminal({ write, isTTY, columns: 20 }, verbose) };
};

describe("a terminal", () => {
  it("keeps the progress line below every other line of a screen", () => {
    const { written, terminal } = record(true);
    terminal.progress("a progress line that is longer than the screen");
    terminal.say("core", "hello");
    expect(written).toEqual([
      "\r\x1b[2Ka progress line tha",
      "\r\x1b[2Kcore       hello\na progress line tha",
    ]);
  });

  it("prints progress as lines where there is no screen", () => {
    const { written, terminal } = record(false);
    terminal.progress("half");
    expect(written).toEqual(["half\n"]);
  });

  it("keeps details back unless asked", () => {
    const quiet = record(false);
    quiet.terminal.say("nats", "[INF] Server is ready");
    quiet.terminal.say("nats", "[ERR] JetStream out of disk");
    expect(quiet.written).toEqual(["nats       error: [ERR] JetStream out of disk\n"]);
    const loud = record(false, true);
    loud.terminal.say("nats", "[INF] Server is ready");
    expect(loud.written).toHaveLength(1);
  });

  it.each([
    ["[1] 2026/01/01 00:00:00 [WRN] Slow consumer", "warning"],
    ["[1] [WRN] Plaintext passwords detected, use nkeys or bcrypt", "debug"],
    ["2026.01.01 [ 1 ] {} <Error> Application: broken", "error"],
    ["timestamp=1 level=WARN fiber=#1", "warning"],
    ["TypeError: x is not a function", "error"],
    ["replay started", "info"],
  ])("takes %j for %s", (line, level) => {
    expect(levelOf(line)).toBe(level);
  });
});

describe("progress", () => {
  const source = { kind: "replay", name: "x", speed: 0, records: 250_000, eventTimeUs: 0 } as const;

  it("tells done, total, rate and what is left", () => {
    const line = progressLine({ ...source, totalRecords: 1_000_000 }, { atMs: 0, records: 0 }, 500);
    expect(line).toBe("REPLAY  250,000/1,000,000 events (25 %)  500,000 events/s  2 s left");
  });

  it("does not guess where the total or the rate is unknown", () => {
    const mark = { atMs: 500, records: 250_000 };
    expect(progressLine(source, mark, 1500)).toBe("REPLAY  250,000 events  0 events/s");
    expect(progressLine({ ...source, totalRecords: 1_000_000 }, mark, 1500)).toMatch(
      /unknown left$/,
    );
  });

  it.each([[4.4, "4 s"], [185, "3 min 05 s"], [7800, "2 h 10 min"]])(
    "says %d s",
    (seconds, text) => {
      expect(duration(seconds)).toBe(text);
    },
  );
});
