// The risk check: no order reaches a venue but through here. Denials are records, never exceptions.
import type { Control, TradingState } from "../streams/control.ts";
import { tradingStates } from "../streams/control.ts";
import type { OrderCommand } from "../streams/orders.ts";
import type { TimeUs } from "../streams/units.ts";
import type { Actor, Emit, Message } from "./actor.ts";
import { forgetPrices, takePrices } from "./measures/best-prices.ts";
import {
  type Account,
  type Held,
  heldOf,
  type Market,
  newAccount,
  newMarket,
  setLimits,
} from "./risk/account.ts";
import { noVerdict, type Verdict } from "./risk/checks.ts";
import { approve, deny, identityOf } from "./risk/answers.ts";
import { addEvent, addFill, addPosition } from "./risk/exposure.ts";
import { judge } from "./risk/judge.ts";
import {
  changeLimits,
  type LimitScope,
  limitsOf,
  type VersionedLimits,
} from "./risk/live-limits.ts";
import { type Limits, riskSettings } from "./risk/limits.ts";
import { forgetCounts } from "./risk/rates.ts";

/** What risk knows: every account, across all its strategies. */
export interface RiskState extends VersionedLimits {
  readonly defaults: Limits;
  scopes: LimitScope[];
  version: number;
  /** By instrument id. */
  markets: (Market | undefined)[];
  accounts: Map<string, Account>;
  /** Client order ids used before, oldest first. */
  knownIds: Set<string>;
  /** Trading state by account; "" is every account. */
  tradingStates: Map<string, TradingState>;
  /** Accounts whose positions are being closed although trading is halted. */
  flattening: Set<string>;
  nowUs: TimeUs;
  /** When the UTC day of event time ends; 0 before the first record. */
  dayEndUs: TimeUs;
}

type In =
  | "quote"
  | "featureVector"
  | "control"
  | "orderCommand"
  | "orderEvent"
  | "fill"
  | "position";
type OutTag = "riskDecision" | "orderCommand" | "orderEvent" | "limitChange";

/** Checks every requested command, and approves or denies it. A cancel always passes. */
export const risk: Actor<RiskState, In, OutTag> = {
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
  emits: ["riskDecision", "orderCommand", "orderEvent", "limitChange"],
  settings: riskSettings,
  initial: ({ instruments, settings }) => {
    const markets: (Market | undefined)[] = [];
    for (const instrument of instruments.all) {
      markets[instrument.instrumentId] = newMarket(instrument);
    }
    return {
      defaults: settings as Limits,
      scopes: [],
      version: 0,
      markets,
      accounts: new Map(),
      knownIds: new Set(),
      tradingStates: new Map(),
      flattening: new Set(),
      nowUs: 0,
      dayEndUs: 0,
    };
  },
  receive: (state, message, emit) => {
    if (message._tag === "control") return steer(state, message, emit);
    if (message._tag === "orderCommand") {
      if (message.stage === "requested") decide(state, message, emit);
      return;
    }
    const market = state.markets[message.instrumentId];
    if (market === undefined) return;
    if (message._tag === "quote" || message._tag === "featureVector") {
      if (message.eventTimeUs > state.nowUs) {
        state.nowUs = message.eventTimeUs;
        if (state.nowUs >= state.dayEndUs) turnDay(state);
      }
      takePrices(market.best, message);
      return;
    }
    return learn(state, market, message);
  },
};

const learn = (
  state: RiskState,
  market: Market,
  message: Message<"orderEvent" | "fill" | "position">,
): void => {
  const account = accountOf(state, message.account);
  const held = heldOf(account, message.account, { market, book: state });
  switch (message._tag) {
    case "fill":
      if (market.markHalfTicks === 0) market.markHalfTicks = 2 * message.lastPriceTicks;
      return addFill(held.exposure, message, account.openOrders);
    case "orderEvent":
      return addEvent(held.exposure, message, account.openOrders);
    case "position":
      return addPosition(account.earnings, message, market.instrument);
  }
};

const accountOf = (state: RiskState, name: string): Account => {
  let account = state.accounts.get(name);
  if (account === undefined) state.accounts.set(name, account = newAccount(name, state));
  return account;
};

const steer = (state: RiskState, message: Control, emit: Emit<OutTag>): void => {
  switch (message.control) {
    case "sessionStarted":
      return startSession(state);
    case "tradingState":
      return setTradingState(state, message);
    case "flatten":
      return void state.flattening.add(message.name);
    case "riskLimits":
      emit(changeLimits(state, message));
      return putInForce(state);
    default:
      if (message.eventTimeUs <= state.nowUs) return;
      state.nowUs = message.eventTimeUs;
      if (state.nowUs >= state.dayEndUs) turnDay(state);
  }
};

const startSession = (state: RiskState): void => {
  for (const market of state.markets) {
    if (market !== undefined) forgetPrices(market.best);
  }
  for (const account of state.accounts.values()) {
    forgetCounts(account.orderRate);
    forgetCounts(account.messageRate);
  }
  state.nowUs = 0;
  state.dayEndUs = 0;
};

const setTradingState = (state: RiskState, { name, value }: Control): void => {
  const wanted = tradingStates.find((one) => one === value);
  if (wanted === undefined) return;
  state.tradingStates.set(name, wanted);
  if (wanted !== "active") return;
  for (const [of, account] of state.accounts) {
    if (name !== "" && name !== of) continue;
    state.flattening.delete(of);
    account.earnings.peakMicros = account.earnings.totalMicros;
  }
  state.flattening.delete(name);
};

const putInForce = (state: RiskState): void => {
  for (const [name, account] of state.accounts) {
    account.limits = limitsOf(state, { account: name, instrumentId: 0 });
    for (const instrumentId of account.traded) {
      const { instrument } = state.markets[instrumentId]!;
      const limits = limitsOf(state, { account: name, instrumentId });
      setLimits(account.held[instrumentId]!, instrument, limits);
    }
  }
};

const dayUs = 86_400_000_000;

/** Begins a new day where event time has passed midnight, UTC. */
const turnDay = (state: RiskState): void => {
  state.dayEndUs = (Math.floor(state.nowUs / dayUs) + 1) * dayUs;
  for (const { earnings } of state.accounts.values()) {
    earnings.dayStartMicros = earnings.totalMicros;
  }
};

const decide = (state: RiskState, command: OrderCommand, emit: Emit<OutTag>): void => {
  const account = accountOf(state, command.account);
  const market = state.markets[command.instrumentId];
  const held = market === undefined
    ? undefined
    : heldOf(account, command.account, { market, book: state });
  const verdict = verdictOn(state, command, { account, market, held });
  const approved = verdict.reason === "none";
  emit({
    _tag: "riskDecision",
    ...identityOf(command),
    decision: approved ? "approved" : "denied",
    ...verdict,
  });
  if (approved) approve(state, command, { account, held }, emit);
  else deny(command, { reason: verdict.reason, account }, emit);
};

const verdictOn = (
  state: RiskState,
  command: OrderCommand,
  at: {
    readonly account: Account;
    readonly market: Market | undefined;
    readonly held: Held | undefined;
  },
): Verdict => {
  if (command.command === "cancel") return noVerdict();
  if (at.market === undefined || at.held === undefined) return noVerdict("unknownInstrument");
  return judge(state, command, { account: at.account, market: at.market, held: at.held });
};
