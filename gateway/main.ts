// The gateway process: the API, the socket and the screens, on loopback.
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Effect, Schedule } from "effect";
import { nowUs } from "../actors/run/clock.ts";
import {
  aborted,
  dataDir,
  runProcess,
  sayReady,
  sayStatusEverySecond,
  stopSignal,
  transportOf,
} from "../actors/run/process.ts";
import { readEndpoints } from "../infra/local/endpoints.ts";
import { instrumentsVersion, readInstruments } from "../infra/local/instruments-file.ts";
import { clickHouseStore, Store } from "../streams/transport/clickhouse.ts";
import { makeApp } from "./app.ts";
import { follow } from "./feed.ts";
import { Hub } from "./hub.ts";
import { closeMs, ordersKept } from "./limits.ts";
import { LiveOrders } from "./orders.ts";
import { Presenter } from "./present.ts";
import { seed } from "./seed.ts";

const startedTimeUs = nowUs();

/** Presents with the instruments of the data folder, read again when some were added. */
const presenterOf = (folder: string): () => Presenter => {
  let version = -1;
  let presenter: Presenter | undefined;
  let lookedUs = 0;
  return () => {
    const now = nowUs();
    if (presenter !== undefined && now - lookedUs < 1_000_000) return presenter;
    lookedUs = now;
    const found = instrumentsVersion(folder);
    if (presenter === undefined || found !== version) {
      presenter = new Presenter(readInstruments(folder));
    }
    version = found;
    return presenter;
  };
};

const listen = (server: Server, host: string, port: number): Effect.Effect<void, Error> =>
  Effect.callback((resume) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is in use: give another with --port`;
      resume(Effect.fail(new Error(cause.code === "EADDRINUSE" ? taken : cause.message)));
    });
    server.listen(port, host, () => resume(Effect.void));
  });

/** Whether a socket's request comes from our own page, or from no page at all. */
const ownOrigin = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
};

const close = (server: Server, hub: Hub): Effect.Effect<void> =>
  Effect.callback((resume) => {
    hub.close();
    server.close(() => resume(Effect.void));
    setTimeout(() => server.closeAllConnections(), closeMs).unref();
    server.closeIdleConnections();
  });

const program = Effect.gen(function* () {
  const stop = stopSignal();
  const endpoints = readEndpoints(dataDir());
  const store = yield* Store;
  const presenter = presenterOf(dataDir());
  const hub = new Hub();
  const orders = new LiveOrders(presenter(), ordersKept);

  const app = makeApp({ store, presenter, hub });
  const server = createServer(getRequestListener(app.fetch));
  server.on("upgrade", (request, socket, head) => {
    const path = request.url?.split("?")[0];
    if (path === "/v1/stream" && ownOrigin(request.headers.origin, request.headers.host)) {
      return hub.upgrade(request, socket, head);
    }
    socket.end(`HTTP/1.1 ${path === "/v1/stream" ? "403 Forbidden" : "404 Not Found"}\r\n\r\n`);
  });
  const { host, port } = endpoints.http;
  yield* listen(server, host, port);
  const actual = (server.address() as AddressInfo).port;
  console.log(`listening on http://${host}:${actual}`);

  const again = Schedule.spaced("1 second");
  const told = Effect.tapError((cause: unknown) =>
    Effect.sync(() => console.error(`warn: live data: ${(cause as Error).message}`))
  );
  yield* Effect.forkScoped(seed(store, presenter(), hub, orders).pipe(Effect.ignore));
  const feed = follow({ presenter, orders, tell: hub.tell, onSession: () => hub.forgetMarket() });
  yield* Effect.forkScoped(feed.pipe(told, Effect.retry(again)));
  yield* Effect.forkScoped(sayStatusEverySecond(() => ({
    process: "gateway",
    state: stop.aborted ? "draining" : "running",
    timeUs: nowUs(),
    startedTimeUs,
    actors: [],
    streams: [],
    memoryBytes: process.memoryUsage.rss(),
    message: `${hub.size} clients`,
  })));
  yield* sayReady;
  yield* aborted(stop);
  yield* close(server, hub);
});

const api = () => {
  const { url, users } = readEndpoints(dataDir()).clickhouse;
  return clickHouseStore({ url, ...users.api, name: "gateway" });
};

runProcess(
  Effect.scoped(program).pipe(
    Effect.provide(api()),
    Effect.provide(transportOf("gateway")),
  ),
);
