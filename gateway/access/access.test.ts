// Access over real servers: who comes in with what, what each scope opens, and that a key that is revoked opens nothing.
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startTestGateway, type TestGateway } from "../testing.ts";
import { story } from "../testing-story.ts";
import { Keys } from "./keys.ts";
import type { Scope } from "./principal.ts";

let gateway: TestGateway;
let keys: Keys;
beforeAll(async () => {
  gateway = await startTestGateway(story, { access: "keys" });
  keys = new Keys(gateway.servers.dataDir);
}, 300_000);
afterAll(() => gateway?.stop());

const make = (scopes: readonly Scope[], more: Partial<Parameters<Keys["create"]>[0]> = {}) =>
  keys.create({
    name: "test",
    scopes,
    accounts: [],
    strategies: [],
    expiresMs: undefined,
    ...more,
  });
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const statusOf = async (path: string, init: RequestInit = {}) =>
  (await fetch(`${gateway.url}${path}`, { redirect: "manual", ...init })).status;
const post = (body: object, headers: Record<string, string> = {}) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json", ...headers },
});

describe("without a credential", () => {
  it("only health, the document and one's own name are told", async () => {
    for (const path of ["/v1/health", "/openapi.json", "/v1/me"]) {
      expect(await statusOf(path), path).toBeLessThan(600);
      expect(await statusOf(path), path).not.toBe(401);
    }
    for (const path of ["/v1/orders", "/v1/instruments", "/metrics", "/api/fills", "/v1/keys"]) {
      expect(await statusOf(path), path).toBe(401);
    }
    const response = await fetch(`${gateway.url}/v1/orders`);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="contrail"');
    expect(await response.json()).toMatchObject({ code: "unauthorized" });
  });
  it("a page is sent to where a key is asked for", async () => {
    expect(await statusOf("/")).toBe(303);
    expect(await statusOf("/sign-in")).toBe(200);
  });
});

describe("a key", () => {
  it.each<[Scope, string, number]>([
    ["read:market", "/v1/instruments", 200],
    ["read:market", "/v1/orders", 403],
    ["read:account", "/v1/orders", 200],
    ["read:account", "/v1/instruments", 403],
    ["trade", "/v1/orders", 403],
    ["risk", "/v1/keys", 403],
    ["admin", "/v1/keys", 200],
    ["admin", "/v1/orders", 403],
  ])("with %s gets from %s %i", async (scope, path, status) => {
    const { text } = make([scope]);
    expect(await statusOf(path, { headers: bearer(text) })).toBe(status);
    expect(await statusOf(path, { headers: { "x-api-key": text } })).toBe(status);
  });
  it("that only reads submits, rebalances, halts and makes nothing", async () => {
    const headers = bearer(make(["read:market", "read:account"]).text);
    const order = { symbol: "ALTO.sim", side: "buy", qty: "1" };
    expect(await statusOf("/v1/orders", post(order, headers))).toBe(403);
    expect(await statusOf("/v1/orders/A1", { method: "DELETE", headers })).toBe(403);
    expect(await statusOf("/v1/portfolio/paper/rebalance", post({}, headers))).toBe(403);
    expect(await statusOf("/v1/halt", post({ reason: "no" }, headers))).toBe(403);
    expect(await statusOf("/v1/keys", post({}, headers))).toBe(403);
  });
  it("opens nothing once it is revoked or over, at once", async () => {
    const { key, text } = make(["read:market"]);
    expect(await statusOf("/v1/instruments", { headers: bearer(text) })).toBe(200);
    const admin = bearer(make(["admin"]).text);
    expect(await statusOf(`/v1/keys/${key.id}`, { method: "DELETE", headers: admin })).toBe(200);
    expect(await statusOf("/v1/instruments", { headers: bearer(text) })).toBe(401);
    expect(await statusOf(`/v1/keys/${key.id}`, { method: "DELETE", headers: admin })).toBe(404);
    const over = make(["read:market"], { expiresMs: Date.now() - 1 }).text;
    expect(await statusOf("/v1/instruments", { headers: bearer(over) })).toBe(401);
  });
  it("is told once, when it is made, and kept as a hash", async () => {
    const headers = bearer(make(["admin"]).text);
    const asked = { name: "robot", scopes: ["trade"], accounts: ["paper"], expires_days: 1 };
    const made = await fetch(`${gateway.url}/v1/keys`, post(asked, headers));
    expect(made.status).toBe(201);
    const { key, ...told } = await made.json() as { readonly key: string };
    expect(told).toMatchObject({ name: "robot", scopes: ["trade"], accounts: ["paper"] });
    expect(key).toMatch(/^ctr_[0-9a-f]{12}_[\w-]{43}$/);
    const list = await (await fetch(`${gateway.url}/v1/keys`, { headers })).text();
    expect(list).toContain("robot");
    expect(list).not.toContain(key.slice(17));
    expect(list).not.toMatch(/sha256/);
  });
  it("that is wrong in any way is nobody's, and never counts as none", async () => {
    const { text } = make(["read:market"]);
    const { text: other } = make(["read:market"]);
    const swapped = text.slice(0, 17) + other.slice(17);
    const wrong = [
      text.slice(0, -1),
      `${text}A`,
      text.toUpperCase(),
      swapped,
      "ctr_",
      "x",
      "a.b.c",
    ];
    for (const one of wrong) {
      expect(await statusOf("/v1/health", { headers: bearer(one) }), one).toBe(401);
    }
    for (const authorization of ["Bearer", `Basic ${text}`, `${text}`, `Bearer ${text} ${text}`]) {
      expect(await statusOf("/v1/instruments", { headers: { authorization } })).toBe(401);
    }
    const two = { ...bearer(text), "x-api-key": text };
    expect(await statusOf("/v1/instruments", { headers: two })).toBe(401);
    expect(await statusOf(`/v1/instruments?key=${text}`)).toBe(401);
  });
});

