// The embedded ClickHouse: one child process per data folder, kept alive, spoken to by HTTP on loopback.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Effect, Schedule, type Scope } from "effect";
import { serverXml, usersXml } from "./clickhouse-config.ts";
import type { ClickHouseUser, Credentials } from "./endpoints.ts";
import { LocalFailure } from "./failure.ts";
import { serverReadyMs, serverStopMs } from "./limits.ts";
import { type Ended, run } from "./process.ts";
import { supervise, type Supervision } from "./supervise.ts";
import { watchdog } from "./watchdog.ts";

/** How to run it. */
export interface ClickHouseOptions {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly users: Readonly<Record<ClickHouseUser, Credentials>>;
  /** Every line it writes, and what the supervisor has to say about it. */
  readonly onLine: (line: string) => void;
}

const host = fileURLToPath(new URL("./clickhouse-host.ts", import.meta.url));

/** The package that holds ClickHouse for a platform. */
const libraryPackages: Readonly<Record<string, string>> = {
  "linux-x64": "@chdb/lib-linux-x64-gnu",
};

/** The library of this platform, or why there is none. */
export const clickHouseLibrary = (
  platform = `${process.platform}-${process.arch}`,
): Effect.Effect<string, LocalFailure> => {
  const name = libraryPackages[platform];
  const give = "give CLICKHOUSE_URL=http://user:password@host:8123 of a ClickHouse server";
  const missing = (message: string) => new LocalFailure({ reason: "notInstalled", message });
  if (name === undefined) {
    return Effect.fail(missing(`No embedded ClickHouse for ${platform}: ${give}`));
  }
  return Effect.try({
    try: () => {
      const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
      return join(dirname(manifest), "libchdb.so");
    },
    catch: () => missing(`The package ${name} is not installed: run npm ci, or ${give}`),
  });
};

/** Starts ClickHouse and keeps it alive until the scope closes. Its tables are in `<data-dir>/clickhouse`. */
export const clickHouseServer = (
  options: ClickHouseOptions,
): Effect.Effect<Supervision, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const library = yield* clickHouseLibrary();
    const files = writeFiles(options);
    const url = `http://${options.host}:${options.port}`;
    const start = Effect.gen(function* () {
      forgetSystemTables(files.dir);
      writeFileSync(files.argumentsFile, JSON.stringify(argumentsOf(options, files)), {
        mode: 0o600,
      });
      const running = yield* run({
        name: "ClickHouse",
        command: process.execPath,
        args: [host, library, files.argumentsFile],
        env: { PATH: process.env.PATH, TZ: "UTC" },
        onLine: options.onLine,
        stop: (child) => child.stdin?.end(),
        stopMs: serverStopMs,
        stdio: ["pipe", "ignore", "pipe"],
      });
      yield* Effect.raceFirst(ready(url), Effect.flatMap(running.ended, endedEarly(files.dir)));
      return running;
    });
    return yield* supervise({
      name: "ClickHouse",
      start,
      watch: watchdog(ping(url)),
      onRestart: options.onLine,
    });
  });

interface ClickHouseFiles {
  readonly dir: string;
  readonly serverFile: string;
  readonly argumentsFile: string;
}

const writeFiles = ({ dataDir, users }: ClickHouseOptions): ClickHouseFiles => {
  const dir = join(dataDir, "clickhouse");
  mkdirSync(dir, { recursive: true });
  const usersFile = join(dataDir, "run", "clickhouse-users.xml");
  const serverFile = join(dataDir, "run", "clickhouse.xml");
  const settings = { dir, usersFile, users };
  writeFileSync(usersFile, usersXml(settings), { mode: 0o600 });
  writeFileSync(serverFile, serverXml(settings), { mode: 0o600 });
  return {
    dir,
    serverFile,
    argumentsFile: join(dataDir, "run", "clickhouse-arguments.json"),
  };
};

// Log tables left by a killed server wedge the one after it. The data folder is locked, so nobody
// else is using them now.
const forgetSystemTables = (dir: string): void => {
  const system = join(dir, "data", "system");
  if (existsSync(system)) rmSync(system, { recursive: true, force: true });
};

const argumentsOf = (options: ClickHouseOptions, files: ClickHouseFiles): readonly string[] => [
  `--path=${files.dir}`,
  `--config-file=${files.serverFile}`,
  `--listen_host=${options.host}`,
  `--http_port=${options.port}`,
  "--log-level=warning",
  "-q",
  // The last query waits for input, and so for the end of it, which the supervisor decides.
  "SYSTEM START LISTEN HTTP; SELECT * FROM file('-', 'LineAsString', 's String') FORMAT Null",
];

/** Succeeds when the server at a URL answers. */
export const ping = (url: string): Effect.Effect<void, Error> =>
  Effect.tryPromise({
    try: async (signal) => {
      const { origin } = new URL(url);
      const answer = await fetch(`${origin}/ping`, { signal, headers: { connection: "close" } });
      if (!answer.ok) throw new Error(`${origin}/ping answered ${answer.status}`);
    },
    catch: (cause) => cause instanceof Error ? cause : new Error(String(cause)),
  });

const ready = (url: string): Effect.Effect<void, LocalFailure> =>
  ping(url).pipe(
    Effect.retry(Schedule.spaced(20)),
    Effect.timeoutOrElse({
      duration: serverReadyMs,
      orElse: () =>
        Effect.fail(
          new LocalFailure({
            reason: "timeout",
            message: `ClickHouse did not answer at ${url} within ${serverReadyMs / 1000} s`,
          }),
        ),
    }),
    Effect.orDie,
  );

const endedEarly = (dir: string) => ({ lastWords }: Ended): Effect.Effect<never, LocalFailure> => {
  const lines = lastWords.split("\n").filter((line) => line.trim() !== "");
  const last = lines.findLast((line) => /Exception|Error/.test(line)) ?? lines.at(-1) ??
    "no reason given";
  // Error 76: cannot open the file `status`, which the server that uses the folder holds.
  const failure = /\bCode: 76\b|CANNOT_OPEN_FILE/.test(lastWords)
    ? new LocalFailure({ reason: "locked", message: `Another instance uses the folder "${dir}"` })
    : new LocalFailure({ reason: "died", message: `ClickHouse did not start: ${last}` });
  return Effect.fail(failure);
};
