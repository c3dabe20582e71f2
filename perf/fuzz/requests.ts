// Hostile requests, made of the OpenAPI document: right ones with one thing broken, and bytes that are no request at all.
import fc from "fast-check";

type Json = Readonly<Record<string, unknown>>;
const objectOf = (value: unknown): Json =>
  typeof value === "object" && value !== null ? value as Json : {};
const listOf = (value: unknown): readonly Json[] => Array.isArray(value) ? value as Json[] : [];

/** A request as it goes over the wire. */
export interface HostileRequest {
  readonly method: string;
  /** Path and query, encoded or not, as they are sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const nasty: readonly unknown[] = [
  ...["", " ", "\u0000", "\u202e", "🚀".repeat(20), "\ud800", "'; DROP TABLE fills --", "{id}"],
  ...["../../etc/passwd", "${jndi:ldap://x}", "<script>", "%00", "__proto__", "constructor", "NaN"],
  ...[0, -0, -1, 1e308, -1e308, 1e-320, 2 ** 53, -(2 ** 63), 0.1, true, false, null],
  ...[[], {}, [[]], { a: 1 }, { __proto__: null }, Array.from({ length: 600 }, () => "x")],
  ...["x".repeat(5_000), "9".repeat(400), "1e9999", "0x10", "١٢٣", "2026-13-45T99:99:99Z"],
];
const hostile = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that a schema allows, more or less: what gets past the first check. */
const valueOf = (schema: Json, components: Json): fc.Arbitrary<unknown> => {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    return valueOf(objectOf(components[reference.split("/").at(-1)!]), components);
  }
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...schema["enum"] as unknown[]);
  const choices = listOf(schema["anyOf"]);
  if (choices.length > 0) return fc.oneof(...choices.map((one) => valueOf(one, components)));
  const [low, high] = [schema["minimum"] ?? 0, schema["maximum"] ?? 1e6] as [number, number];
  switch (schema["type"]) {
    case "integer":
      return fc.oneof(
        fc.constantFrom(low, high, low - 1, high + 1),
        fc.integer({ min: Math.max(-1e9, low), max: Math.min(1e9, high) }),
      );
    case "number":
      return fc.oneof(fc.constantFrom(low, high), fc.double({ min: low, max: high, noNaN: true }));
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(valueOf(objectOf(schema["items"]), components), { maxLength: 4 });
    case "object":
      return fc.dictionary(fc.constantFrom("ALTO.sim", "a", "x.y"), fc.double({ noNaN: true }), {
        maxKeys: 3,
      });
    default:
      return fc.constantFrom(
        ...["ALTO.sim", "buy", "sell", "paper", "1", "100.00", "gtc", "A1", "grid-maker"],
        ...["fills", "2026-01-02T14:30:00Z", "mvo", "none", "key", "Why not"],
      );
  }
};

const bodyOf = (operation: Json, components: Json): fc.Arbitrary<Json> | undefined => {
  const content = objectOf(objectOf(operation["requestBody"])["content"]);
  const schema = objectOf(objectOf(content["application/json"])["schema"]);
  if (schema["properties"] === undefined) return undefined;
  const required = new Set(listOf(schema["required"]) as unknown as readonly string[]);
  const fields = Object.entries(objectOf(schema["properties"])).map(([name, one]) => {
    const good = valueOf(objectOf(one), components);
    const value = fc.oneof({ arbitrary: good, weight: 4 }, { arbitrary: hostile, weight: 1 });
    const kept = required.has(name) ? 9 : 3;
    return fc.oneof(
      { arbitrary: value.map((is) => [[name, is]]), weight: kept },
      { arbitrary: fc.constant([]), weight: 10 - kept },
    ) as fc.Arbitrary<readonly (readonly [string, unknown])[]>;
  });
  return fc.tuple(...fields).map((all) => Object.fromEntries(all.flat()));
};

