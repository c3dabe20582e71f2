// The app: routes, metrics and screens. Every answer has a request id and safe headers; every failure is a problem.
import { randomUUID } from "node:crypto";
import { Effect } from "effect";
import { type Context, Hono, type Next } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { StoreError, type StoreShape } from "../streams/transport/clickhouse.ts";
import type { Access } from "./access/access.ts";
import { accessRoutes } from "./access/routes.ts";
import { allows, type Principal, type Scope } from "./access/principal.ts";
import { needsSignIn, serveSignIn } from "./access/sign-in.ts";
import type { Jobs } from "./backtests/jobs.ts";
import { backtestRoutes, resultFile } from "./backtests/routes.ts";
import { readBody, tooLarge } from "./body.ts";
import { ownHost, ownOrigin } from "./callers.ts";
import { haltRoutes } from "./halt-routes.ts";
import { healthRoutes } from "./health.ts";
import type { Hub } from "./hub.ts";
import { bodyBytes, queryMs } from "./limits.ts";
import type { LiveOrders } from "./live-orders.ts";
import { marketRoutes } from "./market-routes.ts";
import { metricsOf } from "./metrics.ts";
import { orderRoutes } from "./order-routes.ts";
import { openApiOf } from "./openapi.ts";
import { readQuery } from "./parameters.ts";
import type { Presenter } from "./present.ts";
import { portfolioRoutes } from "./portfolio-routes.ts";
import { answerProblem, ProblemError } from "./problems.ts";
import { type Route, scopeOf, type Services } from "./route.ts";
import { serveScreens } from "./screens.ts";
import { signalRoutes } from "./signal-routes.ts";
import { tradingRoutes } from "./trading-routes.ts";
import { watchRoutes } from "./watch/routes.ts";

/** What the app works with. */
export interface AppOptions {
  readonly store: StoreShape;
  /** Asked at every request: instruments may be added. */
  readonly presenter: () => Presenter;
  readonly hub: Hub;
  readonly orders: LiveOrders;
  readonly ask: Services["ask"];
  readonly jobs: Jobs;
  readonly access: Access;
  /** The configured host name. */
  readonly host: string;
}

/** What every request carries. */
export type Variables = { requestId: string; principal: Principal };
/** The connection below a request, where it came over one. */
type Bindings = {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
};

/** Every route of the API. */
export const routesOf = (jobs: Jobs): readonly Route[] => [
  ...healthRoutes,
  ...accessRoutes,
  ...marketRoutes,
  ...tradingRoutes,
  ...orderRoutes,
  ...haltRoutes,
  ...portfolioRoutes,
  ...signalRoutes,
  ...backtestRoutes(jobs),
  ...watchRoutes,
];

/** The API and the screens. */
export const makeApp = (options: AppOptions): Hono<{ Variables: Variables }> => {
  const app = new Hono<{ Variables: Variables }>();
  const routes = routesOf(options.jobs);
  guard(app, options);
  const needing = (scope: Scope | "open") => async (context: Context, next: Next) => {
    need(context, scope);
    await next();
  };
  for (const route of routes) {
    addRoute(app, options, route, route.path);
    for (const path of shortNames(route.path)) addRoute(app, options, route, path);
  }
  app.get("/api/metrics", (context) => context.redirect("/metrics", 308));
  const document = openApiOf(routes);
  app.get("/openapi.json", (context) => context.json(document));
  app.get(
    "/metrics",
    needing("read:market"),
    (context) =>
      context.text(metricsOf(options.hub), 200, {
        "content-type": "text/plain; version=0.0.4; charset=utf-8",
      }),
  );
  app.get("/v1/backtests/:id/tear-sheet", needing("read:account"), async (context) => {
    const html = resultFile(options.jobs, context.req.param("id") ?? "", "tear-sheet.html");
    return context.html(await Effect.runPromise(html));
  });
  for (const name of ["fills.csv", "orders.csv", "equity.csv", "sweep.csv"]) {
    app.get(`/v1/backtests/:id/${name}`, needing("read:account"), async (context) => {
      const csv = await Effect.runPromise(
        resultFile(options.jobs, context.req.param("id") ?? "", name),
      );
      return context.text(csv, 200, { "content-type": "text/csv; charset=utf-8" });
    });
  }
  app.get("/v1/stream", () => {
    throw new ProblemError("upgradeRequired", "/v1/stream is a WebSocket");
  });
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path)
      .map((route) => (route.method ?? "get").toUpperCase());
    app.all(honoPath(path), (context) => {
      const allow = methods.includes("GET") ? [...methods, "HEAD"] : methods;
      throw wrongMethod(context, allow);
    });
  }
  app.get("/api/*", (context) => {
    throw new ProblemError("notFound", `There is no ${context.req.path.slice(0, 200)}`);
  });
  app.get("/v1/*", (context) => {
    throw new ProblemError("notFound", `There is no ${context.req.path.slice(0, 200)}`);
  });
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

