// What comes before and after every route: ids, safe headers, who asks, how often, and what is written down of it.
import { randomUUID } from "node:crypto";
import type { Context, Hono, Next } from "hono";
import { compress } from "hono/compress";
import { secureHeaders } from "hono/secure-headers";
import { type Access, bearerOf } from "./access/access.ts";
import type { AuditLog } from "./access/audit.ts";
import { isKey } from "./access/keys.ts";
import { allows, anonymous, type Principal, type Scope } from "./access/principal.ts";
import { tooLarge } from "./body.ts";
import { ownHost, ownOrigin } from "./callers.ts";
import { bodyBytes, compressBytes, localShare, rates as usual } from "./limits.ts";
import { answerProblem, ProblemError, problemOf, withoutSecrets } from "./problems.ts";
import { type RateClass, rateHeaders, Rates } from "./rates.ts";
import { type Route, scopeOf } from "./route.ts";
import { traceOf } from "./trace-context.ts";

/** What every request carries. */
export type Variables = {
  requestId: string;
  principal: Principal;
  /** The address at the other end of the connection. */
  address: string;
  traceId: string;
  traceparent: string;
  route?: Route;
  /** Where what it asked of the pipeline lies in the input log. */
  inputPosition?: number;
  charged?: true;
  problem?: string;
};
/** An app of the gateway. */
export type App = Hono<{ Variables: Variables }>;

/** The connection below a request, where it came over one. */
type Bindings = {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
};

/** What the guard works with. */
export interface GuardOptions {
  /** The configured host name. */
  readonly host: string;
  readonly access: Access;
  readonly audit: AuditLog;
  /** Times the usual rates; more for a test that sends more than anybody would. */
  readonly rateShare?: number | undefined;
}

/** Charges a call to whoever asks. */
export type Charge = (context: Context, name: RateClass) => void;

/** Adds everything that comes before the routes. Gives what charges a call, once, by its class. */
export const guard = (app: App, options: GuardOptions): Charge => {
  const { host, access, audit } = options;
  const rates = new Rates();
  const share = options.rateShare ?? 1;
  const rateOf = (name: RateClass, who: Principal) => {
    const times = share * (who.kind === "local" ? localShare : 1);
    return { calls: usual[name].calls * times, seconds: usual[name].seconds };
  };

  app.use(async (context, next) => {
    const given = context.req.header("x-request-id") ?? "";
    context.set("requestId", /^[\w-]{8,64}$/.test(given) ? given : randomUUID());
    const { traceId, traceparent } = traceOf(context.req.header("traceparent"));
    context.set("traceId", traceId);
    context.set("traceparent", traceparent);
    const { incoming } = (context.env ?? {}) as Bindings;
    context.set("address", incoming?.socket?.remoteAddress ?? "");
    context.set("principal", anonymous);
    const beganMs = performance.now();
    await next();
    const { headers } = context.res;
    headers.set("x-request-id", context.get("requestId"));
    headers.set("traceparent", traceparent);
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    if (changes(context)) audit.add(entryOf(context, performance.now() - beganMs));
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
      formAction: ["'self'"],
    },
  }));
  app.use(compress({ threshold: compressBytes }));
  app.use(async (context, next) => {
    const { host: named, origin } = context.req.header();
    if (!ownHost(named, host) || !ownOrigin(origin, named)) {
      throw new ProblemError("forbidden", "Only pages of this server and programs may ask");
    }
    await next();
  });
  app.use(async (context, next) => {
    const bucket = `credentials ${context.get("address")}`;
    const rate = { ...usual.credentials, calls: usual.credentials.calls * share };
    const fails = (cost: number) => rates.take(bucket, rate, { nowMs: performance.now(), cost });
    const { authorization, "x-api-key": key } = context.req.header();
    const tries = authorization !== undefined || key !== undefined ||
      context.req.path === "/sign-in" && context.req.method === "POST";
    const late = fails(0);
    const refuse = () => {
      context.header("retry-after", String(late.seconds));
      return new ProblemError("tooMany", "Too many credentials of this address were wrong");
    };
    // Whoever has a key is let in all the same; what costs a signature to look at is not looked at.
    if (tries && !late.allowed && !isKey(bearerOf(authorization) ?? key ?? "")) throw refuse();
    const asking = {
      headers: context.req.header(),
      method: context.req.method,
      peer: context.get("address"),
    };
    try {
      context.set("principal", await access.principalOf(asking));
    } catch (cause) {
      fails(1);
      throw late.allowed ? cause : refuse();
    }
    await next();
    if (tries && context.res.status === 401) fails(1);
  });
  app.use(async (context, next) => {
    if (Number(context.req.header("content-length") ?? 0) > bodyBytes) throw tooLarge();
    await next();
  });
  app.onError((cause, context) => {
    const problem = problemOf(cause, context);
    context.set("problem", problem.code);
    return answerProblem(context, problem);
  });

  return (context, name) => {
    if (context.get("charged") === true) return;
    context.set("charged", true);
    const who = context.get("principal") as Principal;
    const rate = rateOf(name, who);
    const id = who.kind === "anonymous" ? context.get("address") : who.id;
    const answer = rates.take(`${name} ${id}`, rate, { nowMs: performance.now() });
    for (const [header, text] of Object.entries(rateHeaders(name, rate, answer))) {
      context.header(header, text);
    }
    if (answer.allowed) return;
    context.header("retry-after", String(answer.seconds));
    throw new ProblemError("tooMany", `More than ${rate.calls} calls in ${rate.seconds} s`);
  };
};

/** Refuses whoever is not allowed a scope. */
export const need = (context: Context, scope: Scope | "open"): void => {
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

/** Refuses a change that could not be written down. */
export const mustBeTold = (audit: AuditLog): void => {
  if (audit.isFull) throw new ProblemError("unavailable", "The audit log cannot be written now");
};

/** What a request that matched nothing is charged. */
export const chargeRest = (charge: Charge) => async (context: Context, next: Next) => {
  charge(context, "read");
  await next();
};

/** Whether a request could change something: also one that was refused is written down. */
const changes = (context: Context<{ Variables: Variables }>): boolean => {
  const { method, path } = context.req;
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  return context.get("route") !== undefined || path === "/sign-in";
};

const entryOf = (context: Context<{ Variables: Variables }>, tookMs: number) => {
  const { id, kind } = context.get("principal");
  const route = context.get("route");
  const path = context.req.path;
  return {
    who: id,
    kind,
    scope: route === undefined ? "" : scopeOf(route),
    method: context.req.method,
    route: route?.path ?? withoutSecrets(path),
    path: withoutSecrets(path.toWellFormed()).slice(0, 200).toWellFormed(),
    requestId: context.get("requestId"),
    traceId: context.get("traceId"),
    address: context.get("address"),
    status: context.res.status,
    code: context.get("problem") ?? "",
    durationUs: Math.round(tookMs * 1000),
    inputPosition: context.get("inputPosition") ?? 0,
  };
};
