// The local venue server: every venue below a path of its own, with its REST and WebSocket formats, and faults.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { Exchange } from "./exchange.ts";
import { Faults, type FaultShares, noFaults } from "./faults.ts";
import { servedInstruments } from "./instruments.ts";
import { type ServedVenue, servedVenues } from "./roster.ts";
import type { FrameKind, Json, RestReply, RestRequest, ServedKeys, Wire } from "./wire.ts";

/** What the server is started with. */
export interface VenueServerOptions {
  /** 0 is any free one. */
  readonly port: number;
  readonly host?: string;
  readonly seed: number;
  /** The venues that are served; all where it is not given. */
  readonly venues?: readonly string[];
  readonly faults?: FaultShares;
  readonly keys?: ServedKeys;
  /** Folder in which each venue keeps its orders, so that they outlive it; in memory where not given. */
  readonly journal?: string;
}

/** The keys of the account there is. They open nothing but this server. */
export const localKeys: ServedKeys = { key: "local-key", secret: "bG9jYWwtc2VjcmV0" };

/** The file of the orders of a venue. */
export const journalOf = (folder: string, venue: string): string =>
  join(folder, `${venue}-orders.jsonl`);

interface Served {
  readonly venue: ServedVenue;
  readonly exchange: Exchange;
  readonly wire: Wire;
}

/** A running venue server. */
export class VenueServer {
  readonly faults: Faults;
  readonly exchanges = new Map<string, Exchange>();
  /** Requests that were answered, by venue. */
  readonly requests = new Map<string, number>();
  private readonly served = new Map<string, Served>();
  private readonly http: Server;
  private readonly sockets: WebSocketServer;
  private readonly options: VenueServerOptions;

  constructor(options: VenueServerOptions) {
    this.options = options;
    this.faults = new Faults(options.faults ?? noFaults, options.seed);
    for (const venue of servedVenues) {
      if (options.venues !== undefined && !options.venues.includes(venue.name)) continue;
      const instruments = servedInstruments(venue);
      const exchange = new Exchange({
        instruments,
        seed: options.seed,
        ...(options.journal === undefined
          ? {}
          : { journal: journalOf(options.journal, venue.name) }),
      });
      const wire = venue.wire(exchange, options.keys ?? localKeys);
      this.exchanges.set(venue.name, exchange);
      this.served.set(venue.name, { venue, exchange, wire });
    }
    this.http = createServer((request, response) => {
      void this.answer(request, response).catch((cause) => {
        response.writeHead(500).end(String(cause));
      });
    });
    this.sockets = new WebSocketServer({ server: this.http });
    this.sockets.on("connection", (socket, request) => this.connected(socket, request));
  }

