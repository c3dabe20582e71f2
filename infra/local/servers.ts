// Both servers of a data folder: embedded and kept alive, or the ones that the environment names.
import { randomBytes } from "node:crypto";
import { Effect, type Scope } from "effect";
import { clickHouseServer, ping } from "./clickhouse-server.ts";
import { type Credentials, type Endpoints, readEndpoints } from "./endpoints.ts";
import { LocalFailure } from "./failure.ts";
import { watchTimeoutMs } from "./limits.ts";
import { findNatsServer } from "./nats-binary.ts";
import { degradation, type Sync } from "./nats-config.ts";
import { greeting, natsServer } from "./nats-server.ts";
import { freePort, requirePort } from "./ports.ts";
import type { Supervision } from "./supervise.ts";

/** Where the servers listen. */
const host = "127.0.0.1";

/** What to start and where. */
export interface ServerOptions {
  readonly dataDir: string;
  readonly cacheDir: string;
  /** Ports that were asked for; any free one where 0. */
  readonly natsPort: number;
  readonly clickHousePort: number;
  /** How soon nats-server writes to disk. */
  readonly sync: Sync;
  /** `NATS_URL`, `NATS_REPLICAS`, `CLICKHOUSE_URL` and `PATH` of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Lines of the servers and about them. */
  readonly say: (server: "nats" | "clickhouse", line: string) => void;
}

/** A server that is there: its part of the endpoints, and its supervision where it is ours. */
export interface Provided<Part> {
  readonly endpoints: Part;
  readonly supervision: Supervision | undefined;
}

const secret = (user: string): Credentials => ({
  user,
  password: randomBytes(24).toString("base64url"),
});

/** Splits a URL into the address without credentials and the credentials. */
const external = (
  name: "NATS_URL" | "CLICKHOUSE_URL",
  text: string,
): Effect.Effect<{ readonly url: string; readonly credentials: Credentials }, LocalFailure> =>
  Effect.try({
    try: () => {
      const url = new URL(text);
      const credentials = {
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
      };
      url.username = "";
      url.password = "";
      return { url: url.href.replace(/\/$/, ""), credentials };
    },
    // The value may hold a password, so it is not repeated.
    catch: () =>
      new LocalFailure({
        reason: "options",
        message: `${name} is not a URL: expected scheme://user:password@host:port`,
      }),
  });

/** Fails in words where a server that the environment names is not there. */
const reach = (name: string, url: string, look: Effect.Effect<unknown, Error>) =>
  look.pipe(
    Effect.timeout(watchTimeoutMs),
    Effect.mapError((cause) =>
      new LocalFailure({
        reason: "notInstalled",
        message: `Nothing answers at ${url}, which ${name} names: ${reasonOf(cause)}`,
        cause,
      })
    ),
  );

const reasonOf = (cause: Error): string =>
  cause.cause instanceof Error ? cause.cause.message : cause.message;

/** The port to use: the one asked for, which must be free, else the one of last time, else any. */
const choosePort = (asked: number, remembered: number | undefined, option: string) =>
  asked > 0 ? requirePort(asked, { host, option }) : freePort(host, remembered ?? 0);

const rememberedPort = (dataDir: string, server: "nats" | "clickhouse"): number | undefined => {
  try {
    return Number(new URL(readEndpoints(dataDir)[server].url).port);
  } catch {
    return undefined;
  }
};

const greetingAt = (url: string) => {
  const { hostname, port } = new URL(url);
  return greeting(hostname, Number(port === "" ? "4222" : port));
};

const replicasOf = (
  text = "",
): Effect.Effect<Pick<Endpoints["nats"], "replicas">, LocalFailure> => {
  if (text === "") return Effect.succeed({});
  const replicas = Number(text);
  return [1, 3, 5].includes(replicas) ? Effect.succeed({ replicas }) : Effect.fail(
    new LocalFailure({
      reason: "options",
      message: `NATS_REPLICAS is "${text}": expected 1, 3 or 5, the servers that keep each stream`,
    }),
  );
};

/** Provides NATS with JetStream. */
export const provideNats = (
  options: ServerOptions,
): Effect.Effect<Provided<Endpoints["nats"]>, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const { dataDir, cacheDir, env } = options;
    const say = (line: string) => options.say("nats", line);
    if (env.NATS_URL !== undefined && env.NATS_URL !== "") {
      const servers = yield* Effect.forEach(
        env.NATS_URL.split(","),
        (one) => external("NATS_URL", one.trim()),
      );
      const url = servers.map((one) => one.url).join(",");
      yield* reach("NATS_URL", url, Effect.raceAll(servers.map((one) => greetingAt(one.url))));
      const one = servers[0]!.credentials;
      const users = { core: one, recorder: one, gateway: one, reader: one };
      const replicas = yield* replicasOf(env.NATS_REPLICAS);
      return { endpoints: { url, ...replicas, users }, supervision: undefined };
    }
    const binary = yield* findNatsServer({ cacheDir, path: env.PATH ?? "", say });
    const lost = degradation(binary.version);
    if (lost !== undefined) say(`[WRN] ${lost}`);
    const port = yield* choosePort(
      options.natsPort,
      rememberedPort(dataDir, "nats"),
      "--nats-port",
    );
    const users = {
      core: secret("core"),
      recorder: secret("recorder"),
      gateway: secret("gateway"),
      reader: secret("reader"),
    };
    const supervision = yield* natsServer({
      binary,
      dataDir,
      host,
      port,
      sync: options.sync,
      users,
      onLine: say,
    });
    return { endpoints: { url: `nats://${host}:${port}`, users }, supervision };
  });

/** Provides ClickHouse. */
export const provideClickHouse = (
  options: ServerOptions,
): Effect.Effect<Provided<Endpoints["clickhouse"]>, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const { dataDir, env } = options;
    if (env.CLICKHOUSE_URL !== undefined && env.CLICKHOUSE_URL !== "") {
      const { url, credentials: one } = yield* external("CLICKHOUSE_URL", env.CLICKHOUSE_URL);
      yield* reach("CLICKHOUSE_URL", url, ping(url));
      const users = { ingest: one, api: one, analyst: one };
      return { endpoints: { url, users }, supervision: undefined };
    }
    const port = yield* choosePort(
      options.clickHousePort,
      rememberedPort(dataDir, "clickhouse"),
      "--clickhouse-port",
    );
    const users = { ingest: secret("ingest"), api: secret("api"), analyst: secret("analyst") };
    const supervision = yield* clickHouseServer({
      dataDir,
      host,
      port,
      users,
      onLine: (line) => options.say("clickhouse", line),
    });
    return { endpoints: { url: `http://${host}:${port}`, users }, supervision };
  });
