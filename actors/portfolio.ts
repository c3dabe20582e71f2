// The portfolio: turns the targets of strategies into orders, one working order for each at most.
import { type OrderCommand, type OrderEvent, plainOrder } from "../streams/orders.ts";
import type { Signal } from "../streams/signals.ts";
import type { PriceTicks, QuantityLots, TimeUs } from "../streams/units.ts";
import type { Actor, Emit, Message } from "./actor.ts";
import {
  type BestPrices,
  forgetPrices,
  midOf,
  noPrices,
  takePrices,
} from "./measures/best-prices.ts";
import {
  forgetWish,
  newSlot,
  nextStep,
  reduces,
  type Slot,
  type SlotOrder,
  takeEvent,
  takeFilled,
  wish,
} from "./portfolio/slot.ts";

/** The portfolio of one instrument. */
export interface PortfolioState {
  readonly instrumentId: number;
  readonly settings: Readonly<Record<string, number>>;
  readonly incrementTicks: PriceTicks;
  /** Orders are of multiples of it, 1 where a snapshot of before does not tell it; what is less is left. */
  readonly roundLots?: QuantityLots;
  /** By account and strategy. */
  slots: Map<string, Slot>;
  best: BestPrices;
  nowUs: TimeUs;
  /** When a slot wants to be looked at again without a message of its own. */
  wakeUs: TimeUs;
  /** Where client order ids stand: the position, and how many were given there. */
  idPosition: number;
  ids: number;
}

type In = "signal" | "orderEvent" | "fill" | "quote" | "featureVector" | "control";
type Out = Emit<"orderCommand">;
const never = Number.MAX_SAFE_INTEGER;

/**
 * Orders the difference between what strategies wish and what they hold, whole lots, on the
 * increment.
 */
export const portfolio: Actor<PortfolioState, In, "orderCommand"> = {
  name: "portfolio",
  key: "instrument",
  receives: ["signal", "orderEvent", "fill", "quote", "featureVector", "control"],
  emits: ["orderCommand"],
  settings: {
    restMs: {
      default: 1_000,
      minimum: 0,
      maximum: 3_600_000,
      comment: "How long an entry rests at the best price before it crosses; 0 crosses at once",
    },
    aggressionBps: {
      default: 5,
      minimum: 0,
      maximum: 1_000,
      comment: "How far beyond the best opposite price a crossing order may fill, in basis points",
    },
    retryMs: {
      default: 1_000,
      minimum: 1,
      maximum: 3_600_000,
      comment: "Pause after an order that was refused or not filled, in milliseconds of event time",
    },
    maxAttempts: {
      default: 3,
      minimum: 1,
      maximum: 100,
      comment: "Orders for one wish before it is given up; orders that only reduce go on",
    },
  },
  initial: ({ instruments, settings }, instrumentId) => ({
    instrumentId,
    settings,
    incrementTicks: instruments.get(instrumentId)?.minPriceIncrementTicks ?? 1,
    roundLots: instruments.get(instrumentId)?.roundLots ?? 1,
    slots: new Map(),
    best: noPrices(),
    nowUs: 0,
    wakeUs: never,
    idPosition: -1,
    ids: 0,
  }),
  receive: (state, message, emit) => {
    if (message.eventTimeUs > state.nowUs) state.nowUs = message.eventTimeUs;
    switch (message._tag) {
      case "quote":
      case "featureVector":
        takePrices(state.best, message);
        if (state.nowUs >= state.wakeUs) wake(state, message, emit);
        return;
      case "signal":
        return follow(state, message, emit);
      case "fill":
      case "orderEvent":
        return learn(state, message, emit);
      case "control":
        if (message.control === "sessionStarted") startSession(state);
        else if (state.nowUs >= state.wakeUs) wake(state, message, emit);
    }
  },
};

const startSession = (state: PortfolioState): void => {
  forgetPrices(state.best);
  state.nowUs = 0;
  state.wakeUs = never;
  for (const slot of state.slots.values()) forgetWish(slot);
};

const wake = (state: PortfolioState, message: Message<In>, emit: Out): void => {
  state.wakeUs = never;
  for (const slot of state.slots.values()) act(state, { slot, message }, emit);
};

const follow = (state: PortfolioState, signal: Signal, emit: Out): void => {
  const key = `${signal.account}/${signal.strategy}`;
  let slot = state.slots.get(key);
  if (slot === undefined) state.slots.set(key, slot = newSlot(signal));
  wish(slot, signal);
  act(state, { slot, message: signal }, emit);
};

const learn = (state: PortfolioState, message: OrderEvent | Message<"fill">, emit: Out): void => {
  const slot = state.slots.get(`${message.account}/${message.strategy}`);
  if (slot === undefined) return;
  takeFilled(slot, message);
  if (message._tag === "fill") return;
  takeEvent(slot, message, { nowUs: state.nowUs, retryUs: state.settings["retryMs"]! * 1000 });
  act(state, { slot, message }, emit);
};

interface Turn {
  readonly slot: Slot;
  readonly message: Message<In>;
}

