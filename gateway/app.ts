// The app: routes, metrics and screens. Every answer has a request id and safe headers; every failure is a problem.
import { Effect } from "effect";
import { type Context, Hono } from "hono";
import type { InputRequest } from "../actors/run/requests.ts";
import type { StoreShape } from "../streams/transport/clickhouse.ts";
import type { Access } from "./access/access.ts";
import type { AuditLog } from "./access/audit.ts";
import { alertRoutes } from "./alerts.ts";
import { accessRoutes } from "./access/routes.ts";
import { needsSignIn, serveSignIn } from "./access/sign-in.ts";
import { Raw, send } from "./answer.ts";
import { asyncApi } from "./asyncapi.ts";
import type { Jobs } from "./backtests/jobs.ts";
import { costRoutes } from "./costs/routes.ts";
import { compareRoutes } from "./backtests/compare.ts";
import { backtestRoutes } from "./backtests/routes.ts";
import { readBody } from "./body.ts";
import { exportRoutes } from "./exports.ts";
import { type App, type Charge, chargeRest, guard, mustBeTold, need } from "./guard.ts";
import type { AskOptions } from "./ask.ts";
import { Answers } from "./idempotency.ts";
import { healthRoutes } from "./health.ts";
import type { Hub } from "./hub.ts";
import { queryMs } from "./limits.ts";
import { serveEvents } from "./live/events.ts";
import type { LiveOrders } from "./live-orders.ts";
import { marketRoutes } from "./market-routes.ts";
import { metricsRoutes } from "./metrics-routes.ts";
import type { LiveModels } from "./models/live-models.ts";
import { modelRoutes } from "./models/routes.ts";
import { orderBatchRoutes } from "./order-batch-routes.ts";
import { orderRoutes } from "./order-routes.ts";
import { openApiOf } from "./openapi.ts";
import { readQuery } from "./parameters.ts";
import type { Presenter } from "./present.ts";
import type { Money } from "./portfolio/money.ts";
import { portfolioRoutes } from "./portfolio-routes.ts";
import { ProblemError } from "./problems.ts";
import type { Desk } from "./risk/desk.ts";
import type { Replays } from "./replays/replays.ts";
import { replayRoutes } from "./replays/routes.ts";
import { riskRoutes } from "./risk/routes.ts";
import type { Recent } from "./recent.ts";
import { problemRoutes } from "./problem-pages.ts";
import { referencePage } from "./reference-page.ts";
import { type Route, scopeOf, type Services } from "./route.ts";
import { strategyRoutes } from "./strategy-routes.ts";
import { serveScreens } from "./screens.ts";
import { sheetRoutes } from "./sheet-routes.ts";
import { signalRoutes } from "./signal-routes.ts";
import { streamsPage } from "./streams-page.ts";
import { tradingRoutes } from "./trading-routes.ts";
import { watchRoutes } from "./watch/routes.ts";

/** What the app works with. */
export interface AppOptions {
  readonly store: StoreShape;
  /** Asked at every request: instruments may be added. */
  readonly presenter: () => Presenter;
  readonly hub: Hub;
  readonly orders: LiveOrders;
  readonly ask: (asked: InputRequest, options?: AskOptions) => Effect.Effect<number, ProblemError>;
  readonly models: LiveModels;
  readonly desk: Desk;
  readonly recent: Recent;
  readonly jobs: Jobs;
  readonly replays: Replays;
  readonly access: Access;
  readonly audit: AuditLog;
  readonly rateShare?: number | undefined;
  readonly money: Money;
  /** The configured host name. */
  readonly host: string;
}

/** Every route of the API. */
export const routesOf = (jobs: Jobs): readonly Route[] => [
  ...healthRoutes,
  ...accessRoutes,
  ...marketRoutes,
  ...tradingRoutes,
  ...costRoutes,
  ...orderBatchRoutes,
  ...orderRoutes,
  ...riskRoutes,
  ...portfolioRoutes,
  ...sheetRoutes,
  ...signalRoutes,
  ...compareRoutes(jobs),
  ...backtestRoutes(jobs),
  ...strategyRoutes,
  ...alertRoutes,
  ...exportRoutes,
  ...problemRoutes,
  ...watchRoutes,
  ...replayRoutes,
  ...metricsRoutes,
  ...modelRoutes,
];

