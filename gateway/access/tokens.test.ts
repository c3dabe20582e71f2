// Tokens: what an identity provider signs for us is taken; every confusion and every forgery is not.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Issuer, makeIssuer } from "./testing-tokens.ts";
import { algorithms, isToken, tokenOptions, tokenVerifier, type VerifyToken } from "./tokens.ts";

let folder: string;
let issuer: Issuer;
let verify: VerifyToken;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "contrail-jwks-"));
  issuer = await makeIssuer(join(folder, "jwks.json"));
  verify = tokenVerifier(issuer);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const partsOf = (token: string) => token.split(".") as [string, string, string];
const headerWith = (token: string, more: object) => {
  const [head, body, signature] = partsOf(token);
  const before = JSON.parse(Buffer.from(head, "base64url").toString());
  return `${part({ ...before, ...more })}.${body}.${signature}`;
};

describe("a token that is signed for us", () => {
  it("is somebody with the scopes it tells, as far as we know them", async () => {
    const token = await issuer.sign({ claims: { scope: "trade read:market root" } });
    expect(await verify(token)).toEqual({
      ...{ kind: "token", id: "token:ada", scopes: ["read:market", "trade"] },
      ...{ accounts: [], strategies: [] },
    });
  });
  it("is held to the accounts and strategies it names", async () => {
    const token = await issuer.sign({ claims: { accounts: ["paper"], strategies: ["momentum"] } });
    expect(await verify(token)).toMatchObject({ accounts: ["paper"], strategies: ["momentum"] });
  });
  it.each(["EdDSA", "RS256"])("may be signed by %s too", async (algorithm) => {
    const other = await makeIssuer(join(folder, `${algorithm}.json`), algorithm);
    expect(await tokenVerifier(other)(await other.sign())).toMatchObject({ id: "token:ada" });
  });
  it("is refused once its key is gone from the JWKS, and one of the next key is taken", async () => {
    const place = join(folder, "rotating.json");
    const rotating = await makeIssuer(place);
    const look = tokenVerifier(rotating);
    const before = await rotating.sign();
    expect(await look(before)).toBeDefined();
    await rotating.rotate("second");
    expect(await look(before)).toBeUndefined();
    expect(await look(await rotating.sign())).toBeDefined();
  });
});

describe("a token is refused", () => {
  const cases: Readonly<Record<string, () => Promise<string>>> = {
    "expired": () => issuer.sign({ issued: -600, expires: -60 }),
    "issued in the future": () => issuer.sign({ issued: 600, expires: 900 }),
    "good for longer than a quarter of an hour": () => issuer.sign({ expires: 3_600 }),
    "good for ever": () => issuer.sign({ claims: { exp: undefined as never } }),
    "without a time of issue": () => issuer.sign({ claims: { iat: undefined as never } }),
    "for another audience": () => issuer.sign({ claims: { aud: "somebody else" } }),
    "for no audience": () => issuer.sign({ claims: { aud: undefined as never } }),
    "of another issuer": () => issuer.sign({ claims: { iss: "https://evil.example" } }),
    "of nobody": () => issuer.sign({ claims: { sub: "" } }),
    "without a subject": () => issuer.sign({ claims: { sub: undefined as never } }),
    "not valid yet": () => issuer.sign({ claims: { nbf: Math.floor(Date.now() / 1000) + 3_600 } }),
    "of a key id that there is not": () => issuer.sign({ kid: "other" }),
    "without a key id": () => issuer.sign({ kid: "" }),
    "with accounts that are no list": () => issuer.sign({ claims: { accounts: "paper" } }),
    "with an empty list of accounts": () => issuer.sign({ claims: { accounts: [] } }),
    "of another key under the same id": async () =>
      await (await makeIssuer(join(folder, "forger.json"))).sign(),
    "without a signature, alg none": async () => {
      const [, body] = partsOf(await issuer.sign());
      return `${part({ alg: "none", kid: "first" })}.${body}.`;
    },
    "with a signature and alg none": async () => headerWith(await issuer.sign(), { alg: "none" }),
    "with alg nOnE": async () => headerWith(await issuer.sign(), { alg: "nOnE" }),
    "signed with the public key as a secret": async () => {
      const [, body] = partsOf(await issuer.sign());
      const signed = `${part({ alg: "HS256", kid: "first", typ: "JWT" })}.${body}`;
      const secret = issuer.publicText();
      return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
    },
    "that says it is signed otherwise": async () =>
      headerWith(await issuer.sign(), { alg: "RS256" }),
    "that brings its own key": async () => {
      const forger = await makeIssuer(join(folder, "own.json"));
      return headerWith(await forger.sign(), { jwk: JSON.parse(forger.publicText()) });
    },
    "that names a JWKS of its own": async () =>
      headerWith(await issuer.sign(), { jku: "https://evil.example/jwks.json" }),
    "with a critical header that we do not know": async () =>
      headerWith(await issuer.sign(), { crit: ["x"], x: 1 }),
    "whose claims were changed": async () => {
      const [head, body, signature] = partsOf(await issuer.sign());
      const claims = JSON.parse(Buffer.from(body, "base64url").toString());
      return `${head}.${part({ ...claims, scope: "admin" })}.${signature}`;
    },
    "cut short": async () => (await issuer.sign()).slice(0, -4),
    "without its signature": async () => partsOf(await issuer.sign()).slice(0, 2).join(".") + ".",
    "of two parts": async () => partsOf(await issuer.sign()).slice(0, 2).join("."),
    "encrypted": () => Promise.resolve(`${part({ alg: "dir", enc: "A256GCM" })}.a.b.c.d`),
    "of nothing": () => Promise.resolve(""),
  };
  it.each(Object.keys(cases))("%s", async (name) => {
    expect(await verify(await cases[name]!())).toBeUndefined();
  });
});

it("takes only asymmetric algorithms, and only three", () => {
  expect(algorithms).toEqual(["EdDSA", "RS256", "ES256"]);
});
it("tells a token from a key", () => {
  expect(isToken("a.b.c")).toBe(true);
  expect(isToken("ctr_0123456789ab_secret")).toBe(false);
});
it("is told where tokens come from whole, and only by a safe way", () => {
  expect(tokenOptions({})).toBeUndefined();
  expect(() => tokenOptions({ CONTRAIL_JWKS: "a" })).toThrow("given together");
  const env = { CONTRAIL_JWT_ISSUER: "i", CONTRAIL_JWT_AUDIENCE: "a" };
  expect(() => tokenOptions({ ...env, CONTRAIL_JWKS: "http://10.0.0.1/k" })).toThrow("https");
  expect(tokenOptions({ ...env, CONTRAIL_JWKS: "http://127.0.0.1:9/k" })).toBeDefined();
});
