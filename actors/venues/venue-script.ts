// The behaviour-table language of venues: market records and orders in, events and fills out.
import type { OrderCommand } from "../../streams/orders.ts";
import type { AnyRecord } from "../../streams/records.ts";
import type { AnyActor } from "../actor.ts";
import { alone } from "../testing/alone.ts";
import { commandRow, controlRow, deltaRow, quoteRow, tradeRow } from "../testing/rows.ts";
import { playScript } from "../testing/script.ts";

const secondUs = 1_000_000;
const settleUs = 100_000;
const dayUs = 86_400 * secondUs;

/**
 * Plays lines such as `submit A1 buy 5 @ 100 ioc -> A1 accepted, A1 filled 5 @ 100` on a venue, one
 * a second of event time, and returns the lines whose result differed. `!4` at the end marks a
 * record.
 */
export const playVenue = (
  venue: AnyActor,
  script: string,
  settings: Readonly<Record<string, number>> = {},
  instrumentId = 1,
): string[] => {
  const run = alone(venue, { settings, instrumentId });
  let nowUs = 1_000 * dayUs;
  const send = (record: object) => run.send({ ...record, instrumentId, eventTimeUs: nowUs });
  const clock = () => run.send(controlRow({ eventTimeUs: nowUs + settleUs }));

  const happen = (words: string[]): AnyRecord[] => {
    const [verb, ...rest] = words;
    switch (verb) {
      case "quote":
        return send(quoteFrom(rest));
      case "trade":
        return send(tradeFrom(rest));
      case "book":
        return rest.join(" ").split(", ").flatMap((row, index, rows) =>
          send(deltaFrom(row.split(" "), index === rows.length - 1))
        );
      case "late":
        send(commandFrom("submit", rest));
        return [];
      case "session":
        return run.send(controlRow({ control: "sessionStarted" }));
      case "midnight":
        nowUs = (Math.floor(nowUs / dayUs) + 1) * dayUs;
        return [];
      default:
        return send(commandFrom(verb as OrderCommand["command"], rest));
    }
  };
  return playScript(script, (words) => {
    nowUs += secondUs;
    const out = happen(words);
    return (words[0] === "late" ? out : [...out, ...clock()]).flatMap(textOf);
  });
};

const marksOf = (words: readonly string[]): number =>
  Number(words.find((word) => word.startsWith("!"))?.slice(1) ?? 0);

const quoteFrom = (words: readonly string[]) =>
  quoteRow({
    bidPriceTicks: Number(words[0]),
    bidQuantityLots: Number(words[2]),
    askPriceTicks: Number(words[4]),
    askQuantityLots: Number(words[6]),
    flags: marksOf(words),
  });

const tradeFrom = (words: readonly string[]) =>
  tradeRow({
    aggressorSide: words[0] as "buy" | "sell",
    quantityLots: Number(words[1]),
    priceTicks: Number(words[3]),
    flags: marksOf(words),
  });

const deltaFrom = (words: readonly string[], last: boolean) =>
  deltaRow({
    side: words[0] as "buy" | "sell",
    priceTicks: Number(words[1]),
    quantityLots: Number(words[3]),
    flags: marksOf(words) | (last ? 64 : 0),
  });

const commandFrom = (command: OrderCommand["command"], words: readonly string[]) => {
  const clientOrderId = words[0]!;
  if (command === "cancel") return commandRow({ stage: "approved", command, clientOrderId });
  if (command === "replace") {
    const [, quantity, , price] = words;
    const changed = { quantityLots: Number(quantity), priceTicks: Number(price) };
    return commandRow({ stage: "approved", command, clientOrderId, ...changed });
  }
  const market = words[3] === "market";
  return commandRow({
    stage: "approved",
    clientOrderId,
    side: words[1] as "buy" | "sell",
    quantityLots: Number(words[2]),
    orderType: market ? "market" : "limit",
    priceTicks: market ? 0 : Number(words[4]),
    timeInForce: (words[5] ?? "day") as OrderCommand["timeInForce"],
  });
};

const textOf = (record: AnyRecord): string[] => {
  if (record._tag === "fill") {
    const { clientOrderId, lastQuantityLots, lastPriceTicks } = record;
    return [`${clientOrderId} filled ${lastQuantityLots} @ ${lastPriceTicks}`];
  }
  if (record._tag !== "orderEvent") return [];
  if (record.event === "filled" || record.event === "partiallyFilled") return [];
  return [`${record.clientOrderId} ${record.event}`];
};
