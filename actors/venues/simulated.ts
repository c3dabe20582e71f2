// The simulated venue: fills our orders against the market as shown, with latency and fees.
import type { Control } from "../../streams/control.ts";
import type { OrderCommand } from "../../streams/orders.ts";
import type { TimeUs } from "../../streams/units.ts";
import type { Actor, Emit, Message } from "../actor.ts";
import { marketMarks } from "../measures/best-prices.ts";
import { answerRequest } from "./simulated/answers.ts";
import { type Desk, newOrder, refuse, work } from "./simulated/desk.ts";
import {
  forgetLiquidity,
  noLiquidity,
  showDelta,
  showQuote,
  trusted,
} from "./simulated/liquidity.ts";
import { newReports, reportEvent, tellDue, type Told } from "./simulated/reports.ts";
import { endResting, meetBook, meetTrade, workingCount } from "./simulated/resting.ts";
import { maxInFlight, maxInFlightCancels, venueSettings } from "./simulated/settings.ts";
import { expire, meetStops, settle } from "./simulated/waiting.ts";

/** A command on its way to the venue. */
export interface InFlight {
  readonly arrivalUs: TimeUs;
  readonly command: OrderCommand;
}

/** The simulated venue of one instrument. */
export interface SimulatedVenueState extends Desk {
  readonly entryUs: number;
  /** In order of arrival. */
  inFlight: InFlight[];
  nowUs: TimeUs;
  /** End of the UTC day of event time, when day orders expire; 0 before the first record. */
  dayEndUs: TimeUs;
}

type In = "quote" | "trade" | "bookDelta" | "orderCommand" | "control" | "reportRequest";
type Out = Emit<Told>;

/**
 * An approved order arrives after the entry latency and meets the market as it was shown then, so
 * it is worked by the first record of its instrument at or after that time. Orders take what is
 * shown, level by level, each lot once; they rest behind what rested before them, and are filled
 * there by trades and by the other side coming to their price. The market does not react to them.
 */
export const simulatedVenue: Actor<SimulatedVenueState, In, Told> = {
  name: "simulated-venue",
  key: "instrument",
  receives: ["quote", "trade", "bookDelta", "orderCommand", "control", "reportRequest"],
  emits: [
    ...["orderEvent", "fill"] as const,
    ...["orderStatusReport", "fillReport", "positionReport", "reportEnd"] as const,
  ],
  settings: venueSettings,
  initial: ({ instruments, settings }, instrumentId) => ({
    instrumentId,
    incrementTicks: instruments.get(instrumentId)?.minPriceIncrementTicks ?? 1,
    shown: noLiquidity(settings["untoldQuantityLots"]!),
    resting: { bids: [], asks: [], waiting: [] },
    reports: newReports(settings),
    orders: 0,
    ended: new Map(),
    entryUs: settings["entryLatencyMs"]! * 1000,
    inFlight: [],
    nowUs: 0,
    dayEndUs: 0,
  }),
  receive: (state, message, emit) => {
    if (message._tag === "orderCommand") return dispatch(state, message);
    if (message._tag === "control") return steer(state, message, emit);
    if (message._tag === "reportRequest") {
      answerRequest(state, message, Math.max(state.nowUs, message.eventTimeUs));
      return tellDue(state.reports, state.nowUs, emit);
    }
    const { inFlight, shown: { book } } = state;
    if (message.eventTimeUs > state.nowUs) {
      state.nowUs = message.eventTimeUs;
      if (state.nowUs >= state.dayEndUs) turnDay(state);
      if (inFlight.length > 0 && !book.open) arrive(state, message, state.nowUs - 1);
    }
    show(state, message);
    if (inFlight.length > 0 && !book.open) arrive(state, message, state.nowUs);
    if (state.reports.changed.length > 0) {
      settle(state, { atUs: state.nowUs, position: message.position });
    }
    if (state.reports.queue.length > 0) tellDue(state.reports, state.nowUs, emit);
  },
};

