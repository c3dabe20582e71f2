// The routes of the API. Every answer has a request id and safe headers; every failure is a problem.
import { randomUUID } from "node:crypto";
import { Effect, Schedule } from "effect";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import type { AnyRecord, Tag } from "../streams/records.ts";
import { StoreError, type StoreShape } from "../streams/transport/clickhouse.ts";
import type { Hub } from "./hub.ts";
import { bodyBytes } from "./limits.ts";
import { healthOf } from "./health.ts";
import { orderAnswer, ordersOf } from "./orders.ts";
import { cursorAfter, pageOf, symbolOf, wholeNumber, word } from "./parameters.ts";
import type { Presenter } from "./present.ts";
import { answerProblem, invalid, ProblemError } from "./problems.ts";
import type { Page, WhyAnswer } from "./protocol.ts";
import { queryText } from "./queries.ts";
import { newestRecords, recordFrom, type RowFilter } from "./rows.ts";
import { serveScreens } from "./screens.ts";
import { whyOf } from "./why.ts";

/** What the routes work with. */
export interface AppOptions {
  readonly store: StoreShape;
  /** Asked at every request: instruments may be added. */
  readonly presenter: () => Presenter;
  readonly hub: Hub;
  /** The configured host name. */
  readonly host: string;
}

type Variables = { requestId: string };

