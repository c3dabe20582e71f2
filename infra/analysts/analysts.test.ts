// Every question of docs/ANALYSTS.md, asked of a recorded session: the answer is the one that is computed plainly.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesSource } from "../../actors/sources/files/source.ts";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { migrate } from "../clickhouse/migrate.ts";
import { recordInstruments } from "../clickhouse/record-instruments.ts";
import { type TestStore, testStore } from "../clickhouse/testing.ts";
import { startTestServers, type TestServers } from "../local/testing.ts";
import { type AnswerRow, answers } from "./answers.ts";
import { parametersOf } from "./parameters.ts";
import { questions } from "./questions.ts";
import { type Session, sessionOf } from "./session.ts";

const shared = process.env["CONTRAIL_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));
const recording = join(shared, "binance-l2-20240808/usdm_btcusdt");
const ticks = 60_000;
const markets = [
  { name: "a simulated market", isThere: true, open: () => Promise.resolve(simulated()) },
  {
    name: "a recorded market",
    isThere: existsSync(recording),
    open: () => filesSource({ files: [recording], speed: 0 }),
  },
];
const simulated = () => simulatedSource({ seed: 11, speed: 0, ticks });
if (!existsSync(recording)) console.warn(`Skipped: ${recording} is not on this machine`);

/** Questions that a market may have no row for: it has one instrument, or nothing was denied. */
const mayBeEmpty = new Set([20, 31]);

describe("docs/ANALYSTS.md", () => {
  it("has an answer to check for every question", () => {
    const numbers = questions().map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    expect(Object.keys(answers).map(Number)).toEqual(numbers);
    expect(numbers.length).toBeGreaterThanOrEqual(30);
  });
});

describe.each(markets)("of $name", ({ isThere, open }) => {
  let servers: TestServers;
  let store: TestStore;
  let session: Session;
  beforeAll(async () => {
    if (!isThere) return;
    servers = await startTestServers({ nats: false });
    store = testStore(servers);
    session = await sessionOf(await open(), ticks);
    await store.run((tables) => migrate(tables));
    await store.run((tables) => recordInstruments(tables, session.instruments));
    await store.record(session.records, "session");
  }, 120_000);
  afterAll(() => servers?.stop());

  it.runIf(isThere).each(questions())("$title", async ({ number, sql }) => {
    const parameters = parametersOf(session);
    const expected = answers[number]!(session, parameters);
    if (!mayBeEmpty.has(number)) expect(expected.length).toBeGreaterThan(0);
    const rows = await store.query<AnswerRow>(sql, parameters);
    expect(rows.length).toBe(expected.length);
    expected.forEach((row, i) => same(rows[i]!, row));
  });
});

/** Text is the same; numbers are, to nine digits: sums of floats depend on their order. */
const same = (found: AnswerRow, expected: AnswerRow): void => {
  for (const [column, value] of Object.entries(expected)) {
    if (typeof value === "string") expect(found[column], column).toBe(value);
    else {expect(
        isClose(Number(found[column]), value),
        `${column}: ${found[column]}, expected ${value}`,
      ).toBe(true);}
  }
};

const isClose = (found: number, expected: number): boolean =>
  Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
