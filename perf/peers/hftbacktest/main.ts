// The same books, strategies and models in Contrail and in hftbacktest: `npm run bench:backtest`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtinInstruments, InstrumentRegistry } from "../../../streams/instruments.ts";
import { type ColumnStrategy, runEngine } from "../../../actors/run/backtest/engine.ts";
import { Feed, rowKinds } from "../../../actors/run/backtest/feed.ts";
import { Feeds } from "../../../actors/run/backtest/feeds.ts";
import { stepValue, unitValue } from "../../../actors/run/backtest/money.ts";
import { withDefaults } from "../../../actors/run/backtest/settings.ts";
import { bookImbalance } from "../../../actors/run/backtest/strategies/book-imbalance.ts";
import { gridMaker } from "../../../actors/run/backtest/strategies/grid-maker.ts";
import { filesSource } from "../../../actors/sources/files/source.ts";
import { notionalFee } from "../../../actors/venues/fees/notional.ts";
import { wholeFills } from "../../../actors/venues/fills/whole.ts";
import { constantLatency } from "../../../actors/venues/latencies/constant.ts";
import { queueModels } from "../../../actors/venues/queues/roster.ts";
import { askPeer } from "../python.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../../..");
const shared = process.env["CONTRAIL_SHARED_DATA"] ?? join(root, "../shared/data");
const runs = Number(process.env["RUNS"] ?? 7);
const everyUs = 100_000;

interface Columns {
  readonly kind: Uint8Array;
  readonly priceTicks: Int32Array;
  readonly quantityLots: Float64Array;
  readonly venueTimeUs: Float64Array;
  readonly localTimeUs: Float64Array;
}

/** The rows of a recording, in our order. */
const columnsOf = async (folder: string): Promise<{ columns: Columns; instrumentId: number }> => {
  const source = await filesSource({ files: [join(shared, folder)], speed: 0 });
  const feeds = new Feeds({ source, depth: "l2", latency: { kind: "constant", us: 5_000 } });
  await feeds.begin(1);
  const [[instrumentId, feed]] = [...feeds.byInstrument] as [[number, Feed]];
  const rows: Record<keyof Columns, number[]> = {
    kind: [],
    priceTicks: [],
    quantityLots: [],
    venueTimeUs: [],
    localTimeUs: [],
  };
  while (!feed.atEnd()) {
    await feed.slide();
    const end = feed.readable();
    for (const name of Object.keys(rows) as (keyof Columns)[]) {
      for (let row = feed.localAt; row < end; row++) rows[name].push(feed[name][row]!);
    }
    feed.localAt = end;
    feed.venueAt = end;
  }
  return {
    instrumentId,
    columns: {
      kind: Uint8Array.from(rows.kind),
      priceTicks: Int32Array.from(rows.priceTicks),
      quantityLots: Float64Array.from(rows.quantityLots),
      venueTimeUs: Float64Array.from(rows.venueTimeUs),
      localTimeUs: Float64Array.from(rows.localTimeUs),
    },
  };
};

/** The rows again and again, a gap of a second between, as a feed that is read in windows. */
const feedOf = (columns: Columns, times: number): Feed => {
  const { kind, priceTicks, quantityLots, venueTimeUs, localTimeUs } = columns;
  const span = localTimeUs.at(-1)! - venueTimeUs[0]! + 1_000_000;
  let at = 0;
  let round = 0;
  return new Feed((feed) => {
    const end = Math.min(at + 8_192, kind.length);
    for (; at < end; at++) {
      const shift = round * span;
      feed.append(
        kind[at]!,
        priceTicks[at]!,
        quantityLots[at]!,
        venueTimeUs[at]! + shift,
        localTimeUs[at]! + shift,
      );
    }
    if (at === kind.length) {
      at = 0;
      round++;
    }
    return round < times;
  });
};

