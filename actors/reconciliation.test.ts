// The matrix of reconciliation: each named situation, and exactly the records that follow on it.
import { describe, expect, it } from "vitest";
import type { AnyRecord } from "../streams/records.ts";
import type { OrderStatusReport } from "../streams/reports.ts";
import { reconciliation } from "./reconciliation.ts";
import { matrix, working } from "./reconciliation/matrix.ts";
import { situations } from "./reconciliation/situations.ts";
import { alone } from "./testing/alone.ts";
import { commandRow, controlRow, eventRow, fillRow } from "./testing/rows.ts";
import { playScript } from "./testing/script.ts";

const second = 1_000_000;
const source = { account: "paper", venue: "v", instrumentId: 1 };

/** What came of a line, in the words of the matrix. */
const told = (record: AnyRecord): string => {
  switch (record._tag) {
    case "correction":
      return `! ${record.situation}`;
    case "orderEvent":
      return `${record.clientOrderId} ${record.event} ${record.cumQuantityLots}+${record.leavesQuantityLots}`;
    case "fill":
      return `fill ${record.fillId} ${record.side} ${record.lastQuantityLots} @ ${record.lastPriceTicks}`;
    case "reportRequest":
      return `ask ${record.origin}${record.clientOrderIds.map((id) => ` ${id}`).join("")}`;
    case "orderCommand":
      return `${record.command} ${record.clientOrderId}`;
    default:
      return record._tag;
  }
};

/**
 * Lines: `sent A buy 10 @ 100`, `event A accepted 0`, `fill A t1 4`, `order A accepted 0 [of 10 @ 100] [as V9]`,
 * `trade A t1 buy 4 @ 100`, `position 5`, `end`, `failed`, `wait 6000`, `session`. Reports are an answer to the
 * request R, or news of the stream after `stream`.
 */
const seen = new Set<string>();
const play = (script: string, settings: Readonly<Record<string, number>> = {}): string[] => {
  const run = alone(reconciliation, {
    instrumentId: 0,
    settings: { everySeconds: 0, ...settings },
  });
  let nowUs = 100 * second;
  let stream = false;
  const from = () => ({
    ...source,
    eventTimeUs: nowUs,
    requestId: stream ? "" : "R",
    origin: stream ? "stream" : "periodic",
  });
  const say = (record: object) =>
    run.send(record).map((one) => {
      if (one._tag === "correction") seen.add(one.situation);
      return told(one);
    });
  const orders = new Map<string, { side: string; quantity: number; price: number }>();
  const after = (words: string[], word: string) => {
    const at = words.indexOf(word);
    return at < 0 ? undefined : words[at + 1];
  };
  return playScript(script, (all) => {
    stream = all[0] === "stream";
    const words = stream ? all.slice(1) : all;
    const [verb, id = "", third = "", fourth = ""] = words;
    switch (verb) {
      case "sent": {
        const order = { side: third, quantity: Number(fourth), price: Number(after(words, "@")) };
        orders.set(id, order);
        return say(commandRow({
          ...{ stage: "approved", clientOrderId: id, side: third as "buy", eventTimeUs: nowUs },
          ...{ quantityLots: order.quantity, priceTicks: order.price },
        }));
      }
      case "event": {
        const order = orders.get(id)!;
        const cum = Number(fourth);
        return say(eventRow({
          ...{ clientOrderId: id, event: third as "accepted", venueOrderId: `V${id}` },
          ...{ side: order.side as "buy", quantityLots: order.quantity, priceTicks: order.price },
          ...{ cumQuantityLots: cum, leavesQuantityLots: order.quantity - cum, eventTimeUs: nowUs },
        }));
      }
      case "fill": {
        const side = (orders.get(id)?.side ?? "buy") as "buy";
        const lots = Number(fourth);
        const cum = Number(words[4] ?? lots);
        return say(fillRow({
          ...{ clientOrderId: id, tradeId: third, side, eventTimeUs: nowUs },
          ...{ lastQuantityLots: lots, cumQuantityLots: cum },
        }));
      }
      case "order": {
        const order = orders.get(id) ?? { side: "buy", quantity: 10, price: 100 };
        const venueOrderId = after(words, "as") ?? `V${id}`;
        return say({
          ...{ ...from(), _tag: "orderStatusReport", clientOrderId: id === "-" ? "" : id },
          ...{ venueOrderId, status: third as OrderStatusReport["status"] },
          ...{ side: after(words, "side") ?? order.side, orderType: "limit", timeInForce: "day" },
          quantityLots: Number(after(words, "of") ?? order.quantity),
          priceTicks: Number(after(words, "@") ?? order.price),
          cumQuantityLots: Number(fourth || 0),
          reason: "",
        });
      }
      case "trade": {
        const order = { clientOrderId: id === "-" ? "" : id, venueOrderId: `V${id}` };
        return say({
          ...{ ...from(), _tag: "fillReport", ...order, tradeId: third, side: fourth },
          ...{ lastQuantityLots: Number(words[4]), lastPriceTicks: Number(after(words, "@")) },
          ...{ liquidity: "taker", feeTickLots: 0 },
        });
      }
      case "position":
        return say({
          ...{ ...from(), _tag: "positionReport", quantityLots: Number(id), averagePriceTicks: 0 },
          instrumentId: Number(third || 1),
        });
      case "end":
      case "failed": {
        const outcome = verb === "end" ? "complete" : "failed";
        const counts = { orders: 0, fills: 0, positions: 0, sinceUs: 0, reason: "" };
        return say({ ...from(), _tag: "reportEnd", instrumentId: 0, outcome, ...counts });
      }
      case "wait":
        nowUs += Number(id) * 1000;
        return say(controlRow({ eventTimeUs: nowUs }));
      case "session":
        return say(controlRow({ control: "sessionStarted" }));
      default:
        throw new Error(`What is "${verb}"?`);
    }
  });
};

describe("reconciliation", () => {
  it.each(matrix.map((one) => [one[0], one] as const))("%s", (_name, [, script, settings]) => {
    expect(play(script, settings ?? {})).toEqual([]);
  });

  it("has at least thirty situations, each of them in the matrix", () => {
    expect(Object.keys(situations).length).toBeGreaterThanOrEqual(30);
    expect(Object.keys(situations).filter((name) => !seen.has(name))).toEqual([]);
  });

  it("adds a fill once, under one id, however often it is told and by whatever answer", () => {
    expect(play(`${working}
      trade A t1 buy 4 @ 100         -> ! fillMissed, fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6
      trade A t1 buy 4 @ 100
      stream trade A t1 buy 4 @ 100  -> ! fillRepeated
      fill A t1 4
      trade A t1 buy 4 @ 100
    `)).toEqual([]);
  });
});
