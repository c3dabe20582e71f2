// Algorithms: work large orders in children, each of which passes risk like any other order.
import type { Control } from "../streams/control.ts";
import { type HandOrder, readHandOrder } from "../streams/hand-order.ts";
import { type OrderCommand, plainOrder } from "../streams/orders.ts";
import type { AlgorithmStatus } from "../streams/trading.ts";
import type { PriceTicks, QuantityLots, TimeUs } from "../streams/units.ts";
import type { Actor, Emit, Message } from "./actor.ts";
import { withDefaults, wrongParameters } from "./algorithms/algorithm.ts";
import { doneKept, maxFinishing, maxWorking } from "./algorithms/limits.ts";
import { isHopeless, type Parent, recordOf, takeEnd, takeFill } from "./algorithms/parent.ts";
import { crossingPrice, passivePrice } from "./algorithms/prices.ts";
import { addVolume, noProfile, type VolumeProfile } from "./algorithms/profile.ts";
import { algorithms as roster } from "./algorithms/roster.ts";
import {
  type BestPrices,
  forgetPrices,
  marketMarks,
  midOf,
  noPrices,
  takePrices,
} from "./measures/best-prices.ts";

/** The orders that algorithms work in one instrument. */
export interface AlgorithmsState {
  readonly instrumentId: number;
  readonly incrementTicks: PriceTicks;
  /** Children are of multiples of it, 1 where a snapshot of before does not tell it; the rest waits. */
  readonly roundLots?: QuantityLots;
  /** By client order id: those that work. */
  working: Map<string, Parent>;
  /** Ids of those that are done, the oldest first. */
  done: Set<string>;
  best: BestPrices;
  profile: VolumeProfile;
  nowUs: TimeUs;
}

type In = "control" | "quote" | "featureVector" | "trade" | "orderEvent" | "fill";
type Out = Emit<"orderCommand" | "algorithmOrder">;

/** Works orders of the control `order` that name an algorithm. */
export const algorithms: Actor<AlgorithmsState, In, "orderCommand" | "algorithmOrder"> = {
  name: "algorithms",
  key: "instrument",
  receives: ["control", "quote", "featureVector", "trade", "orderEvent", "fill"],
  emits: ["orderCommand", "algorithmOrder"],
  initial: ({ instruments }, instrumentId) => ({
    instrumentId,
    incrementTicks: instruments.get(instrumentId)?.minPriceIncrementTicks ?? 1,
    roundLots: instruments.get(instrumentId)?.roundLots ?? 1,
    working: new Map(),
    done: new Set(),
    best: noPrices(),
    profile: noProfile(),
    nowUs: 0,
  }),
  receive: (state, message, emit) => {
    if (message.eventTimeUs > state.nowUs) state.nowUs = message.eventTimeUs;
    switch (message._tag) {
      case "quote":
      case "featureVector":
        takePrices(state.best, message);
        break;
      case "trade":
        count(state, message);
        break;
      case "fill":
        fill(state, message, emit);
        break;
      case "orderEvent":
        for (const parent of state.working.values()) takeEnd(parent, message, state.nowUs);
        break;
      case "control":
        steer(state, message, emit);
    }
    if (state.working.size === 0) return;
    for (const parent of state.working.values()) work(state, parent, emit);
  },
};

const count = (state: AlgorithmsState, trade: Message<"trade">): void => {
  if ((trade.flags & marketMarks) !== 0) return;
  addVolume(state.profile, trade.eventTimeUs, trade.quantityLots);
  for (const parent of state.working.values()) parent.marketLots += trade.quantityLots;
};

const fill = (state: AlgorithmsState, message: Message<"fill">, emit: Out): void => {
  const parent = state.working.get(parentOf(message.clientOrderId));
  if (parent === undefined || !takeFill(parent, message)) return;
  if (parent.cumLots >= parent.quantityLots) {
    end(state, parent, ["filled", "All of it is filled"], emit);
  } else emit(recordOf(parent, state.nowUs, parent.wish));
};

