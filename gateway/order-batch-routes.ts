// Orders by hand beyond one: what an order would be, and canceling many, each with its own result.
import { Effect, Schema } from "effect";
import { textFromSteps } from "../streams/units.ts";
import { mayTrade } from "./access/ownership.ts";
import { owns } from "./access/principal.ts";
import { cancelBatch, cancelsAtOnce } from "./limits.ts";
import type { OrderRow } from "./orders.ts";
import { apiWord } from "./orders.ts";
import {
  askOf,
  findOrder,
  handAccount,
  handOrderOf,
  orderOf,
  submitFields,
} from "./order-request.ts";
import { instrumentIdOf, strategy, symbol } from "./parameters.ts";
import { invalid } from "./problems.ts";
import { queryText } from "./queries.ts";
import { type Route, route, routeWithBody, type Services, wholeList } from "./route.ts";
import { identified, pageOf } from "./schemas.ts";

const Text = Schema.String;
const Preview = identified(
  "OrderPreview",
  Schema.Struct({
    symbol: Text,
    account: Text,
    side: Schema.Literals(["buy", "sell"]),
    type: Text,
    time_in_force: Text,
    qty: Text,
    limit_price: Schema.NullOr(Text),
    stop_price: Schema.NullOr(Text),
    reference_price: Schema.NullOr(Text),
    takes: Schema.Boolean,
    notional: Schema.NullOr(Schema.Number),
    position_before: Text,
    position_after: Text,
    trading_state: Text,
    remarks: Schema.Array(Text),
  }),
);
const Cancel = identified(
  "CancelResult",
  Schema.Struct({
    client_order_id: Text,
    status: Schema.Literals(["requested", "refused"]),
    position: Schema.NullOr(Schema.Int),
    reason: Text,
  }),
);

const openEvents = new Set(["accepted", "partiallyFilled", "replaced", "triggered", "submitted"]);
const isOpen = ({ event }: OrderRow): boolean => event === "" || openEvents.has(event);

/** Asks to cancel one, and tells what came of it: one that fails does not keep the others. */
const cancelOne = (services: Services, id: string) =>
  Effect.gen(function* () {
    const row = yield* findOrder(services, id);
    const refused = (reason: string) => ({
      client_order_id: id,
      status: "refused" as const,
      position: null,
      reason,
    });
    if (row === undefined || !owns(services.principal, row)) {
      return refused("There is no such order");
    }
    if (!isOpen(row)) return refused(`It is ${apiWord(row.event)}`);
    const order = handOrderOf(row, "cancel");
    return yield* askOf(services, row, order, "Canceled by hand").pipe(
      Effect.map((position) => ({
        client_order_id: id,
        status: "requested" as const,
        position,
        reason: "",
      })),
      Effect.catch((problem) => Effect.succeed(refused(problem.message))),
    );
  });

const cancelAll = (services: Services, ids: readonly string[]) =>
  Effect.map(
    Effect.forEach(ids, (id) => cancelOne(services, id), { concurrency: cancelsAtOnce }),
    wholeList,
  );

/** Routes of more than one order, and of what an order would be. */
export const orderBatchRoutes: readonly Route[] = [
  routeWithBody({
    method: "post",
    path: "/v1/orders/preview",
    rate: "read",
    summary: "What an order would be: checked like one, priced at the book, and not sent",
    parameters: {},
    body: submitFields,
    answer: Preview,
    respond: Effect.fnUntraced(function* (services, _query, _id, body) {
      yield* mayTrade(services.principal, handAccount);
      const instrument = services.presenter.instruments.find(body.symbol);
      if (instrument === undefined) {
        return yield* Effect.fail(
          invalid("symbol", `is "${body.symbol}", expected a symbol of /v1/instruments`),
        );
      }
      const order = yield* Effect.try({
        try: () => orderOf(body, body.client_order_id ?? "preview", instrument),
        catch: (cause) => cause as ReturnType<typeof invalid>,
      });
      const { tick, lot } = instrument;
      const quote = services.hub.newest("quotes").find((one) => one.symbol === body.symbol);
      const touch = quote === undefined ? 0 : Number(order.side === "buy" ? quote.ap : quote.bp);
      const limit = order.priceTicks === 0 ? 0 : Number(textFromSteps(order.priceTicks, tick));
      const takes = touch > 0 &&
        (limit === 0 || (order.side === "buy" ? limit >= touch : limit <= touch));
      const price = takes || limit === 0 ? touch : limit;
      const held = services.hub.newest("positions").find((one) =>
        one.symbol === body.symbol && one.account === handAccount && one.strategy_id === ""
      );
      const before = Number(held?.qty ?? 0);
      const qty = Number(textFromSteps(order.quantityLots, lot));
      const [state] = yield* services.store.query<{ readonly value: string }>(
        queryText("trading-state"),
        {},
      );
      const tradingState = state?.value ?? "active";
      const remarks = [
        ...(quote === undefined ? ["It is not quoted now, so it has no reference price"] : []),
        ...(tradingState === "halted" ? ["Trading is halted: it would be denied"] : []),
        ...(takes && order.execInst.includes("postOnly")
          ? ["It would take, so a post-only order is rejected"]
          : []),
      ];
      const decimals = lot.scale;
      return {
        symbol: body.symbol,
        account: handAccount,
        side: order.side,
        type: apiWord(order.orderType),
        time_in_force: apiWord(order.timeInForce),
        qty: textFromSteps(order.quantityLots, lot),
        limit_price: order.priceTicks === 0 ? null : textFromSteps(order.priceTicks, tick),
        stop_price: order.stopPriceTicks === 0 ? null : textFromSteps(order.stopPriceTicks, tick),
        reference_price: quote === undefined ? null : order.side === "buy" ? quote.ap : quote.bp,
        takes,
        notional: price > 0 ? price * qty : null,
        position_before: before.toFixed(decimals),
        position_after: (before + (order.side === "buy" ? qty : -qty)).toFixed(decimals),
        trading_state: tradingState,
        remarks,
      };
    }),
  }),
  routeWithBody({
    method: "post",
    path: "/v1/orders/cancel",
    summary: "Asks to cancel these orders; each has its own result",
    parameters: {},
    body: {
      client_order_ids: {
        description: "The orders",
        expected: `a list of 1 to ${cancelBatch} ids`,
        schema: Schema.Array(Text.check(Schema.isPattern(/^[\w.:/-]{1,64}$/))).check(
          Schema.isBetweenLength(1, cancelBatch),
        ),
      },
    },
    answer: pageOf(Cancel),
    respond: (services, _query, _id, { client_order_ids: ids }) =>
      cancelAll(services, [...new Set(ids)]),
  }),
  route({
    method: "delete",
    path: "/v1/orders",
    summary: "Asks to cancel every working order, of an instrument or a strategy where told",
    parameters: { symbol, strategy },
    answer: pageOf(Cancel),
    respond: (services, query) =>
      Effect.suspend(() => {
        const instrument = instrumentIdOf(query.symbol, services.presenter.instruments);
        const ids = services.orders.all()
          .filter((row) =>
            isOpen(row) && owns(services.principal, row) &&
            (instrument === undefined || row.instrument_id === instrument) &&
            (query.strategy === undefined || row.strategy === query.strategy)
          )
          .slice(0, cancelBatch)
          .map((row) => row.client_order_id);
        return cancelAll(services, ids);
      }),
  }),
];
