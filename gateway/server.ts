// The HTTP server: the app for requests, the hub for sockets, and an end that waits for neither too long.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { Data, Effect, type Scope } from "effect";
import type { Access } from "./access/access.ts";
import { allows, type Principal } from "./access/principal.ts";
import { ownHost, ownOrigin } from "./callers.ts";
import type { Hub } from "./hub.ts";
import { checkMs, closeMs, connections, headersMs, requestMs } from "./limits.ts";

/** The address cannot be listened on. */
export class ListenError extends Data.TaggedError("ListenError")<{
  readonly message: string;
  readonly cause?: unknown;
}> {}

/** What the server serves, and where. */
export interface ServerOptions {
  readonly app: { readonly fetch: (request: Request) => Response | Promise<Response> };
  readonly hub: Hub;
  readonly access: Access;
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

const serverOf = ({ app, hub, access, host }: ServerOptions): Server => {
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
    // Other upgrades, such as curl's offer of HTTP/2, are answered as plain requests.
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === "websocket",
  }, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  server.maxConnections = connections;
  server.on("upgrade", (request, socket, head) => {
    // A client that goes while we look who it is.
    socket.on("error", () => {});
    void admitted(request, { access, host }).then((principal) => {
      if (principal === badTicket) hub.reject(request, socket, head);
      else if (typeof principal === "string") refuse(socket, principal);
      else hub.upgrade(request, socket, head, principal);
    });
  });
  return server;
};

/** A page brought a ticket that is not good: it is told by a close code, since it sees no status. */
const badTicket = "4401";

/** Who wants a socket, or the status of the refusal. */
const admitted = async (
  request: IncomingMessage,
  { access, host }: Pick<ServerOptions, "access" | "host">,
): Promise<Principal | string> => {
  const { headers, url } = request;
  const [path, query] = (url ?? "").split("?");
  if (path !== "/v1/stream") return "404 Not Found";
  if (!ownHost(headers.host, host) || !ownOrigin(headers.origin, headers.host)) {
    return "403 Forbidden";
  }
  const ticket = new URLSearchParams(query).get("ticket");
  try {
    const principal = ticket === null
      ? await access.principalOf({ headers, method: "GET", peer: request.socket.remoteAddress })
      : access.tickets.take(ticket, Date.now());
    if (principal === undefined) return badTicket;
    if (principal.kind === "anonymous") return "401 Unauthorized";
    return allows(principal, "read:market") ? principal : "403 Forbidden";
  } catch {
    return "401 Unauthorized";
  }
};

const refuse = (socket: Duplex, status: string): void => {
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