/** What comes before every route: who may ask, how, and how answers look. */
const guard = (app: Hono<{ Variables: Variables }>, { host, access }: AppOptions): void => {
  app.use(async (context, next) => {
    const given = context.req.header("x-request-id") ?? "";
    context.set("requestId", /^[\w-]{8,64}$/.test(given) ? given : randomUUID());
    await next();
    context.res.headers.set("x-request-id", context.get("requestId"));
    if (!context.res.headers.has("cache-control")) {
      context.res.headers.set("cache-control", "no-store");
    }
  });
  app.use(secureHeaders({
    // Plain HTTP on loopback: whoever puts TLS in front of it says so there.
    strictTransportSecurity: false,
    xFrameOptions: "DENY",
    // With no referrer at all a form of our own page would come from the origin "null".
    referrerPolicy: "same-origin",
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
  app.use(async (context, next) => {
    const { host: named, origin } = context.req.header();
    if (!ownHost(named, host) || !ownOrigin(origin, named)) {
      throw new ProblemError("forbidden", "Only pages of this server and programs may ask");
    }
    await next();
  });
  app.use(async (context, next) => {
    const { incoming } = (context.env ?? {}) as Bindings;
    const principal = await access.principalOf({
      headers: context.req.header(),
      method: context.req.method,
      peer: incoming?.socket?.remoteAddress,
    });
    context.set("principal", principal);
    await next();
  });
  app.use(async (context, next) => {
    if (Number(context.req.header("content-length") ?? 0) > bodyBytes) throw tooLarge();
    await next();
  });
  app.onError((cause, context) => answerProblem(context, problemOf(cause, context)));
};

/** Refuses whoever is not allowed a scope. */
const need = (context: Context, scope: Scope | "open"): void => {
  const principal = context.get("principal") as Principal;
  if (scope === "open" || allows(principal, scope)) return;
  if (principal.kind === "anonymous") {
    throw new ProblemError(
      "unauthorized",
      "Expected a key or a JWT: Authorization: Bearer …; npm run keys makes one, see docs/access.md",
    );
  }
  throw new ProblemError("forbidden", `This needs the scope ${scope}`);
};

const addRoute = (
  app: Hono<{ Variables: Variables }>,
  { store, presenter, hub, orders, ask, access }: AppOptions,
  route: Route,
  path: string,
): void => {
  app.on((route.method ?? "get").toUpperCase(), honoPath(path), async (context) => {
    need(context, scopeOf(route));
    const query = readQuery(context.req.queries(), route.parameters);
    const id = context.req.param("id") ?? "";
    const body = route.body === undefined ? {} : await readBody(context, route.body);
    const idempotencyKey = context.req.header("idempotency-key");
    const services = {
      ...{ store, presenter: presenter(), hub, orders, ask, idempotencyKey, access },
      principal: context.get("principal"),
    };
    const answer = await Effect.runPromise(
      Effect.suspend(() => route.respond(services, query, id, body as never))
        .pipe(Effect.timeout(queryMs)),
    );
    return context.json(answer, route.status?.(answer) ?? 200);
  });
};

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

/** ClickHouse's number for a table that there is not: the store is being made. */
const unknownTable = 60;

/** What a client is told of a failure: nothing of what is inside. */
const problemOf = (cause: Error, context: Context): ProblemError => {
  if (cause instanceof ProblemError) return cause;
  const late = (cause as { readonly _tag?: string })._tag === "TimeoutError";
  if (late || cause instanceof StoreError && (cause.passes || cause.code === unknownTable)) {
    return new ProblemError("unavailable", "The store does not answer: it may be restarting");
  }
  const id = context.get("requestId") as string;
  console.error(`error: request ${id}: ${cause.message.split("\n")[0]}`);
  return new ProblemError("internal", `The log tells more of request ${id}`);
};
