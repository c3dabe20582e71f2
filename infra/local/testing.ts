// Real servers for a test: on a temporary folder and free ports, gone when the test is.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Effect, Exit, Scope } from "effect";
import { type Endpoints, writeEndpoints } from "./endpoints.ts";
import type { Sync } from "./nats-config.ts";
import { openDataFolder } from "./folder.ts";
import { provideClickHouse, provideNats, type ServerOptions } from "./servers.ts";
import type { Supervision } from "./supervise.ts";

/** Which servers a test needs; both where nothing is said. */
export interface TestServerOptions {
  readonly nats?: boolean;
  readonly clickhouse?: boolean;
  /** A folder that stays; a temporary one, deleted by `stop`, where it is not given. */
  readonly dataDir?: string;
  /** How soon nats-server writes to disk; within 100 ms where nothing is said. */
  readonly sync?: Sync;
}

/** Servers that run. The endpoints are also in the folder's `run/endpoints.json`. */
export interface TestServers {
  readonly endpoints: Endpoints;
  readonly dataDir: string;
  /** What the servers wrote and what was said about them. */
  readonly lines: readonly string[];
  /** Kills with SIGKILL; the server comes back by itself, at the same address with the same passwords. */
  readonly killNats: () => void;
  readonly killClickHouse: () => void;
  /** How often each was restarted. */
  readonly restarts: () => { readonly nats: number; readonly clickhouse: number };
  /** Stops the servers and deletes the temporary folder. */
  readonly stop: () => Promise<void>;
}

const projectRoot = fileURLToPath(new URL("../../", import.meta.url));
/** The endpoints of a server that was not asked for: nothing listens there. */
const nobody = { user: "nobody", password: "" };
const noNats = {
  url: "nats://127.0.0.1:1",
  users: { core: nobody, recorder: nobody, gateway: nobody, reader: nobody },
};
const noClickHouse = {
  url: "http://127.0.0.1:1",
  users: { ingest: nobody, api: nobody, analyst: nobody },
};

/** Starts real servers for a test. Call `stop` in `afterAll`. */
export const startTestServers = async (options: TestServerOptions = {}): Promise<TestServers> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "contrail-test-"));
  const lines: string[] = [];
  const scope = await Effect.runPromise(Scope.make());
  const close = async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void));
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const serverOptions: ServerOptions = {
    dataDir,
    cacheDir: join(projectRoot, ".cache"),
    natsPort: 0,
    sync: options.sync ?? "100ms",
    clickHousePort: 0,
    env: { PATH: process.env.PATH },
    say: (server, line) => lines.push(`${server}: ${line}`),
  };
  const start = Effect.gen(function* () {
    yield* openDataFolder(dataDir);
    const [nats, clickhouse] = yield* Effect.all([
      options.nats === false ? Effect.undefined : provideNats(serverOptions),
      options.clickhouse === false ? Effect.undefined : provideClickHouse(serverOptions),
    ], { concurrency: 2 });
    const endpoints: Endpoints = {
      nats: nats?.endpoints ?? noNats,
      clickhouse: clickhouse?.endpoints ?? noClickHouse,
      http: { host: "127.0.0.1", port: 0, access: "local" },
    };
    writeEndpoints(dataDir, endpoints);
    return { endpoints, nats: nats?.supervision, clickhouse: clickhouse?.supervision };
  });
  const started = await Effect.runPromise(Scope.provide(start, scope)).catch(async (cause) => {
    await close();
    throw cause;
  });
  return {
    endpoints: started.endpoints,
    dataDir,
    lines,
    killNats: () => kill(started.nats),
    killClickHouse: () => kill(started.clickhouse),
    restarts: () => ({
      nats: started.nats?.restarts() ?? 0,
      clickhouse: started.clickhouse?.restarts() ?? 0,
    }),
    stop: close,
  };
};

const kill = (supervision: Supervision | undefined): void => {
  const pid = supervision?.pid();
  if (pid !== undefined) process.kill(pid, "SIGKILL");
};
