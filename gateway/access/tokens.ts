// JWTs of an identity provider: signed by a key of its JWKS, with pinned algorithms, for us, and short-lived.
import { readFileSync, statSync } from "node:fs";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  type JSONWebKeySet,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import { jwksWaitMs, tokenMaxSeconds, tokenSkewSeconds } from "../limits.ts";
import { type Principal, type Scope, scopes } from "./principal.ts";

/** The algorithms that are taken: asymmetric ones only, so that no public key can serve as a secret. */
export const algorithms = ["EdDSA", "RS256", "ES256"];

/** Where tokens come from. */
export interface TokenOptions {
  /** An https URL (http on loopback), or the path of a file. */
  readonly jwks: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Reads the environment. Throws where it is told by half, or names a place that is not safe. */
export const tokenOptions = (
  env: Readonly<Record<string, string | undefined>>,
): TokenOptions | undefined => {
  const jwks = env["CONTRAIL_JWKS"] ?? "";
  const issuer = env["CONTRAIL_JWT_ISSUER"] ?? "";
  const audience = env["CONTRAIL_JWT_AUDIENCE"] ?? "";
  if (jwks === "" && issuer === "" && audience === "") return undefined;
  if (jwks === "" || issuer === "" || audience === "") {
    throw new Error(
      "CONTRAIL_JWKS, CONTRAIL_JWT_ISSUER and CONTRAIL_JWT_AUDIENCE are given together or not at all",
    );
  }
  if (/^http:/.test(jwks) && !/^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(jwks)) {
    throw new Error(`CONTRAIL_JWKS "${jwks}": expected https, or http on loopback, or a file`);
  }
  return { jwks, issuer, audience };
};

/** Tells whose token it is; undefined where it is not valid. */
export type VerifyToken = (text: string) => Promise<Principal | undefined>;

/** Verifies tokens. A key that is new in the JWKS is found; one that is gone is refused. */
export const tokenVerifier = ({ jwks, issuer, audience }: TokenOptions): VerifyToken => {
  const keys = /^https?:/.test(jwks) ? remoteKeys(jwks) : fileKeys(jwks);
  return async (text) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(text, keys, {
        algorithms,
        issuer,
        audience,
        clockTolerance: tokenSkewSeconds,
        requiredClaims: ["exp", "iat", "sub"],
        maxTokenAge: tokenMaxSeconds,
      });
      if (protectedHeader.kid === undefined) return undefined;
      const lives = payload.exp! - payload.iat!;
      if (!(lives > 0 && lives <= tokenMaxSeconds) || payload.sub === "") return undefined;
      const accounts = namesOf(payload["accounts"]);
      const strategies = namesOf(payload["strategies"]);
      if (accounts === undefined || strategies === undefined) return undefined;
      return {
        kind: "token",
        id: `token:${payload.sub!.slice(0, 64)}`,
        scopes: scopesOf(payload["scope"]),
        accounts,
        strategies,
      };
    } catch {
      // Which of the checks failed helps only whoever forges one.
      return undefined;
    }
  };
};

/** Whether a credential has the form of a JWT. */
export const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);

const scopesOf = (claim: unknown): readonly Scope[] => {
  const told = typeof claim === "string" ? claim.split(" ") : [];
  return scopes.filter((one) => told.includes(one));
};

/** Every name where there is no claim; a claim of another form makes the token invalid, not powerful. */
const namesOf = (claim: unknown): readonly string[] | undefined => {
  if (claim === undefined) return [];
  if (!Array.isArray(claim) || claim.length === 0) return undefined;
  return claim.every((one) => typeof one === "string") ? claim : undefined;
};

const remoteKeys = (url: string): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(url), { timeoutDuration: jwksWaitMs, cooldownDuration: 30_000 });

/** The keys of a file, read again when it changed. */
const fileKeys = (path: string): JWTVerifyGetKey => {
  let version = 0;
  let keys: JWTVerifyGetKey | undefined;
  return (header, token) => {
    const { mtimeMs } = statSync(path);
    if (keys === undefined || mtimeMs !== version) {
      keys = createLocalJWKSet(JSON.parse(readFileSync(path, "utf8")) as JSONWebKeySet);
      version = mtimeMs;
    }
    return keys(header, token);
  };
};
