// A portfolio: what an account holds and is worth, and the plan that rebalances it, before and after it is sent.
import { randomUUID } from "node:crypto";
import { Effect, Schema } from "effect";
import { covariances } from "../actors/rebalance/covariances/roster.ts";
import { optimisers } from "../actors/rebalance/optimisers/roster.ts";
import { type Holding, planOf } from "../actors/rebalance/plan.ts";
import { rebalance } from "../actors/rebalance/rebalance.ts";
import type { Returns } from "../actors/rebalance/returns.ts";
import { plainHandOrder } from "../streams/hand-order.ts";
import { type Step, stepsFromText, textFromSteps } from "../streams/units.ts";
import { mayTrade } from "./access/ownership.ts";
import { optionalField } from "./body.ts";
import { rebalanceAssets, settleMs } from "./limits.ts";
import { orderAnswer } from "./orders.ts";
import { invalid, ProblemError } from "./problems.ts";
import { portfolioOf, positionsOf } from "./portfolio/account.ts";
import type { OrderAnswer, RebalanceAnswer } from "./protocol.ts";
import { queryText } from "./queries.ts";
import { type Route, route, routeWithBody, type Services } from "./route.ts";
import { recordFrom, type StoredRow } from "./rows.ts";
import { Portfolio } from "./portfolio/schemas.ts";
import { PlanAnswer } from "./schemas.ts";

const number = (low: number, high: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum: low, maximum: high }));
const oneOf = (roster: readonly { readonly name: string }[]) => {
  const names = roster.map(({ name }) => name);
  return {
    expected: `one of ${names.join(", ")}`,
    schema: Schema.Literals(names) as unknown as Schema.Codec<string>,
  };
};

const rebalanceFields = {
  targets: optionalField({
    description: "Weights by symbol, which sum to at most 1; what is missing is sold",
    expected: "an object of numbers from 0 to 1",
    schema: Schema.Record(Schema.String, number(0, 1)) as unknown as Schema.Codec<
      Readonly<Record<string, number>>
    >,
  }),
  optimiser: optionalField({
    description: "Finds the weights out of the newest bars instead",
    ...oneOf(optimisers),
  }),
  covariance: {
    description: "Estimator",
    ...oneOf(covariances),
    otherwise: { value: covariances[0]!.name },
  },
  symbols: optionalField({
    description:
      "The instruments the optimiser may hold; all that are quoted unless told otherwise",
    expected: `a list of 2 to ${rebalanceAssets} symbols`,
    schema: Schema.Array(Schema.String.check(Schema.isMaxLength(64))).check(
      Schema.isBetweenLength(2, rebalanceAssets),
    ),
  }),
  bars: {
    description: "One-second bars the optimiser looks back",
    expected: "a whole number from 10 to 5000",
    schema: Schema.Int.check(Schema.isBetween({ minimum: 10, maximum: 5_000 })),
    otherwise: { value: 300 },
  },
  capital: {
    description: "Money to spread over the targets",
    expected: "a number from 1 to 1000000000",
    schema: number(1, 1e9),
    otherwise: { value: 10_000 },
  },
  drift_band: {
    description: "A weight that is off by less is left as it is",
    expected: "a number from 0 to 1",
    schema: number(0, 1),
    otherwise: { value: 0.01 },
  },
  least_notional: {
    description: "An order worth less is not sent",
    expected: "a number from 0 to 1000000",
    schema: number(0, 1e6),
    otherwise: { value: 0 },
  },
  execute: {
    description: "Sends the orders of the plan; else it is only shown",
    expected: "true or false",
    schema: Schema.Boolean,
    otherwise: { value: false },
  },
  plan_id: optionalField({
    description: "Sent twice, the orders of a plan are sent once",
    expected: "1 to 32 letters, digits, . _ or -",
    schema: Schema.String.check(Schema.isPattern(/^[\w.-]{1,32}$/)),
  }),
} as const;

const accountOf = (services: Services, account: string) =>
  (account === "paper" || positionsOf(services, account).length > 0) &&
    (services.principal.accounts.length === 0 || services.principal.accounts.includes(account))
    ? Effect.succeed(account)
    : Effect.fail(
      new ProblemError("notFound", `There is no account "${account.slice(0, 40)}"`, [
        { path: "account", message: "is no account here, expected paper" },
      ]),
    );

