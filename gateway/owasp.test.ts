// The OWASP API Security Top 10 of 2023, item by item, over real servers: what an attacker tries, and what comes of it.
import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandRow, fillRow, positionRow, signalRow } from "../actors/testing/rows.ts";
import { Keys } from "./access/keys.ts";
import { scopes } from "./access/principal.ts";
import { routesOf } from "./app.ts";
import { Jobs } from "./backtests/jobs.ts";
import { openApi } from "./contracts/main.ts";
import { bodyBytes, rates } from "./limits.ts";
import { scopeOf } from "./route.ts";
import { startTestGateway, type TestGateway } from "./testing.ts";
import { story } from "./testing-story.ts";

/** Another desk: its account, its strategy, its order, fill, signal and position. */
const desk = { account: "desk-b", strategy: "theirs" };
const theirs = { ...desk, instrumentId: 1, eventTimeUs: 1_767_364_230_000_000 };
const at = (position: number) => ({ ...theirs, position, outputIndex: 0 });
const other = [
  signalRow({ ...at(300), signalId: "theirs/1/300/0" }),
  commandRow({ ...at(301), clientOrderId: "T1", stage: "requested", command: "submit" }),
  fillRow({ ...at(302), clientOrderId: "T1", fillId: "sim/ALTO.sim/302/0", orderPosition: 301 }),
  positionRow({ ...at(303), quantityLots: 7 }),
];

let gateway: TestGateway;
let keys: Keys;
beforeAll(async () => {
  gateway = await startTestGateway([...story, ...other], { access: "keys" });
  keys = new Keys(gateway.servers.dataDir);
}, 300_000);
afterAll(() => gateway?.stop());

const make = (more: Partial<Parameters<Keys["create"]>[0]> = {}) =>
  keys.create({
    ...{ name: "test", scopes, accounts: [], strategies: [], expiresMs: undefined },
    ...more,
  }).text;
