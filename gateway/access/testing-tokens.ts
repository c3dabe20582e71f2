// An identity provider for tests: keys of its own, a JWKS of them in a file, and tokens good and bad.
import { writeFileSync } from "node:fs";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** What may be changed about a token. */
export interface TokenPart {
  readonly algorithm?: string;
  readonly kid?: string | undefined;
  readonly claims?: JWTPayload;
  /** Seconds from now. */
  readonly expires?: number;
  readonly issued?: number;
}

/** An identity provider. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** The file of its JWKS. */
  readonly jwks: string;
  readonly sign: (part?: TokenPart) => Promise<string>;
  /** Takes another key, under another id, and forgets the first one. */
  readonly rotate: (kid: string) => Promise<void>;
  /** The public key in the form that a confused server would use as a secret. */
  readonly publicText: () => string;
}

/** Makes an identity provider whose JWKS is in a file. */
export const makeIssuer = async (jwks: string, algorithm = "ES256"): Promise<Issuer> => {
  const issuer = "https://login.example";
  const audience = "contrail";
  let current = await keyOf(algorithm, "first");
  let touched = Date.now();
  const write = () => {
    // A change within the same millisecond would look like none.
    while (Date.now() === touched);
    touched = Date.now();
    writeFileSync(jwks, JSON.stringify({ keys: [current.jwk] }));
  };
  write();
  return {
    issuer,
    audience,
    jwks,
    sign: async ({ kid = current.kid, claims, expires = 300, issued = 0, ...part } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const header = { alg: part.algorithm ?? algorithm, ...(kid === "" ? {} : { kid }) };
      const body = {
        iss: issuer,
        aud: audience,
        sub: "ada",
        scope: "read:market read:account",
        iat: now + issued,
        exp: now + expires,
        ...claims,
      };
      return await new SignJWT(body).setProtectedHeader(header).sign(current.privateKey);
    },
    rotate: async (kid) => {
      current = await keyOf(algorithm, kid);
      write();
    },
    publicText: () => JSON.stringify(current.jwk),
  };
};

const keyOf = async (algorithm: string, kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return {
    kid,
    privateKey,
    jwk: { ...await exportJWK(publicKey), kid, alg: algorithm, use: "sig" },
  };
};
