// Events a second over quotes alone (L1), with queue and latency models: `npm run bench:backtest-l1`.
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ColumnStrategy, runEngine } from "../../actors/run/backtest/engine.ts";
import { Feed } from "../../actors/run/backtest/feed.ts";
import { stepValue, unitValue } from "../../actors/run/backtest/money.ts";
import { withDefaults } from "../../actors/run/backtest/settings.ts";
import { bookImbalance } from "../../actors/run/backtest/strategies/book-imbalance.ts";
import { gridMaker } from "../../actors/run/backtest/strategies/grid-maker.ts";
import { filesSource } from "../../actors/sources/files/source.ts";
import { notionalFee } from "../../actors/venues/fees/notional.ts";
import { partialFills } from "../../actors/venues/fills/partial.ts";
import { constantLatency } from "../../actors/venues/latencies/constant.ts";
import { queueModels } from "../../actors/venues/queues/roster.ts";
import { builtinInstruments, InstrumentRegistry } from "../../streams/instruments.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shared = process.env["CONTRAIL_SHARED_DATA"] ?? join(root, "../shared/data");
const file = join(shared, "binance-l2-20240808/usdm_btcusdt/bbo.parquet");
const runs = Number(process.env["RUNS"] ?? 9);
/** So many times the recording, a second between, in one run. */
const rounds = Number(process.env["ROUNDS"] ?? 40);

const columns: Record<"us" | "bid" | "bids" | "ask" | "asks", number[]> = {
  us: [],
  bid: [],
  bids: [],
  ask: [],
  asks: [],
};
const source = await filesSource({ files: [file], speed: 0 });
let instrumentId = 0;
for await (const { ticks } of source.open(undefined, () => {}, new AbortController().signal)) {
  for (const tick of ticks) {
    if (tick._tag !== "quote") continue;
    instrumentId = tick.instrumentId;
    columns.us.push(tick.eventTimeUs);
    columns.bid.push(tick.bidPriceTicks);
    columns.bids.push(tick.bidQuantityLots);
    columns.ask.push(tick.askPriceTicks);
    columns.asks.push(tick.askQuantityLots);
  }
}
const count = columns.us.length;
const span = columns.us.at(-1)! - columns.us[0]! + 1_000_000;

/** The quotes again and again, read in windows as a file is. */
const feedOf = (): Feed => {
  let [at, round] = [0, 0];
  return new Feed((feed) => {
    const end = Math.min(at + 8_192, count);
    for (; at < end; at++) {
      const us = columns.us[at]! + round * span;
      const bid = { priceTicks: columns.bid[at]!, quantityLots: columns.bids[at]! };
      const ask = { priceTicks: columns.ask[at]!, quantityLots: columns.asks[at]! };
      feed.appendQuote(bid, ask, us, us + 5_000);
    }
    if (at === count) [at, round] = [0, round + 1];
    return round < rounds;
  });
};

const instrument = new InstrumentRegistry(builtinInstruments).require(instrumentId);
const run = (strategy: ColumnStrategy, clock: () => number) =>
  runEngine({
    lanes: [{
      instrumentId,
      tickLotValue: unitValue(instrument),
      feed: feedOf(),
      models: {
        queue: queueModels[0]!.rule({}, stepValue(instrument.lot)),
        fill: partialFills,
        latency: constantLatency,
        fee: notionalFee,
      },
    }],
    strategy,
    settings: withDefaults(strategy.settings),
    account: "main",
    everyUs: 100_000,
    clock,
  });

const wallMs = () => performance.now();
/** Of the thread alone: what others do on the machine does not count. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

const results = [];
for (const strategy of [bookImbalance, gridMaker]) {
  await run(strategy, wallMs);
  let last = await run(strategy, wallMs);
  const timed = async (clock: () => number): Promise<number[]> => {
    const seconds: number[] = [];
    for (let i = 0; i < runs; i++) {
      last = await run(strategy, clock);
      seconds.push(last.seconds);
    }
    return seconds.sort((a, b) => a - b);
  };
  const wall = await timed(wallMs);
  const cpu = await timed(cpuMs);
  const millions = (one: number) => Math.round(last.events / one / 1e4) / 100;
  results.push({
    strategy: strategy.name,
    events: last.events,
    fills: last.fills.length,
    millionEventsPerSecond: millions(wall[runs >> 1]!),
    millionEventsPerCpuSecond: millions(cpu[runs >> 1]!),
  });
}
const report = {
  command: "npm run bench:backtest-l1",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${count} quotes of BTCUSDT (Binance USD-M futures) ${rounds} times over on one core, 5 ms for the ` +
    `feed, an order and its answer, a risk-averse queue, partial fills, a look every 100 ms; median of ${runs} ` +
    "runs after two; reading the data is not counted",
  loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  results,
};
writeFileSync(join(root, "perf/results/backtest-l1.json"), `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
