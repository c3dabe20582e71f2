// An order as the venue tells it, beside what we know of it.
import { plainOrder } from "../../streams/orders.ts";
import type { OrderStatusReport, ReportedStatus } from "../../streams/reports.ts";
import { finish } from "./fills.ts";
import { adopt, type KnownOrder, orderOf } from "./known.ts";
import { externalStrategy, forgottenAnswers } from "./limits.ts";
import { addEvent, addFill, correct, saidOf, type Seen, wordsOf } from "./say.ts";
import type { SituationName } from "./situations.ts";

const isWorking = (status: ReportedStatus): boolean =>
  status === "accepted" || status === "partiallyFilled";

/** Takes a status report. */
export const takeStatusReport = (seen: Seen, report: OrderStatusReport): void => {
  const order = orderOf(seen.known, report);
  if (order === undefined) return takeExternal(seen, report);
  const tell = (situation: SituationName) =>
    correct(seen, situation, { ...report, clientOrderId: order.clientOrderId }, {
      ours: wordsOf(order),
      theirs: saidOf(report),
    });
  if (report.status === "unknown") return takeUnknown(seen, order, tell);
  order.forgotten = 0;
  if (report.side !== order.side) return tell("otherSide");
  if (report.cumQuantityLots > Math.max(order.quantityLots, report.quantityLots)) {
    return tell("overfilledReport");
  }
  if (report.cumQuantityLots < order.cumLots) {
    // A stream may overtake itself; an answer that is older than what we know is worth a word.
    if (report.origin !== "stream") tell("staleReport");
    return;
  }
  if (order.status === "ended") return takeEnded(seen, order, report, tell);
  takeOpen(seen, order, report, tell);
};

type Tell = (situation: SituationName) => void;

const takeUnknown = (seen: Seen, order: KnownOrder, tell: Tell): void => {
  if (order.status === "ended") return;
  const reason = "The venue does not know the order";
  if (order.status === "sent") {
    // What has just been sent may not have arrived: only what is late is known to be lost.
    if (seen.nowUs < order.sentUs + seen.settings["inFlightMs"]! * 1000) return;
    tell("neverArrived");
    return addEvent(seen, order, { event: "rejected", reason });
  }
  order.forgotten++;
  if (order.forgotten < forgottenAnswers) {
    // Asked for by id again, as soon as it is due.
    order.askedUs = 0;
    return tell("forgotten");
  }
  tell("forgottenForGood");
  addEvent(seen, order, { event: "expired", reason });
};

const takeEnded = (seen: Seen, order: KnownOrder, report: OrderStatusReport, tell: Tell): void => {
  if (!isWorking(report.status) || report.origin === "stream") return;
  tell("workingAfterEnd");
  seen.say({
    _tag: "orderCommand",
    instrumentId: order.instrumentId,
    eventTimeUs: seen.nowUs,
    account: order.account,
    strategy: order.strategy,
    clientOrderId: order.clientOrderId,
    stage: "requested",
    command: "cancel",
    side: order.side,
    orderType: "limit",
    timeInForce: "day",
    quantityLots: order.quantityLots - order.cumLots,
    priceTicks: 0,
    signalId: "",
    reason: "It works at the venue although it has ended",
    ...plainOrder,
  });
};

const takeOpen = (seen: Seen, order: KnownOrder, report: OrderStatusReport, tell: Tell): void => {
  const news = report.origin === "stream";
  if (report.venueOrderId !== "" && report.venueOrderId !== order.venueOrderId) {
    if (order.venueOrderId !== "") tell("venueIdChanged");
    order.venueOrderId = report.venueOrderId;
    seen.known.byVenueId.set(report.venueOrderId, order.clientOrderId);
  }
  if (order.status === "sent" && report.status !== "rejected") {
    if (!news) tell("acceptLost");
    addEvent(seen, order, { event: "accepted", reason: "" });
  }
  const changed = report.quantityLots !== order.quantityLots ||
    report.priceTicks !== order.priceTicks;
  if (changed && isWorking(report.status) && report.quantityLots > 0) {
    if (!news) tell("replaceLost");
    order.quantityLots = report.quantityLots;
    order.priceTicks = report.priceTicks;
    addEvent(seen, order, { event: "replaced", reason: "" });
  }
  const endings = {
    canceled: "cancelLost",
    expired: "expiryLost",
    rejected: "rejectLost",
  } as const;
  if (report.status in endings) {
    const event = report.status as keyof typeof endings;
    if (!news) tell(endings[event]);
    order.ending = { event, reason: report.reason };
    // The fills before its end are told by themselves; it ends after them.
    if (report.cumQuantityLots === order.cumLots) finish(seen, order);
  }
};

/** Adds what the venue says is filled and no fill accounts for: at the end of a complete answer. */
export const inferFill = (seen: Seen, report: OrderStatusReport): void => {
  const order = orderOf(seen.known, report);
  if (order === undefined || order.status === "ended") return;
  const missing = report.cumQuantityLots - order.cumLots;
  if (missing > 0 && report.cumQuantityLots <= order.quantityLots) {
    correct(seen, "fillInferred", { ...report, clientOrderId: order.clientOrderId }, {
      ours: wordsOf(order),
      theirs: saidOf(report),
    });
    order.inferredLots += missing;
    addFill(seen, order, {
      venue: report.venue,
      tradeId: `inferred-${order.venueOrderId || order.clientOrderId}-${report.cumQuantityLots}`,
      venueOrderId: report.venueOrderId,
      eventTimeUs: report.eventTimeUs,
      side: order.side,
      lastPriceTicks: report.priceTicks || order.priceTicks,
      lastQuantityLots: missing,
      liquidity: "taker",
      feeTickLots: 0,
    });
  }
  finish(seen, order);
};

const takeExternal = (seen: Seen, report: OrderStatusReport): void => {
  if (report.status === "unknown") return;
  const tell = (situation: SituationName) =>
    correct(seen, situation, report, { ours: "no such order", theirs: saidOf(report) });
  if (!isWorking(report.status)) return tell("externalOrderEnded");
  if (seen.settings["adoptUnknown"] === 0) return tell("externalOrderFlagged");
  const left = report.quantityLots - report.cumQuantityLots;
  tell(report.cumQuantityLots > 0 ? "externalOrderOverfilled" : "externalOrder");
  const order = adopt(seen.known, {
    instrumentId: report.instrumentId,
    account: report.account,
    strategy: externalStrategy,
    clientOrderId: report.clientOrderId || `external-${report.venue}-${report.venueOrderId}`,
    side: report.side,
    sentUs: report.eventTimeUs,
    venueOrderId: report.venueOrderId,
    quantityLots: left,
    priceTicks: report.priceTicks,
  });
  addEvent(seen, order, { event: "accepted", reason: "Adopted: an order that is none of ours" });
};
