// Finds nats-server, or gets it: every way that fails says why, and the next one is tried.
import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Effect } from "effect";
import { runCommand } from "./command.ts";
import { LocalFailure } from "./failure.ts";
import { buildMs } from "./limits.ts";
import { lock } from "./lock.ts";
import {
  atLeast,
  type NatsVersion,
  oldestNats,
  parseNatsVersion,
  supportedNats,
} from "./nats-config.ts";
import { installers } from "./nats-install.ts";

/** An executable nats-server. */
export interface NatsBinary {
  readonly path: string;
  readonly version: NatsVersion;
}

/** Where to look, where to put it, and where to tell what is going on. */
export interface NatsSearch {
  /** The project's cache folder. */
  readonly cacheDir: string;
  readonly path: string;
  readonly say: (line: string) => void;
}

/**
 * Finds nats-server on the PATH or in the cache, else installs it into the cache. A server older than
 * the supported ones is taken only when nothing newer can be had. Fails with every reason in one line.
 */
export const findNatsServer = (search: NatsSearch): Effect.Effect<NatsBinary, LocalFailure> =>
  Effect.gen(function* () {
    const { cacheDir, say } = search;
    const cached = join(cacheDir, "bin", "nats-server");
    const onPath = search.path.split(delimiter).filter((dir) => dir !== "")
      .map((dir) => join(dir, "nats-server")).filter(isExecutable);
    const found = yield* firstSupported([...onPath, cached].filter(isExecutable));
    if (found.best !== undefined) return found.best;

    const reasons = [onPath.length === 0 ? "not on the PATH" : "too old on the PATH"];
    say(`nats-server is ${reasons[0]} and not in ${join(cacheDir, "bin")}: getting it once`);
    return yield* install(search, cached, reasons).pipe(
      Effect.catch((failure) => {
        if (found.older === undefined) return Effect.fail(failure);
        say(`Using nats-server ${found.older.version.join(".")}: no newer one could be had`);
        return Effect.succeed(found.older);
      }),
    );
  });

/** Tries one way after the other, while other processes that want it wait for the outcome. */
const install = (
  { cacheDir, say }: NatsSearch,
  target: string,
  reasons: string[],
): Effect.Effect<NatsBinary, LocalFailure> =>
  Effect.gen(function* () {
    mkdirSync(join(cacheDir, "bin"), { recursive: true });
    yield* lock(join(cacheDir, "nats-server.lock"), { waitMs: buildMs });
    let older: NatsBinary | undefined;
    const there = yield* versionOf(target);
    if (there !== undefined && atLeast(there.version, supportedNats)) return there;
    for (const { name, install } of installers) {
      say(`nats-server: trying ${name}`);
      const tried = yield* Effect.result(install({ cacheDir, target }));
      const binary = yield* versionOf(target);
      if (tried._tag === "Success" && binary !== undefined) {
        if (atLeast(binary.version, supportedNats)) return binary;
        older = binary;
      }
      const reason = tried._tag === "Failure" ? tried.failure.message : "too old";
      reasons.push(`${name}: ${reason}`);
      say(`nats-server: ${name} did not work: ${reason}`);
    }
    if (older !== undefined) return older;
    return yield* new LocalFailure({ reason: "notInstalled", message: nowhere(reasons) });
  }).pipe(Effect.scoped);

const nowhere = (reasons: readonly string[]): string =>
  `No nats-server (${reasons.join("; ")}): install one of version ${supportedNats.join(".")} ` +
  "or newer, or give NATS_URL";

/** The first one new enough, and the first older one that still works. */
const firstSupported = (paths: readonly string[]) =>
  Effect.gen(function* () {
    const all = (yield* Effect.forEach(paths, versionOf)).filter((one) => one !== undefined);
    return {
      best: all.find((one) => atLeast(one.version, supportedNats)),
      older: all.find((one) => atLeast(one.version, oldestNats)),
    };
  });

const versionOf = (path: string): Effect.Effect<NatsBinary | undefined> =>
  runCommand([path, "--version"], { timeoutMs: 5_000 }).pipe(
    Effect.map((text) => {
      const version = parseNatsVersion(text);
      return version === undefined ? undefined : { path, version };
    }),
    Effect.catch(() => Effect.succeed(undefined)),
  );

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
