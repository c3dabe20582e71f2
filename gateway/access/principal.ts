// Who asks, and what they may: scopes, and the accounts and strategies they are held to.

/** What may be allowed, from least to most. */
export const scopes = ["read:market", "read:account", "trade", "risk", "admin"] as const;
/** What may be allowed. */
export type Scope = typeof scopes[number];

/** What each scope opens, in words. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  "read:market": "instruments, quotes, bars, predictions, models, strategies",
  "read:account": "orders, fills, positions, signals, portfolios, backtests, exports of them",
  "trade": "orders, rebalances, backtests",
  "risk": "halt, reduce, resume, limits",
  "admin": "keys and the audit log",
};

/** Whoever asks. */
export interface Principal {
  /** How they proved who they are; `anonymous` did not, `local` asks from this very machine. */
  readonly kind: "anonymous" | "local" | "key" | "token" | "session";
  /** Names them in the audit log and in rate limits; never a secret. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** The accounts they see; every one where it is empty. */
  readonly accounts: readonly string[];
  /** The strategies they see; every one where it is empty. Orders by hand have the strategy "". */
  readonly strategies: readonly string[];
}

/** Whether somebody has a scope. */
export const allows = (principal: Principal, scope: Scope): boolean =>
  principal.scopes.includes(scope);

/** What something belongs to. */
export interface Owned {
  readonly account: string;
  readonly strategy: string;
}

/** Whether something is one of theirs. What is not is as if it were not there. */
export const owns = (
  principal: Pick<Principal, "accounts" | "strategies">,
  one: Owned,
): boolean =>
  (principal.accounts.length === 0 || principal.accounts.includes(one.account)) &&
  (principal.strategies.length === 0 || principal.strategies.includes(one.strategy));

/** Whether somebody may do what concerns all accounts. */
export const ownsAll = ({ accounts, strategies }: Principal): boolean =>
  accounts.length === 0 && strategies.length === 0;

/** Nobody that we know. */
export const anonymous: Principal = {
  kind: "anonymous",
  id: "anonymous",
  scopes: [],
  accounts: [],
  strategies: [],
};

/** A page or a program of this machine, where the gateway listens on loopback only. Keys and audit are not for it. */
export const local: Principal = {
  kind: "local",
  id: "local",
  scopes: ["read:market", "read:account", "trade", "risk"],
  accounts: [],
  strategies: [],
};

/** An account of theirs, whole: what concerns it concerns every strategy in it. */
export const ownsAccount = ({ accounts, strategies }: Principal, account: string): boolean =>
  strategies.length === 0 && (accounts.length === 0 || accounts.includes(account));
