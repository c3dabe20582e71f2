// One WebSocket connection of ccxt, whose frames are ours to read: it dials, sends within limits, and pings.
import { randomInt } from "node:crypto";
import { connectMs, reconnectFirstMs, reconnectMostMs } from "./limits.ts";
import type { CcxtExchange } from "./open-ccxt.ts";

/** What ccxt's client of a connection has that is used here. */
interface CcxtClient {
  onMessage: (event: { readonly data: unknown }) => void;
  onPing: () => void;
  onPong: () => void;
  lastPong: number;
  readonly connected: Promise<unknown>;
  readonly send: (message: object) => Promise<unknown>;
  readonly close: () => Promise<unknown> | undefined;
}

/** A connection that stands. */
export interface Connection {
  /** Sends a message; a failure ends the connection. */
  readonly send: (message: object) => void;
  readonly close: () => void;
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<string>;
}

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly exchange: CcxtExchange;
  readonly url: string;
  /** Sent one after another, as fast as the venue's limit allows. */
  readonly subscribe: readonly object[];
  readonly frame: (text: string) => void;
  /** The venue pinged, or answered a ping. */
  readonly pinged: () => void;
}

/** Connects. Throws where nobody answers within `connectMs`. */
export const connect = async (options: ConnectionOptions): Promise<Connection> => {
  const { exchange, url } = options;
  const clients = exchange.clients as unknown as Record<string, CcxtClient>;
  delete clients[url];
  const client = exchange.client(url) as unknown as CcxtClient;
  client.onMessage = ({ data }) => {
    client.lastPong = Date.now();
    options.frame(String(data));
  };
  const { onPing, onPong } = client;
  client.onPing = () => {
    onPing.call(client);
    options.pinged();
  };
  client.onPong = () => {
    onPong.call(client);
    options.pinged();
  };
  const lost = options.subscribe.map((message, index) =>
    exchange.watch(url, `frames${index}`, message, `subscribe${index}`) as Promise<unknown>
  );
  // It never resolves: what ends a connection rejects what waits on it.
  const ended = Promise.race(lost).then(() => "closed", reasonOf);
  for (const one of lost) one.catch(() => {});
  const timeout = AbortSignal.timeout(connectMs);
  await Promise.race([
    client.connected,
    ended.then((reason) => Promise.reject(new Error(reason))),
    new Promise((_, reject) =>
      timeout.addEventListener("abort", () => reject(new Error(`No answer within ${connectMs} ms`)))
    ),
  ]).catch((cause) => {
    void Promise.resolve(client.close()).catch(() => {});
    throw cause;
  });
  const close = () => void Promise.resolve(client.close()).catch(() => {});
  return {
    ended,
    close,
    send: (message) => void client.send(message).catch(close),
  };
};

/** Why ccxt gave a connection up, in its words. */
export const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message || cause.name : String(cause)).slice(0, 300);

/** Milliseconds to wait before a try: doubled each time, half of it by chance, so that not all come back at once. */
export const backoffMs = (attempt: number): number => {
  const whole = Math.min(reconnectMostMs, reconnectFirstMs * 2 ** Math.min(attempt, 20));
  return Math.round(whole / 2 + randomInt(0, Math.ceil(whole / 2) + 1));
};
