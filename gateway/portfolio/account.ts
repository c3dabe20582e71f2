// What an account holds and is worth, in every currency and in one: all its strategies together, and each apart.
import { ledgerOf, type Quoted, ratesInto } from "../../actors/portfolio/account-ledger.ts";
import { owns } from "../access/principal.ts";
import { paperCapital } from "../limits.ts";
import type { PositionAnswer } from "../protocol.ts";
import type { Services } from "../route.ts";
import type { PortfolioAnswer } from "./protocol.ts";

/** The newest position of each strategy and instrument of an account, of those that somebody may see. */
export const positionsOf = (
  { hub, principal }: Services,
  account: string,
): readonly PositionAnswer[] =>
  hub.newest("positions").filter((one) =>
    one.account === account && owns(principal, { account, strategy: one.strategy_id })
  );

const lineOf = (one: PositionAnswer) => ({
  strategy: one.strategy_id,
  currency: one.currency,
  realized: Number(one.realized_pl),
  unrealized: Number(one.unrealized_pl),
  fees: Number(one.fees),
  funding: Number(one.funding),
  value: Number(one.qty) * Number(one.current_price),
});

const quotedNow = ({ hub, presenter }: Services): readonly Quoted[] =>
  hub.newest("quotes").flatMap(({ symbol, bp, ap }) => {
    const instrument = presenter.instruments.find(symbol);
    const [bid, ask] = [Number(bp), Number(ap)];
    return instrument === undefined || !(bid > 0 && ask > 0)
      ? []
      : [{ instrument, mid: (bid + ask) / 2 }];
  });

/** Rates of some currencies into that of accounts, by what is quoted now. */
const ratesNow = (services: Services, currencies: Iterable<string>) => {
  const { base, configured } = services.money;
  return ratesInto(base, currencies, { quoted: quotedNow(services), configured });
};

/** Rates of every currency of an instrument, as a query takes them. */
export const rateTable = (services: Services) => {
  const currencies = services.presenter.instruments.all.map(({ currency }) => currency);
  const rates = [...ratesNow(services, new Set(currencies))];
  return {
    currencies: rates.map(([currency]) => currency),
    rates: rates.map(([, { rate }]) => rate),
  };
};

/** An account. A currency that has no rate is told, with a warning, and is in no sum. */
export const portfolioOf = (services: Services, account: string): PortfolioAnswer => {
  const positions = positionsOf(services, account);
  const { base } = services.money;
  const lines = positions.map(lineOf);
  const rates = ratesNow(services, new Set(lines.map(({ currency }) => currency)));
  const { balances, strategies, ...total } = ledgerOf(lines, {
    base,
    capital: paperCapital,
    rates,
  });
  return {
    account,
    paper: true,
    currency: base,
    capital: paperCapital,
    equity: total.equity,
    cash: total.cash,
    realized_pl: total.realized,
    unrealized_pl: total.unrealized,
    fees: total.fees,
    funding: total.funding,
    gross_exposure: total.gross,
    net_exposure: total.net,
    balances: balances.map((one) => ({
      currency: one.currency,
      cash: one.cash,
      net_exposure: one.net,
      rate: one.rate?.rate ?? null,
      rate_source: one.rate?.source ?? "",
    })),
    strategies: strategies.map((one) => ({
      strategy_id: one.strategy,
      cash: one.cash,
      realized_pl: one.realized,
      unrealized_pl: one.unrealized,
      fees: one.fees,
      funding: one.funding,
      gross_exposure: one.gross,
      net_exposure: one.net,
    })),
    warnings: balances.filter(({ rate }) => rate === undefined).map(({ currency }) =>
      `${currency} is in no sum: no instrument is quoted that is ${currency}/${base}, and ` +
      `CONTRAIL_RATES has no ${currency}`
    ),
    positions: positions.filter(({ qty }) => Number(qty) !== 0),
  };
};
