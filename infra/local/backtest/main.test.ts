// `npm run backtest` as people run it: figures and an id, the same again, files, and clear errors.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { faults } from "../../../actors/venues/faults/roster.ts";

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) =>
    execFile(
      process.execPath,
      [join(import.meta.dirname, "main.ts"), ...args],
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    )
  );

const last = (out: string) =>
  JSON.parse(out.trimEnd().split("\n").at(-1)!) as Record<string, unknown>;
const grid = ["--strategy", "grid-maker", "--set", "halfSpread=2", "--set", "interval=1"];

it("runs by columns, tells figures, and the same again under the same id", async () => {
  const folder = mkdtempSync(join(tmpdir(), "contrail-backtest-"));
  try {
    const args = [...grid, "--ticks", "30000", "--json"];
    const [first, again] = [await run(...args, "--out", folder), await run(...args)];
    const told = last(first.out);
    expect(told).toMatchObject({ engine: "columns", cancelled: false });
    expect(told["fills"]).toBeGreaterThan(10);
    expect(told["eventsPerSecond"]).toBeGreaterThan(0);
    const same = ({ id, fills, orders, statistics }: Record<string, unknown>) => ({
      id,
      fills,
      orders,
      statistics,
    });
    expect(same(last(again.out))).toEqual(same(told));
    const other = last((await run(...args, "--seed", "2")).out);
    expect(other["id"]).not.toBe(told["id"]);
    expect(readdirSync(folder).sort())
      .toEqual([
        ...["equity.csv", "fills.csv", "orders.csv", "prices.csv", "round-trips.csv", "run.json"],
        "tear-sheet.html",
      ]);
    const fills = readFileSync(join(folder, "fills.csv"), "utf8").trimEnd().split("\n");
    expect(fills).toHaveLength(Number(told["fills"]) + 1);
    expect(readFileSync(join(folder, "tear-sheet.html"), "utf8")).toContain("<svg");
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);

it("runs the actors that trade", async () => {
  const { out } = await run("--strategy", "imbalance-taker", "--ticks", "60000", "--json");
  const told = last(out);
  expect(told).toMatchObject({ engine: "actors", events: 60_000 });
  expect(told["fills"]).toBeGreaterThan(0);
}, 180_000);

/** Bars of a minute that go up and down, with one that is not possible. */
const writeBars = (folder: string): string => {
  const lines = Array.from({ length: 3_000 }, (_, i) => {
    const price = (100 + 5 * Math.sin(i / 60) + Math.sin(i * 7)).toFixed(2);
    const [high, low] = [(Number(price) + 0.2).toFixed(2), (Number(price) - 0.2).toFixed(2)];
    return `${i * 60e6 + 1.7e15},${price},${i === 99 ? low : high},${low},${price},10`;
  });
  const path = join(folder, "SINE.csv");
  writeFileSync(path, `ts_us,open,high,low,close,volume\n${lines.join("\n")}\n`);
  return path;
};

it("runs and sweeps bars of a file, shuffles their trades and looks for leaks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "contrail-bars-"));
  try {
    const args = ["--strategy", "moving-average-cross", "--file", writeBars(folder), "--json"];
    const once = last((await run(...args, "--look-ahead", "10", "--monte-carlo", "500")).out);
    expect(once).toMatchObject({
      engine: "bars",
      events: 2_999,
      leaks: [],
      monteCarlo: { orders: 500 },
      warnings: [{ kind: "noSpread" }, { kind: "refusedRow", count: 1 }],
    });
    const sweep = await run(
      ...args,
      "--sweep",
      "fast=5:20:5",
      "--sweep",
      "slow=50,90",
      "--out",
      folder,
    );
    expect(last(sweep.out)).toMatchObject({ trials: 8, cancelled: false });
    expect(sweep.err).toMatch(/Deflated Sharpe ratio/);
    expect(readFileSync(join(folder, "sweep.csv"), "utf8").trimEnd().split("\n")).toHaveLength(9);
    const wrong = await run(...args, "--sweep", "fast=0:3");
    expect(wrong.err).toMatch(/"fast=0": expected a number from 1/);
    expect(wrong.code).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);

it("runs strategies over ticks on bars, and strategies over bars on ticks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "contrail-both-"));
  try {
    const file = writeBars(folder);
    const quotes = last((await run("--strategy", "grid-maker", "--file", file, "--json")).out);
    expect(quotes).toMatchObject({ engine: "columns", config: { everyMs: 15_000 } });
    expect(quotes["events"]).toBeGreaterThan(4 * 2_999 - 1);
    expect(quotes["fills"]).toBeGreaterThan(0);
    expect(quotes["warnings"]).toMatchObject([{ kind: "ticksOfBars", count: 2_999 }, {
      kind: "refusedRow",
      count: 1,
    }]);
    const cross = ["--strategy", "moving-average-cross", "--ticks", "60000", "--json"];
    const made = last((await run(...cross, "--set", "fast=2", "--set", "slow=5")).out);
    expect(made).toMatchObject({ engine: "bars" });
    expect(made["warnings"]).toMatchObject([{ kind: "barsOfTicks" }]);
    expect(made["fills"]).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);

it("runs the actors over a bad line, and nothing is lost or doubled", async () => {
  const actors = ["--strategy", "imbalance-taker", "--ticks", "60000", "--json"];
  const [good, bad] = [
    last((await run(...actors)).out),
    last((await run(...actors, "--faults", "rough")).out),
  ];
  expect(bad["id"]).not.toBe(good["id"]);
  expect(bad["fills"]).toBeGreaterThan(0);
  expect(bad["statistics"]).not.toEqual(good["statistics"]);
  expect(last((await run(...actors, "--faults", "rough")).out)["id"]).toBe(bad["id"]);
  expect((await run(...actors, "--faults", "awful")).err)
    .toMatch(/--faults "awful": expected one of none, lost-ack, late, /);
}, 180_000);

it("passes through every fault with its books right, and each fault tells", async () => {
  const { out } = await run(
    "--strategy",
    "imbalance-taker",
    "--ticks",
    "60000",
    "--set",
    "coolDownMs=500",
    "--chaos",
    "--json",
  );
  const { chaos } = last(out) as { chaos: { passed: boolean; rows: Record<string, unknown>[] } };
  expect(chaos.passed).toBe(true);
  expect(chaos.rows.map(({ fault }) => fault)).toEqual(faults.map(({ name }) => name));
  const differs = (row: Record<string, unknown>) =>
    row["netProfit"] !== chaos.rows[0]!["netProfit"] || row["open"] !== chaos.rows[0]!["open"];
  // What comes twice counts once, so that one must not differ.
  expect(chaos.rows.filter((row) => !differs(row)).map(({ fault }) => fault))
    .toEqual(["none", "duplicate"]);
}, 120_000);

it.each([
  [["--strategy", "grid-maker", "--sweep", "halfSpread=2:1"], /expected from below to/],
  [["--strategy", "grid-maker", "--workers", "1.5"], /--workers "1.5": expected a whole number/],
  [["--strategy", "breakout", "--bar", "1x"], /--bar "1x": expected a length such as 10s, 1m/],
  [["--strategy", "breakout", "--source", "store"], /--source "store": expected --store, the data/],
  [["--strategy", "imbalance-taker,breakout"], /"imbalance-taker,breakout": expected one of/],
  [
    ["--strategy", "grid-maker", "--chaos"],
    /--chaos: "grid-maker" does not trade through the line/,
  ],
  [["--strategy", "nope"], /--strategy "nope": expected one of grid-maker, /],
  [["--strategy", "grid-maker", "--set", "fast=20"], /there is no setting "fast"; expected one of/],
  [
    ["--strategy", "grid-maker", "--set", "levels=0"],
    /"levels=0": expected a number from 1 to 100/,
  ],
  [["--strategy", "grid-maker", "--from", "yesterday"], /--from "yesterday": expected a time/],
  [
    [...grid, "--ticks", "3000", "--from", "2030-01-01"],
    /--from 2030.*: no rows there; the data goes from 20/,
  ],
  [["--strategy", "grid-maker", "--file", "/nowhere"], /"\/nowhere": no such file or folder/],
  [
    ["--strategy", "grid-maker", "--queue", "magic"],
    /--queue "magic": expected one of risk-averse, /,
  ],
  [["--strategie", "x"], /Unknown option '--strategie'/],
])("says what is wrong with %j", async (args, message) => {
  const { code, err } = await run(...args);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/ at .*\.ts:/);
  expect(code).toBeGreaterThan(0);
}, 180_000);
