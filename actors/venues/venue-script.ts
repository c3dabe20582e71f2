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
        send(commandFrom("submit", rest, nowUs));
        return [];
      case "session":
        return run.send(controlRow({ control: "sessionStarted" }));
      case "midnight":
        nowUs = (Math.floor(nowUs / dayUs) + 1) * dayUs;
        return [];
      default:
        return send(commandFrom(verb as OrderCommand["command"], rest, nowUs));
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

const commandFrom = (
  command: OrderCommand["command"],
  words: readonly string[],
  nowUs: number,
) => {
  const clientOrderId = words[0]!;
  if (command === "cancel") return commandRow({ stage: "approved", command, clientOrderId });
  if (command === "replace") {
    const [, quantity, what, price] = words;
    const changed = {
      quantityLots: Number(quantity),
      priceTicks: what === "@" ? Number(price) : 0,
      stopPriceTicks: what === "stop" ? Number(price) : 0,
    };
    return commandRow({ stage: "approved", command, clientOrderId, ...changed });
  }
  return commandRow({
    stage: "approved",
    clientOrderId,
    side: words[1] as "buy" | "sell",
    quantityLots: Number(words[2]),
    orderType: "market",
    priceTicks: 0,
    ...Object.assign({}, ...termsOf(words.slice(3), nowUs)) as Partial<OrderCommand>,
  });
};

/** The terms of an order: `@ 100`, `market`, `stop 99 @ 98`, `trail 3`, `gtd 5`, `post-only`, `after A1`. */
const termsOf = (words: readonly string[], nowUs: number): Partial<OrderCommand>[] => {
  const stops = words.includes("stop");
  const execInst = [
    ...(words.includes("post-only") ? ["postOnly"] : []),
    ...(words.includes("reduce-only") ? ["reduceOnly"] : []),
  ];
  return words.map((word, i): Partial<OrderCommand> => {
    const next = Number(words[i + 1]);
    switch (word) {
      case "@":
        return { orderType: stops ? "stopLimit" : "limit", priceTicks: next };
      case "stop":
        return { orderType: "stop", stopPriceTicks: next };
      case "trail":
        return { orderType: "trailingStop", trailTicks: next };
      case "to-limit":
        return { orderType: "marketToLimit" };
      case "gtd":
        return {
          timeInForce: word,
          expireTimeUs: Number.isNaN(next) ? 0 : nowUs + next * secondUs,
        };
      case "day":
      case "gtc":
      case "ioc":
      case "fok":
        return { timeInForce: word };
      case "list":
        return { orderListId: words[i + 1]! };
      case "after":
        return { parentOrderId: words[i + 1]! };
      default:
        return { execInst };
    }
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
