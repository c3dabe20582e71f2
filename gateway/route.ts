// What a route is, and the newest-first page that most of them answer with.
import type { Effect, Schema } from "effect";
import type { StoreError, StoreShape } from "../streams/transport/clickhouse.ts";
import type { InputRequest } from "../actors/run/requests.ts";
import type { Access } from "./access/access.ts";
import type { Principal, Scope } from "./access/principal.ts";
import type { Body, BodyFields } from "./body.ts";
import type { Hub } from "./hub.ts";
import type { Desk } from "./risk/desk.ts";
import type { Recent } from "./recent.ts";
import type { LiveOrders } from "./live-orders.ts";
import type { LiveModels } from "./models/live-models.ts";
import {
  cursor,
  cursorAfter,
  limitOf,
  type Parameters,
  type Place,
  type Query,
} from "./parameters.ts";
import type { Money } from "./portfolio/money.ts";
import type { Presenter } from "./present.ts";
import type { ProblemError } from "./problems.ts";
import type { Page } from "./protocol.ts";
import type { Replays } from "./replays/replays.ts";
import type { RateClass } from "./rates.ts";

/** What a route works with, at one request. */
export interface Services {
  readonly orders: LiveOrders;
  /** Asks the pipeline for something, and gives its place in the input log. */
  readonly ask: (
    asked: InputRequest,
    timeoutMs?: number,
  ) => Effect.Effect<number, ProblemError>;
  /** The header `Idempotency-Key` of this request. */
  readonly idempotencyKey: string | undefined;
  /** The header `If-Match` of this request. */
  readonly ifMatch: string | undefined;
  readonly desk: Desk;
  /** In which currency accounts are summed. */
  readonly money: Money;
  readonly store: StoreShape;
  readonly recent: Recent;
  readonly replays: Replays;
  readonly presenter: Presenter;
  readonly hub: Hub;
  readonly models: LiveModels;
  readonly access: Access;
  /** Who asks. What is not theirs (`owns`) is as if it were not there. */
  readonly principal: Principal;
}

/** A route: what it tells, what it may be asked, and how it finds the answer. */
export interface Route<P extends Parameters = Parameters, B extends BodyFields = BodyFields> {
  /** Further paths it answers at. */
  readonly also?: readonly string[];
  /** What a call of it is charged as: reading or changing where it is not told. */
  readonly rate?: RateClass;
  /** The media types its answer may have, which is a `Raw`; JSON where none is told. */
  readonly content?: readonly string[];
  /** The statuses of an answer that is no problem, as OpenAPI writes them; 200, or 2XX of a change. */
  readonly statuses?: readonly string[];
  /** `false`: an Idempotency-Key gets no kept answer: it tells a secret, or knows the key itself. */
  readonly keepsAnswer?: false;
  /** GET where it is not told. */
  readonly method?: "get" | "post" | "put" | "patch" | "delete";
  /** As OpenAPI writes it: `{id}` stands for one part. */
  readonly path: string;
  readonly summary: string;
  /** What whoever asks must be allowed; `read:account` to read and `trade` to change where it is not told. */
  readonly scope?: Scope | "open";
  readonly parameters: P;
  /** What the body may say, of a route that takes one. */
  readonly body?: B;
  readonly answer: Schema.Codec<unknown>;
  /** The answer, or a problem. `id` is the part of the path in braces, decoded. */
  readonly respond: (
    services: Services,
    query: Query<P>,
    id: string,
    body: Body<B>,
  ) => Effect.Effect<object, StoreError | ProblemError>;
  /** Milliseconds it may take, where it is not the usual. */
  readonly timeoutMs?: number;
  /** The ETag of an answer, where it has one. */
  readonly tag?: (answer: object) => string;
  /** The status of an answer, where it is not always 200. */
  readonly status?: (answer: object) => 200 | 201 | 202 | 503;
}

/** What whoever asks for a route must be allowed. */
export const scopeOf = ({ scope, method }: Route): Scope | "open" =>
  scope ?? (method === undefined || method === "get" ? "read:account" : "trade");

/** Holds a route to the parameters it names. */
export const route = <const P extends Parameters>(
  one: Route<P, Readonly<Record<never, never>>>,
): Route => one as unknown as Route;

/** Holds a route to the parameters and the body it names. */
export const routeWithBody = <const P extends Parameters, const B extends BodyFields>(
  one: Route<P, B> & { readonly body: B },
): Route => one as unknown as Route;

/** The parameters of every list. */
export const paged = { limit: limitOf({ most: 1000, otherwise: 100 }), cursor };

/** A page out of rows that were asked for one more than fit it, newest first. */
export const pageFrom = <R extends Place, A>(
  rows: readonly R[],
  limit: number,
  show: (row: R) => A,
): Page<A> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(show), next_cursor: more ? cursorAfter(last) : null };
};

/** A list that is one page. */
export const wholeList = <A>(data: readonly A[]): Page<A> => ({ data, next_cursor: null });

/** The place before everything: where a list without a cursor begins. */
export const beforeAll: Place = { position: Number.MAX_SAFE_INTEGER, outputIndex: 0 };
