// The risk check: no order reaches a venue but through here. Denials are records, never exceptions.
import type { Control, TradingState } from "../streams/control.ts";
import { tradingStates } from "../streams/control.ts";
import type { Instrument } from "../streams/instruments.ts";
import type { DenialReason, OrderCommand } from "../streams/orders.ts";
import type { TickLots, TimeUs } from "../streams/units.ts";
import type { Actor, Emit } from "./actor.ts";
import { forgetPrices, takePrices } from "./measures/best-prices.ts";
import { tickLotsWithin } from "./measures/money.ts";
import { check, type Verdict } from "./risk/checks.ts";
import {
  addEvent,
  addFill,
  addOpen,
  addPosition,
  type Earnings,
  type Exposure,
  noEarnings,
  noExposure,
  type OpenOrder,
  setLeaves,
  turnDay,
} from "./risk/exposure.ts";
import { rememberedOrderIds, type RiskSetting, riskSettings } from "./risk/limits.ts";

/** An instrument with its limits in tick·lots. */
interface Limited {
  readonly instrument: Instrument;
  readonly maxOrderTickLots: TickLots;
  readonly maxPositionTickLots: TickLots;
  readonly exposure: Exposure;
}

/** What risk knows: one account, every instrument. */
export interface RiskState {
  readonly limits: Readonly<Record<RiskSetting, number>>;
  /** By instrument id. */
  instruments: (Limited | undefined)[];
  openOrders: Map<string, OpenOrder>;
  /** Client order ids used before, oldest first. */
  knownIds: Set<string>;
  /** Event times of the last approved orders, as a ring as long as the rate limit. */
  approvedUs: Float64Array;
  approved: number;
  earnings: Earnings;
  /** Trading state by account; "" is every account. */
  tradingStates: Map<string, TradingState>;
  nowUs: TimeUs;
}

type In =
  | "quote"
  | "featureVector"
  | "control"
  | "orderCommand"
  | "orderEvent"
  | "fill"
  | "position";

/** Checks every requested command, and approves or denies it. A cancel always passes. */
export const risk: Actor<RiskState, In, "riskDecision" | "orderCommand" | "orderEvent"> = {
  name: "risk",
  key: "all",
  receives: [
    "quote",
    "featureVector",
    "control",
    "orderCommand",
    "orderEvent",
    "fill",
    "position",
  ],
  emits: ["riskDecision", "orderCommand", "orderEvent"],
  settings: riskSettings,
  initial: ({ instruments, settings }) => {
    const limits = settings as Readonly<Record<RiskSetting, number>>;
    const byId: (Limited | undefined)[] = [];
    for (const instrument of instruments.all) {
      byId[instrument.instrumentId] = {
        instrument,
        maxOrderTickLots: tickLotsWithin(limits.maxOrderNotional, instrument),
        maxPositionTickLots: tickLotsWithin(limits.maxPositionNotional, instrument),
        exposure: noExposure(),
      };
    }
    return {
      limits,
      instruments: byId,
      openOrders: new Map(),
      knownIds: new Set(),
      approvedUs: new Float64Array(limits.maxOrdersPerSecond),
      approved: 0,
      earnings: noEarnings(),
      tradingStates: new Map(),
      nowUs: 0,
    };
  },
  receive: (state, message, emit) => {
    if (message._tag === "control") return steer(state, message);
    const limited = state.instruments[message.instrumentId];
    if (message._tag === "orderCommand") {
      if (message.stage === "requested") decide(state, message, emit);
      return;
    }
    if (limited === undefined) return;
    switch (message._tag) {
      case "quote":
      case "featureVector":
        if (message.eventTimeUs > state.nowUs) {
          state.nowUs = message.eventTimeUs;
          turnDay(state.earnings, state.nowUs);
        }
        takePrices(limited.exposure.best, message);
        return;
      case "fill":
        return addFill(limited.exposure, message, state.openOrders);
      case "orderEvent":
        return addEvent(limited.exposure, message, state.openOrders);
      case "position":
        return addPosition(state.earnings, message, limited.instrument);
    }
  },
};

const steer = (state: RiskState, message: Control): void => {
  if (message.control === "sessionStarted") {
    for (const limited of state.instruments) {
      if (limited !== undefined) forgetPrices(limited.exposure.best);
    }
    state.nowUs = 0;
    state.approvedUs.fill(0);
    state.approved = 0;
    state.earnings.dayEndUs = 0;
  } else if (message.control === "tradingState") {
    const wanted = tradingStates.find((one) => one === message.value);
    if (wanted !== undefined) state.tradingStates.set(message.name, wanted);
  } else if (message.control === "clock" && message.eventTimeUs > state.nowUs) {
    state.nowUs = message.eventTimeUs;
    turnDay(state.earnings, state.nowUs);
  }
};