/** The API and the screens. */
export const makeApp = (options: AppOptions): App => {
  const app: App = new Hono();
  const routes = routesOf(options.jobs);
  const charge = guard(app, options);
  const serving: Serving = { ...options, charge, answers: new Answers() };
  for (const route of routes) {
    for (const path of pathsOf(route)) addRoute(app, serving, route, path);
  }
  const document = openApiOf(routes);
  app.get("/openapi.json", (context) => send(context, document, { status: 200 }));
  const streams = asyncApi();
  app.get("/asyncapi.json", (context) => send(context, streams, { status: 200 }));
  app.get("/docs/streams", (context) => context.html(streamsPage(streams)));
  const { hub, jobs, replays } = options;
  serveEvents(app, { hub, jobs, replays, charge });
  const reference = new Raw(referencePage(document), {
    "content-type": "text/html; charset=utf-8",
  });
  app.get("/docs", (context) => send(context, reference, { status: 200 }));
  app.get("/v1/stream", () => {
    throw new ProblemError("upgradeRequired", "/v1/stream is a WebSocket");
  });
  app.use(chargeRest(charge));
  const methods = Map.groupBy(
    routes.flatMap((route) => pathsOf(route).map((path) => ({ path, route }))),
    ({ path }) => path,
  );
  for (const [path, served] of methods) {
    const allow = served.flatMap(({ route: { method = "get" } }) =>
      method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()]
    );
    app.all(honoPath(path), (context) => {
      throw wrongMethod(context, allow);
    });
  }
  for (const root of ["/api/*", "/v1/*"]) {
    app.all(root, (context) => {
      throw new ProblemError("notFound", `There is no ${context.req.path.slice(0, 200)}`);
    });
  }
  serveSignIn(app, options.access);
  app.get("*", async (context, next) => {
    if (needsSignIn(options.access, context)) return context.redirect("/sign-in", 303);
    await next();
  });
  serveScreens(app);
  app.all("*", (context) => {
    throw wrongMethod(context, ["GET", "HEAD"]);
  });
  return app;
};

interface Serving extends AppOptions {
  readonly charge: Charge;
  readonly answers: Answers;
}

const addRoute = (app: App, serving: Serving, route: Route, path: string): void => {
  const {
    store,
    replays,
    recent,
    presenter,
    hub,
    models,
    orders,
    desk,
    ask,
    access,
    audit,
    charge,
    answers,
    money,
  } = serving;
  const reads = (route.method ?? "get") === "get";
  app.on((route.method ?? "get").toUpperCase(), honoPath(path), async (context) => {
    context.set("route", route);
    charge(context, route.rate ?? (reads ? "read" : "change"));
    need(context, scopeOf(route));
    if (!reads) mustBeTold(audit);
    const query = readQuery(context.req.queries(), route.parameters);
    const id = context.req.param("id") ?? "";
    const body = route.body === undefined ? {} : await readBody(context, route.body);
    const idempotencyKey = context.req.header("idempotency-key");
    const principal = context.get("principal");
    const services: Services = {
      ...{
        store,
        replays,
        recent,
        presenter: presenter(),
        hub,
        models,
        orders,
        desk,
        access,
        principal,
        money,
      },
      idempotencyKey,
      ifMatch: context.req.header("if-match"),
      ask: (asked, timeoutMs) =>
        Effect.tap(
          ask(asked, {
            traceparent: context.get("traceparent"),
            ...(timeoutMs === undefined ? {} : { timeoutMs }),
          }),
          (position) => Effect.sync(() => context.set("inputPosition", position)),
        ),
    };
    const find = () =>
      Effect.runPromise(
        Effect.suspend(() => route.respond(services, query, id, body as never))
          .pipe(Effect.timeout(route.timeoutMs ?? queryMs)),
      );
    const request = { path: context.req.path, query, body };
    const answer = idempotencyKey === undefined || reads || route.keepsAnswer === false
      ? await find()
      : await answers.once({ who: principal.id, key: idempotencyKey, request }, find);
    return send(context, answer, {
      status: route.status?.(answer) ?? 200,
      tag: route.tag?.(answer),
    });
  });
};

const pathsOf = (route: Route): readonly string[] => [
  ...new Set([route.path, ...shortNames(route.path), ...(route.also ?? [])]),
];

/** Names without a version, for those who know only these: they mean the newest. */
const shortNames = (path: string): readonly string[] => {
  const short = path.replace("/v1/", "/api/");
  return short.startsWith("/api/backtests")
    ? [short, short.replace("/api/backtests", "/api/backtest")]
    : [short];
};

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ":$1");

const wrongMethod = (context: Context, allow: readonly string[]): ProblemError => {
  context.header("allow", allow.join(", "));
  const path = context.req.path.slice(0, 200);
  return new ProblemError(
    "methodNotAllowed",
    `${context.req.method} is not for ${path}, expected ${allow.join(", ")}`,
  );
};
