// Reconciliation: our orders, fills and positions beside what the venue says, at start, after every break, and all the time.
import type { Control } from "../streams/control.ts";
import type {
  OrderStatusReport,
  PositionReport,
  ReportEnd,
  ReportOrigin,
} from "../streams/reports.ts";
import type { QuantityLots, TimeUs } from "../streams/units.ts";
import type { Actor, Message } from "./actor.ts";
import { takeFillReport } from "./reconciliation/fills.ts";
import {
  type Known,
  nothingKnown,
  orderOf,
  positionKey,
  send,
  takeEvent,
  takeFill,
} from "./reconciliation/known.ts";
import { maxAskedOrders, maxOpenAnswers, maxToldPositions } from "./reconciliation/limits.ts";
import { inferFill, takeStatusReport } from "./reconciliation/orders.ts";
import { correct, type Say, type Seen, wordsOf } from "./reconciliation/say.ts";

/** An answer of a venue that is not complete yet. */
interface Answer {
  readonly reports: OrderStatusReport[];
  readonly positions: PositionReport[];
}

/** What reconciliation knows, has asked and has heard. */
export interface ReconciliationState {
  readonly settings: Readonly<Record<string, number>>;
  known: Known;
  /** By request. */
  answers: Map<string, Answer>;
  accounts: Set<string>;
  /** Differences of positions that were told: ours and theirs by account and instrument. */
  told: Map<string, string>;
  /** Since when fills are asked for, by account. */
  sinceUs: Map<string, TimeUs>;
  nowUs: TimeUs;
  nextUs: TimeUs;
}

type In =
  | ("orderCommand" | "orderEvent" | "fill" | "control" | "bar")
  | ("orderStatusReport" | "fillReport" | "positionReport" | "reportEnd");
type Out = "correction" | "orderEvent" | "fill" | "reportRequest" | "orderCommand";

/** Compares, and corrects: every correction is a record with its reason. It never trades a difference away. */
export const reconciliation: Actor<ReconciliationState, In, Out> = {
  name: "reconciliation",
  key: "all",
  receives: [
    ...["orderCommand", "orderEvent", "fill", "control", "bar"] as const,
    ...["orderStatusReport", "fillReport", "positionReport", "reportEnd"] as const,
  ],
  emits: ["correction", "orderEvent", "fill", "reportRequest", "orderCommand"],
  settings: {
    everySeconds: {
      default: 60,
      minimum: 0,
      maximum: 86_400,
      comment: "Seconds of event time between two comparisons; 0 compares only when asked",
    },
    inFlightMs: {
      default: 5_000,
      minimum: 1,
      maximum: 600_000,
      comment: "How long an order may go unanswered before the venue is asked for it by id",
    },
    adoptUnknown: {
      default: 1,
      minimum: 0,
      maximum: 1,
      comment: "1 adopts orders and fills that are none of ours; 0 only flags them",
    },
  },
  initial: ({ settings }) => ({
    settings,
    known: nothingKnown(),
    answers: new Map(),
    accounts: new Set(),
    told: new Map(),
    sinceUs: new Map(),
    nowUs: 0,
    nextUs: 0,
  }),
  receive: (state, message, emit) => {
    if (message.eventTimeUs > state.nowUs) state.nowUs = message.eventTimeUs;
    const { known, settings, nowUs } = state;
    const seen: Seen = { known, settings, nowUs, say: emit as Say };
    switch (message._tag) {
      case "orderCommand":
        if (message.stage !== "approved" || message.command !== "submit") return;
        state.accounts.add(message.account);
        return send(known, message);
      case "orderEvent":
        return takeEvent(known, message);
      case "fill":
        return void takeFill(known, message);
      case "control":
        return steer(state, seen, message);
      case "bar":
        return look(state, seen, message.position);
      case "orderStatusReport":
        if (message.requestId !== "") answerOf(state, message).reports.push(message);
        return takeStatusReport(seen, message);
      case "fillReport":
        return takeFillReport(seen, message);
      case "positionReport":
        if (message.requestId !== "") answerOf(state, message).positions.push(message);
        else comparePosition(state, seen, message);
        return;
      case "reportEnd":
        return conclude(state, seen, message);
    }
  },
};

