// What a wire format of a local venue is: REST requests and socket messages in, the venue's own JSON out.
import type { Exchange, ExchangeListener } from "./exchange.ts";

/** A parsed JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** A REST request below the venue's path. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  /** Query and form fields, or the fields of a JSON body. */
  readonly fields: Readonly<Record<string, string>>;
  readonly body: Json;
  /** Query and body as they came: what a signature is of. */
  readonly signed: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A reply. `order` where it told of an order that was changed: what may be lost on its way. */
export interface RestReply {
  readonly status: number;
  readonly body: unknown;
  readonly order?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a frame is of: books may have gaps, orders may be lost, and the rest arrives. */
export type FrameKind = "depth" | "market" | "order" | "answer";

/** One connection, seen from the wire format. */
export interface WireSocket {
  readonly send: (message: object, kind: FrameKind, what?: string) => void;
}

/** What a connection does. */
export interface WireSession extends ExchangeListener {
  readonly receive: (message: Json) => void;
}

/** The wire format of one venue. */
export interface Wire {
  readonly rest: (request: RestRequest) => Promise<RestReply> | RestReply;
  readonly open: (path: string, query: URLSearchParams, socket: WireSocket) => WireSession;
  /** The reply to a request too many. */
  readonly tooMany: RestReply;
}

/** Keys that a local venue takes. */
export interface ServedKeys {
  readonly key: string;
  readonly secret: string;
}

/** Makes the wire format of a venue over its exchange. */
export type MakeWire = (exchange: Exchange, keys: ServedKeys) => Wire;

/** The reply to a path that is none of the venue's. */
export const notServed = ({ method, path }: RestRequest): RestReply => ({
  status: 404,
  body: { code: -1, msg: `This venue does not serve ${method} ${path}` },
});
