// Tells who asks: by API key, JWT, session or ticket, or because they ask from this very machine.
import { isIP } from "node:net";
import { hostNameOf, ownOrigin } from "../callers.ts";
import { sessionMs, sessionsKept, ticketMs, ticketsKept } from "../limits.ts";
import { ProblemError } from "../problems.ts";
import { isKey, type Keys } from "./keys.ts";
import { Passes } from "./passes.ts";
import { anonymous, local, type Principal } from "./principal.ts";
import { isToken, type VerifyToken } from "./tokens.ts";

/**
 * Who may ask without a credential. `local`: whoever asks from this machine, by a loopback address, as
 * everything but an admin. `keys`: nobody.
 */
export const accessModes = ["local", "keys"] as const;
/** Who may ask without a credential. */
export type AccessMode = typeof accessModes[number];

/** What access is decided by. */
export interface AccessOptions {
  readonly mode: AccessMode;
  readonly keys: Keys;
  /** Where JWTs are taken. */
  readonly tokens?: VerifyToken | undefined;
}

/** A request, as far as it tells who asks. Names of headers are in lower case. */
export interface Asking {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly method: string;
  /** The address at the other end of the connection. */
  readonly peer: string | undefined;
}

/** The cookie of a page that signed in. */
export const sessionCookie = "contrail_session";

/** Decides who asks. */
export class Access {
  readonly mode: AccessMode;
  readonly keys: Keys;
  readonly sessions = new Passes({ livesMs: sessionMs, most: sessionsKept });
  readonly tickets = new Passes({ livesMs: ticketMs, most: ticketsKept });
  private readonly tokens: VerifyToken | undefined;

  constructor({ mode, keys, tokens }: AccessOptions) {
    this.mode = mode;
    this.keys = keys;
    this.tokens = tokens;
  }

  /** Who asks. Throws a problem for a credential that is not valid: it never counts as none. */
  async principalOf(asking: Asking): Promise<Principal> {
    const credential = credentialOf(asking);
    if (credential !== undefined) {
      const found = await this.ofCredential(credential);
      if (found !== undefined) return found;
      throw new ProblemError("unauthorized", "The credential is not valid, or no longer");
    }
    const session = cookieOf(asking, sessionCookie);
    const page = session === undefined ? undefined : this.ofSession(session);
    if (page !== undefined) {
      if (fromOurPage(asking)) return page;
      throw new ProblemError("forbidden", "A session is for pages of this server only");
    }
    return this.mode === "local" && isLocal(asking) ? local : anonymous;
  }

  /** Opens a session for a page whose user told a credential. */
  openSession(principal: Principal): { readonly text: string; readonly untilMs: number } {
    return this.sessions.issue({ ...principal, kind: "session" }, Date.now());
  }

  /** Whose session this is: it ends with the key that opened it. */
  private ofSession(text: string): Principal | undefined {
    const found = this.sessions.find(text, Date.now());
    const [, key] = /^key:(.*)$/.exec(found?.id ?? "") ?? [];
    if (key !== undefined && !this.keys.list().some(({ id }) => id === key)) return undefined;
    return found;
  }

  /** Whose key or token this is. */
  async ofCredential(text: string): Promise<Principal | undefined> {
    if (isKey(text)) return this.keys.verify(text, Date.now());
    return isToken(text) ? await this.tokens?.(text) : undefined;
  }
}

/** What a header `Authorization` bears. */
export const bearerOf = (header: string | string[] | undefined): string | undefined =>
  /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(String(header ?? ""))?.[1];

/** The key or token of a request. Throws a problem where the header cannot be read, or there are two. */
const credentialOf = ({ headers }: Asking): string | undefined => {
  const { authorization, "x-api-key": key } = headers;
  if (authorization === undefined && key === undefined) return undefined;
  const bearer = bearerOf(authorization);
  if (authorization === undefined) return String(key);
  if (key === undefined && bearer !== undefined) return bearer;
  throw new ProblemError(
    "unauthorized",
    "Expected one credential: Authorization: Bearer, with a key or a JWT; or X-API-Key",
  );
};

const cookieOf = ({ headers }: Asking, name: string): string | undefined =>
  String(headers["cookie"] ?? "").split(/; */)
    .find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);

/**
 * Whether a request with a cookie comes from our own page. The cookie is `SameSite=Strict` and pages of
 * other origins are refused before; whatever changes something must also say where it comes from.
 */
const fromOurPage = ({ headers, method }: Asking): boolean => {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (method === "GET" || method === "HEAD") return true;
  const origin = headers["origin"] as string | undefined;
  if (origin === undefined) return site === "same-origin";
  return ownOrigin(origin, headers["host"] as string | undefined);
};

const loopback = /^(127\.|::1$|::ffff:127\.)/;
/** What a proxy says of whom it asks for: such a request is not from here. */
const forwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/** Whether a request comes from this machine, to a loopback name, past no proxy, and from no other page. */
const isLocal = ({ headers, peer }: Asking): boolean => {
  const host = hostNameOf(headers["host"] as string | undefined) ?? "";
  const named = host === "localhost" || host.endsWith(".localhost") ||
    isIP(host) !== 0 && loopback.test(host);
  const site = headers["sec-fetch-site"];
  return named && peer !== undefined && loopback.test(peer) &&
    forwarded.every((name) => headers[name] === undefined) &&
    site !== "cross-site" && site !== "same-site";
};