const ask = async (path: string, key: string, init: RequestInit = {}) => {
  const response = await fetch(`${gateway.url}${path}`, {
    redirect: "manual",
    ...init,
    headers: { ...(key === "" ? {} : { authorization: `Bearer ${key}` }), ...init.headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
};
const json = (method: string, body: unknown): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const addressed = (path: string) => path.replace("{id}", "none");
const routes = routesOf(new Jobs("no folder of jobs"));
const order = { symbol: "ALTO.sim", side: "buy", qty: "1", limit_price: "1.00" };

describe("API1: broken object level authorization", () => {
  it("shows of lists only what is one's own, to each desk", async () => {
    for (const [account, sees] of [["paper", "A1"], ["desk-b", "T1"]] as const) {
      const key = make({ accounts: [account] });
      for (const path of ["/v1/orders", "/v1/fills", "/v1/signals", "/v1/positions"]) {
        const { status, text } = await ask(path, key);
        expect(status).toBe(200);
        const accounts = new Set([...text.matchAll(/"account":"([^"]*)"/g)].map(([, one]) => one));
        expect([...accounts], `${path} of ${account}`).toEqual([account]);
      }
      expect((await ask("/v1/orders", key)).text).toContain(`"${sees}"`);
    }
  });
  it("tells of single things of others nothing, not even that they are there", async () => {
    const key = make({ accounts: ["desk-b"] });
    const missing = await ask("/v1/orders/none", key);
    for (
      const path of ["/v1/orders/A1", `/v1/fills/${encodeURIComponent("sim/ALTO.sim/14/0")}/why`]
    ) {
      const { status, text } = await ask(path, key);
      expect(status, path).toBe(404);
      expect(JSON.parse(text)).toMatchObject({ code: JSON.parse(missing.text).code });
    }
    expect((await ask("/v1/portfolio/paper", key)).status).toBe(404);
    expect((await ask("/v1/portfolio/paper/equity", key)).status).toBe(403);
    expect((await ask("/v1/orders?client_order_id=A1", key)).text).toContain('"data":[]');
  });
  it("changes nothing of others", async () => {
    const key = make({ accounts: ["desk-b"] });
    expect((await ask("/v1/orders/A1", key, { method: "DELETE" })).status).toBe(404);
    expect((await ask("/v1/orders/A1", key, json("PATCH", { qty: "2" }))).status).toBe(404);
    const many = await ask("/v1/orders/cancel", key, json("POST", { client_order_ids: ["A1"] }));
    expect(JSON.parse(many.text).data).toMatchObject([{ status: "refused", position: null }]);
    expect((await ask("/v1/orders", key, json("POST", order))).status).toBe(403);
    const plan = { targets: { "ALTO.sim": 0.1 }, execute: true };
    expect((await ask("/v1/portfolio/paper/rebalance", key, json("POST", plan))).status).toBe(404);
    for (const body of [{ reason: "mine" }, { reason: "mine", account: "paper" }]) {
      expect((await ask("/v1/halt", key, json("POST", body))).status).toBe(403);
    }
    const taken = { ...order, client_order_id: "T1" };
    const clash = await ask("/v1/orders", make({ accounts: ["paper"] }), json("POST", taken));
    expect(clash.status).toBe(409);
    expect(JSON.parse(clash.text).errors).toBeUndefined();
  });
  it("exports only what is one's own, and no table that is not divided", async () => {
    const key = make({ accounts: ["desk-b"] });
    const { text } = await ask("/v1/export/fills?format=csv", key);
    expect(text).toContain("desk-b");
    expect(text).not.toContain('"paper"');
    expect((await ask("/v1/export/controls", key)).status).toBe(403);
  });
  it("shows and runs of backtests only those of one's own strategies", async () => {
    const [mine, all] = [make({ strategies: ["theirs", "grid-maker"] }), make()];
    const body = { strategy: "moving-average-cross", ticks: 1_000 };
    expect((await ask("/v1/backtests", mine, json("POST", body))).status).toBe(403);
    const { id } = JSON.parse((await ask("/v1/backtests", all, json("POST", body))).text);
    expect((await ask("/v1/backtests", all)).text).toContain(id);
    expect((await ask("/v1/backtests", mine)).text).not.toContain(id);
    for (const part of ["", "/equity", "/fills", "/tear-sheet", "/fills.csv", "/events"]) {
      expect((await ask(`/v1/backtests/${id}${part}`, mine)).status, part).toBe(404);
    }
    expect((await ask(`/v1/backtests/${id}`, mine, { method: "DELETE" })).status).toBe(404);
    const own = await ask("/v1/backtests", mine, json("POST", { ...body, strategy: "grid-maker" }));
    expect(own.status).toBe(202);
    const compared = await ask(`/v1/backtests/compare?ids=${id},${JSON.parse(own.text).id}`, mine);
    expect(compared.status).toBe(404);
  });
  it("holds a key to its strategies as well", async () => {
    const { text } = await ask("/v1/fills", make({ strategies: ["theirs"] }));
    expect([...text.matchAll(/"strategy_id":"([^"]*)"/g)].map(([, one]) => one)).toEqual([
      "theirs",
    ]);
  });
});

const admin = () => make();
describe("API2: broken authentication", () => {
  it("opens nothing without a credential but what says that it is open", async () => {
    for (const route of routes) {
      const method = (route.method ?? "get").toUpperCase();
      const { status } = await ask(addressed(route.path), "", { method });
      const what = `${method} ${route.path}`;
      if (scopeOf(route) === "open") expect(status, what).not.toBe(401);
      else expect(status, what).toBe(401);
    }
    const openOnes = routes.filter((route) => scopeOf(route) === "open").map(({ path }) => path);
    expect(openOnes.sort()).toEqual(
      ["/problems/{id}", "/v1/export/{id}", "/v1/health", "/v1/me"],
    );
  });
  it("asks for the same under every name of a route", async () => {
    for (
      const path of ["/api/orders", "/api/backtest", "/metrics", "/api/metrics", "/api/keys"]
    ) {
      expect((await ask(path, "")).status, path).toBe(401);
    }
    for (const path of ["/v1/export/fills", "/v1/export/quotes", "/v1/export/audits"]) {
      expect((await ask(path, "")).status, path).toBe(403);
    }
  });
  it("lets nobody guess: wrong credentials of one address are few, then it waits", async () => {
    const statuses: number[] = [];
    for (let i = 0; i <= rates.credentials.calls; i++) {
      statuses.push((await ask("/v1/me", `ctr_${"0".repeat(12)}_${"A".repeat(43)}`)).status);
    }
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    const { headers } = await ask("/v1/me", "ctr_wrong");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    // Whoever is right is let in all the same: others behind their address do not lock them out.
    expect((await ask("/v1/me", make())).status).toBe(200);
  });
});

describe("API3: broken object property level authorization", () => {
  it("takes no field that is not named: no mass assignment", async () => {
    const extra = { account: "desk-b", strategy: "theirs", strategy_id: "x", signal_id: "y" };
    for (const [name, value] of Object.entries(extra)) {
      const { status, text } = await ask(
        "/v1/orders",
        admin(),
        json("POST", { ...order, [name]: value }),
      );
      expect([status, JSON.parse(text).errors[0].path]).toEqual([400, name]);
    }
    const proto = '{"name":"x","scopes":["trade"],"__proto__":{"scopes":["admin"]}}';
    const headers = { "content-type": "application/json" };
    const made = await ask("/v1/keys", admin(), { method: "POST", body: proto, headers });
    expect(made.status).toBe(400);
  });
  it("tells no hash, no secret and no password anywhere", async () => {
    for (const path of ["/v1/keys", "/v1/health", "/v1/me", "/metrics", "/v1/audit"]) {
      const { text } = await ask(path, admin());
      expect(text, path).not.toMatch(/sha256":"[0-9a-f]{64}|password|secret|ctr_/i);
    }
  });
});

describe("API4: unrestricted resource consumption", () => {
  it("bounds bodies, their depth, pages, lists and ranges", async () => {
    const headers = { "content-type": "application/json" };
    const post = (body: string) => ask("/v1/orders", admin(), { method: "POST", body, headers });
    expect((await post(`{"reason":"${"x".repeat(bodyBytes)}"}`)).status).toBe(413);
    expect((await post(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).status).toBe(400);
    for (const path of ["/v1/orders?limit=1001", "/v1/bars?symbol=ALTO.sim&limit=5001"]) {
      expect((await ask(path, admin())).status, path).toBe(400);
    }
    expect((await ask("/v1/export/fills?limit=1000001", admin())).status).toBe(400);
    const many = { client_order_ids: Array.from({ length: 501 }, (_, i) => `a${i}`) };
    expect((await ask("/v1/orders/cancel", admin(), json("POST", many))).status).toBe(400);
    for (const route of routes) {
      if ("cursor" in route.parameters) {
        expect(route.parameters, route.path).toHaveProperty("limit");
      }
    }
  });
  it("holds everyone to a rate and says so", async () => {
    const { headers } = await ask("/v1/instruments", admin());
    expect(headers.get("ratelimit-policy")).toBe(
      `"read";q=${rates.read.calls};w=${rates.read.seconds}`,
    );
    for (const route of routes) {
      const answer = await ask(addressed(route.path), admin(), {
        method: (route.method ?? "get").toUpperCase(),
      });
      expect(answer.headers.get("ratelimit"), route.path).toMatch(/^"\w+";r=\d+;t=\d+$/);
    }
  });
  it("answers what is too large at once, and does not wait for it to come", async () => {
    const { hostname, port } = new URL(gateway.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname);
      socket.on("data", (bytes) => {
        socket.destroy();
        resolve(bytes.toString());
      });
      const lines = [
        ...["POST /v1/orders HTTP/1.1", "Host: 127.0.0.1", `Authorization: Bearer ${admin()}`],
        ...["Content-Type: application/json", "Content-Length: 99999999", "", "{"],
      ];
      socket.write(lines.join("\r\n"));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
  });
});

describe("API5: broken function level authorization", () => {
  it("gives each scope its own routes and no other, of all there are", async () => {
    for (const scope of scopes) {
      const key = make({ scopes: [scope] });
      for (const route of routes) {
        const method = (route.method ?? "get").toUpperCase();
        const needs = scopeOf(route);
        if (needs === "open" || needs === scope) continue;
        const { status } = await ask(addressed(route.path), key, { method });
        expect(status, `${scope}: ${method} ${route.path} needs ${needs}`).toBe(403);
      }
    }
  }, 120_000);
  it("lets no method stand for another", async () => {
    const key = make({ scopes: ["read:account"] });
    for (const name of ["x-http-method-override", "x-method-override", "x-http-method"]) {
      const { status } = await ask("/v1/orders/A1", key, { headers: { [name]: "DELETE" } });
      expect(status).toBe(200);
    }
    const { status } = await ask("/v1/orders/A1?_method=DELETE", key);
    expect(status).toBe(400);
  });
});

describe("API6: unrestricted access to sensitive business flows", () => {
  it("counts what changes something apart, and asks for a reason to halt", async () => {
    const here = await ask("/v1/halt", admin(), json("POST", {}));
    expect([here.status, JSON.parse(here.text).errors[0].path]).toEqual([400, "reason"]);
    expect(here.headers.get("ratelimit-policy")).toContain('"change"');
    const backtest = await ask("/v1/export/fills?limit=1", admin());
    expect(backtest.headers.get("ratelimit-policy")).toContain('"heavy"');
  });
  it("makes one order of many tries, and refuses another under its id", async () => {
    const first = await ask("/v1/orders/A1", admin());
    expect(first.status).toBe(200);
    const same = await ask(
      "/v1/orders",
      admin(),
      json("POST", { ...order, client_order_id: "A1" }),
    );
    expect(same.status).toBe(409);
  });
});

describe("API7: server side request forgery", () => {
  it("fetches no address that a caller names: there is no field for one", () => {
    const fields = routes.flatMap(({ parameters, body = {} }) => [
      ...Object.keys(parameters),
      ...Object.keys(body),
    ]);
    expect(fields.filter((name) => /url|uri|callback|webhook|endpoint|href|host/i.test(name)))
      .toEqual([]);
  });
  it("takes no file for a recording but those of its folder", async () => {
    for (const recording of ["../../etc/passwd", "/etc/passwd", "http://127.0.0.1/x", "..%2f"]) {
      const body = { strategy: "grid-maker", recording };
      const { status } = await ask("/v1/backtests", admin(), json("POST", body));
      expect(status, recording).toBe(400);
    }
  });
});

describe("API8: security misconfiguration", () => {
  it("answers with safe headers, no CORS and nothing of what is inside", async () => {
    for (const path of ["/v1/me", "/v1/none", "/v1/orders?x=1", "/", "/docs", "/sign-in"]) {
      const { headers, text } = await ask(path, admin(), {
        headers: { "accept-encoding": "identity" },
      });
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("x-frame-options"), path).toBe("DENY");
      expect(headers.get("content-security-policy"), path).toContain("default-src 'self'");
      expect(headers.get("access-control-allow-origin"), path).toBeNull();
      expect(headers.get("x-powered-by"), path).toBeNull();
      expect(headers.get("server"), path).toBeNull();
      expect(text, path).not.toMatch(/node_modules|\bat .*\.ts:\d|SELECT |Code: \d+/);
    }
    const page = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const { status, headers } = await ask("/v1/orders", "", {
      method: "OPTIONS",
      headers: page,
    });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });
  it("serves no file of the project and none beyond it", async () => {
    const { hostname, port } = new URL(gateway.url);
    const raw = (path: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname);
        let text = "";
        socket.on("data", (bytes) => text += bytes).on("close", () => resolve(text));
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      });
    const secret = readFileSync(new URL("../package.json", import.meta.url), "utf8").slice(0, 40);
    for (
      const path of [
        ...[
          "/../package.json",
          "/..%2fpackage.json",
          "/%2e%2e/package.json",
          "/....//package.json",
        ],
        ...["/assets/../../package.json", "/..\\package.json", "//etc/passwd", "/%00", "/.env"],
      ]
    ) {
      const answer = await raw(path);
      expect(answer, path).toMatch(/^HTTP\/1\.1 (303|400|401|404|503)/);
      expect(answer).not.toContain(secret);
      expect(answer).not.toContain("root:");
    }
  });
});

describe("API9: improper inventory management", () => {
  it("documents every route, and serves every documented one, no more", async () => {
    const document = openApi() as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    const told = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`)
    );
    const served = routes.map(({ method = "get", path }) => `${method} ${path}`);
    expect(told.sort()).toEqual(served.sort());
    const known = JSON.parse((await ask("/openapi.json", "")).text);
    expect(Object.keys(known.paths).sort()).toEqual(Object.keys(document.paths).sort());
    for (
      const path of ["/v2/orders", "/v1/debug", "/v1/admin", "/debug", "/actuator", "/graphql"]
    ) {
      expect([303, 404], path).toContain((await ask(path, "")).status);
    }
  });
});

describe("API10: unsafe consumption of APIs", () => {
  it("passes on what comes from outside as data: markup and control characters stay text", async () => {
    const hostile = `<script>alert(1)</script>\u0000\u202e"'`;
    const { status, text, headers } = await ask(
      "/v1/orders",
      admin(),
      json("POST", { ...order, reason: hostile, side: hostile }),
    );
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(() => JSON.parse(text)).not.toThrow();
    const query = `/v1/orders?symbol=${encodeURIComponent("x' OR 1=1; DROP TABLE fills --")}`;
    expect((await ask(query, admin())).status).toBe(400);
    expect((await ask("/v1/fills", admin())).text).toContain("A1");
  });
});
