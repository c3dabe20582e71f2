// nats-server and ClickHouse of a torture: started again however often they die, unlike under `npm start`.
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Deferred, Effect, Exit, Scope } from "effect";
import { clickHouseServer } from "../../infra/local/clickhouse-server.ts";
import type { Credentials, Endpoints } from "../../infra/local/endpoints.ts";
import type { LocalFailure } from "../../infra/local/failure.ts";
import { openDataFolder } from "../../infra/local/folder.ts";
import { findNatsServer } from "../../infra/local/nats-binary.ts";
import { natsServer } from "../../infra/local/nats-server.ts";
import { freePort } from "../../infra/local/ports.ts";
import type { Supervision } from "../../infra/local/supervise.ts";

const host = "127.0.0.1";
const cacheDir = fileURLToPath(new URL("../../.cache", import.meta.url));

/** A server that never stays away. */
export interface Server {
  /** Its process id now; undefined while it is away. */
  readonly pid: () => number | undefined;
  /** How often it was started again. */
  readonly restarts: () => number;
}

/** Both servers of a folder, and where they listen. */
export interface Servers {
  readonly nats: Server;
  readonly clickhouse: Server;
  readonly endpoints: Endpoints;
  readonly stop: () => Promise<void>;
}

/** Starts both. `say` is told what they write. Rejects with `LocalFailure`. */
export const startServers = async (
  dataDir: string,
  say: (server: string, line: string) => void,
): Promise<Servers> => {
  const scope = await Effect.runPromise(Scope.make());
  const stop = () => Effect.runPromise(Scope.close(scope, Exit.void));
  const start = Effect.gen(function* () {
    yield* openDataFolder(dataDir);
    const endpoints = yield* chooseEndpoints;
    const sayNats = (line: string) => say("nats-server", line);
    const path = process.env["PATH"] ?? "";
    const binary = yield* findNatsServer({ cacheDir, path, say: sayNats });
    const common = { dataDir, host };
    const [nats, clickhouse] = yield* Effect.all([
      immortal(natsServer({
        ...common,
        binary,
        port: portOf(endpoints.nats.url),
        users: endpoints.nats.users,
        onLine: sayNats,
      })),
      immortal(clickHouseServer({
        ...common,
        port: portOf(endpoints.clickhouse.url),
        users: endpoints.clickhouse.users,
        onLine: (line) => say("clickhouse", line),
      })),
    ], { concurrency: 2 });
    return { nats, clickhouse, endpoints };
  });
  const started = await Effect.runPromise(Scope.provide(start, scope)).catch(async (cause) => {
    await stop();
    throw cause;
  });
  return { ...started, stop };
};

const portOf = (url: string): number => Number(new URL(url).port);

const secret = (user: string): Credentials => ({
  user,
  password: randomBytes(24).toString("base64url"),
});

const chooseEndpoints = Effect.gen(function* () {
  const [nats, clickhouse, http] = [
    yield* freePort(host),
    yield* freePort(host),
    yield* freePort(
      host,
    ),
  ];
  const endpoints: Endpoints = {
    nats: {
      url: `nats://${host}:${nats}`,
      users: {
        core: secret("core"),
        recorder: secret("recorder"),
        gateway: secret("gateway"),
        reader: secret("reader"),
      },
    },
    clickhouse: {
      url: `http://${host}:${clickhouse}`,
      users: { ingest: secret("ingest"), api: secret("api"), analyst: secret("analyst") },
    },
    http: { host, port: http, access: "local" },
  };
  return endpoints;
});

/** A supervisor gives up on a server that dies too often in a row; here that is what is wanted of it. */
const immortal = (
  start: Effect.Effect<Supervision, LocalFailure, Scope.Scope>,
): Effect.Effect<Server, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const ready = yield* Deferred.make<void, LocalFailure>();
    let now: Supervision | undefined;
    let before = -1;
    const life = Effect.scoped(Effect.gen(function* () {
      now = yield* start;
      before++;
      yield* Deferred.succeed(ready, undefined);
      yield* now.failed;
    })).pipe(
      Effect.catch((failure) => Deferred.fail(ready, failure)),
      Effect.andThen(Effect.sync(() => {
        before += now?.restarts() ?? 0;
        now = undefined;
      })),
      Effect.andThen(Effect.sleep("200 millis")),
    );
    yield* Effect.forkScoped(Effect.forever(life));
    yield* Deferred.await(ready);
    return {
      pid: () => now?.pid(),
      restarts: () => before + (now?.restarts() ?? 0),
    };
  });
