// No secret leaves: a system that is asked with right and wrong keys, tokens, tickets and sessions writes and says none.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Issuer, makeIssuer } from "./access/testing-tokens.ts";
import { contrail } from "./sdk/mod.ts";
import { type Stack, startStack } from "./testing-stack.ts";

let stack: Stack;
let issuer: Issuer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "contrail-issuer-"));
  issuer = await makeIssuer(join(folder, "jwks.json"));
  stack = await startStack({
    args: ["--access=keys"],
    env: {
      CONTRAIL_JWKS: issuer.jwks,
      CONTRAIL_JWT_ISSUER: issuer.issuer,
      CONTRAIL_JWT_AUDIENCE: issuer.audience,
      CONTRAIL_RATE_SHARE: "1000",
    },
  });
}, 300_000);
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

/** Every secret there was, with what it is. */
const secrets = new Map<string, string>();
/** Every answer but those that give somebody their own new secret. */
const answers: string[] = [];

const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(`${stack.url}${path}`, { redirect: "manual", ...init });
  const headers = [...response.headers].filter(([name]) => name !== "set-cookie");
  answers.push(`${JSON.stringify(headers)} ${await response.clone().text()}`);
  return response;
};
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const body = (value: object) => ({ method: "POST", body: JSON.stringify(value) });
const type = { "content-type": "application/json" };

/** How a socket that somebody opens with a ticket ends: with a message, or the code of its closing. */
const socketWith = (ticket: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(
      `${stack.url.replace("http", "ws")}/v1/stream?ticket=${encodeURIComponent(ticket)}`,
    );
    socket.on("message", () => {
      socket.terminate();
      resolve("served");
    });
    socket.on("close", (code, reason) => {
      answers.push(String(reason));
      resolve(String(code));
    });
    socket.on("error", (cause) => answers.push(cause.message));
  });

const otherOf = (secret: string): string =>
  secret.slice(0, -6) + (secret.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA");

describe("a system that many ask, rightly and wrongly", () => {
  it("lets in whoever is right, and nobody else", async () => {
    const admin = stack.adminKey;
    secrets.set(admin, "the admin key");
    const client = contrail({ url: stack.url, key: admin });
    const made = await client.postKey({ name: "robot", scopes: ["read:market", "read:account"] });
    const key = made.key;
    secrets.set(key, "a key");
    const token = await issuer.sign();
    secrets.set(token, "a token");
    const stale = await issuer.sign({ expires: -500, issued: -800 });
    secrets.set(stale, "a stale token");
    for (const [secret, what] of [...secrets]) secrets.set(otherOf(secret), `${what}, changed`);

    const right = [admin, key, token];
    for (const secret of secrets.keys()) {
      const wanted = right.includes(secret) ? 200 : 401;
      expect((await ask("/v1/orders", { headers: bearer(secret) })).status).toBe(wanted);
      expect((await ask("/v1/me", { headers: { "x-api-key": secret } })).status).toBe(wanted);
      // What is said in the wrong place is not repeated either.
      for (
        const [path, init] of [
          [`/v1/orders?cursor=${encodeURIComponent(secret)}`, {}],
          [`/v1/orders/${encodeURIComponent(secret)}`, {}],
          ["/v1/keys", { ...body({ name: "x", scopes: ["trade"] }), headers: type }],
          ["/sign-in", {
            method: "POST",
            body: new URLSearchParams({ key: otherOf(secret) }),
            headers: { origin: stack.url },
          }],
        ] as const
      ) await ask(path, { ...init, headers: { ...init.headers, cookie: `contrail=${secret}` } });
    }
    expect(
      (await ask("/v1/orders", { headers: { authorization: `Basic ${btoa(`a:${key}`)}` } }))
        .status,
    ).toBe(401);
  }, 240_000);

  it("gives a page a session, and a socket a ticket, each good for what it is", async () => {
    const form = { method: "POST", body: new URLSearchParams({ key: stack.adminKey }) };
    const signed = await fetch(`${stack.url}/sign-in`, {
      ...form,
      redirect: "manual",
      headers: { origin: stack.url },
    });
    const cookie = signed.headers.get("set-cookie")!.split(";")[0]!;
    secrets.set(cookie.split("=")[1]!, "a session");
    expect((await ask("/v1/me", { headers: { cookie } })).status).toBe(200);
    const wrong = otherOf(cookie);
    secrets.set(wrong.split("=")[1]!, "a session, changed");
    expect((await ask("/v1/me", { headers: { cookie: wrong } })).status).not.toBe(500);

    const { ticket } = await contrail({ url: stack.url, key: stack.adminKey }).postStreamTicket();
    secrets.set(ticket, "a ticket");
    secrets.set(otherOf(ticket), "a ticket, changed");
    expect(await socketWith(ticket)).toBe("served");
    expect(await socketWith(ticket)).toBe("4401");
    expect(await socketWith(otherOf(ticket))).toBe("4401");
    expect(await socketWith(stack.adminKey)).toBe("4401");
  }, 240_000);

  it("has written none of them, nor a password, in any line of any process", () => {
    const endpoints = readFileSync(join(stack.dataDir, "run", "endpoints.json"), "utf8");
    for (const [, password] of endpoints.matchAll(/"password": "([^"]+)"/g)) {
      secrets.set(password!, "a password of a server");
    }
    const keys = readFileSync(join(stack.dataDir, "access", "keys.json"), "utf8");
    for (const [, hash] of keys.matchAll(/"sha256": "([^"]+)"/g)) secrets.set(hash!, "a hash");
    expect(secrets.size).toBeGreaterThan(16);
    // The admin key is shown once, at the first start, to whoever started it.
    const output = stack.output().replace(stack.adminKey, "");
    const written = [...secrets].filter(([secret]) => output.includes(secret));
    expect(written.map(([, what]) => what)).toEqual([]);
  });

  it("has told none of them to anybody", async () => {
    for (const path of ["/v1/audit", "/v1/keys", "/v1/health", "/metrics", "/v1/export/audits"]) {
      const query = path.includes("export") ? "?format=csv" : "";
      await ask(`${path}${query}`, { headers: bearer(stack.adminKey) });
    }
    const all = answers.join("\n");
    const told = [...secrets].filter(([secret]) => all.includes(secret));
    expect(told.map(([, what]) => what)).toEqual([]);
  }, 120_000);
});
