// A stop of the actors alone, in one process: orders come in by the wall clock, and event time is wall time.
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { flatten } from "../../../actors/flatten.ts";
import { hand } from "../../../actors/hand.ts";
import { Machine } from "../../../actors/machine.ts";
import { orders } from "../../../actors/orders.ts";
import { positions } from "../../../actors/positions.ts";
import { risk } from "../../../actors/risk.ts";
import { commandRow, controlRow, quoteRow } from "../../../actors/testing/rows.ts";
import { venues } from "../../../actors/venues/roster.ts";
import { InstrumentRegistry } from "../../../streams/instruments.ts";
import type { AnyRecord } from "../../../streams/records.ts";

/** What is run. */
export interface AloneOptions {
  readonly perSecond: number;
  /** Seconds of load before the stop; one more follows it. */
  readonly seconds: number;
  readonly limits: Readonly<Record<string, number>>;
}

/** Runs it. */
export const stopAlone = async ({ perSecond, seconds, limits }: AloneOptions) => {
  const instruments = new InstrumentRegistry();
  // Many of them: no more than a thousand orders rest in one.
  const ids = instruments.all.map((one) => one.instrumentId);
  const actors = [hand, flatten, risk, orders, ...venues, positions];
  const beganMs = performance.now();
  const sinceMs = (): number => performance.now() - beganMs;
  const seen = { accepted: 0, canceled: 0, denied: 0, approvedAfter: 0, acknowledged: 0 };
  let [haltMs, cancelsSentMs, lastStopMs, position, sent] = [Infinity, 0, 0, 0, 0];
  const hear = (record: AnyRecord): void => {
    if (record._tag === "acknowledgement") seen.acknowledged++;
    if (record._tag === "orderCommand" && record.stage === "approved") {
      if (record.command === "submit" && haltMs < Infinity) seen.approvedAfter++;
    }
    if (record._tag !== "orderEvent") return;
    if (record.event === "accepted" || record.event === "canceled" || record.event === "denied") {
      seen[record.event]++;
    }
    if (record.event === "canceled") lastStopMs = sinceMs();
  };
  const settings = { risk: limits };
  const machine = new Machine(actors, instruments, hear, settings, { acknowledges: true });
  const nowUs = (): number => 1_000_000 + Math.floor(sinceMs() * 1_000);
  const send = (row: object): void =>
    machine.receive({ ...row, position: ++position, outputIndex: 0 } as AnyRecord);
  const quote = (instrumentId: number): void =>
    send(
      quoteRow({ instrumentId, bidPriceTicks: 9_900, askPriceTicks: 10_100, eventTimeUs: nowUs() }),
    );
  const load = async (untilMs: number): Promise<void> => {
    while (sinceMs() < untilMs) {
      for (const due = Math.floor(sinceMs() * perSecond / 1_000); sent < due; sent++) {
        const instrumentId = ids[sent % ids.length]!;
        if (sent % 20 === 0) quote(instrumentId);
        send(commandRow({
          ...{ instrumentId, clientOrderId: `L${sent}`, eventTimeUs: nowUs() },
          ...{ priceTicks: 9_000 + 10 * (sent % 50), timeInForce: "gtc" },
        }));
      }
      for (const id of ids) quote(id);
      await turn();
    }
  };
  for (const id of ids) quote(id);
  await load(seconds * 1_000);
  const heldPerSecond = Math.round(sent / sinceMs() * 1_000);
  const resting = seen.accepted;
  haltMs = sinceMs();
  const halted = { control: "tradingState", value: "halted", reason: "A drill" } as const;
  send(controlRow({ ...halted, eventTimeUs: nowUs() }));
  cancelsSentMs = sinceMs() - haltMs;
  await load(haltMs + 1_000);
  // What the venue has answered comes with the next quotes.
  for (let i = 0; i < 50 && seen.canceled < seen.accepted; i++) {
    await sleep(2);
    for (const id of ids) quote(id);
  }
  return {
    ordersPerSecond: heldPerSecond,
    resting,
    actorsAcknowledged: `${seen.acknowledged} of ${actors.length}`,
    canceled: seen.canceled,
    notCanceled: seen.accepted - seen.canceled,
    deniedAfter: seen.denied,
    approvedAfter: seen.approvedAfter,
    millisecondsUntilEveryCancelIsSent: Number(cancelsSentMs.toFixed(1)),
    millisecondsUntilLastOrderStopped: Number((lastStopMs - haltMs).toFixed(1)),
  };
};
