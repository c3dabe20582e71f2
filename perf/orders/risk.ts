// What the risk check costs an order, and how long a stop takes at 10,000 orders a second: `npm run bench:risk`.
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { Machine } from "../../actors/machine.ts";
import { risk } from "../../actors/risk.ts";
import { commandRow, eventRow, quoteRow } from "../../actors/testing/rows.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { stopAlone } from "./stop/alone.ts";
import { stopSystem } from "./stop/system.ts";

const instruments = new InstrumentRegistry();
const wide = {
  ...{ maxOpenOrders: 100_000, maxOrdersPerSecond: 20_000, maxMessagesPerSecond: 40_000 },
  ...{ maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxGrossExposure: 1e12, maxLeverage: 1e3 },
  ...{ maxNetExposure: 1e12, maxConcentration: 1e3, collarBps: 10_000 },
};
const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;

/** Microseconds of one approved order through risk alone. */
const perOrder = () => {
  const machine = new Machine([risk], instruments, () => {}, { risk: wide });
  let position = 0;
  const send = (row: object) =>
    machine.receive({ ...row, position: ++position, outputIndex: 0 } as AnyRecord);
  send(quoteRow({ bidPriceTicks: 9_900, askPriceTicks: 10_100, eventTimeUs: 1 }));
  const spent: number[] = [];
  for (let round = 0; round < 30; round++) {
    const begun = performance.now();
    for (let i = 0; i < 2_000; i++) {
      const clientOrderId = `O${round}-${i}`;
      const eventTimeUs = round * 10_000_000 + i * 500;
      send(quoteRow({ bidPriceTicks: 9_900, askPriceTicks: 10_100, eventTimeUs }));
      send(commandRow({ clientOrderId, eventTimeUs, priceTicks: 9_900 - (i % 20) }));
      send(eventRow({ clientOrderId, event: "canceled", leavesQuantityLots: 0 }));
    }
    spent.push((performance.now() - begun) / 2_000 * 1000);
  }
  return { p50: quantile(spent, 0.5), p99: quantile(spent, 0.99) };
};

const order = perOrder();
const rounded = (value: number) => Number(value.toFixed(2));
const alone = await stopAlone({ perSecond: 10_000, seconds: 2, limits: wide });
console.error(JSON.stringify(alone));
const system = process.argv.includes("--alone")
  ? undefined
  : await stopSystem({ perSecond: 10_000, seconds: 2 });
const result = {
  command: "npm run bench:risk",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  loadAverage: rounded(loadavg()[0]!),
  method:
    "Per order: a quote, the check of every limit, and the end of the order, through the machine. Stops: " +
    "orders come in at 10,000 a second of wall time and rest in several instruments, trading is halted, and " +
    "the load goes on. alone: the actors in one process, without streams. system: core, recorder, gateway " +
    "and servers; orders are asked for over NATS, the stop over HTTP, and times are those at which the " +
    "stream of orders stored the last event.",
  microsecondsPerOrder: { p50: rounded(order.p50), p99: rounded(order.p99) },
  stops: { alone, system },
};
console.log(JSON.stringify(result, null, 2));
if (system !== undefined) {
  writeFileSync(
    new URL("../results/risk.json", import.meta.url),
    `${JSON.stringify(result, null, 2)}\n`,
  );
}
const wrong = [alone, ...(system === undefined ? [] : [system])]
  .reduce((sum, { approvedAfter, notCanceled }) => sum + approvedAfter + notCanceled, 0);
process.exit(wrong === 0 ? 0 : 1);
