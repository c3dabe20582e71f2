// What the risk check costs an order, and how long a stop takes under load: `npm run bench:risk`.
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { Machine } from "../../actors/machine.ts";
import { flatten } from "../../actors/flatten.ts";
import { hand } from "../../actors/hand.ts";
import { orders } from "../../actors/orders.ts";
import { positions } from "../../actors/positions.ts";
import { risk } from "../../actors/risk.ts";
import { commandRow, controlRow, eventRow, quoteRow } from "../../actors/testing/rows.ts";
import { venues } from "../../actors/venues/roster.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";

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

/** A stop while 10,000 orders a second of event time come in and thousands rest. */
const stop = (resting: number) => {
  const actors = [hand, flatten, risk, orders, ...venues, positions];
  const out: AnyRecord[] = [];
  const machine = new Machine(actors, instruments, (one) => out.push(one), { risk: wide }, {
    acknowledges: true,
  });
  let position = 0;
  let nowUs = 1_000_000;
  const send = (row: object) =>
    machine.receive({ ...row, position: ++position, outputIndex: 0 } as AnyRecord);
  const quote = (instrumentId: number) =>
    send(
      quoteRow({ instrumentId, bidPriceTicks: 9_900, askPriceTicks: 10_100, eventTimeUs: nowUs }),
    );
  const ids = instruments.all.slice(0, 10).map((one) => one.instrumentId);
  const submit = (i: number) => {
    nowUs += 100;
    const instrumentId = ids[i % ids.length]!;
    if (i % 10 === 0) quote(instrumentId);
    send(commandRow({
      ...{ instrumentId, clientOrderId: `L${i}`, eventTimeUs: nowUs },
      ...{ priceTicks: 9_000 + 10 * (i % 50), timeInForce: "gtc" },
    }));
  };
  for (const id of ids) quote(id);
  for (let i = 0; i < resting; i++) submit(i);
  const haltUs = nowUs;
  const before = out.length;
  const begun = performance.now();
  send(
    controlRow({ control: "tradingState", value: "halted", reason: "A drill", eventTimeUs: nowUs }),
  );
  const takenMs = performance.now() - begun;
  const acknowledged = out.slice(before).filter((one) => one._tag === "acknowledgement").length;
  const cancels =
    out.slice(before).filter((one) => one._tag === "orderCommand" && one.stage === "approved")
      .length;
  // The load goes on: every order from here on has to be denied.
  for (let i = resting; i < resting + 1_000; i++) submit(i);
  nowUs += 1_000_000;
  send(controlRow({ control: "clock", eventTimeUs: nowUs }));
  for (const id of ids) quote(id);
  const after = out.slice(before);
  const ended = after.filter((one) => one._tag === "orderEvent" && one.event === "canceled");
  return {
    resting,
    actorsAcknowledged: `${acknowledged} of ${actors.length}`,
    cancelsSent: cancels,
    cancelsConfirmed: ended.length,
    deniedAfter: after.filter((one) => one._tag === "orderEvent" && one.event === "denied").length,
    approvedSubmitsAfter:
      after.filter((one) =>
        one._tag === "orderCommand" && one.stage === "approved" && one.command === "submit"
      ).length,
    millisecondsUntilEveryCancelIsSent: Number(takenMs.toFixed(2)),
    eventMillisecondsUntilLastOrderStopped: Math.max(
      0,
      ...ended.map((one) => (one.eventTimeUs - haltUs) / 1000),
    ),
  };
};

const order = perOrder();
const result = {
  command: "npm run bench:risk",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  loadAverage: Number(loadavg()[0]!.toFixed(2)),
  method:
    "Per order: a quote, the check of every limit, and the end of the order, through the machine. Stop: orders at " +
    "10,000 a second of event time rest in ten instruments, trading is halted, and the load goes on.",
  microsecondsPerOrder: { p50: Number(order.p50.toFixed(2)), p99: Number(order.p99.toFixed(2)) },
  stops: [stop(1_000), stop(5_000)],
};
console.log(JSON.stringify(result, null, 2));
writeFileSync(
  new URL("../results/risk.json", import.meta.url),
  `${JSON.stringify(result, null, 2)}\n`,
);