const answerOf = (
  state: ReconciliationState,
  { requestId }: { readonly requestId: string },
): Answer => {
  let answer = state.answers.get(requestId);
  if (answer === undefined) state.answers.set(requestId, answer = { reports: [], positions: [] });
  if (state.answers.size > maxOpenAnswers) {
    state.answers.delete(state.answers.keys().next().value!);
  }
  return answer;
};

/** Takes what an end completes out of an answer: one instrument of it, or all. */
const takeAnswer = (state: ReconciliationState, end: Message<"reportEnd">): Answer => {
  const answer = state.answers.get(end.requestId) ?? { reports: [], positions: [] };
  state.answers.delete(end.requestId);
  if (end.instrumentId === 0) return answer;
  const { instrumentId } = end;
  const own = <R extends { readonly instrumentId: number }>(all: readonly R[]) =>
    all.filter((one) => one.instrumentId === instrumentId);
  const others = <R extends { readonly instrumentId: number }>(all: readonly R[]) =>
    all.filter((one) => one.instrumentId !== instrumentId);
  const left = { reports: others(answer.reports), positions: others(answer.positions) };
  if (left.reports.length + left.positions.length > 0) state.answers.set(end.requestId, left);
  return { reports: own(answer.reports), positions: own(answer.positions) };
};

const steer = (state: ReconciliationState, seen: Seen, control: Control): void => {
  if (control.control === "sessionStarted") {
    state.nowUs = 0;
    state.nextUs = 0;
    state.answers.clear();
    for (const account of state.accounts) {
      ask(state, { ...seen, nowUs: 0 }, { account, origin: "start", position: control.position });
    }
    return;
  }
  if (control.control === "order") state.accounts.add(control.name);
  look(state, seen, control.position);
};

/** Asks where it is time to, and for what has gone unanswered too long. */
const look = (state: ReconciliationState, seen: Seen, position: number): void => {
  if (state.nowUs < state.nextUs) return;
  const everyUs = state.settings["everySeconds"]! * 1e6;
  const lateUs = state.settings["inFlightMs"]! * 1000;
  const due = everyUs > 0 && state.nextUs > 0;
  state.nextUs = state.nowUs + (everyUs > 0 ? everyUs : lateUs);
  for (const account of state.accounts) {
    const late: string[] = [];
    for (const order of state.known.orders.values()) {
      if (order.status === "ended" || order.account !== account) continue;
      const unanswered = order.status === "sent" || order.forgotten > 0;
      if (!unanswered || state.nowUs < Math.max(order.sentUs, order.askedUs) + lateUs) continue;
      if (late.length >= maxAskedOrders) break;
      if (order.status === "sent" && order.askedUs === 0) {
        const about = { ...order, venue: "", requestId: "", origin: "periodic" } as const;
        correct(seen, "outcomeUnknown", about, { ours: wordsOf(order), theirs: "" });
      }
      order.askedUs = state.nowUs;
      late.push(order.clientOrderId);
    }
    if (due || late.length > 0) {
      ask(state, seen, { account, origin: "periodic", position, clientOrderIds: late });
    }
  }
};

const reasons: Readonly<Record<ReportOrigin, string>> = {
  stream: "",
  start: "A session begins",
  reconnect: "The line to the venue was broken",
  periodic: "It is time to compare",
  query: "The outcome of orders is not known",
};

const ask = (state: ReconciliationState, { say, nowUs }: Seen, asked: {
  readonly account: string;
  readonly origin: ReportOrigin;
  readonly position: number;
  readonly clientOrderIds?: readonly string[];
}): void =>
  say({
    _tag: "reportRequest",
    instrumentId: 0,
    eventTimeUs: nowUs,
    account: asked.account,
    venue: "",
    requestId: `${asked.account}-${asked.position}-${asked.origin}`,
    origin: asked.origin,
    sinceUs: state.sinceUs.get(asked.account) ?? 0,
    clientOrderIds: asked.clientOrderIds ?? [],
    reason: reasons[asked.origin],
  });

