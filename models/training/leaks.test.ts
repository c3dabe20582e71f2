// The leak detector: the live features look back only, and the steps of training pass `test_leaks.py`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Machine } from "../../actors/machine.ts";
import { marketActors } from "../../actors/roster.ts";
import { randomTicks } from "../../actors/testing/random-market.ts";
import { featureNames, type FeatureVector } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";

type Rows = readonly (readonly number[])[];

/** The features of every vector that ticks make, as the live machine makes them. */
const featuresOf = (ticks: readonly AnyRecord[]): Rows => {
  const rows: number[][] = [];
  const machine = new Machine(marketActors, new InstrumentRegistry(), (record) => {
    if (record._tag !== "featureVector") return;
    const vector: FeatureVector = record;
    rows.push(featureNames.map((name) => vector[name]));
  });
  for (const tick of ticks) machine.receive(tick);
  return rows;
};

/** Where a row made of the first ticks alone differs from that row made of all of them. */
const futureSeen = (make: (ticks: readonly AnyRecord[]) => Rows, ticks: readonly AnyRecord[]) => {
  const whole = make(ticks);
  for (let cut = 400; cut < ticks.length; cut += 400) {
    const early = make(ticks.slice(0, cut));
    const row = early.findIndex((one, i) => one.some((value, k) => value !== whole[i]![k]));
    if (row >= 0) return `row ${row} changes with the ticks from ${cut} on`;
  }
  return undefined;
};

describe("live features", () => {
  const ticks = randomTicks({ seed: 11, records: 4_000, instruments: 2, dirt: 0.02 });

  it("see nothing that has not come yet", () => {
    expect(futureSeen(featuresOf, ticks)).toBeUndefined();
  });

  it("would be found out if they were shifted one step into the future", () => {
    const shifted = (some: readonly AnyRecord[]) => {
      const rows = featuresOf(some);
      return [...rows.slice(1), ...rows.slice(-1)];
    };
    expect(futureSeen(shifted, ticks)).toMatch(/^row \d+ changes with the ticks from \d+ on$/);
  });
});

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A Python with NumPy: that of training, or a small one of its own; else why there is none. */
const pythonWithNumpy = (): { readonly python?: string; readonly why?: string } => {
  const works = (python: string) =>
    spawnSync(python, ["-c", "import numpy"], { timeout: 60_000 }).status === 0;
  for (const python of [here(".venv/bin/python"), here(".cache/check/bin/python"), "python3"]) {
    if ((python === "python3" || existsSync(python)) && works(python)) return { python };
  }
  mkdirSync(here(".cache"), { recursive: true });
  const steps = [
    ["python3", "-m", "venv", here(".cache/check")],
    [here(".cache/check/bin/python"), "-m", "pip", "install", "--quiet", "numpy==2.4.6"],
  ] as const;
  for (const [program, ...args] of steps) {
    const { status, error, stderr } = spawnSync(program, args, { timeout: 240_000 });
    if (status === 0) continue;
    const why = error?.message ?? stderr?.toString().trim().split("\n").at(-1);
    return { why: `${program} ${args[1]}: ${why}` };
  }
  return { python: here(".cache/check/bin/python") };
};

describe("training", () => {
  it("has no leak that the detector finds, and the detector finds those planted", (test) => {
    const { python, why } = pythonWithNumpy();
    test.skip(python === undefined, `no Python with NumPy here: ${why}`);
    const { status, stderr } = spawnSync(python!, ["-m", "unittest", "test_leaks"], {
      cwd: here("."),
      encoding: "utf8",
      timeout: 240_000,
    });
    expect(stderr).toMatch(/^Ran \d+ tests/m);
    expect(status, stderr).toBe(0);
  }, 600_000);
});
