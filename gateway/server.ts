// The HTTP server: the app for requests, the hub for sockets, and an end that waits for neither too long.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { Data, Effect, type Scope } from "effect";
import { ownHost, ownOrigin } from "./callers.ts";
import type { Hub } from "./hub.ts";
import { closeMs, connections, headersMs, requestMs } from "./limits.ts";

/** The address cannot be listened on. */
export class ListenError extends Data.TaggedError("ListenError")<{
  readonly message: string;
  readonly cause?: unknown;
}> {}

/** What the server serves, and where. */
export interface ServerOptions {
  readonly app: { readonly fetch: (request: Request) => Response | Promise<Response> };
  readonly hub: Hub;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Listens until the scope closes, and gives the port. Fails where the port is in use. */
export const openServer = (
  options: ServerOptions,
): Effect.Effect<number, ListenError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.suspend(() => listen(serverOf(options), options)),
    (server) => close(server, options.hub),
  ).pipe(Effect.map((server) => (server.address() as AddressInfo).port));

const serverOf = ({ app, hub, host }: ServerOptions): Server => {
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    // Other upgrades, such as curl's offer of HTTP/2, are answered as plain requests.
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === "websocket",
  }, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  server.maxConnections = connections;
  server.on("upgrade", (request, socket, head) => {
    const refusal = refusalOf(request, host);
    if (refusal === undefined) hub.upgrade(request, socket, head);
    else refuse(socket, refusal);
  });
  return server;
};

const refusalOf = ({ headers, url }: IncomingMessage, host: string): string | undefined => {
  if (url?.split("?")[0] !== "/v1/stream") return "404 Not Found";
  const own = ownHost(headers.host, host) && ownOrigin(headers.origin, headers.host);
  return own ? undefined : "403 Forbidden";
};

const refuse = (socket: Duplex, status: string): void => {
  // A client that is gone already needs no answer.
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const listen = (server: Server, { host, port }: ServerOptions) =>
  Effect.callback<Server, ListenError>((resume) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const message = cause.code === "EADDRINUSE"
        ? `Port ${port} is in use: give another with --port`
        : `Cannot listen on ${host}:${port}: ${cause.message}`;
      resume(Effect.fail(new ListenError({ message, cause })));
    });
    server.listen(port, host, () => resume(Effect.succeed(server)));
  });

const close = (server: Server, hub: Hub): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const late = setTimeout(() => {
      hub.terminate();
      server.closeAllConnections();
    }, closeMs);
    server.close(() => {
      clearTimeout(late);
      resume(Effect.void);
    });
    hub.close();
    server.closeIdleConnections();
  });