/** Does what the slot needs now, or says when it has to be looked at again. */
const act = (state: PortfolioState, turn: Turn, emit: Out): void => {
  const { slot } = turn;
  const whole = nextStep(slot);
  const step = whole - whole % (state.roundLots ?? 1);
  if (slot.order?.working) return tend(state, { ...turn, order: slot.order, step: whole }, emit);
  if (step === 0) return;
  const reducing = reduces(slot);
  if (slot.attempts >= state.settings["maxAttempts"]! && !reducing) return;
  if (state.nowUs < slot.notBeforeUs || midOf(state.best) === 0) {
    state.wakeUs = Math.min(state.wakeUs, slot.notBeforeUs);
    return;
  }
  const crossing = reducing || slot.attempts > 0 || state.settings["restMs"] === 0;
  submit(state, { ...turn, step, crossing }, emit);
};

/**
 * Looks after a working order: a crossing one ends by itself, a resting one is canceled when due.
 */
const tend = (
  state: PortfolioState,
  turn: Turn & { readonly order: SlotOrder; readonly step: QuantityLots },
  emit: Out,
): void => {
  const { order, step } = turn;
  if (order.crossing || order.canceling !== "no") return;
  const more = (order.side === "buy" ? step : -step) - order.leavesLots;
  const wanted = more >= 0 && more < (state.roundLots ?? 1);
  const dueUs = order.sentUs + state.settings["restMs"]! * 1000;
  if (wanted && state.nowUs < dueUs) {
    state.wakeUs = Math.min(state.wakeUs, dueUs);
    return;
  }
  order.canceling = wanted ? "stale" : "unwanted";
  const reason = wanted ? "Rested too long at the best price" : "The strategy wishes otherwise now";
  const { clientOrderId, side, leavesLots: quantityLots } = order;
  const timeInForce = "day";
  const asked = { clientOrderId, side, quantityLots, priceTicks: 0, timeInForce, reason } as const;
  emit(commandOf(state, turn, { command: "cancel", ...asked }));
};

const submit = (
  state: PortfolioState,
  turn: Turn & { readonly step: QuantityLots; readonly crossing: boolean },
  emit: Out,
): void => {
  const { slot, step, crossing } = turn;
  const side = step > 0 ? "buy" : "sell";
  const quantityLots = Math.abs(step);
  const clientOrderId = nextId(state, turn);
  slot.order = {
    clientOrderId,
    side,
    crossing,
    sentUs: state.nowUs,
    cumLots: 0,
    leavesLots: quantityLots,
    working: true,
    canceling: "no",
  };
  if (!crossing) {
    state.wakeUs = Math.min(state.wakeUs, state.nowUs + state.settings["restMs"]! * 1000);
  }
  emit(commandOf(state, turn, {
    command: "submit",
    clientOrderId,
    side,
    quantityLots,
    priceTicks: crossing
      ? crossingPrice(state, side)
      : roundTo(state.incrementTicks, side, passivePrice(state.best, side)),
    timeInForce: crossing ? "ioc" : "day",
    reason: `${side === "buy" ? "Buy" : "Sell"} ${quantityLots} lots, from ${slot.positionLots} ` +
      `towards ${slot.targetLots}, ${crossing ? "crossing the spread" : "at the best price"}`,
  }));
};

const passivePrice = (best: BestPrices, side: "buy" | "sell"): PriceTicks =>
  side === "buy" ? best.bidPriceTicks : best.askPriceTicks;

/**
 * At least the best opposite price, and beyond it as far as `aggressionBps` reach, on the
 * increment.
 */
const crossingPrice = (state: PortfolioState, side: "buy" | "sell"): PriceTicks => {
  const { best, incrementTicks: increment } = state;
  const opposite = side === "buy" ? best.askPriceTicks : best.bidPriceTicks;
  const slack = Math.floor((opposite * state.settings["aggressionBps"]!) / 10_000);
  if (side === "buy") {
    return Math.max(
      roundTo(increment, "sell", opposite),
      roundTo(increment, "buy", opposite + slack),
    );
  }
  const lowest = roundTo(increment, "sell", opposite - slack);
  return Math.max(increment, Math.min(roundTo(increment, "buy", opposite), lowest));
};

/**
 * A price on the increment: down for a buy, up for a sell, so that it never becomes better for
 * others.
 */
const roundTo = (increment: PriceTicks, side: "buy" | "sell", price: PriceTicks): PriceTicks =>
  (side === "buy" ? Math.floor(price / increment) : Math.ceil(price / increment)) * increment;

const nextId = (state: PortfolioState, { slot, message }: Turn): string => {
  if (message.position !== state.idPosition) {
    state.idPosition = message.position;
    state.ids = 0;
  }
  const index = state.ids++;
  return `${slot.strategy}-${state.instrumentId}-${message.position}-${index}`;
};

type Asked = Pick<
  OrderCommand,
  "command" | "clientOrderId" | "side" | "quantityLots" | "priceTicks" | "timeInForce" | "reason"
>;

const commandOf = (state: PortfolioState, { slot }: Turn, asked: Asked) => ({
  _tag: "orderCommand" as const,
  instrumentId: state.instrumentId,
  eventTimeUs: state.nowUs,
  account: slot.account,
  strategy: slot.strategy,
  stage: "requested" as const,
  orderType: "limit" as const,
  signalId: slot.signalId,
  ...plainOrder,
  ...asked,
});
