// Records of risk, reconciliation and algorithms as answers.
import { type Limit, riskSettings } from "../../actors/risk/limits.ts";
import type { RiskDecision } from "../../streams/orders.ts";
import type { Correction } from "../../streams/reports.ts";
import type { AlgorithmOrder, LimitChange } from "../../streams/trading.ts";
import { textFromSteps, textFromTimeUs } from "../../streams/units.ts";
import { apiWord } from "../orders.ts";
import { type Presenter, textFromHalfSteps } from "../present.ts";
import type { Desk } from "./desk.ts";
import type * as Protocol from "./protocol.ts";

const symbolOf = (presenter: Presenter, instrumentId: number): string | null =>
  instrumentId === 0 ? null : presenter.instrument(instrumentId).name;

/** The setting that the API calls by a name; undefined where there is none. */
export const settingOf = (name: string): string | undefined =>
  Object.keys(riskSettings).find((one) => apiWord(one) === name);

/** The limits in force at a place, and where each comes from. */
export const limitsAnswer = (
  desk: Desk,
  presenter: Presenter,
  { account, instrumentId }: { readonly account: string; readonly instrumentId: number },
): Protocol.LimitsAnswer => {
  // From the narrowest place to the widest.
  const places = [
    ["instrument", `${account}/${instrumentId}`],
    ["instrument", `/${instrumentId}`],
    ["account", `${account}/0`],
    ["all", "/0"],
  ] as const;
  const valueOf = (name: string, limit: Limit) => {
    for (const [source, key] of places) {
      const value = desk.own.get(key)?.limits.get(name);
      const wider = (source === "account" && account === "") ||
        (source === "instrument" && instrumentId === 0);
      if (value !== undefined && !wider) return { value, source };
    }
    return { value: limit.default, source: "default" as const };
  };
  return {
    version: desk.version,
    account,
    symbol: symbolOf(presenter, instrumentId),
    limits: Object.entries(riskSettings as Readonly<Record<string, Limit>>).map((
      [name, limit],
    ) => ({
      name: apiWord(name),
      ...valueOf(name, limit),
      default: limit.default,
      minimum: limit.minimum,
      maximum: limit.maximum,
      unit: limit.unit,
      description: limit.comment,
      per_instrument: limit.perInstrument === true,
    })),
  };
};

/** A change of limits as it is told. */
export const changeAnswer = (
  presenter: Presenter,
  change: LimitChange,
): Protocol.LimitChangeAnswer => ({
  t: textFromTimeUs(change.eventTimeUs),
  account: change.account,
  symbol: symbolOf(presenter, change.instrumentId),
  outcome: change.outcome,
  version: change.version,
  limits: change.limits.map((name, i) => ({
    name: apiWord(name),
    before: change.before[i]!,
    after: change.after[i]!,
    reset: change.reset.includes(name),
  })),
  reason: change.reason,
  position: change.position,
});

const usageOf = ({ checks, values, limits }: RiskDecision): Protocol.UsageAnswer[] =>
  checks.map((check, i) => ({ check: apiWord(check), value: values[i]!, limit: limits[i]! }));

/** A risk check as it is told. */
export const decisionAnswer = (
  presenter: Presenter,
  decision: RiskDecision,
): Protocol.RiskDecisionAnswer => ({
  t: textFromTimeUs(decision.eventTimeUs),
  symbol: presenter.instrument(decision.instrumentId).name,
  account: decision.account,
  strategy_id: decision.strategy,
  client_order_id: decision.clientOrderId,
  decision: decision.decision,
  reason: decision.reason,
  checks: usageOf(decision),
  position: decision.position,
});

/** Where an account stands. */
export const statusAnswer = (desk: Desk, account: string): Protocol.RiskStatusAnswer => {
  const checked = desk.checked.get(account);
  return {
    account,
    ...desk.stateOf(account),
    t: checked === undefined ? null : textFromTimeUs(checked.newest.eventTimeUs),
    usage: checked === undefined ? [] : usageOf(checked.newest),
    approved: checked?.approved ?? 0,
    denied: checked?.denied ?? 0,
  };
};

/** A dead-man's switch as it is told. */
export const deadmanAnswer = (desk: Desk, account: string): Protocol.DeadmanAnswer => {
  const heard = desk.heard.get(account);
  return {
    account,
    armed: heard !== undefined,
    timeout_s: (heard?.timeoutMs ?? 0) / 1000,
    flatten: heard?.flatten ?? false,
    last_heartbeat_at: heard === undefined ? null : textFromTimeUs(heard.heardUs),
    due_at: heard === undefined ? null : textFromTimeUs(heard.heardUs + heard.timeoutMs * 1000),
  };
};

/** A correction as it is told. */
export const correctionAnswer = (
  presenter: Presenter,
  correction: Correction,
): Protocol.CorrectionAnswer => ({
  t: textFromTimeUs(correction.eventTimeUs),
  symbol: symbolOf(presenter, correction.instrumentId),
  account: correction.account,
  venue: correction.venue,
  origin: correction.origin,
  action: apiWord(correction.action),
  situation: correction.situation,
  client_order_id: correction.clientOrderId,
  venue_order_id: correction.venueOrderId,
  trade_id: correction.tradeId,
  ours: correction.ours,
  theirs: correction.theirs,
  reason: correction.reason,
  position: correction.position,
});

/** An order that an algorithm works, as it is told. */
export const algorithmOrderAnswer = (
  presenter: Presenter,
  order: AlgorithmOrder,
): Protocol.AlgorithmOrderAnswer => {
  const { name, tick, lot } = presenter.instrument(order.instrumentId);
  const parameters = JSON.parse(order.parameters || "{}") as Record<string, number>;
  const { cumQuantityLots: filled } = order;
  return {
    client_order_id: order.clientOrderId,
    symbol: name,
    account: order.account,
    strategy_id: order.strategy,
    algorithm: order.algorithm,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [apiWord(key), value]),
    ),
    status: order.status,
    side: order.side,
    qty: textFromSteps(order.quantityLots, lot),
    limit_price: order.priceTicks === 0 ? null : textFromSteps(order.priceTicks, tick),
    filled_qty: textFromSteps(filled, lot),
    filled_avg_price: filled === 0
      ? null
      : textFromHalfSteps(Math.round(2 * order.filledTickLots / filled), tick),
    arrival_price: textFromHalfSteps(order.arrivalPriceHalfTicks, tick),
    children: order.children,
    start_at: textFromTimeUs(order.startUs),
    end_at: textFromTimeUs(order.endUs),
    reason: order.reason,
    position: order.position,
  };
};