/** The API and the screens. */
export const makeApp = (options: AppOptions): Hono<{ Variables: Variables }> => {
  const app = new Hono<{ Variables: Variables }>();
  app.use(async (context, next) => {
    context.set("requestId", randomUUID());
    await next();
    context.res.headers.set("x-request-id", context.get("requestId"));
  });
  app.use(secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      // The chart library writes the styles of its own elements.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  }));
  app.use(bodyLimit({
    maxSize: bodyBytes,
    onError: (context) =>
      answerProblem(context, new ProblemError("tooLarge", `A body may have ${bodyBytes} bytes`)),
  }));
  app.onError((cause, context) => answerProblem(context, problemOf(cause)));
  addRoutes(app, options);
  app.all("/v1/*", (context) => {
    const known = app.routes.some((route) =>
      route.method === "GET" && route.path === context.req.path
    );
    throw known && context.req.method !== "GET"
      ? new ProblemError("methodNotAllowed", `${context.req.method} is not for ${context.req.path}`)
      : new ProblemError("notFound", `There is no ${context.req.path}`);
  });
  serveScreens(app);
  return app;
};

/** What a client is told of a failure: nothing of what is inside. */
const problemOf = (cause: Error): ProblemError => {
  if (cause instanceof ProblemError) return cause;
  if (cause instanceof StoreError && cause.reason === "unreachable") {
    return new ProblemError("unavailable", "The store does not answer: it may be restarting");
  }
  console.error(`error: ${cause.message.split("\n")[0]}`);
  return new ProblemError(
    "internal",
    "The request could not be answered; the log has the request's id",
  );
};

const addRoutes = (app: Hono<{ Variables: Variables }>, options: AppOptions): void => {
  const { store, presenter, hub } = options;
  app.get("/v1/health", (context) => {
    const health = healthOf(hub);
    return context.json(health, health.status === "down" ? 503 : 200);
  });
  app.get("/v1/instruments", (context) => {
    const shown = presenter();
    return context.json({
      data: shown.instruments.all.map((one) => shown.definition(one)),
      next_cursor: null,
    });
  });
  app.get("/v1/quotes/latest", async (context) => {
    const shown = presenter();
    const instrument = symbolOf(context, shown.instruments) ?? 0;
    const rows = await run(store.query<Row>(queryText("latest-quotes", "quote"), { instrument }));
    return context.json({
      data: rows.map((row) => shown.quote(recordFrom("quote", row))),
      next_cursor: null,
    });
  });
  app.get("/v1/bars", async (context) => {
    const shown = presenter();
    const instrument = symbolOf(context, shown.instruments);
    if (instrument === undefined) throw invalid("symbol", "is missing: bars are of one instrument");
    const timeframe = context.req.query("timeframe") ?? "1m";
    const seconds = { "1s": 1, "1m": 60 }[timeframe];
    if (seconds === undefined) throw invalid("timeframe", "expected 1s or 1m");
    const limit = wholeNumber(context, "limit", { default: 300, most: 5000 });
    const rows = await run(
      store.query<Row>(queryText("bars", "bar"), { instrument, seconds, limit }),
    );
    return context.json({
      data: rows.map((row) => shown.bar(recordFrom("bar", row))),
      next_cursor: null,
    });
  });
  app.get("/v1/orders", async (context) => {
    const shown = presenter();
    const page = pageOf(context, shown.instruments);
    const strategy = word(context, "strategy");
    const rows = await run(ordersOf(store, { ...page, strategy }));
    const placed = rows.map((row) => ({ ...row, outputIndex: row.output_index }));
    return context.json(pageAnswer(placed, page, (row) => orderAnswer(shown, row)));
  });
  app.get("/v1/positions", async (context) => {
    const shown = presenter();
    const { limit, instrumentId } = pageOf(context, shown.instruments);
    const parameters = {
      limit,
      instrument: instrumentId ?? 0,
      strategy: word(context, "strategy") ?? "",
    };
    const rows = await run(store.query<Row>(queryText("positions", "position"), parameters));
    return context.json({
      data: rows.map((row) => shown.position(recordFrom("position", row))),
      next_cursor: null,
    });
  });
  app.get("/v1/fills/:id/why", async (context) => {
    const id = context.req.param("id");
    const isLive = hub.newest("fills").some((fill) => fill.id === id);
    const why = await run(
      whyOf(store, presenter(), id).pipe(isLive ? untilRecorded : (once) => once),
    );
    if (why === undefined) {
      throw new ProblemError("notFound", `There is no fill "${id.slice(0, 80)}"`);
    }
    return context.json(why);
  });
  list(app, options, "/v1/fills", "fill", (shown, record) => shown.fill(record));
  list(app, options, "/v1/signals", "signal", (shown, record) => shown.signal(record));
  list(
    app,
    options,
    "/v1/predictions",
    "prediction",
    (shown, record) => shown.prediction(record),
    false,
  );
  list(app, options, "/v1/refusals", "refusal", (shown, record) => shown.refusal(record), false);
};

/** A fill of this moment is in the store a second later, and so is what led to it. */
const untilRecorded = (
  why: Effect.Effect<WhyAnswer | undefined, StoreError>,
): Effect.Effect<WhyAnswer | undefined, StoreError> =>
  why.pipe(Effect.repeat({
    schedule: Schedule.spaced("250 millis"),
    times: 16,
    until: (found) => found !== undefined && found.features !== null && found.hops.length > 0,
  }));

type Row = Readonly<Record<string, unknown>>;
type RecordOfTag<T extends Tag> = Extract<AnyRecord, { readonly _tag: T }>;

/** A newest-first list of one kind of record. */
const list = <T extends Tag>(
  app: Hono<{ Variables: Variables }>,
  options: AppOptions,
  path: string,
  tag: T,
  show: (presenter: Presenter, record: RecordOfTag<T>) => object,
  byStrategy = true,
): void => {
  app.get(path, async (context: Context) => {
    const shown = options.presenter();
    const page = pageOf(context, shown.instruments);
    const strategy = byStrategy ? word(context, "strategy") : undefined;
    const equal = strategy === undefined ? {} : { strategy };
    const rows = await run(newestRecords(options.store, tag, { ...page, equal }));
    return context.json(pageAnswer(rows, page, (row) => show(shown, row)));
  });
};

const pageAnswer = <R extends { readonly position: number; readonly outputIndex: number }, A>(
  rows: readonly R[],
  page: RowFilter,
  answer: (row: R) => A,
): Page<A> => {
  const last = rows.at(-1);
  const more = last !== undefined && rows.length === page.limit;
  return { data: rows.map(answer), next_cursor: more ? cursorAfter(last) : null };
};

const run = <A>(effect: Effect.Effect<A, StoreError>): Promise<A> => Effect.runPromise(effect);