/** What is done to the text of a body. */
const broken = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constant(text), weight: 12 },
    { arbitrary: fc.nat({ max: text.length }).map((at) => text.slice(0, at)), weight: 1 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 200 }), weight: 1 },
    {
      arbitrary: fc.constantFrom(
        ...["null", "[]", "0", '"x"', "{}}", "\ufeff{}", '{"a":1,"a":2}', '{"__proto__":{"a":1}}'],
        `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
        `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`,
        text.replace("{", '{"symbol":"ALTO.sim","symbol":"x",'),
        `{"reason":"${"y".repeat(300_000)}"}`,
      ),
      weight: 2,
    },
  );

const pathOf = (path: string): fc.Arbitrary<string> => {
  if (!path.includes("{id}")) return fc.constant(path);
  const id = fc.oneof(
    fc.constantFrom(
      "paper",
      "A1",
      "fills",
      "quotes",
      "none",
      "conflict",
      "sim%2FALTO.sim%2F14%2F0",
    ),
    fc.constantFrom(
      "..",
      "%2e%2e%2f",
      "%00",
      "%E0",
      "%",
      "a%20b",
      "x".repeat(3_000),
      "%F0%9F%9A%80",
    ),
    fc.string({ unit: "binary", maxLength: 30 }).map((text) =>
      encodeURIComponent(text.toWellFormed())
    ),
  );
  return id.map((one) => path.replace("{id}", one));
};

const queryOf = (operation: Json, components: Json): fc.Arbitrary<string> => {
  const named = listOf(operation["parameters"]).filter((one) => one["in"] === "query");
  const one = named.map((parameter) =>
    fc.oneof(
      { arbitrary: fc.constant([] as string[]), weight: parameter["required"] === true ? 1 : 4 },
      {
        arbitrary: fc.oneof(
          { arbitrary: valueOf(objectOf(parameter["schema"]), components), weight: 3 },
          { arbitrary: hostile, weight: 1 },
        ).map((value) => {
          const text = typeof value === "string" ? value : String(JSON.stringify(value));
          return [
            `${String(parameter["name"])}=${
              encodeURIComponent(text.toWellFormed().slice(0, 2_000))
            }`,
          ];
        }),
        weight: 4,
      },
    )
  );
  const strange = fc.constantFrom(...[
    "x=1",
    "limit=1&limit=2",
    "=",
    "&&&",
    "%ff=%ff",
    "cursor=AAAA",
  ]);
  const extra = fc.oneof(
    { arbitrary: fc.constant([] as string[]), weight: 8 },
    { arbitrary: strange.map((text) => [text]), weight: 1 },
  );
  return fc.tuple(extra, ...one).map((parts) => parts.flat().join("&"));
};

const headersOf = (credential: string): fc.Arbitrary<Readonly<Record<string, string>>> => {
  const good = { authorization: `Bearer ${credential}` };
  const trick = fc.constantFrom<Record<string, string>>(
    {},
    { authorization: "Bearer" },
    { authorization: "Basic YTpi" },
    { authorization: `Bearer ${credential.slice(0, -1)}` },
    { authorization: "Bearer eyJhbGciOiJub25lIn0.e30." },
    { ...good, "x-api-key": credential },
    { ...good, origin: "https://evil.example" },
    { ...good, cookie: "contrail_session=x; __proto__=1" },
    { ...good, "x-forwarded-for": "1.1.1.1", forwarded: "for=x" },
    { ...good, "idempotency-key": "k".repeat(70) },
    { ...good, "idempotency-key": "again" },
    { ...good, "if-none-match": '*, W/"x", "' },
    { ...good, "if-match": '"x"' },
    { ...good, traceparent: "00-0-0-0", "x-request-id": "../../x" },
    { ...good, "accept-encoding": "gzip, br, *;q=0", accept: "image/*" },
    { ...good, "x-http-method-override": "DELETE" },
  );
  return fc.oneof({ arbitrary: fc.constant(good), weight: 6 }, { arbitrary: trick, weight: 1 });
};

const lost = fc.constantFrom(
  ...[
    "/",
    "/v1",
    "/v1/",
    "//v1/orders",
    "/v1/orders/",
    "/v1/../v1/me",
    "/v1/%2e%2e/me",
    "/api/none",
  ],
  ...[
    "/problems/__proto__",
    "/problems/constructor",
    "/assets/../../package.json",
    "/.env",
    "/docs",
  ],
  ...[
    "/v1/export/sqlite_master",
    "/v1/backtests/..%2f..%2f/fills.csv",
    "/openapi.json",
    "/sign-in",
  ],
);

/** Requests of every operation of a document; `credential` is a key that may do everything. */
export const hostileRequests = (
  document: object,
  credential: string,
): fc.Arbitrary<HostileRequest> => {
  const paths = objectOf(objectOf(document)["paths"]);
  const components = objectOf(objectOf(objectOf(document)["components"])["schemas"]);
  const headers = headersOf(credential);
  const type = fc.oneof(
    { arbitrary: fc.constant("application/json"), weight: 14 },
    {
      arbitrary: fc.constantFrom(
        "text/plain",
        "application/xml",
        "x",
        "application/json;charset=ucs",
      ),
      weight: 1,
    },
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).map(([told, one]) => {
      const operation = objectOf(one);
      const method = fc.oneof(
        { arbitrary: fc.constant(told.toUpperCase()), weight: 20 },
        {
          arbitrary: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"),
          weight: 1,
        },
      );
      const body = bodyOf(operation, components)?.chain((value) => broken(JSON.stringify(value))) ??
        fc.constantFrom<string | undefined>(undefined, undefined, undefined, "{}", "x");
      return fc.record({
        method,
        path: fc.tuple(pathOf(path), queryOf(operation, components))
          .map(([at, query]) => query === "" ? at : `${at}?${query}`),
        headers: fc.tuple(headers, type).map(([some, content]) => ({
          ...some,
          "content-type": content,
        })),
        body,
      });
    })
  );
  const strays = fc.record({
    method: fc.constantFrom("GET", "POST", "DELETE"),
    path: lost,
    headers,
    body: fc.constant(undefined),
  });
  return fc.oneof(...operations, strays) as fc.Arbitrary<HostileRequest>;
};
