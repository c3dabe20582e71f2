// The matrix of reconciliation: each named situation, and exactly the records that follow on it.
import { describe, expect, it } from "vitest";
import type { AnyRecord } from "../streams/records.ts";
import type { OrderStatusReport } from "../streams/reports.ts";
import { reconciliation } from "./reconciliation.ts";
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

const working = `
  sent A buy 10 @ 100
  event A accepted 0
`;

/** The matrix: its name, the settings, and what follows on what. */
const matrix: readonly (readonly [string, string, Readonly<Record<string, number>>?])[] = [
  [
    "nothing differs",
    `${working}
    order A accepted 0
    position 0
    end`,
  ],
  [
    "crash before the send: the venue never got it",
    `
    sent A buy 10 @ 100
    wait 6000               -> ! outcomeUnknown, ask periodic A
    order A unknown         -> ! neverArrived, A rejected 0+0
    end`,
  ],
  [
    "crash after the send: the venue works it",
    `
    sent A buy 10 @ 100
    wait 6000               -> ! outcomeUnknown, ask periodic A
    order A accepted 0      -> ! acceptLost, A accepted 0+10
    end`,
  ],
  [
    "the answer was lost and it is filled already",
    `
    sent A buy 10 @ 100
    order A filled 10       -> ! acceptLost, A accepted 0+10
    trade A t1 buy 10 @ 99  -> ! fillMissed, fill v/1/t1 buy 10 @ 99, A filled 10+0
    end`,
  ],
  [
    "an order that has just been sent is not known to be lost",
    `
    sent A buy 10 @ 100
    order A unknown
    end`,
  ],
  [
    "an order in flight is never given up without an answer",
    `
    sent A buy 10 @ 100
    wait 6000               -> ! outcomeUnknown, ask periodic A
    end
    wait 6000               -> ask periodic A
    end
    wait 60000              -> ask periodic A`,
  ],
  [
    "its rejection was lost",
    `
    sent A buy 10 @ 100
    order A rejected 0      -> ! rejectLost, A rejected 0+0
    end`,
  ],
  [
    "its cancel was lost",
    `${working}
    order A canceled 0      -> ! cancelLost, A canceled 0+0
    end`,
  ],
  [
    "it expired while we were down",
    `${working}
    order A expired 0       -> ! expiryLost, A expired 0+0
    end`,
  ],
  [
    "filled while we were down",
    `${working}
    order A filled 10
    trade A t1 buy 10 @ 101 -> ! fillMissed, fill v/1/t1 buy 10 @ 101, A filled 10+0
    end`,
  ],
  [
    "filled in parts while we were down",
    `${working}
    order A partiallyFilled 7
    trade A t1 buy 4 @ 100  -> ! fillMissed, fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6
    trade A t2 buy 3 @ 100  -> ! fillMissed, fill v/1/t2 buy 3 @ 100, A partiallyFilled 7+3
    end`,
  ],
  [
    "a part, then the rest rejected",
    `${working}
    order A rejected 4      -> ! rejectLost
    trade A t1 buy 4 @ 100  -> ! fillMissed, fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6, A rejected 4+0
    end`,
  ],
  [
    "a cancel crossed a fill: the end waits for it",
    `${working}
    order A canceled 4      -> ! cancelLost
    trade A t1 buy 4 @ 100  -> ! fillMissed, fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6, A canceled 4+0
    end`,
  ],
  [
    "a fill comes after the cancel",
    `${working}
    event A canceled 0
    trade A t1 buy 4 @ 100  -> ! fillAfterEnd, fill v/1/t1 buy 4 @ 100
    end                     -> ! positionMissing`,
  ],
  [
    "a fill told twice by the stream",
    `${working}
    stream trade A t1 buy 4 @ 100  -> fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6
    stream trade A t1 buy 4 @ 100  -> ! fillRepeated`,
  ],
  [
    "a fill that is known is in every answer",
    `${working}
    fill A t1 4
    event A partiallyFilled 4
    trade A t1 buy 4 @ 100
    order A partiallyFilled 4
    position 4
    end`,
  ],
  [
    "the list says filled, and holds no fill",
    `${working}
    order A partiallyFilled 4
    end                     -> ! fillInferred, fill v/1/inferred-VA-4 buy 4 @ 100, A partiallyFilled 4+6, ! positionMissing
    trade A t1 buy 4 @ 100  -> ! fillExplained`,
  ],
  [
    "the list says it ended with more than we know",
    `${working}
    order A canceled 4      -> ! cancelLost
    end                     -> ! fillInferred, fill v/1/inferred-VA-4 buy 4 @ 100, A partiallyFilled 4+6, A canceled 4+0, ! positionMissing`,
  ],
  [
    "a fill beyond what was ordered",
    `${working}
    trade A t1 buy 11 @ 100 -> ! overfill`,
  ],
  [
    "a fill of the other side",
    `${working}
    trade A t1 sell 4 @ 100 -> ! fillOfOtherSide`,
  ],
  [
    "a fill of nothing",
    `${working}
    trade A t1 buy 0 @ 100  -> ! fillOfNothing`,
  ],
  [
    "a fill of an order that is none of ours",
    `
    trade X t1 sell 3 @ 100 -> ! externalFill, X accepted 0+3, fill v/1/t1 sell 3 @ 100, X filled 3+0
    position -3
    end`,
  ],
  [
    "a fill of an order that is none of ours, not adopted",
    `
    trade X t1 sell 3 @ 100 -> ! externalFillFlagged
    position -3             
    end                     -> ! positionUnknown`,
    { adoptUnknown: 0 },
  ],
  [
    "an order that is none of ours",
    `
    order X accepted 0      -> ! externalOrder, X accepted 0+10
    end
    order X canceled 0      -> ! cancelLost, X canceled 0+0`,
  ],
  [
    "an order without an id of ours",
    `
    order - accepted 0 as V7 -> ! externalOrder, external-v-V7 accepted 0+10`,
  ],
  [
    "an order that is none of ours, filled in part",
    `
    order X partiallyFilled 4 -> ! externalOrderOverfilled, X accepted 0+6
    trade X t2 buy 6 @ 100    -> ! fillMissed, fill v/1/t2 buy 6 @ 100, X filled 6+0`,
  ],
  [
    "an order that is none of ours, not adopted",
    `
    order X accepted 0      -> ! externalOrderFlagged
    end`,
    { adoptUnknown: 0 },
  ],
  [
    "an order that is none of ours and has ended",
    `
    order X filled 10       -> ! externalOrderEnded`,
  ],
  [
    "the venue works what ended here",
    `${working}
    event A canceled 0
    order A accepted 0      -> ! workingAfterEnd, cancel A`,
  ],
  [
    "a working order is missing in the list",
    `${working}
    end                     -> ! missingFromReport, ask query A
    end`,
  ],
  [
    "the venue forgets an order",
    `${working}
    order A unknown         -> ! forgotten
    wait 6000               -> ask periodic A
    order A unknown         -> ! forgotten
    wait 6000               -> ask periodic A
    order A unknown         -> ! forgottenForGood, A expired 0+0`,
  ],
  [
    "the venue forgot it only for a while",
    `${working}
    order A unknown         -> ! forgotten
    order A accepted 0
    order A unknown         -> ! forgotten`,
  ],
  [
    "a replace whose answer was lost",
    `${working}
    order A accepted 0 of 8 @ 101 -> ! replaceLost, A replaced 0+8
    end`,
  ],
  [
    "the venue gives it another id",
    `${working}
    order A accepted 0 as V99 -> ! venueIdChanged
    order - canceled 0 as V99 -> ! cancelLost, A canceled 0+0`,
  ],
  [
    "a report older than what we know",
    `${working}
    fill A t1 4
    event A partiallyFilled 4
    order A accepted 0      -> ! staleReport
    position 4
    end`,
  ],
  [
    "a report of more than was ordered",
    `${working}
    order A filled 12       -> ! overfilledReport`,
  ],
  [
    "a report of the other side",
    `${working}
    order A accepted 0 side sell -> ! otherSide`,
  ],
  [
    "the position differs: it is told once, and never traded away",
    `${working}
    fill A t1 4
    event A partiallyFilled 4
    order A partiallyFilled 4
    position 5
    end                     -> ! positionDiffers
    order A partiallyFilled 4
    position 5
    end
    order A partiallyFilled 4
    position 6
    end                     -> ! positionDiffers`,
  ],
  [
    "a position is missing in the list",
    `${working}
    fill A t1 10
    event A filled 10
    end                     -> ! positionMissing`,
  ],
  [
    "a position in which we never traded",
    `
    position 5 7
    end                     -> ! positionUnknown`,
  ],
  [
    "the venue cannot tell everything: nothing is concluded",
    `${working}
    failed                  -> ! requestFailed`,
  ],
  [
    "news of the stream are no corrections",
    `
    sent A buy 10 @ 100
    stream order A accepted 0      -> A accepted 0+10
    stream trade A t1 buy 4 @ 100  -> fill v/1/t1 buy 4 @ 100, A partiallyFilled 4+6
    stream order A canceled 4      -> A canceled 4+0`,
  ],
  [
    "a fill of the stream comes before the acceptance",
    `
    sent A buy 10 @ 100
    stream trade A t1 buy 10 @ 100 -> A accepted 0+10, fill v/1/t1 buy 10 @ 100, A filled 10+0
    stream order A accepted 0`,
  ],
  [
    "a session begins: every account is asked",
    `${working}
    session                 -> ask start`,
  ],
  [
    "it is compared all the time",
    `${working}
    wait 1000
    wait 61000              -> ask periodic
    wait 59000
    wait 1000               -> ask periodic`,
    { everySeconds: 60 },
  ],
];

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
