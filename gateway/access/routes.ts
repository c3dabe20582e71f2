// Keys by API, who asks, and tickets for sockets.
import { Effect, Schema } from "effect";
import { ProblemError } from "../problems.ts";
import type { Audit } from "../../streams/audit.ts";
import { textFromTimeUs } from "../../streams/units.ts";
import { paged, pageFrom, type Route, route, routeWithBody, wholeList } from "../route.ts";
import { newestRecords } from "../rows.ts";
import { described, identified, pageOf, Time } from "../schemas.ts";
import { KeyFileError, type StoredKey } from "./keys.ts";
import { scopes, scopeWords } from "./principal.ts";

const Text = Schema.String;
const Scopes = Schema.Array(Schema.Literals(scopes));

/** A key without its secret. */
export const KeyAnswer = identified(
  "Key",
  Schema.Struct({
    id: Text,
    name: Text,
    scopes: Scopes,
    accounts: Schema.Array(Text),
    strategies: Schema.Array(Text),
    created_at: Text,
    expires_at: Schema.NullOr(Text),
  }),
);
const NewKey = identified("NewKey", Schema.Struct({ ...KeyAnswer.fields, key: Text }));
const Me = identified(
  "Me",
  Schema.Struct({
    kind: Schema.Literals(["anonymous", "local", "key", "token", "session"]),
    id: Text,
    scopes: Scopes,
    accounts: Schema.Array(Text),
    strategies: Schema.Array(Text),
  }),
);
const Ticket = identified("Ticket", Schema.Struct({ ticket: Text, expires_at: Text }));

const answerOf = ({ sha256: _, ...key }: StoredKey): typeof KeyAnswer.Type => key;

/** Runs a change of the key file. */
const changing = <A>(change: () => A): Effect.Effect<A, ProblemError> =>
  Effect.try({
    try: change,
    catch: (cause) => {
      if (cause instanceof KeyFileError) return new ProblemError("conflict", cause.message);
      throw cause;
    },
  });

const names = (what: string) => ({
  description: `Only these ${what}; every one unless told otherwise`,
  expected: "a list of up to 50 names",
  schema: Schema.Array(Text.check(Schema.isPattern(/^[\w.@-]{0,64}$/))).check(
    Schema.isMaxLength(50),
  ),
  otherwise: { value: [] as readonly string[] },
});

const AuditAnswer = identified(
  "Audit",
  Schema.Struct({
    t: Time,
    who: Text,
    kind: Text,
    scope: Text,
    method: Text,
    route: Text,
    path: Text,
    request_id: Text,
    trace_id: Text,
    address: Text,
    status: Schema.Int,
    outcome: Schema.Literals(["done", "refused", "failed"]),
    code: Text,
    duration_us: Schema.Int,
    input_position: Schema.Int,
    position: described(Schema.Int, "Ordinal in the audit log"),
  }),
);
const auditAnswer = (row: Audit): typeof AuditAnswer.Type => ({
  t: textFromTimeUs(row.eventTimeUs),
  who: row.who,
  kind: row.kind,
  scope: row.scope,
  method: row.method,
  route: row.route,
  path: row.path,
  request_id: row.requestId,
  trace_id: row.traceId,
  address: row.address,
  status: row.status,
  outcome: row.outcome,
  code: row.code,
  duration_us: row.durationUs,
  input_position: row.inputPosition,
  position: row.position,
});
const optionalText = (description: string, expected: string, pattern: RegExp) => ({
  description,
  expected,
  schema: Schema.UndefinedOr(Text.check(Schema.isPattern(pattern))),
  from: (text: string): unknown => text,
  otherwise: { value: undefined },
});

/** Routes of access. */
export const accessRoutes: readonly Route[] = [
  route({
    path: "/v1/me",
    scope: "open",
    summary: "Who asks, and what they may",
    parameters: {},
    answer: Me,
    respond: ({ principal }) => Effect.succeed({ ...principal }),
  }),
  route({
    path: "/v1/keys",
    scope: "admin",
    summary: "API keys, without their secrets",
    parameters: {},
    answer: pageOf(KeyAnswer),
    respond: ({ access }) => changing(() => wholeList(access.keys.list().map(answerOf))),
  }),
  routeWithBody({
    method: "post",
    path: "/v1/keys",
    keepsAnswer: false,
    scope: "admin",
    summary: "Makes an API key; its secret is told this once",
    parameters: {},
    body: {
      name: {
        description: "What it is for",
        expected: "1 to 64 characters",
        schema: Text.check(Schema.isMinLength(1), Schema.isMaxLength(64)),
      },
      scopes: {
        description: scopes.map((one) => `${one}: ${scopeWords[one]}`).join("; "),
        expected: `a list of ${scopes.join(", ")}`,
        schema: Scopes.check(Schema.isMinLength(1)),
      },
      accounts: names("accounts"),
      strategies: names("strategies"),
      expires_days: {
        description: "Days it is good for; 0 is without end",
        expected: "a whole number from 0 to 3650",
        schema: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3_650 })),
        otherwise: { value: 90 },
      },
    },
    answer: NewKey,
    status: () => 201,
    respond: ({ access }, _query, _id, { expires_days: days, ...asked }) =>
      changing(() => {
        const expiresMs = days === 0 ? undefined : Date.now() + days * 86_400_000;
        const { key, text } = access.keys.create({ ...asked, expiresMs });
        return { ...answerOf(key), key: text };
      }),
  }),
  route({
    method: "delete",
    path: "/v1/keys/{id}",
    scope: "admin",
    summary: "Revokes an API key at once, and the sessions it opened",
    parameters: {},
    answer: KeyAnswer,
    respond: ({ access }, _query, id) =>
      Effect.flatMap(
        changing(() => access.keys.revoke(id)),
        (key) =>
          key === undefined
            ? Effect.fail(
              new ProblemError("notFound", `There is no key "${id.slice(0, 40)}"`, [
                { path: "id", message: "is no id of /v1/keys" },
              ]),
            )
            : Effect.succeed(answerOf(key)),
      ),
  }),
  route({
    method: "post",
    path: "/v1/stream/tickets",
    keepsAnswer: false,
    scope: "read:market",
    summary: "A ticket for one WebSocket: /v1/stream?ticket=…, once, within 30 seconds",
    parameters: {},
    answer: Ticket,
    status: () => 201,
    respond: ({ access, principal }) =>
      Effect.sync(() => {
        const { text, untilMs } = access.tickets.issue(principal, Date.now());
        return { ticket: text, expires_at: new Date(untilMs).toISOString() };
      }),
  }),
  route({
    path: "/v1/audit",
    scope: "admin",
    summary:
      "Every call that could change something: who, what, and what became of it; newest first",
    parameters: {
      ...paged,
      who: optionalText("Only of them", "a who of this list", /^[\w.:@|-]{1,80}$/),
      request_id: optionalText("Only of this request", "an X-Request-Id", /^[\w-]{8,64}$/),
    },
    answer: pageOf(AuditAnswer),
    respond: Effect.fnUntraced(function* ({ store }, query) {
      const rows = yield* newestRecords(store, "audit", {
        limit: query.limit + 1,
        before: query.cursor,
        equal: {
          ...(query.who === undefined ? {} : { who: query.who }),
          ...(query.request_id === undefined ? {} : { request_id: query.request_id }),
        },
      });
      return pageFrom(rows, query.limit, auditAnswer);
    }),
  }),
];
