// The gateway: the store and the streams, as an API, a socket and screens.
import { join } from "node:path";
import { Effect, Schedule } from "effect";
import { wordsOf } from "../actors/run/process.ts";
import { instrumentsVersion, readInstruments } from "../infra/local/instruments-file.ts";
import { registryOver } from "../models/registry.ts";
import type { StreamName } from "../streams/subjects.ts";
import { Store } from "../streams/transport/clickhouse.ts";
import { Transport } from "../streams/transport/transport.ts";
import { Access, type AccessMode } from "./access/access.ts";
import { Keys } from "./access/keys.ts";
import type { VerifyToken } from "./access/tokens.ts";
import { AuditLog } from "./access/audit.ts";
import { makeApp } from "./app.ts";
import { askOver } from "./ask.ts";
import { Jobs } from "./backtests/jobs.ts";
import { follow } from "./feed.ts";
import { Hub } from "./hub.ts";
import { instrumentsLookMs, ordersKept, seedTries } from "./limits.ts";
import { gapReader } from "./live/gap.ts";
import { beginning, placeBefore } from "./live/places.ts";
import { LiveOrders } from "./live-orders.ts";
import { Desk } from "./risk/desk.ts";
import type { Place } from "./parameters.ts";
import { LiveModels } from "./models/live-models.ts";
import { Replays } from "./replays/replays.ts";
import { Recent } from "./recent.ts";
import { Presenter } from "./present.ts";
import { openSpanExport } from "./span-export.ts";
import { seed } from "./seed.ts";
import { beforeAll } from "./route.ts";
import { type Money, moneyOf } from "./portfolio/money.ts";
import { openServer } from "./server.ts";

/** Where the gateway listens, and the folder that knows the instruments. */
export interface GatewayOptions {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Who may ask without a credential. */
  readonly access: AccessMode;
  /** Times the usual rates; 1 where it is not given. */
  readonly rateShare?: number | undefined;
  /** In which currency accounts are summed; dollars where it is not given. */
  readonly money?: Money;
  /** The collector of spans, `http://host:4318`; none where it is not given. */
  readonly collector?: string | undefined;
  /** Where JWTs are taken. */
  readonly tokens?: VerifyToken | undefined;
}

/** A gateway that serves. */
export interface Gateway {
  readonly port: number;
  readonly hub: Hub;
  readonly recent: Recent;
  readonly orders: LiveOrders;
}

/** Serves until the scope closes. A store or a stream that is away is waited for, not died of. */
export const openGateway = Effect.fnUntraced(function* (options: GatewayOptions) {
  const store = yield* Store;
  const { current: presenter, lookAgain } = presenterOf(options.dataDir);
  const hub = new Hub(gapReader(store, presenter));
  if (options.collector !== undefined) hub.spans = yield* openSpanExport(options.collector);
  const orders = new LiveOrders(presenter, ordersKept);
  const desk = new Desk();
  const recent = new Recent();
  const jobs = yield* Effect.acquireRelease(
    Effect.sync(() => new Jobs(join(options.dataDir, "backtests"))),
    (all) => Effect.sync(() => all.close()),
  );
  const replays = yield* Effect.acquireRelease(
    Effect.sync(() => new Replays(store, presenter)),
    (all) => Effect.sync(() => all.close()),
  );
  const access = new Access({
    mode: options.access,
    keys: new Keys(options.dataDir),
    tokens: options.tokens,
  });
  const audit = new AuditLog();
  yield* Effect.forkScoped(audit.run);
  const models = new LiveModels(registryOver((yield* Transport).objects));
  const app = makeApp({
    models,
    access,
    audit,
    rateShare: options.rateShare,
    money: options.money ?? moneyOf({}),
    store,
    presenter,
    hub,
    orders,
    desk,
    recent,
    ask: yield* askOver,
    jobs,
    replays,
    host: options.host,
  });
  const port = yield* openServer({ app, hub, access, host: options.host, port: options.port });
  const everySecond = Schedule.spaced("1 second");
  // What the store knows comes first, so that nothing old lands on top of something new.
  const onBegin = (stream: StreamName, first: Place | undefined) => {
    hub.begin(stream, first === undefined ? beginning : placeBefore(first));
    return seed({ store, presenter, hub, orders, models, desk, recent }, stream, first ?? beforeAll)
      .pipe(
        Effect.catchDefect(Effect.fail),
        Effect.retry({ schedule: everySecond, times: seedTries }),
        Effect.tapCause((cause) => warn(`nothing is known of ${stream} before: ${wordsOf(cause)}`)),
        Effect.ignore,
      );
  };
  const onSession = (position: number) => {
    lookAgain();
    hub.forgetMarket(position);
  };
  const caughtUp = (stream: StreamName, is: boolean) => {
    recent.caughtUp(stream, is);
    if (stream === "ORDERS") orders.caughtUp(is);
    if (stream === "INPUT") desk.steered.caughtUp = is;
  };
  const live = follow({
    presenter,
    orders,
    desk,
    recent,
    tell: hub.tell,
    timings: hub.timings,
    accuracy: hub.accuracy,
    spans: hub.spans,
    models,
    onSession,
    onBegin,
    onOpen: (stream) => caughtUp(stream, false),
    onCaughtUp: (stream) => {
      hub.caughtUp(stream);
      caughtUp(stream, true);
    },
    onMissed: (stream) => {
      recent.missed(stream);
      if (stream === "ORDERS") orders.missed();
      if (stream === "INPUT") desk.steered.seeded = false;
    },
    told: new Map(),
    read: new Map(),
  })
    .pipe(
      Effect.tapCause((cause) => warn(`live data: ${wordsOf(cause)}`)),
      // What could not be shown must not end the showing of everything else.
      Effect.catchDefect(Effect.fail),
      Effect.retry(everySecond),
    );
  yield* Effect.forkScoped(live);
  return { port, hub, recent, orders } satisfies Gateway;
});

const warn = (words: string) => Effect.sync(() => console.error(`warn: ${words}`));

/** Presents with the instruments of the data folder, read again when some were added. */
const presenterOf = (folder: string) => {
  let version = -1;
  let presenter: Presenter | undefined;
  let lookedMs = 0;
  const current = (): Presenter => {
    const now = performance.now();
    if (presenter !== undefined && now - lookedMs < instrumentsLookMs) return presenter;
    lookedMs = now;
    const found = instrumentsVersion(folder);
    if (presenter === undefined || found !== version) {
      presenter = new Presenter(readInstruments(folder));
      version = found;
    }
    return presenter;
  };
  // A source writes what it brings before its session starts, so that is when to look.
  const lookAgain = () => void (lookedMs = -instrumentsLookMs);
  return { current, lookAgain };
};
