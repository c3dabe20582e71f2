// What trading costs: orders beside the market when they were decided, when they were filled, and after.
import { Effect } from "effect";
import {
  basisPoints,
  type BestAt,
  type Costs,
  type CostsOf,
  costsOfOrders,
  markoutHorizonsUs,
  type Moment,
  type OrderCosts as OrderCostsOf,
  quoteAgeUs,
  sumOfCosts,
} from "../../actors/measures/execution-costs.ts";
import type { Fill } from "../../streams/orders.ts";
import { numberFromSteps, textFromSteps, textFromTimeUs } from "../../streams/units.ts";
import { type OrderRow, ordersOf } from "../orders.ts";
import { clientOrderId, instrumentIdOf, limitOf, strategy, symbol } from "../parameters.ts";
import { type Presenter, textFromHalfSteps } from "../present.ts";
import { queryText } from "../queries.ts";
import { paged, pageFrom, type Route, route, type Services } from "../route.ts";
import { recordFrom, type StoredRow } from "../rows.ts";
import type { CostsAnswer, OrderCostsAnswer, StrategyCostsAnswer } from "./protocol.ts";
import { CostsPage } from "./schemas.ts";

interface QuoteRow {
  readonly instrument_id: number;
  readonly position: number;
  readonly event_us: number;
  readonly later_us: number;
  readonly bid: number;
  readonly ask: number;
}

const nameOf = ({ instrumentId, eventTimeUs, position }: Moment, laterUs: number): string =>
  `${instrumentId} ${eventTimeUs} ${position} ${laterUs}`;

/** The costs of some orders, in their order. */
const costsFor = Effect.fnUntraced(function* (
  { store, presenter }: Services,
  rows: readonly OrderRow[],
) {
  const orders = rows.map((row) => row.client_order_id);
  const [fills, quotes] = yield* Effect.all([
    store.query<StoredRow>(queryText("fills-of", "fill"), { orders }),
    store.query<QuoteRow>(queryText("quotes-at"), {
      orders,
      laterUs: [0, ...markoutHorizonsUs],
      ageUs: quoteAgeUs,
    }),
  ], { concurrency: 2 });
  const best = new Map<string, BestAt>(
    quotes.map(({ instrument_id: instrumentId, event_us: eventTimeUs, position, ...one }) => [
      nameOf({ instrumentId, eventTimeUs, position }, one.later_us),
      { bidPriceTicks: one.bid, askPriceTicks: one.ask },
    ]),
  );
  return costsOfOrders(
    rows.map((row) => ({
      clientOrderId: row.client_order_id,
      instrumentId: row.instrument_id,
      account: row.account,
      strategy: row.strategy,
      side: row.side,
      quantityLots: row.quantity_lots,
      eventTimeUs: row.created_us,
      position: row.position,
    })),
    fills.map((row): Fill => recordFrom("fill", row)),
    {
      at: (moment, laterUs) => best.get(nameOf(moment, laterUs)),
      value: (id) => {
        const { tick, lot } = presenter.instrument(id);
        return numberFromSteps(1, tick) * numberFromSteps(1, lot);
      },
    },
  );
});

const bps = (share: Costs["fees"]): number | null => basisPoints(share) ?? null;

const costsAnswer = ({ arrival, mid, spread, fees, markouts }: Costs): CostsAnswer => ({
  arrival_bps: bps(arrival),
  arrival_cost: arrival.cost,
  mid_bps: bps(mid),
  mid_cost: mid.cost,
  spread_share: spread.of === 0 ? null : spread.cost / spread.of,
  fees_bps: bps(fees),
  fees: fees.cost,
  markout_1s_bps: bps(markouts[0]!),
  markout_10s_bps: bps(markouts[1]!),
  markout_60s_bps: bps(markouts[2]!),
});

const orderAnswer = (presenter: Presenter, one: OrderCostsOf): OrderCostsAnswer => {
  const { order, filledLots, filledTickLots, arrivalHalfTicks } = one;
  const { name, tick, lot, currency } = presenter.instrument(order.instrumentId);
  return {
    client_order_id: order.clientOrderId,
    symbol: name,
    account: order.account,
    strategy_id: order.strategy,
    side: order.side,
    t: textFromTimeUs(order.eventTimeUs),
    qty: textFromSteps(order.quantityLots, lot),
    filled_qty: textFromSteps(filledLots, lot),
    filled_avg_price: filledLots === 0
      ? null
      : textFromHalfSteps(Math.round(2 * filledTickLots / filledLots), tick),
    arrival_price: arrivalHalfTicks === undefined
      ? null
      : textFromHalfSteps(arrivalHalfTicks, tick),
    currency,
    fills: one.fills,
    ...costsAnswer(one),
    position: order.position,
  };
};

const strategyAnswers = (
  presenter: Presenter,
  all: readonly OrderCostsOf[],
): readonly StrategyCostsAnswer[] => {
  const currencyOf = ({ order }: OrderCostsOf) => presenter.instrument(order.instrumentId).currency;
  const groups = Map.groupBy(all, (one) => `${one.order.strategy}\n${currencyOf(one)}`);
  return [...groups].sort(([one], [other]) => one < other ? -1 : 1).map(([, orders]) => {
    const sum: CostsOf = sumOfCosts(orders);
    return {
      strategy_id: orders[0]!.order.strategy,
      currency: currencyOf(orders[0]!),
      orders: sum.orders,
      fills: sum.fills,
      filled_share: sum.filledShare,
      ...costsAnswer(sum),
    };
  });
};

/** Routes of what trading costs. */
export const costRoutes: readonly Route[] = [
  route({
    path: "/v1/tca",
    summary: "What orders cost, newest first: arrival slippage, effective spread, fees, markouts",
    rate: "heavy",
    parameters: {
      ...paged,
      limit: limitOf({ most: 200, otherwise: 100 }),
      symbol,
      strategy,
      client_order_id: clientOrderId,
    },
    answer: CostsPage,
    respond: Effect.fnUntraced(function* (services, query) {
      const { store, presenter, principal } = services;
      const rows = yield* ordersOf(store, {
        limit: query.limit + 1,
        owner: principal,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
        strategy: query.strategy,
        clientOrderId: query.client_order_id,
      });
      const shown = rows.slice(0, query.limit);
      const costs = shown.length === 0 ? [] : yield* costsFor(services, shown);
      const placed = rows.map((row, i) => ({ ...row, outputIndex: row.output_index, i }));
      return {
        ...pageFrom(placed, query.limit, ({ i }) => orderAnswer(presenter, costs[i]!)),
        strategies: strategyAnswers(presenter, costs),
      };
    }),
  }),
];