  /** Opens the markets and listens. Gives the address. */
  async start(): Promise<string> {
    const { port, host = "127.0.0.1" } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.http.once("error", reject);
      this.http.listen(port, host, () => resolve());
    });
    for (const exchange of this.exchanges.values()) exchange.start();
    return `http://${host}:${(this.http.address() as AddressInfo).port}`;
  }

  /** Closes everything. */
  async stop(): Promise<void> {
    for (const exchange of this.exchanges.values()) exchange.stop();
    for (const socket of this.sockets.clients) socket.terminate();
    this.http.closeAllConnections();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }

  /** Breaks every connection of a venue. */
  disconnect(): void {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  private of(url: URL): { readonly served: Served; readonly path: string } | undefined {
    const [, name, ...rest] = url.pathname.split("/");
    const served = this.served.get(name ?? "");
    return served === undefined ? undefined : { served, path: `/${rest.join("/")}` };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://venue");
    const body = await bodyOf(request);
    const found = this.of(url);
    if (found === undefined) return reply(response, { status: 404, body: this.about() });
    const { venue, wire } = found.served;
    const asked = requestOf(request, url, found.path, body);
    const what = `${asked.method} ${asked.path}`;
    const { faults } = this;
    this.requests.set(venue.name, (this.requests.get(venue.name) ?? 0) + 1);
    if (faults.befalls("tooMany", venue.name, what)) return reply(response, wire.tooMany);
    if (faults.befalls("failBefore", venue.name, what)) return reply(response, unavailable);
    const answer = await wire.rest(asked);
    if (answer.order === true) {
      if (faults.befalls("failAfter", venue.name, what)) return reply(response, unavailable);
      if (faults.befalls("lostAck", venue.name, what)) return void request.socket.destroy();
      if (faults.befalls("lateAck", venue.name, what)) await sleep(faults.shares.lateMs);
    }
    reply(response, answer);
  }

  private about(): object {
    return { venues: [...this.served.keys()], msg: "Below the name of a venue lies its own API" };
  }

  private connected(socket: WebSocket, request: IncomingMessage): void {
    const url = new URL(request.url ?? "/", "http://venue");
    const found = this.of(url);
    if (found === undefined) return socket.close(1008, "No such venue");
    const { venue, exchange, wire } = found.served;
    const sender = new FaultySender(socket, venue.name, this.faults);
    const session = wire.open(found.path, url.searchParams, {
      send: (message, kind, what = "") => sender.send(JSON.stringify(message), kind, what),
    });
    exchange.listeners.add(session);
    socket.on("close", () => exchange.listeners.delete(session));
    socket.on("error", () => socket.terminate());
    socket.on("message", (data) => {
      try {
        session.receive(JSON.parse(String(data)) as Json);
      } catch {
        socket.close(1003, "No JSON");
      }
    });
  }
}

/** Sends frames, some of which go wrong. */
class FaultySender {
  private readonly socket: WebSocket;
  private readonly venue: string;
  private readonly faults: Faults;
  private stalledUntilMs = 0;
  /** The frame of each book that is to follow the next one. */
  private readonly held = new Map<string, string>();

  constructor(socket: WebSocket, venue: string, faults: Faults) {
    this.socket = socket;
    this.venue = venue;
    this.faults = faults;
  }

  send(text: string, kind: FrameKind, what: string): void {
    const { faults, venue, socket } = this;
    if (Date.now() < this.stalledUntilMs || socket.readyState !== socket.OPEN) return;
    if (kind === "answer") return socket.send(text);
    if (kind === "order") {
      if (faults.befalls("lostEvent", venue, what)) return;
      if (faults.befalls("disconnect", venue, what)) return socket.terminate();
      socket.send(text);
      if (faults.befalls("twice", venue, what)) socket.send(text);
      return;
    }
    if (kind === "depth") {
      if (faults.befalls("gap", venue, what)) return;
      if (faults.befalls("disconnect", venue, what)) return socket.terminate();
      if (faults.befalls("stall", venue, what)) {
        this.stalledUntilMs = Date.now() + faults.shares.stallMs;
        return;
      }
      if (!this.held.has(what) && faults.befalls("swapped", venue, what)) {
        this.held.set(what, text);
        return;
      }
    }
    socket.send(text);
    if (kind === "depth" && faults.befalls("twice", venue, what)) socket.send(text);
    const held = kind === "depth" ? this.held.get(what) : undefined;
    if (held === undefined) return;
    this.held.delete(what);
    socket.send(held);
  }
}

const unavailable: RestReply = { status: 503, body: "Service Unavailable" };

const reply = (response: ServerResponse, { status, body, headers }: RestReply): void => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

const requestOf = (request: IncomingMessage, url: URL, path: string, text: string): RestRequest => {
  const isJson = text.startsWith("{");
  const body = isJson ? JSON.parse(text) as Json : {};
  const form = isJson ? {} : Object.fromEntries(new URLSearchParams(text));
  const flat = Object.entries(body).filter(([, value]) => typeof value !== "object");
  return {
    method: request.method ?? "GET",
    path,
    body,
    signed: url.search.slice(1) + text,
    fields: {
      ...Object.fromEntries(flat.map(([name, value]) => [name, String(value)])),
      ...form,
      ...Object.fromEntries(url.searchParams),
    },
    headers: request.headers as Record<string, string | undefined>,
  };
};