/** Returns of the newest bars that all of some instruments have. */
const returnsOf = Effect.fnUntraced(
  function* ({ store, presenter }: Services, symbols: readonly string[], bars: number) {
    const unknown = symbols.find((one) => presenter.instruments.find(one) === undefined);
    if (unknown !== undefined) {
      return yield* Effect.fail(
        invalid("symbols", `has "${unknown}", expected symbols of /v1/instruments`),
      );
    }
    const closes = yield* Effect.forEach(symbols, (symbol) => {
      const instrument = presenter.instruments.find(symbol)!;
      return store.query<StoredRow>(queryText("bars", "bar"), {
        instrument: instrument.instrumentId,
        seconds: 1,
        position: Number.MAX_SAFE_INTEGER,
        index: 0,
        limit: bars + 1,
      }).pipe(Effect.map((rows) =>
        new Map(rows.map((row) => {
          const bar = recordFrom("bar", row);
          return [Math.floor(bar.eventTimeUs / 1e6), bar.closeTicks];
        }))
      ));
    }, { concurrency: 8 });
    // An instrument that did not trade in a second has no bar of it: its last close stands.
    const seconds = [...new Set(closes.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);
    const begin = Math.max(...closes.map((one) => Math.min(...one.keys())));
    const within = seconds.filter((one) => one >= begin).slice(-bars - 1);
    if (!Number.isFinite(begin) || within.length < 10) {
      return yield* Effect.fail(
        new ProblemError(
          "unavailable",
          "There are fewer than 10 seconds of bars of all of them yet",
        ),
      );
    }
    const columns = closes.map((one) => {
      // Each has a bar at or before the beginning, though not always one in that very second.
      let last = one.get(Math.max(...[...one.keys()].filter((second) => second <= begin)))!;
      const prices = within.map((second) => last = one.get(second) ?? last);
      return Float64Array.from(prices.slice(1), (price, t) => price / prices[t]! - 1);
    });
    const still = columns.findIndex((column) => column.every((change) => change === 0));
    if (still !== -1) {
      const message = `${symbols[still]} has not moved in these bars yet`;
      return yield* Effect.fail(new ProblemError("unavailable", message));
    }
    return { names: symbols, periods: within.length - 1, columns } satisfies Returns;
  },
);

/** Weights by symbol: as given, or out of an optimiser. */
const targetsOf = Effect.fnUntraced(function* (
  services: Services,
  body: {
    readonly targets: Readonly<Record<string, number>> | undefined;
    readonly optimiser: string | undefined;
    readonly covariance: string;
    readonly symbols: readonly string[] | undefined;
    readonly bars: number;
  },
) {
  if ((body.targets === undefined) === (body.optimiser === undefined)) {
    return yield* Effect.fail(
      invalid("targets", "is given with optimiser, or neither is: expected one"),
    );
  }
  if (body.targets !== undefined) {
    const total = Object.values(body.targets).reduce((sum, one) => sum + one, 0);
    if (total <= 1 + 1e-9) return body.targets;
    return yield* Effect.fail(invalid("targets", `sum to ${total}, expected at most 1`));
  }
  const quoted = services.hub.newest("quotes").map(({ symbol }) => symbol).sort();
  const symbols = body.symbols ?? quoted.slice(0, rebalanceAssets);
  if (symbols.length < 2) {
    return yield* Effect.fail(
      new ProblemError("unavailable", "Fewer than two instruments are quoted"),
    );
  }
  const returns = yield* returnsOf(services, symbols, body.bars);
  const { weights } = yield* Effect.try({
    try: () =>
      rebalance(returns, {
        optimiser: body.optimiser!,
        covariance: body.covariance,
        riskAversion: 5,
        lower: 0,
        upper: 1,
      }),
    catch: (cause) => invalid("optimiser", `finds no weights: ${(cause as Error).message}`),
  });
  return Object.fromEntries(symbols.map((symbol, i) => [symbol, weights[i]!]));
});

/** Position by hand and prices of one instrument, in lots. */
const holdingOf = (
  services: Services,
  account: string,
  symbol: string,
  targetWeight: number,
): Holding => {
  const instrument = services.presenter.instruments.find(symbol);
  const quote = services.hub.newest("quotes").find((one) => one.symbol === symbol);
  if (instrument === undefined) {
    throw invalid("targets", `has "${symbol}", expected symbols of /v1/instruments`);
  }
  const [bid, ask] = [Number(quote?.bp ?? 0), Number(quote?.ap ?? 0)];
  if (!(bid > 0 && ask > 0)) throw invalid("targets", `has "${symbol}", which is not quoted now`);
  const lot = numberOf(instrument.lot);
  const held = positionsOf(services, account)
    .find((one) => one.symbol === symbol && one.strategy_id === "");
  return {
    symbol,
    lots: held === undefined ? 0 : signedSteps(held.qty, instrument.lot),
    price: (bid + ask) / 2 * lot,
    halfSpread: (ask - bid) / 2 * lot,
    targetWeight,
  };
};

const numberOf = (step: Step): number => step.unscaled / 10 ** step.scale;
const signedSteps = (text: string, step: Step): number =>
  text.startsWith("-") ? -stepsFromText(text.slice(1), step) : stepsFromText(text, step);

/** Sends the orders of a plan: sells, and then buys, each under an id that the plan gives it. */
const execute = Effect.fnUntraced(function* (
  services: Services,
  plan: {
    readonly id: string;
    readonly account: string;
    readonly orders: RebalanceAnswer["orders"];
  },
) {
  const sent: OrderAnswer[] = [];
  for (const side of ["sell", "buy"] as const) {
    const part = plan.orders.filter((one) => one.side === side);
    sent.push(
      ...yield* Effect.forEach(part, (one) =>
        Effect.gen(function* () {
          const instrument = services.presenter.instruments.find(one.symbol)!;
          const clientOrderId = `${plan.id}-${instrument.instrumentId}`;
          yield* services.ask({
            control: "order",
            instrumentId: instrument.instrumentId,
            name: plan.account,
            value: JSON.stringify({
              ...plainHandOrder,
              clientOrderId,
              side: one.side,
              orderType: "market",
              timeInForce: "ioc",
              quantityLots: stepsFromText(one.qty, instrument.lot),
            }),
            reason: `Rebalance ${plan.id}`,
          });
          const row = yield* Effect.promise(() => services.orders.settled(clientOrderId, settleMs));
          return row === undefined ? [] : [orderAnswer(services.presenter, row)];
        }), { concurrency: 16 }).pipe(Effect.map((all) => all.flat())),
    );
  }
  return sent;
});

/** Routes of portfolios. */
export const portfolioRoutes: readonly Route[] = [
  route({
    path: "/v1/portfolio/{id}",
    summary: "What an account holds and is worth; there is one so far: paper",
    parameters: {},
    answer: Portfolio,
    respond: (services, _query, id) =>
      Effect.map(accountOf(services, id), (account) => portfolioOf(services, account)),
  }),
  routeWithBody({
    method: "post",
    path: "/v1/portfolio/{id}/rebalance",
    summary:
      "Plans the orders that lead from what is held by hand to target weights, and sends them where asked",
    parameters: {},
    body: rebalanceFields,
    answer: PlanAnswer,
    respond: Effect.fnUntraced(function* (services, _query, id, body) {
      const account = yield* accountOf(services, id);
      if (body.execute) yield* mayTrade(services.principal, account);
      const targets = yield* targetsOf(services, body);
      const held = positionsOf(services, account)
        .filter((one) => one.strategy_id === "" && Number(one.qty) !== 0)
        .map(({ symbol }) => symbol);
      const symbols = [...new Set([...Object.keys(targets), ...held])].sort();
      const holdings = yield* Effect.try({
        try: () => symbols.map((one) => holdingOf(services, account, one, targets[one] ?? 0)),
        catch: (cause) => cause as ProblemError,
      });
      const worth = holdings.reduce((sum, one) => sum + one.lots * one.price, 0);
      const plan = planOf(holdings, {
        cash: body.capital - worth,
        driftBand: body.drift_band,
        feeBps: 0.5,
        leastNotional: body.least_notional,
      });
      const orders = plan.orders.map((one) => ({
        symbol: one.symbol,
        side: one.side,
        qty: quantityText(services, one.symbol, one.lots),
        notional: one.notional,
        cost: one.cost,
      }));
      const planId = body.plan_id ?? `plan-${randomUUID().slice(0, 13)}`;
      const sent = body.execute ? yield* execute(services, { id: planId, account, orders }) : [];
      return {
        plan_id: planId,
        account,
        executed: body.execute,
        capital: body.capital,
        turnover: plan.turnover,
        cost: plan.cost,
        cash_after: plan.cashAfter,
        weights: symbols.map((symbol) => ({
          symbol,
          before: plan.before[symbol]!,
          target: plan.targets[symbol]!,
          after: plan.after[symbol]!,
        })),
        orders,
        sent,
      };
    }),
  }),
];

const quantityText = ({ presenter }: Services, symbol: string, lots: number): string =>
  textFromSteps(lots, presenter.instruments.find(symbol)!.lot);
