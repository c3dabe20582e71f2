// What can be traded and what the market says: instruments, quotes, bars, predictions.
import { Effect } from "effect";
import { instrumentIdOf, limitOf, oneSymbol, symbol, timeframe } from "./parameters.ts";
import { queryText } from "./queries.ts";
import { paged, pageFrom, type Route, route, wholeList } from "./route.ts";
import { newestRecords, recentRows, recordFrom, type StoredRow } from "./rows.ts";
import { Bar, Instrument, pageOf, Prediction, Print, Quote } from "./schemas.ts";

/** Routes of the market. */
export const marketRoutes: readonly Route[] = [
  route({
    path: "/v1/instruments",
    scope: "read:market",
    summary: "What can be traded, with its units",
    parameters: {},
    answer: pageOf(Instrument),
    respond: ({ presenter }) =>
      Effect.succeed(wholeList(presenter.instruments.all.map((one) => presenter.definition(one)))),
  }),
  route({
    path: "/v1/quotes/latest",
    scope: "read:market",
    summary: "The best bid and offer of each instrument of the current session",
    parameters: { symbol },
    answer: pageOf(Quote),
    respond: Effect.fnUntraced(function* ({ store, presenter, hub }, query) {
      instrumentIdOf(query.symbol, presenter.instruments);
      const asked = query.symbol;
      const live = hub.newest("quotes").filter((one) =>
        asked === undefined || one.symbol === asked
      );
      if (live.length > 0) return wholeList(live);
      const instrument = instrumentIdOf(asked, presenter.instruments) ?? 0;
      const rows = yield* store.query<StoredRow>(queryText("latest-quotes", "quote"), {
        instrument,
      });
      return wholeList(rows.map((row) => presenter.quote(recordFrom("quote", row))));
    }),
  }),
  route({
    path: "/v1/bars",
    scope: "read:market",
    summary: "Bars of one instrument, newest first",
    parameters: {
      ...paged,
      limit: limitOf({ most: 5000, otherwise: 300 }),
      symbol: oneSymbol,
      timeframe,
    },
    answer: pageOf(Bar),
    respond: Effect.fnUntraced(function* ({ store, recent, presenter }, query) {
      const bars = yield* recentRows({ store, recent }, "bar", {
        limit: query.limit + 1,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
        equal: { interval_seconds: { "1s": 1, "1m": 60 }[query.timeframe] },
      });
      return pageFrom(bars, query.limit, (bar) => presenter.bar(bar));
    }),
  }),
  route({
    path: "/v1/quotes",
    scope: "read:market",
    summary: "Best bids and offers of one instrument, newest first",
    parameters: { ...paged, symbol: oneSymbol },
    answer: pageOf(Quote),
    respond: Effect.fnUntraced(function* ({ store, presenter }, query) {
      const rows = yield* newestRecords(store, "quote", {
        limit: query.limit + 1,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
      });
      return pageFrom(rows, query.limit, (row) => presenter.quote(row));
    }),
  }),
  route({
    path: "/v1/trades",
    scope: "read:market",
    summary: "Prints on the tape of one instrument, newest first",
    parameters: { ...paged, symbol: oneSymbol },
    answer: pageOf(Print),
    respond: Effect.fnUntraced(function* ({ store, presenter }, query) {
      const rows = yield* newestRecords(store, "trade", {
        limit: query.limit + 1,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
      });
      return pageFrom(rows, query.limit, (row) => presenter.trade(row));
    }),
  }),
  route({
    path: "/v1/predictions",
    scope: "read:market",
    summary: "What the models predicted, newest first",
    parameters: { ...paged, symbol },
    answer: pageOf(Prediction),
    respond: Effect.fnUntraced(function* ({ store, recent, presenter }, query) {
      const rows = yield* recentRows({ store, recent }, "prediction", {
        limit: query.limit + 1,
        before: query.cursor,
        instrumentId: instrumentIdOf(query.symbol, presenter.instruments),
      });
      return pageFrom(rows, query.limit, (row) => presenter.prediction(row));
    }),
  }),
];