/** Quotes of the best bid and offer, as the book told them after each change. */
const quotesOf = async (folder: string, times: number): Promise<Feed> => {
  const source = await filesSource({ files: [join(shared, folder, "bbo.parquet")], speed: 0 });
  const ticks: [number, number, number, number, number][] = [];
  for await (const batch of source.open(undefined, () => {}, new AbortController().signal)) {
    for (const tick of batch.ticks) {
      if (tick._tag !== "quote") continue;
      const { bidPriceTicks: bid, bidQuantityLots: bids, eventTimeUs } = tick;
      ticks.push([eventTimeUs, bid, bids, tick.askPriceTicks, tick.askQuantityLots]);
    }
  }
  const span = ticks.at(-1)![0] - ticks[0]![0] + 1_000_000;
  let round = 0;
  let at = 0;
  return new Feed((feed) => {
    const end = Math.min(at + 8_192, ticks.length);
    for (; at < end; at++) {
      const [us, bid, bids, ask, asks] = ticks[at]!;
      const atUs = us + round * span;
      feed.appendQuote(
        { priceTicks: bid, quantityLots: bids },
        { priceTicks: ask, quantityLots: asks },
        atUs,
        atUs + 5_000,
      );
    }
    if (at === ticks.length) {
      at = 0;
      round++;
    }
    return round < times;
  });
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const millions = (rows: number, seconds: number): number => Math.round(rows / seconds / 1e4) / 100;

const { columns, instrumentId } = await columnsOf("binance-l2-20240808/usdm_btcusdt");
const instrument = new InstrumentRegistry(builtinInstruments).require(instrumentId);
const rows = columns.kind.length;
const prices = columns.priceTicks.filter((_, i) => columns.kind[i] !== rowKinds.clear);
const models = { entryUs: 5_000, responseUs: 5_000, makerBps: -0.5, takerBps: 4 };
const cases = [
  { name: "grid market maker, risk-averse queue", strategy: gridMaker, queue: "risk-averse" },
  { name: "grid market maker, power queue", strategy: gridMaker, queue: "power" },
  { name: "imbalance taker", strategy: bookImbalance, queue: "risk-averse" },
].map((one) => ({ ...one, settings: withDefaults(one.strategy.settings) }));

interface Seen {
  readonly position: number[];
  readonly trades: number[];
  readonly equity: number[];
}

const runOurs = async (one: typeof cases[number], feed: Feed) => {
  const seen: Seen = { position: [], trades: [], equity: [] };
  let trades = 0;
  const watched: ColumnStrategy = {
    ...one.strategy,
    make: (settings) => {
      const act = one.strategy.make(settings);
      let before = 0;
      return (desk) => {
        act(desk);
        if (desk.positionLots !== before) trades++;
        before = desk.positionLots;
        seen.position.push(desk.positionLots);
      };
    },
  };
  const queue = queueModels.find(({ name }) => name === one.queue)!;
  const result = await runEngine({
    lanes: [{
      instrumentId,
      tickLotValue: unitValue(instrument),
      feed,
      models: {
        queue: queue.rule({ power: 3 }, stepValue(instrument.lot)),
        fill: wholeFills,
        latency: constantLatency,
        latencySettings: { entryUs: models.entryUs, responseUs: models.responseUs },
        fee: notionalFee,
        feeSettings: { makerBps: models.makerBps, takerBps: models.takerBps },
      },
    }],
    strategy: watched,
    settings: one.settings,
    account: "main",
    everyUs,
    sampleUs: everyUs,
    clock: () => performance.now(),
  });
  // The last sample is taken after everything has been heard of; the others at the looks.
  seen.equity.push(...[...result.curves[0]!.equity].slice(0, -1));
  return { result, seen, trades };
};

const memory = (): number => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().rss / 1e6);
};

const temporary = mkdtempSync(join(tmpdir(), "contrail-peer-"));
const ours = [];
for (const one of cases) {
  const seconds: number[] = [];
  let last = await runOurs(one, feedOf(columns, 1));
  for (let i = 0; i < runs; i++) {
    last = await runOurs(one, feedOf(columns, 1));
    seconds.push(last.result.seconds);
  }
  const before = memory();
  const ten = await runOurs(one, feedOf(columns, 10));
  const after = memory();
  ours.push({ one, ...last, seconds, ten: ten.result, before, after });
}
const l1: { events: number; seconds: number }[] = [];
for (let i = 0; i <= runs; i++) {
  const feed = await quotesOf("binance-l2-20240808/usdm_btcusdt", 20);
  l1.push((await runOurs(cases[2]!, feed)).result);
}

for (const [name, column] of Object.entries(columns)) {
  writeFileSync(join(temporary, `${name}.bin`), column as Uint8Array);
}
writeFileSync(
  join(temporary, "config.json"),
  JSON.stringify({
    tickSize: stepValue(instrument.tick),
    lotSize: stepValue(instrument.lot),
    lowTicks: prices.reduce((low, one) => Math.min(low, one)) - 1,
    highTicks: prices.reduce((high, one) => Math.max(high, one)) + 1,
    runs,
    cases: ours.map(({ one, seen }) => ({
      ...models,
      name: one.name,
      strategy: one.strategy.name,
      queue: one.queue,
      power: 3,
      settings: one.settings,
      everyUs,
      looks: seen.position.length,
    })),
  }),
);
interface Theirs extends Seen {
  readonly seconds: number[];
}
const theirs = askPeer(here, "run.py", temporary) as { rows: number; cases: Theirs[] };
rmSync(temporary, { recursive: true });

const results = ours.map((our, i) => {
  const their = theirs.cases[i]!;
  const looks = our.seen.position.length;
  const firstDifference = our.seen.position.findIndex((lots, at) => lots !== their.position[at]);
  const off = Math.max(...our.seen.equity.map((one, at) => Math.abs(one - their.equity[at]!)));
  const [mine, peer] = [median(our.seconds), median(their.seconds)];
  return {
    case: our.one.name,
    looks,
    looksWithEqualPosition: our.seen.position.filter((lots, at) =>
      lots === their.position[at]
    ).length,
    firstDifference,
    fills: our.result.fills.length,
    fillsOfPeer: their.trades.at(-1),
    finalEquity: our.seen.equity.at(-1),
    finalEquityOfPeer: their.equity.at(-1),
    largestDifferenceOfEquity: off,
    millionEventsPerSecond: millions(rows, mine),
    millionEventsPerSecondOfPeer: millions(rows, peer),
    timesFaster: Math.round(peer / mine * 100) / 100,
    tenTimesTheData: {
      events: our.ten.events,
      millionEventsPerSecond: millions(our.ten.events, our.ten.seconds),
      megabytesBefore: our.before,
      megabytesAfter: our.after,
    },
  };
});
const report = {
  command: "npm run bench:backtest",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `${rows} changes of the book and trades of BTCUSDT (Binance USD-M futures, 345 s), both engines on ` +
    "one core with the same feed, order and response latency of 5 ms, queue model and fees, no partial " +
    `fills, a look every 100 ms; median of ${runs} runs after the first; reading the data is not counted`,
  peer: "hftbacktest 2.4.4 (Rust, strategies compiled by numba)",
  loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  results,
  quotesOnly: {
    events: l1[0]!.events,
    millionEventsPerSecond: millions(l1[0]!.events, median(l1.slice(1).map((one) => one.seconds))),
  },
};
const folder = join(root, "perf/results");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "backtest-l2.json"), `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