/** Takes over what a record shows, and fills what rests. A marked record fills nothing. */
const show = (state: SimulatedVenueState, message: Message<"quote" | "trade" | "bookDelta">) => {
  const { shown, resting, reports } = state;
  let fills = true;
  if (message._tag === "quote") fills = showQuote(shown, message);
  else if (message._tag === "bookDelta") fills = showDelta(shown, message);
  else fills = (message.flags & marketMarks) === 0;
  if (workingCount(resting) === 0) return;
  expire(state, state.nowUs);
  if (!fills || !trusted(shown)) return;
  const moment = { atUs: state.nowUs, position: message.position };
  const trade = message._tag === "trade" ? message : undefined;
  if (trade !== undefined) meetTrade(resting, shown, reports, { trade, moment });
  else meetBook(resting, shown, reports, moment);
  if (reports.changed.length > 0) settle(state, moment);
  if (resting.waiting.length > 0) meetStops(state, moment, trade);
};

const dispatch = (state: SimulatedVenueState, command: OrderCommand): void => {
  if (command.stage !== "approved") return;
  const { inFlight } = state;
  const last = inFlight.at(-1)?.arrivalUs ?? 0;
  // Whoever asks may not have seen the newest record of the instrument, but asks after it.
  const arrivalUs = Math.max(last, Math.max(command.eventTimeUs, state.nowUs) + state.entryUs);
  const most = command.command === "cancel" ? maxInFlightCancels : maxInFlight;
  if (inFlight.length < most) inFlight.push({ arrivalUs, command });
  else turnAway(state, command, `At most ${most} commands may be on their way`);
};

/** Answers a command that there is no room for: nobody is to wait for it for ever. */
const turnAway = (state: SimulatedVenueState, command: OrderCommand, reason: string): void => {
  const what = { atUs: state.nowUs, reason };
  switch (command.command) {
    case "submit":
      return reportEvent(state.reports, newOrder(state, command), { event: "rejected", ...what });
    case "cancel":
      return refuse(state, command, { event: "cancelRejected", ...what });
    case "replace":
      return refuse(state, command, { event: "replaceRejected", ...what });
  }
};

/** Works what has arrived by a time, in order of arrival. */
const arrive = (state: SimulatedVenueState, at: Message<In>, byUs: TimeUs): void => {
  const { inFlight } = state;
  let arrived = 0;
  while (arrived < inFlight.length && inFlight[arrived]!.arrivalUs <= byUs) {
    const { arrivalUs, command } = inFlight[arrived++]!;
    const moment = { atUs: arrivalUs, position: at.position };
    work(state, command, moment);
    if (state.reports.changed.length > 0) settle(state, moment);
  }
  if (arrived > 0) inFlight.splice(0, arrived);
};

const dayUs = 86_400_000_000;

const turnDay = (state: SimulatedVenueState): void => {
  state.dayEndUs = (Math.floor(state.nowUs / dayUs) + 1) * dayUs;
  endResting(state.resting, state.reports, {
    which: (order) => order.command.timeInForce === "day",
    event: "expired",
    reason: "The day of the order is over",
    atUs: state.nowUs,
  });
};

const steer = (state: SimulatedVenueState, message: Control, emit: Out): void => {
  if (message.control === "sessionStarted") return startSession(state, emit);
  if (message.control !== "clock" || message.eventTimeUs <= state.nowUs) return;
  state.nowUs = message.eventTimeUs;
  if (!state.shown.book.open) arrive(state, message, state.nowUs);
  expire(state, state.nowUs);
  if (state.reports.changed.length > 0) {
    settle(state, { atUs: state.nowUs, position: message.position });
  }
  tellDue(state.reports, state.nowUs, emit);
};

/** Ends every order of the session before: its market is gone. What had happened is told first. */
const startSession = (state: SimulatedVenueState, emit: Out): void => {
  const reason = "The session of the order is over";
  const atUs = state.nowUs;
  for (const { command } of state.inFlight) {
    if (command.command !== "submit") continue;
    reportEvent(state.reports, newOrder(state, command), { event: "canceled", atUs, reason });
  }
  state.inFlight = [];
  endResting(state.resting, state.reports, {
    which: () => true,
    event: "canceled",
    reason,
    atUs,
  });
  tellDue(state.reports, Number.MAX_SAFE_INTEGER, emit);
  state.reports.changed.length = 0;
  state.ended.clear();
  state.reports.endings.clear();
  forgetLiquidity(state.shown);
  state.nowUs = 0;
  state.dayEndUs = 0;
};