/** The order that a child belongs to: the child's id is that of the order, a dot and a number. */
const parentOf = (clientOrderId: string): string =>
  clientOrderId.slice(0, Math.max(0, clientOrderId.lastIndexOf(".")));

const steer = (state: AlgorithmsState, control: Control, emit: Out): void => {
  if (control.control === "sessionStarted") {
    forgetPrices(state.best);
    for (const parent of state.working.values()) {
      end(state, parent, ["expired", "The session of the order is over"], emit);
    }
    state.nowUs = 0;
  } else if (control.control === "tradingState" && control.value === "halted") {
    for (const parent of state.working.values()) {
      if (control.name !== "" && control.name !== parent.account) continue;
      cancel(state, parent, `Trading is halted: ${control.reason}`, emit);
    }
  } else if (control.control === "order") {
    const order = readHandOrder(control.value);
    if (order?.algorithm === undefined) return;
    if (order.command === "submit") open(state, control, order, emit);
    else if (order.command === "cancel") {
      const parent = state.working.get(order.clientOrderId);
      if (parent !== undefined) cancel(state, parent, control.reason, emit);
    }
  }
};

const open = (state: AlgorithmsState, control: Control, order: HandOrder, emit: Out): void => {
  const { clientOrderId, algorithm: name = "" } = order;
  if (state.working.has(clientOrderId) || state.done.has(clientOrderId)) return;
  const algorithm = roster.find((one) => one.name === name);
  const given = order.parameters ?? {};
  const wrong = algorithm === undefined
    ? `There is no algorithm "${name}"`
    : state.working.size >= maxWorking
    ? `At most ${maxWorking} orders may be worked here at once`
    : wrongParameters(algorithm, given);
  const parameters = algorithm === undefined || wrong !== undefined
    ? given
    : withDefaults(algorithm, given);
  const parent: Parent = {
    instrumentId: state.instrumentId,
    account: control.name,
    clientOrderId,
    algorithm: name,
    parameters,
    side: order.side,
    quantityLots: order.quantityLots,
    priceTicks: order.priceTicks,
    startUs: state.nowUs,
    endUs: state.nowUs + Math.round((parameters["durationS"] ?? 0) * 1e6),
    wish: control.reason,
    status: "working",
    canceling: "",
    arrivalPriceHalfTicks: midOf(state.best),
    marketLots: 0,
    cumLots: 0,
    filledTickLots: 0,
    children: 0,
    child: undefined,
    impatient: false,
    notBeforeUs: 0,
    failures: 0,
    finishing: 0,
  };
  state.working.set(clientOrderId, parent);
  if (wrong !== undefined) {
    const words = typeof wrong === "string" ? wrong : `${wrong.name} ${wrong.message}`;
    return end(state, parent, ["rejected", words], emit);
  }
  emit(recordOf(parent, state.nowUs, parent.wish));
};

/** Cancels the order: at once where no child works, else when the child is gone. */
const cancel = (state: AlgorithmsState, parent: Parent, reason: string, emit: Out): void => {
  parent.canceling = reason || "Canceled";
  if (parent.child === undefined) end(state, parent, ["canceled", parent.canceling], emit);
  else cancelChild(state, parent, parent.canceling, emit);
};

const end = (
  state: AlgorithmsState,
  parent: Parent,
  [status, reason]: readonly [AlgorithmStatus, string],
  emit: Out,
): void => {
  parent.status = status;
  state.working.delete(parent.clientOrderId);
  state.done.add(parent.clientOrderId);
  if (state.done.size > doneKept) state.done.delete(state.done.values().next().value!);
  emit(recordOf(parent, state.nowUs, reason));
};

