// One connection to NATS, as the notes on the client demand it, with its closing tied to a scope.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { Effect, type Scope } from "effect";
import { TransportError } from "./transport.ts";

/** Where to connect and as whom. */
export interface NatsOptions {
  /** `nats://host:port`; with commas between, the servers of a cluster. */
  readonly url: string;
  /** Servers of a cluster that keep each stream; 1 where it is not given. */
  readonly replicas?: number;
  readonly user?: string;
  readonly password?: string;
  /** What the server's monitoring calls the connection. */
  readonly name: string;
}

/** Connects; the scope drains and closes. Goes on trying when the server goes away later. */
export const connectNats = (
  options: NatsOptions,
): Effect.Effect<NatsConnection, TransportError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () =>
        connect({
          servers: options.url.split(","),
          name: options.name,
          ...(options.user === undefined
            ? {}
            : { user: options.user, pass: options.password ?? "" }),
          noAsyncTraces: true,
          reconnectTimeWait: 50,
          reconnectJitter: 20,
          maxReconnectAttempts: -1,
          pingInterval: 5_000,
          timeout: 5_000,
        }),
      catch: (cause) =>
        new TransportError({
          reason: "disconnected",
          message: `Cannot reach NATS at ${options.url}: ${(cause as Error).message}`,
          cause,
        }),
    }),
    (connection) => Effect.promise(() => connection.close()),
  );
