// Flattening: closes what every strategy holds, under the kill switch, until nothing is held.
import { type OrderEvent, plainOrder } from "../streams/orders.ts";
import type { PositionRecord } from "../streams/positions.ts";
import type { QuantityLots, TimeUs } from "../streams/units.ts";
import type { Actor, Emit } from "./actor.ts";
import { flattenPrefix } from "./risk/judge.ts";

/** What one strategy holds, and the order that closes it. */
interface Closing {
  readonly account: string;
  readonly strategy: string;
  lots: QuantityLots;
  /** The order that works; empty where none does. */
  orderId: string;
  tries: number;
  notBeforeUs: TimeUs;
}

/** The holdings of one instrument. */
export interface FlattenState {
  readonly instrumentId: number;
  readonly retryUs: number;
  /** Orders are of multiples of it, 1 where a snapshot of before does not tell it; what is less stays. */
  readonly roundLots?: QuantityLots;
  holdings: Map<string, Closing>;
  /** Accounts that are being flattened, "" for all, and why. */
  asked: Map<string, string>;
  /** Number of the next order at the position of the control or report that causes it. */
  idPosition: number;
  ids: number;
  nowUs: TimeUs;
}

/** Orders that may try to close one holding; then a person has to look. */
export const maxFlattenTries = 20;

type In = "control" | "position" | "orderEvent" | "bar";

/** After the control `flatten`, sends a market order that only reduces for each holding, again until it is flat. */
export const flatten: Actor<FlattenState, In, "orderCommand"> = {
  name: "flatten",
  key: "instrument",
  receives: ["control", "position", "orderEvent", "bar"],
  emits: ["orderCommand"],
  settings: {
    retryMs: {
      default: 500,
      minimum: 1,
      maximum: 60_000,
      comment: "Pause after an order that closed not everything, in milliseconds of event time",
    },
  },
  initial: ({ settings, instruments }, instrumentId) => ({
    instrumentId,
    roundLots: instruments.get(instrumentId)?.roundLots ?? 1,
    retryUs: settings["retryMs"]! * 1000,
    holdings: new Map(),
    asked: new Map(),
    idPosition: -1,
    ids: 0,
    nowUs: 0,
  }),
  receive: (state, message, emit) => {
    if (message.eventTimeUs > state.nowUs) state.nowUs = message.eventTimeUs;
    if (message._tag === "position") hold(state, message);
    else if (message._tag === "orderEvent") end(state, message);
    else if (message._tag === "control" && message.control === "sessionStarted") {
      startSession(state);
    } else if (message._tag === "control" && message.control === "flatten") {
      state.asked.set(message.name, message.reason);
      for (const closing of state.holdings.values()) closing.tries = 0;
    } else if (message._tag === "control" && message.control === "tradingState") {
      if (message.value === "active") stop(state, message.name);
    }
    if (state.asked.size > 0) close(state, message.position, emit);
  },
};

const startSession = (state: FlattenState): void => {
  state.nowUs = 0;
  for (const closing of state.holdings.values()) closing.notBeforeUs = 0;
};

/** Arming trading again ends what is not closed yet. */
const stop = (state: FlattenState, account: string): void => {
  if (account === "") state.asked.clear();
  else state.asked.delete(account);
};

const hold = (state: FlattenState, { account, strategy, quantityLots }: PositionRecord): void => {
  const key = `${account}/${strategy}`;
  const known = state.holdings.get(key);
  if (known !== undefined) known.lots = quantityLots;
  else {
    const fresh = { account, strategy, lots: quantityLots, orderId: "", tries: 0, notBeforeUs: 0 };
    state.holdings.set(key, fresh);
  }
};

const ended = new Set<OrderEvent["event"]>([
  "filled",
  "canceled",
  "expired",
  "rejected",
  "denied",
]);

const end = (state: FlattenState, event: OrderEvent): void => {
  if (!ended.has(event.event)) return;
  const closing = state.holdings.get(`${event.account}/${event.strategy}`);
  if (closing?.orderId !== event.clientOrderId) return;
  closing.orderId = "";
  if (event.event !== "filled") closing.notBeforeUs = state.nowUs + state.retryUs;
};

const close = (state: FlattenState, position: number, emit: Emit<"orderCommand">): void => {
  for (const closing of state.holdings.values()) {
    const reason = state.asked.get(closing.account) ?? state.asked.get("");
    const lots = Math.abs(closing.lots - closing.lots % (state.roundLots ?? 1));
    if (reason === undefined || lots === 0 || closing.orderId !== "") continue;
    if (closing.tries >= maxFlattenTries || state.nowUs < closing.notBeforeUs) continue;
    if (state.idPosition !== position) [state.idPosition, state.ids] = [position, 0];
    closing.orderId = `${flattenPrefix}${state.instrumentId}-${position}-${state.ids++}`;
    closing.tries++;
    emit({
      _tag: "orderCommand",
      instrumentId: state.instrumentId,
      eventTimeUs: state.nowUs,
      account: closing.account,
      strategy: closing.strategy,
      clientOrderId: closing.orderId,
      stage: "requested",
      command: "submit",
      side: closing.lots > 0 ? "sell" : "buy",
      orderType: "market",
      timeInForce: "ioc",
      quantityLots: lots,
      priceTicks: 0,
      signalId: "",
      reason: `All positions are closed: ${reason}`,
      ...plainOrder,
      execInst: ["reduceOnly"],
    });
  }
};
