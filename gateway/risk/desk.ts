// The trading desk as its records come by: limits in force, trading states, acknowledgements, heartbeats, algorithm orders.
import type { Control, TradingState } from "../../streams/control.ts";
import { readHeartbeat } from "../../streams/heartbeat.ts";
import type { RiskDecision } from "../../streams/orders.ts";
import type { Acknowledgement, AlgorithmOrder, LimitChange } from "../../streams/trading.ts";
import { acknowledgementsKept, algorithmOrdersKept, limitChangesKept } from "../limits.ts";

/** What the desk takes. */
export type DeskRecord = Control | RiskDecision | LimitChange | Acknowledgement | AlgorithmOrder;

/** Limits of an account and an instrument that are its own. */
export interface OwnLimits {
  readonly account: string;
  readonly instrumentId: number;
  readonly limits: Map<string, number>;
}

/** The newest check of an account, and how many there were of either outcome since the start. */
export interface Checked {
  readonly newest: RiskDecision;
  readonly approved: number;
  readonly denied: number;
}

/** A heartbeat that was heard. */
export interface Heard {
  readonly timeoutMs: number;
  readonly flatten: boolean;
  readonly heardUs: number;
}

/** Keeps the newest of everything, and lets others wait for what they look for. */
export class Desk {
  version = 0;
  /** Whether all trading states are known, from the first one on, and up to now. */
  steered = { seeded: false, caughtUp: false };
  readonly own = new Map<string, OwnLimits>();
  readonly states = new Map<string, Control>();
  readonly heard = new Map<string, Heard>();
  readonly checked = new Map<string, Checked>();
  readonly algorithms = new Map<string, AlgorithmOrder>();
  private readonly changes = new Map<number, LimitChange>();
  private readonly acknowledged = new Map<number, Acknowledgement[]>();
  private readonly watchers = new Set<() => void>();

  /** Takes a record. */
  take(record: DeskRecord): void {
    switch (record._tag) {
      case "control":
        this.steer(record);
        break;
      case "riskDecision":
        this.count(record);
        return;
      case "limitChange":
        this.change(record);
        break;
      case "acknowledgement": {
        const before = this.acknowledged.get(record.controlPosition) ?? [];
        keep(this.acknowledged, record.controlPosition, [...before, record], acknowledgementsKept);
        break;
      }
      case "algorithmOrder":
        keep(this.algorithms, record.clientOrderId, record, algorithmOrdersKept);
        break;
    }
    for (const look of this.watchers) look();
  }

  /** The stricter of an account's own trading state and everybody's. */
  stateOf(account: string): { readonly state: TradingState; readonly reason: string } {
    const strictness = ["active", "reducing", "halted"];
    const found = ["", account].flatMap((name) => this.states.get(name) ?? [])
      .sort((a, b) => strictness.indexOf(b.value) - strictness.indexOf(a.value))[0];
    return found === undefined
      ? { state: "active", reason: "" }
      : { state: found.value as TradingState, reason: found.reason };
  }

  /** The change of limits that a request at a position made. */
  changeAt(position: number): LimitChange | undefined {
    return this.changes.get(position);
  }

  /** Who has taken the change of the trading state at a position. */
  acknowledgementsOf(position: number): readonly Acknowledgement[] {
    return this.acknowledged.get(position) ?? [];
  }

  /** Waits until a look finds something, at most for some milliseconds. */
  until<A>(look: () => A | undefined, timeoutMs: number): Promise<A | undefined> {
    const now = look();
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve) => {
      const end = (found: A | undefined) => {
        clearTimeout(timer);
        this.watchers.delete(again);
        resolve(found);
      };
      const again = () => {
        const found = look();
        if (found !== undefined) end(found);
      };
      const timer = setTimeout(() => end(look()), timeoutMs);
      this.watchers.add(again);
    });
  }

  private steer(control: Control): void {
    if (control.control === "tradingState") {
      const before = this.states.get(control.name)?.position ?? -1;
      if (control.position > before) this.states.set(control.name, control);
    }
    if (control.control !== "deadman") return;
    const heartbeat = readHeartbeat(control.value);
    if (heartbeat === undefined || heartbeat.timeoutMs === 0) this.heard.delete(control.name);
    else this.heard.set(control.name, { ...heartbeat, heardUs: control.ingestTimeUs });
  }

  private count(decision: RiskDecision): void {
    // A cancel is not checked, so it says nothing of the limits.
    if (decision.checks.length === 0 && decision.decision === "approved") return;
    const before = this.checked.get(decision.account);
    const approved = decision.decision === "approved" ? 1 : 0;
    this.checked.set(decision.account, {
      newest: decision,
      approved: (before?.approved ?? 0) + approved,
      denied: (before?.denied ?? 0) + 1 - approved,
    });
  }

  private change(change: LimitChange): void {
    keep(this.changes, change.position, change, limitChangesKept);
    this.version = Math.max(this.version, change.version);
    if (change.outcome !== "applied") return;
    const key = `${change.account}/${change.instrumentId}`;
    const { account, instrumentId } = change;
    const own = this.own.get(key) ?? { account, instrumentId, limits: new Map<string, number>() };
    this.own.set(key, own);
    change.limits.forEach((name, i) => {
      if (change.reset.includes(name)) own.limits.delete(name);
      else own.limits.set(name, change.after[i]!);
    });
  }
}

const keep = <K, V>(map: Map<K, V>, key: K, value: V, most: number): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
};
