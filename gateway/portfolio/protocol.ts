// The shapes of an account: its money in every currency and in one, and the ledgers of its strategies.
import type { PositionAnswer } from "../protocol.ts";

/** `GET /v1/portfolio/{account}`. Money is in `currency`, of all that has a rate into it. */
export interface PortfolioAnswer {
  readonly account: string;
  readonly paper: true;
  readonly currency: string;
  /** What the account began with. */
  readonly capital: number;
  readonly equity: number;
  readonly cash: number;
  /** Before fees. */
  readonly realized_pl: number;
  readonly unrealized_pl: number;
  readonly fees: number;
  readonly funding: number;
  readonly gross_exposure: number;
  readonly net_exposure: number;
  /** Cash and positions of each currency, in that currency. */
  readonly balances: readonly BalanceAnswer[];
  /** The ledger of each strategy: they sum to the account, less what it began with. */
  readonly strategies: readonly StrategyLedgerAnswer[];
  /** What is in no sum, and why. */
  readonly warnings: readonly string[];
  readonly positions: readonly PositionAnswer[];
}

/** What an account has of one currency. `rate` is null where there is none. */
export interface BalanceAnswer {
  readonly currency: string;
  readonly cash: number;
  readonly net_exposure: number;
  readonly rate: number | null;
  readonly rate_source: string;
}

/** What one strategy has earned and holds, in the currency of the account. */
export interface StrategyLedgerAnswer {
  readonly strategy_id: string;
  readonly cash: number;
  readonly realized_pl: number;
  readonly unrealized_pl: number;
  readonly fees: number;
  readonly funding: number;
  readonly gross_exposure: number;
  readonly net_exposure: number;
}