/** The stricter of the account's own trading state and everybody's. */
const tradingStateOf = (state: RiskState, account: string): TradingState => {
  const own = tradingStates.indexOf(state.tradingStates.get(account) ?? "active");
  const all = tradingStates.indexOf(state.tradingStates.get("") ?? "active");
  return tradingStates[Math.max(own, all)]!;
};

type Out = Emit<"riskDecision" | "orderCommand" | "orderEvent">;

const decide = (state: RiskState, command: OrderCommand, emit: Out): void => {
  const verdict = command.command === "cancel"
    ? { reason: "none" as const, checks: [], values: [], limits: [] }
    : judge(state, command);
  emit({
    _tag: "riskDecision",
    ...identityOf(command),
    decision: verdict.reason === "none" ? "approved" : "denied",
    ...verdict,
  });
  if (verdict.reason === "none") approve(state, command, emit);
  else deny(command, { reason: verdict.reason, order: orderToKeep(state, command) }, emit);
};

const judge = (state: RiskState, command: OrderCommand): Verdict => {
  const limited = state.instruments[command.instrumentId];
  if (limited === undefined) return { reason: "noQuote", checks: [], values: [], limits: [] };
  const order = state.openOrders.get(command.clientOrderId);
  const replaces = command.command === "replace" && order !== undefined;
  const { exposure } = limited;
  const { totalMicros, dayStartMicros } = state.earnings;
  return check(command, {
    ...limited,
    limits: state.limits,
    tradingState: tradingStateOf(state, command.account),
    openOrders: state.openOrders.size + (replaces ? 0 : 1),
    ordersInSecond: ordersInSecond(state),
    quoteAgeMs: (state.nowUs - exposure.best.eventTimeUs) / 1000,
    dailyLoss: (dayStartMicros - totalMicros) / 1e6,
    known: !replaces && state.knownIds.has(command.clientOrderId),
    addedLots: replaces
      ? Math.max(0, command.quantityLots - order.cumLots - order.leavesLots)
      : command.quantityLots,
  });
};

const ordersInSecond = (state: RiskState): number => {
  let within = 0;
  const known = Math.min(state.approved, state.approvedUs.length);
  for (let i = 0; i < known; i++) {
    if (state.approvedUs[i]! > state.nowUs - 1_000_000) within++;
  }
  return within;
};

const approve = (state: RiskState, command: OrderCommand, emit: Out): void => {
  const { position: _position, outputIndex: _outputIndex, ...rest } = command;
  emit({ ...rest, stage: "approved" });
  if (command.command === "cancel") return;
  state.approvedUs[state.approved++ % state.approvedUs.length] = state.nowUs;
  const { exposure } = state.instruments[command.instrumentId]!;
  const order = state.openOrders.get(command.clientOrderId);
  if (order !== undefined) {
    const leaves = command.quantityLots - order.cumLots;
    return setLeaves(exposure, order, Math.max(order.leavesLots, leaves));
  }
  state.knownIds.add(command.clientOrderId);
  if (state.knownIds.size > rememberedOrderIds) {
    state.knownIds.delete(state.knownIds.values().next().value!);
  }
  state.openOrders.set(command.clientOrderId, {
    instrumentId: command.instrumentId,
    side: command.side,
    leavesLots: command.quantityLots,
    cumLots: 0,
  });
  addOpen(exposure, command.side, command.quantityLots);
};

/** The working order that a denied replace leaves as it is. */
const orderToKeep = (state: RiskState, command: OrderCommand): OpenOrder | undefined =>
  command.command === "replace" ? state.openOrders.get(command.clientOrderId) : undefined;

const deny = (
  command: OrderCommand,
  why: { readonly reason: DenialReason; readonly order: OpenOrder | undefined },
  emit: Out,
): void =>
  emit({
    _tag: "orderEvent",
    ...identityOf(command),
    venueOrderId: "",
    event: command.command === "replace" ? "replaceRejected" : "denied",
    side: command.side,
    quantityLots: command.quantityLots,
    priceTicks: command.priceTicks,
    cumQuantityLots: why.order?.cumLots ?? 0,
    leavesQuantityLots: why.order?.leavesLots ?? 0,
    reason: why.reason,
  });

const identityOf = (command: OrderCommand) => ({
  instrumentId: command.instrumentId,
  eventTimeUs: command.eventTimeUs,
  account: command.account,
  strategy: command.strategy,
  clientOrderId: command.clientOrderId,
});
