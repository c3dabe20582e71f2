// Everything that `npm start` starts, in order, and stops, in the other order.
import { randomUUID } from "node:crypto";
import { firstKey } from "../../gateway/access/first-key.ts";
import { Clock, Effect, type Scope } from "effect";
import { banner } from "./banner.ts";
import type { Board } from "./board.ts";
import { type Stage, stages } from "../../streams/status.ts";
import { type ChildName, startChild } from "./children.ts";
import { type Endpoints, writeEndpoints } from "./endpoints.ts";
import type { LocalFailure } from "./failure.ts";
import { openDataFolder, watchDisk } from "./folder.ts";
import { follow } from "./follow.ts";
import { type CoreOptions, optionsVariable } from "./options.ts";
import { freePort, requirePort } from "./ports.ts";
import { buildScreens } from "./screens.ts";
import { provideClickHouse, type Provided, provideNats } from "./servers.ts";
import type { StartOptions } from "./start-options.ts";
import type { Supervision } from "./supervise.ts";
import type { Terminal } from "./terminal.ts";

/** Where it all happens. */
export interface StartWorld {
  /** The project's root folder, absolute. */
  readonly root: string;
  readonly cacheDir: string;
  /** The absolute path of every child's program. */
  readonly programs: Readonly<Record<ChildName, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Filled with what the children say. */
  readonly board: Board;
  /** Told the seconds from the first record to the last row. */
  readonly onRecorded: (seconds: number) => void;
}

/** Runs everything until a replay is done (where asked), something fails for good, or it is interrupted. */
export const start = (
  options: StartOptions,
  world: StartWorld,
): Effect.Effect<void, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const { terminal, board } = world;
    const beganMs = yield* Clock.currentTimeMillis;
    const { host } = options;
    const port = yield* (options.port === 0
      ? freePort(host)
      : requirePort(options.port, { host, option: "--port" }));
    const dataDir = yield* openDataFolder(options.dataDir);
    const say = (line: string) => terminal.say("screens", line);
    const [running] = yield* Effect.all([
      servers(options, world, { dataDir, port }).pipe(
        Effect.flatMap((found) => children(options, world, { dataDir, found })),
      ),
      options.noUi ? Effect.void : buildScreens({ root: world.root, say }),
    ], { concurrency: 2 });

    const startedMs = yield* Clock.currentTimeMillis;
    const adminKey = yield* Effect.sync(() => firstKey(dataDir));
    const content = { options, endpoints: running.endpoints, dataDir, adminKey };
    banner({ ...content, tookMs: startedMs - beganMs }).forEach(terminal.print);
    yield* Effect.raceAllFirst([
      follow({
        board,
        terminal,
        startedMs: running.startedMs,
        exitWhenDone: options.exitWhenDone,
        onRecorded: world.onRecorded,
      }),
      ...running.supervisions.map(({ failed }) => failed),
      watchDisk(dataDir),
    ]);
  });

interface Servers {
  readonly endpoints: Endpoints;
  readonly supervisions: readonly Supervision[];
}

const servers = (
  options: StartOptions,
  world: StartWorld,
  place: { readonly dataDir: string; readonly port: number },
): Effect.Effect<Servers, LocalFailure, Scope.Scope> =>
  Effect.gen(function* () {
    const { cacheDir, env, terminal } = world;
    const { natsPort, clickHousePort, sync } = options;
    const say = terminal.say;
    const serverOptions = { ...place, cacheDir, natsPort, clickHousePort, sync, env, say };
    const [nats, clickhouse] = yield* Effect.all(
      [provideNats(serverOptions), provideClickHouse(serverOptions)],
      { concurrency: 2 },
    );
    const endpoints: Endpoints = {
      nats: nats.endpoints,
      clickhouse: clickhouse.endpoints,
      http: { host: options.host, port: place.port, access: options.access },
    };
    yield* Effect.sync(() => writeEndpoints(place.dataDir, endpoints));
    const ours = [nats, clickhouse] satisfies readonly Provided<unknown>[];
    const supervisions = ours.flatMap(({ supervision }) => supervision ?? []);
    yield* Effect.addFinalizer(() => stopAll(supervisions));
    return { endpoints, supervisions };
  });

const children = (
  options: StartOptions,
  { programs, env, terminal, board }: StartWorld,
  { dataDir, found }: { readonly dataDir: string; readonly found: Servers },
) =>
  Effect.gen(function* () {
    const coreOptions: CoreOptions = {
      runId: randomUUID(),
      source: options.source as CoreOptions["source"],
      ...(options.symbols.length === 0 ? {} : { symbols: options.symbols }),
      ...(options.live ? { live: true, sendWithinMs: options.sendWithin * 1_000 } : {}),
      ...(options.venueUrl === "" ? {} : { venueUrl: options.venueUrl }),
      files: options.files,
      speed: options.pace,
      seed: options.seed,
      faults: options.faults,
      ...(options.partition === undefined ? {} : { partition: options.partition }),
    };
    const child = (
      name: ChildName,
      more: Readonly<Record<string, string>> = {},
      label: string = name,
    ) =>
      startChild({
        name,
        label,
        program: programs[name],
        // The addresses of the servers, with passwords, are in the endpoints file only.
        env: {
          ...env,
          NATS_URL: undefined,
          CLICKHOUSE_URL: undefined,
          CONTRAIL_DATA_DIR: dataDir,
          ...(name === "core" ? {} : withoutVenueKeys(env)),
          ...more,
        },
        onLine: (line) => terminal.say(label, line),
        onStatus: (status) => board.set(label, status),
      });
    const core = (stage?: Stage) => {
      const own = stage === undefined ? coreOptions : { ...coreOptions, stages: [stage] };
      return child("core", { [optionsVariable]: JSON.stringify(own) }, stage);
    };
    const [recorder, gateway, ...cores] = yield* Effect.all([
      child("recorder"),
      child("gateway"),
      ...(options.split ? stages.map((stage) => core(stage)) : [core()]),
    ], { concurrency: "unbounded" });
    const startedMs = yield* Clock.currentTimeMillis;
    // The source first, then who records what it gave; the gateway shows it until the end.
    yield* Effect.addFinalizer(() =>
      stopInTurn(cores).pipe(
        Effect.andThen(stopAll([recorder!, gateway!])),
        Effect.tap(() => Effect.sync(() => terminal.print("Stopping the servers"))),
      )
    );
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => terminal.print("Draining: source, pipeline, recorder"))
    );
    const supervisions = [...found.supervisions, ...cores, recorder!, gateway!];
    return { endpoints: found.endpoints, supervisions, startedMs };
  });

/** Keys of venues are for the core alone. */
const withoutVenueKeys = (env: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.keys(env).filter((one) => /^CONTRAIL_\w+_(KEY|SECRET)$/.test(one))
      .map((one) => [one, undefined]),
  );

/** One after the other: each takes to its end what the one before it gave. */
const stopInTurn = (supervisions: readonly Supervision[]): Effect.Effect<void> =>
  Effect.forEach(supervisions, ({ stop }) => stop, { discard: true });

const stopAll = (supervisions: readonly Supervision[]): Effect.Effect<void> =>
  Effect.forEach(supervisions, ({ stop }) => stop, { concurrency: "unbounded", discard: true });