/** Does what an order needs now. */
const work = (state: AlgorithmsState, parent: Parent, emit: Out): void => {
  const { child } = parent;
  const over = state.nowUs >= parent.endUs;
  if (child !== undefined) {
    if (child.crossing || child.canceling) return;
    const restUs = parent.parameters["restMs"]! * 1000;
    const algorithm = roster.find((one) => one.name === parent.algorithm)!;
    const tooLong = algorithm.onlyRests !== true && state.nowUs >= child.sentUs + restUs;
    if (over || tooLong) cancelChild(state, parent, "It rested long enough", emit);
    return;
  }
  if (parent.canceling !== "") return end(state, parent, ["canceled", parent.canceling], emit);
  if (isHopeless(parent)) {
    return end(state, parent, ["rejected", "Its children failed too often in a row"], emit);
  }
  if (over && (parent.parameters["finish"] === 0 || parent.finishing >= maxFinishing)) {
    return end(state, parent, ["expired", "Its time is over"], emit);
  }
  if (state.nowUs < parent.notBeforeUs || midOf(state.best) === 0) return;
  slice(state, parent, over, emit);
};

/** Sends the next child, where one is due. */
const slice = (state: AlgorithmsState, parent: Parent, over: boolean, emit: Out): void => {
  const algorithm = roster.find((one) => one.name === parent.algorithm)!;
  if (parent.arrivalPriceHalfTicks === 0) parent.arrivalPriceHalfTicks = midOf(state.best);
  const left = parent.quantityLots - parent.cumLots;
  const due = over
    ? parent.quantityLots
    : algorithm.due({ ...parent, nowUs: state.nowUs, profile: state.profile });
  const next = Math.min(left, due - parent.cumLots);
  if (next < Math.min(left, algorithm.clip(parent))) return;
  const wanted = next - next % (state.roundLots ?? 1);
  if (wanted === 0) {
    return over ? end(state, parent, ["expired", "Less than can be ordered"], emit) : undefined;
  }
  const { best, incrementTicks } = state;
  const at = { best, incrementTicks, side: parent.side, limitTicks: parent.priceTicks };
  const patient = algorithm.onlyRests === true
    ? !over
    : !over && !parent.impatient && parent.parameters["restMs"]! > 0;
  const crossing = patient ? 0 : crossingPrice(at);
  const priceTicks = crossing === 0 ? passivePrice(at) : crossing;
  if (over) parent.finishing++;
  // At the end a limit that the market is beyond cannot be crossed to: there is no more to wait for.
  if (over && crossing === 0) return end(state, parent, ["expired", "Beyond its limit"], emit);
  send(state, parent, { lots: wanted, priceTicks, crossing: crossing !== 0 }, emit);
};

const send = (
  state: AlgorithmsState,
  parent: Parent,
  { lots, priceTicks, crossing }: {
    readonly lots: QuantityLots;
    readonly priceTicks: PriceTicks;
    readonly crossing: boolean;
  },
  emit: Out,
): void => {
  const clientOrderId = `${parent.clientOrderId}.${++parent.children}`;
  parent.child = { clientOrderId, crossing, sentUs: state.nowUs, cumLots: 0, canceling: false };
  emit({
    ...commandOf(state, parent),
    command: "submit",
    clientOrderId,
    timeInForce: crossing ? "ioc" : "day",
    quantityLots: lots,
    priceTicks,
    reason: `${parent.algorithm}: ${parent.cumLots} of ${parent.quantityLots} lots are done`,
  });
  emit(recordOf(parent, state.nowUs, parent.wish));
};

const cancelChild = (
  state: AlgorithmsState,
  parent: Parent,
  reason: string,
  emit: Out,
): void => {
  const child = parent.child!;
  child.canceling = true;
  const { clientOrderId } = child;
  const asked = { command: "cancel", clientOrderId, timeInForce: "day" } as const;
  emit({ ...commandOf(state, parent), ...asked, quantityLots: 0, priceTicks: 0, reason });
};

const commandOf = (
  state: AlgorithmsState,
  parent: Parent,
): Omit<
  OrderCommand,
  | ("position" | "outputIndex" | "command" | "clientOrderId" | "timeInForce")
  | ("quantityLots" | "priceTicks" | "reason")
> => ({
  _tag: "orderCommand",
  instrumentId: state.instrumentId,
  eventTimeUs: state.nowUs,
  account: parent.account,
  strategy: "",
  stage: "requested",
  side: parent.side,
  orderType: "limit",
  signalId: "",
  ...plainOrder,
  algorithmOrderId: parent.clientOrderId,
});
