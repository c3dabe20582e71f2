// A fill as the venue tells it: news, missed, repeated, or one that cannot be.
import type { FillReport } from "../../streams/reports.ts";
import { adopt, type KnownOrder, orderOf, tradeKey } from "./known.ts";
import { externalStrategy } from "./limits.ts";
import { addEvent, addFill, correct, type Seen } from "./say.ts";
import type { SituationName } from "./situations.ts";

/** Takes a fill report. */
export const takeFillReport = (seen: Seen, report: FillReport): void => {
  const { known } = seen;
  const order = orderOf(known, report);
  const clientOrderId = order?.clientOrderId ?? report.clientOrderId;
  const theirs = `${report.side} ${report.lastQuantityLots} at ${report.lastPriceTicks}`;
  const tell = (situation: SituationName, ours: string) =>
    correct(seen, situation, { ...report, clientOrderId }, { ours, theirs });
  if (known.trades.has(tradeKey(report.account, report.instrumentId, report.tradeId))) {
    // Every full answer repeats what is known; only a stream that says it twice is worth a word.
    if (report.origin === "stream") tell("fillRepeated", "known");
    return;
  }
  if (!(report.lastQuantityLots > 0) || !(report.lastPriceTicks > 0) || report.tradeId === "") {
    return tell("fillOfNothing", "");
  }
  if (order === undefined) return takeExternal(seen, report, tell);
  if (report.side !== order.side) return tell("fillOfOtherSide", order.side);
  if (order.inferredLots >= report.lastQuantityLots) {
    order.inferredLots -= report.lastQuantityLots;
    known.trades.add(tradeKey(report.account, report.instrumentId, report.tradeId));
    return tell("fillExplained", `inferred ${report.lastQuantityLots}`);
  }
  if (order.cumLots + report.lastQuantityLots > order.quantityLots) {
    return tell("overfill", `${order.cumLots} of ${order.quantityLots} filled`);
  }
  if (order.status === "ended") tell("fillAfterEnd", "ended");
  else if (report.origin !== "stream") tell("fillMissed", `${order.cumLots} filled`);
  // A venue fills nothing that it did not accept: a fill that comes first proves it.
  if (order.status === "sent") {
    order.venueOrderId ||= report.venueOrderId;
    addEvent(seen, order, { event: "accepted", reason: "Its fill proves it" });
  }
  addFill(seen, order, report);
  finish(seen, order);
};

/** Ends an order whose end was told before the fills that led to it. */
export const finish = (seen: Seen, order: KnownOrder): void => {
  const { ending } = order;
  if (ending === undefined || order.status === "ended") return;
  order.ending = undefined;
  addEvent(seen, order, ending);
};

const takeExternal = (
  seen: Seen,
  report: FillReport,
  tell: (situation: SituationName, ours: string) => void,
): void => {
  if (seen.settings["adoptUnknown"] === 0) return tell("externalFillFlagged", "no such order");
  tell("externalFill", "no such order");
  const clientOrderId = report.clientOrderId || `external-${report.venue}-${report.venueOrderId}`;
  const order = adopt(seen.known, {
    instrumentId: report.instrumentId,
    account: report.account,
    strategy: externalStrategy,
    clientOrderId,
    side: report.side,
    sentUs: report.eventTimeUs,
    venueOrderId: report.venueOrderId,
    quantityLots: report.lastQuantityLots,
    priceTicks: report.lastPriceTicks,
  });
  addEvent(seen, order, { event: "accepted", reason: "Adopted: an order that is none of ours" });
  addFill(seen, order, report);
};
