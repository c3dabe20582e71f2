// API keys: random, shown once, kept as hashes in a file of the data folder that only its owner reads.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Schema } from "effect";
import { keysKept, keysLockMs } from "../limits.ts";
import { type Principal, type Scope, scopes } from "./principal.ts";

const Names = Schema.Array(Schema.String.check(Schema.isPattern(/^[\w.@-]{0,64}$/)));

/** A key as it is kept: without the secret. */
export const StoredKey = Schema.Struct({
  id: Schema.String.check(Schema.isPattern(/^[0-9a-f]{12}$/)),
  name: Schema.String,
  sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
  scopes: Schema.Array(Schema.Literals(scopes)),
  accounts: Names,
  strategies: Names,
  created_at: Schema.String,
  expires_at: Schema.NullOr(Schema.String),
});
/** A key as it is kept. */
export type StoredKey = typeof StoredKey.Type;

/** What is asked of a new key. */
export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresMs: number | undefined;
}

/** The file cannot be read or changed; the message says what to do. */
export class KeyFileError extends Error {
  override readonly name = "KeyFileError";
}

/** Whether a credential has the form of a key. */
export const isKey = (text: string): boolean => form.test(text);

const form = /^ctr_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
const decode = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Struct({ keys: Schema.Array(StoredKey) })),
);
const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
/** What an unknown id is compared with, so that it takes as long as a known one. */
const nobody = sha256(randomBytes(32).toString("hex"));

/** The keys of a data folder. Another process may change them: its changes are seen at the next look. */
export class Keys {
  private readonly path: string;
  private keys: readonly StoredKey[] = [];
  private version = "";

  constructor(dataDir: string) {
    this.path = join(dataDir, "access", "keys.json");
  }

  /** Whether there has ever been a key here. */
  get exist(): boolean {
    return existsSync(this.path);
  }

  /** Every key, oldest first. Throws a `KeyFileError` where the file is damaged: no key is valid then. */
  list(): readonly StoredKey[] {
    if (!this.exist) return this.keys = [];
    const { mtimeMs, size, ino } = statSync(this.path);
    const version = `${mtimeMs} ${size} ${ino}`;
    if (version === this.version) return this.keys;
    try {
      this.keys = decode(readFileSync(this.path, "utf8")).keys;
    } catch {
      throw new KeyFileError(`"${this.path}" is damaged: restore it, or delete it to begin anew`);
    }
    this.version = version;
    return this.keys;
  }

  /** Makes a key. The text is the only time its secret is told. */
  create(request: KeyRequest): { readonly key: StoredKey; readonly text: string } {
    const secret = randomBytes(32).toString("base64url");
    const key: StoredKey = {
      id: randomBytes(6).toString("hex"),
      name: request.name,
      sha256: sha256(secret).toString("hex"),
      scopes: scopes.filter((one) => request.scopes.includes(one)),
      accounts: request.accounts,
      strategies: request.strategies,
      created_at: new Date().toISOString(),
      expires_at: request.expiresMs === undefined
        ? null
        : new Date(request.expiresMs).toISOString(),
    };
    this.change((keys) => {
      if (keys.length < keysKept) return [...keys, key];
      throw new KeyFileError(`There are ${keysKept} keys already: revoke some first`);
    });
    return { key, text: `ctr_${key.id}_${secret}` };
  }

  /** Forgets a key, and gives it; undefined where there is none of this id. */
  revoke(id: string): StoredKey | undefined {
    const found = this.list().find((one) => one.id === id);
    if (found !== undefined) this.change((keys) => keys.filter((one) => one.id !== id));
    return found;
  }

  /** Whose key this is; undefined where it is nobody's, or no longer. */
  verify(text: string, nowMs: number): Principal | undefined {
    const [, id, secret] = form.exec(text) ?? [];
    if (id === undefined || secret === undefined) return undefined;
    const key = this.list().find((one) => one.id === id);
    const kept = key === undefined ? nobody : Buffer.from(key.sha256, "hex");
    const same = timingSafeEqual(sha256(secret), kept);
    if (!same || key === undefined) return undefined;
    if (key.expires_at !== null && Date.parse(key.expires_at) <= nowMs) return undefined;
    const { scopes: allowed, accounts, strategies } = key;
    return { kind: "key", id: `key:${id}`, scopes: allowed, accounts, strategies };
  }

  /** One change at a time, over processes too: a half-written file is never seen. */
  private change(how: (keys: readonly StoredKey[]) => readonly StoredKey[]): void {
    mkdirSync(join(this.path, ".."), { recursive: true, mode: 0o700 });
    const unlock = lock(`${this.path}.lock`);
    try {
      const keys = how(this.list());
      const draft = `${this.path}.${process.pid}`;
      writeFileSync(draft, JSON.stringify({ keys }, undefined, 2), { mode: 0o600 });
      renameSync(draft, this.path);
      this.version = "";
    } finally {
      unlock();
    }
  }
}

/** Takes a lock file. One that is older than a change can take was left by a process that died. */
const lock = (path: string): () => void => {
  const untilMs = performance.now() + keysLockMs;
  for (;;) {
    try {
      closeSync(openSync(path, "wx", 0o600));
      return () => rmSync(path, { force: true });
    } catch {
      const old = existsSync(path) && Date.now() - statSync(path).mtimeMs > keysLockMs;
      if (old) rmSync(path, { force: true });
      else if (performance.now() > untilMs) {
        throw new KeyFileError(`Another process changes the keys: "${path}" is there`);
      }
    }
  }
};
