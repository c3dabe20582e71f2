// A live run with a kill in it is its replay, byte by byte; and whatever is changed in its tables is found.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServers, type TestServers } from "../../../infra/local/testing.ts";
import { type Inference, openInference } from "../../../models/inference.ts";
import { InstrumentRegistry } from "../../../streams/instruments.ts";
import { type ByteStore, openByteStore } from "../../../streams/transport/clickhouse-bytes.ts";
import { marketActors, tradingActors } from "../../roster.ts";
import { parity } from "./parity.ts";
import { record } from "./record.ts";

let servers: TestServers;
let store: ByteStore;
let inference: Inference;

beforeAll(async () => {
  [servers, inference] = await Promise.all([startTestServers(), openInference()]);
  const { url, users } = servers.endpoints.clickhouse;
  store = openByteStore({ url, ...users.ingest, name: "test" });
  await record({ dataDir: servers.dataDir, seconds: 8, restarts: 1, speed: 4, seed: 5 });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await inference?.close();
  await servers?.stop();
});

const check = (positionsAtOnce?: number) =>
  parity({
    store,
    instruments: new InstrumentRegistry(),
    market: marketActors,
    trading: tradingActors,
    predict: inference.predict,
    ...(positionsAtOnce === undefined ? {} : { positionsAtOnce }),
  });

const ask = async (sql: string): Promise<string[]> =>
  new TextDecoder().decode(await store.query(`${sql} FORMAT TSV`)).trim().split("\t");
const change = (sql: string) => store.query(`${sql} SETTINGS mutations_sync = 1`);

interface Key {
  readonly position: number;
  readonly outputIndex: number;
}
const at = ({ position, outputIndex }: Key) =>
  `position = ${position} AND output_index = ${outputIndex}`;

/** The key of a row in the middle of a table. */
const middleOf = async (table: string): Promise<Key> => {
  const [position, outputIndex] = await ask(
    `SELECT position, output_index FROM ${table} ORDER BY position, output_index
     LIMIT 1 OFFSET (SELECT intDiv(count(), 2) FROM ${table})`,
  );
  return { position: Number(position), outputIndex: Number(outputIndex) };
};

/** Tables that every run fills; into others come only what went wrong or was asked for. */
const always = [
  ...["book_snapshots", "bars", "features", "predictions", "signals", "order_commands"],
  ...["risk_decisions", "order_events", "fills", "positions"],
];

it("finds a killed and restarted run equal to its replay, in spans of any length", async () => {
  const report = await check();
  expect(report).toMatchObject({ score: 100, differing: 0, missing: 0, extra: 0, gaps: 0 });
  expect(report.first).toBeNull();
  expect(report.ticks).toBeGreaterThan(10_000);
  expect(report.equal).toBe(report.records);
  for (const table of always) {
    expect(report.byTable[table]?.records, table).toBeGreaterThan(0);
  }
  expect(await check(4_099)).toEqual(report);
}, 180_000);

it("names a changed signal, a changed feature, a lost and an invented record", async () => {
  const whole = await check();

  const signal = await middleOf("signals");
  const [confidence] = await ask(`SELECT confidence FROM signals WHERE ${at(signal)}`);
  // The smallest step of a double: what text with too few digits would hide.
  await change(
    `ALTER TABLE signals UPDATE
     confidence = reinterpretAsFloat64(reinterpretAsUInt64(confidence) + 1) WHERE ${at(signal)}`,
  );
  const one = await check();
  expect(one).toMatchObject({ records: whole.records, differing: 1, missing: 0, extra: 0 });
  expect(one.score).toBeLessThan(100);
  expect(one.byTable["signals"]).toMatchObject({ differing: 1 });
  expect(one.first).toMatchObject({ table: "signals", ...signal, field: "confidence" });
  expect(one.first!.replayed).toBe(Number(confidence));
  expect(one.first!.cause).toMatch(
    /^first difference is in signals: actor [a-z-]+, caused by \w+ at position \d+$/,
  );

  const feature = await middleOf("features");
  await change(
    `ALTER TABLE features UPDATE spread_bps = spread_bps + 1
     WHERE ${at(feature)}`,
  );
  const two = await check(10_000);
  expect(two).toMatchObject({ records: whole.records, differing: 2, missing: 0, extra: 0 });
  const [table, key] = feature.position <= signal.position
    ? ["features", feature]
    : ["signals", signal];
  expect(two.first).toMatchObject({ table, ...key });

  await change(
    "ALTER TABLE predictions DELETE WHERE position = (SELECT min(position) FROM predictions)",
  );
  const three = await check();
  expect(three.byTable["predictions"]!.missing).toBeGreaterThan(0);
  expect(three).toMatchObject({ records: whole.records, differing: 2, extra: 0 });
  expect(three.first).toMatchObject({ table: "predictions", field: null, live: null });
  expect(three.first!.cause).toMatch(
    /^first difference is in predictions: model \S+, caused by \w+ at position \d+$/,
  );

  const [last] = await ask("SELECT max(position) FROM book_deltas");
  await change(
    `INSERT INTO fills SELECT * REPLACE(${Number(last) + 100_000} AS position) FROM fills LIMIT 1`,
  );
  const four = await check();
  expect(four).toMatchObject({ records: whole.records + 1, differing: 2, extra: 1 });
  expect(four.byTable["fills"]).toMatchObject({ extra: 1 });
  expect(four.first).toEqual(three.first);
}, 120_000);