/** Concludes from a complete answer what is missing in it. */
const conclude = (state: ReconciliationState, seen: Seen, end: Message<"reportEnd">): void => {
  const answer = takeAnswer(state, end);
  if (end.outcome === "failed") {
    correct(seen, "requestFailed", end, { ours: "", theirs: end.reason });
    state.nextUs = Math.min(state.nextUs, state.nowUs + state.settings["inFlightMs"]! * 1000);
    return;
  }
  for (const report of answer.reports) inferFill(seen, report);
  const covers = (instrumentId: number) =>
    end.instrumentId === 0 || end.instrumentId === instrumentId;
  const told = new Set(answer.reports.map((one) => orderOf(state.known, one)?.clientOrderId));
  const missing: string[] = [];
  const lateUs = state.settings["inFlightMs"]! * 1000;
  for (const order of state.known.orders.values()) {
    if (order.status !== "working" || order.account !== end.account) continue;
    if (!covers(order.instrumentId) || told.has(order.clientOrderId)) continue;
    if (state.nowUs < order.askedUs + lateUs || missing.length >= maxAskedOrders) continue;
    correct(seen, "missingFromReport", { ...end, ...order }, { ours: wordsOf(order), theirs: "" });
    order.askedUs = state.nowUs;
    missing.push(order.clientOrderId);
  }
  if (missing.length > 0) {
    const { account, position } = end;
    ask(state, seen, { account, origin: "query", position, clientOrderIds: missing });
  }
  // An answer to a question about orders tells nothing of positions.
  if (end.origin !== "query" || answer.positions.length > 0) {
    comparePositions(state, seen, end, answer.positions);
  }
  state.sinceUs.set(end.account, Math.min(end.sinceUs || state.nowUs, state.nowUs));
};

const comparePositions = (
  state: ReconciliationState,
  seen: Seen,
  end: Message<"reportEnd">,
  reports: readonly PositionReport[],
): void => {
  for (const report of reports) comparePosition(state, seen, report);
  const told = new Set(reports.map((one) => one.instrumentId));
  for (const [key, lots] of state.known.positions) {
    const [account = "", id = ""] = key.split("/");
    const instrumentId = Number(id);
    if (lots === 0 || account !== end.account || told.has(instrumentId)) continue;
    if (end.instrumentId !== 0 && end.instrumentId !== instrumentId) continue;
    tellPosition(state, seen, { ...end, instrumentId, ours: lots, theirs: 0, missing: true });
  }
};

const comparePosition = (state: ReconciliationState, seen: Seen, report: PositionReport): void => {
  const key = positionKey(report.account, report.instrumentId);
  const ours = state.known.positions.get(key) ?? 0;
  if (ours === report.quantityLots) return void state.told.delete(key);
  tellPosition(state, seen, { ...report, ours, theirs: report.quantityLots, missing: false });
};

/** Tells of a difference once. */
const tellPosition = (
  state: ReconciliationState,
  seen: Seen,
  at: Pick<ReportEnd, "account" | "venue" | "requestId" | "origin" | "instrumentId"> & {
    readonly ours: QuantityLots;
    readonly theirs: QuantityLots;
    readonly missing: boolean;
  },
): void => {
  const key = positionKey(at.account, at.instrumentId);
  const words = `${at.ours} ${at.theirs}`;
  if (state.told.get(key) === words) return;
  state.told.set(key, words);
  if (state.told.size > maxToldPositions) state.told.delete(state.told.keys().next().value!);
  const situation = at.missing
    ? "positionMissing"
    : state.known.positions.has(key)
    ? "positionDiffers"
    : "positionUnknown";
  correct(seen, situation, at, { ours: `${at.ours} lots`, theirs: `${at.theirs} lots` });
};