describe("a page", () => {
  const signIn = async (key: string, headers: Record<string, string> = {}) =>
    await fetch(`${gateway.url}/sign-in`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ key }),
      headers: { origin: gateway.url, ...headers },
    });
  const cookieOf = (response: Response) => response.headers.get("set-cookie")!.split(";")[0]!;

  it("signs in with a key, and is let in by a cookie that no script reads", async () => {
    const signed = await signIn(make(["read:market", "trade"]).text);
    expect(signed.status).toBe(303);
    expect(signed.headers.get("set-cookie")).toMatch(
      /HttpOnly; SameSite=Strict; Path=\/; Max-Age=/,
    );
    const cookie = cookieOf(signed);
    expect(await statusOf("/v1/instruments", { headers: { cookie } })).toBe(200);
    expect(await statusOf("/", { headers: { cookie } })).not.toBe(303);
    expect(await (await fetch(`${gateway.url}/v1/me`, { headers: { cookie } })).json())
      .toMatchObject({ kind: "session" });
  });
  it("changes something only where it says that it is ours", async () => {
    const cookie = cookieOf(await signIn(make(["read:market", "trade"]).text));
    const ticket = (headers: Record<string, string>) =>
      statusOf("/v1/stream/tickets", post({}, { cookie, ...headers }));
    expect(await ticket({ origin: gateway.url })).toBe(201);
    expect(await ticket({ "sec-fetch-site": "same-origin" })).toBe(201);
    expect(await ticket({})).toBe(403);
    expect(await ticket({ "sec-fetch-site": "cross-site", origin: gateway.url })).toBe(403);
    expect(await ticket({ origin: "https://evil.example" })).toBe(403);
  });
  it("is not signed in by a wrong key, nor by another page", async () => {
    expect((await signIn("ctr_wrong")).status).toBe(401);
    const { text } = make(["read:market"]);
    expect((await signIn(text, { origin: "https://evil.example" })).status).toBe(403);
  });
  it("is signed out when its key is revoked", async () => {
    const { key, text } = make(["read:market"]);
    const cookie = cookieOf(await signIn(text));
    keys.revoke(key.id);
    expect(await statusOf("/v1/instruments", { headers: { cookie } })).toBe(401);
  });
});

describe("a socket", () => {
  const open = (query: string, headers: Record<string, string> = {}) =>
    new Promise<WebSocket | number>((resolve) => {
      const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/v1/stream${query}`, {
        headers,
      });
      socket.on("open", () => resolve(socket));
      socket.on("unexpected-response", (_, { statusCode }) => resolve(statusCode!));
      socket.on("error", () => {});
    });
  const ask = (socket: WebSocket, name: string) =>
    new Promise<{ readonly op?: string; readonly code?: string }>((resolve) => {
      socket.on("message", (data) => {
        const message = JSON.parse(data.toString());
        if (message.op === "ack" || message.op === "error") resolve(message);
      });
      socket.send(JSON.stringify({ op: "subscribe", channels: [{ name }] }));
    });

  it("opens with a key or with a ticket, which is good for one", async () => {
    const headers = bearer(make(["read:market"]).text);
    expect(await open("")).toBe(401);
    expect(await open("", bearer("ctr_wrong"))).toBe(401);
    expect(await open("", bearer(make(["trade"]).text))).toBe(403);
    const socket = await open("", headers) as WebSocket;
    expect(await ask(socket, "quotes")).toMatchObject({ op: "ack" });
    socket.terminate();
    const made = await fetch(`${gateway.url}/v1/stream/tickets`, { method: "POST", headers });
    const { ticket } = await made.json() as { readonly ticket: string };
    const other = await open(`?ticket=${ticket}`) as WebSocket;
    other.terminate();
    for (const again of [ticket, "none"]) {
      const refused = await open(`?ticket=${again}`) as WebSocket;
      expect(await new Promise((resolve) => refused.on("close", resolve))).toBe(4401);
    }
  });
  it("tells of accounts only to who may read them", async () => {
    const socket = await open("", bearer(make(["read:market"]).text)) as WebSocket;
    expect(await ask(socket, "fills")).toMatchObject({ op: "error", code: "forbidden" });
    socket.terminate();
  });
});

describe("where this machine needs no key", () => {
  let open: TestGateway;
  beforeAll(async () => {
    open = await startTestGateway(story);
  }, 300_000);
  afterAll(() => open?.stop());
  const status = (path: string, headers: Record<string, string> = {}) =>
    new Promise<number>((resolve) => {
      request(`${open.url}${path}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      }).end();
    });

  it("programs and pages of it may do everything but what an admin may", async () => {
    expect(await status("/v1/orders")).toBe(200);
    expect(await status("/")).not.toBe(303);
    expect(await status("/v1/keys")).toBe(403);
    expect(await status("/v1/orders", bearer("ctr_wrong"))).toBe(401);
  });
  it("whoever comes past a proxy, from another page or by another name is not of it", async () => {
    expect(await status("/v1/orders", { "x-forwarded-for": "10.0.0.1" })).toBe(401);
    expect(await status("/v1/orders", { forwarded: "for=10.0.0.1" })).toBe(401);
    expect(await status("/v1/orders", { "sec-fetch-site": "cross-site" })).toBe(401);
    expect(await status("/v1/orders", { host: "10.0.0.7" })).toBe(401);
    expect(await status("/v1/orders", { host: "evil.example" })).toBe(403);
    expect(await status("/v1/orders", { origin: "https://evil.example" })).toBe(403);
  });
});
