// The hub of the socket: who listens to what, and one flush of what changed for all of them.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { nowUs } from "../actors/run/clock.ts";
import { allows, owns, ownsAll, type Principal } from "./access/principal.ts";
import { textFromTimeUs } from "../streams/units.ts";
import type { Tell } from "./feed.ts";
import { Accuracy } from "./accuracy.ts";
import { Latest } from "./latest.ts";
import {
  clientBufferBytes,
  clientMessageBytes,
  clientMessagesPerSecond,
  flushMs,
  streamClients,
} from "./limits.ts";
import {
  type ChannelName,
  type Channels,
  closeCodes,
  type DataMessage,
  type ServerMessage,
} from "./protocol.ts";
import { Timings } from "./timings.ts";
import { BadMessage, channelNames, readClientMessage } from "./subscribe.ts";

interface Client {
  readonly socket: WebSocket;
  readonly principal: Principal;
  /** Symbols by channel; undefined is all of them. */
  readonly channels: Map<ChannelName, ReadonlySet<string> | undefined>;
  messages: number;
}

const now = () => textFromTimeUs(nowUs());

/** Serves `/v1/stream`. */
export class Hub {
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: clientMessageBytes,
  });
  private readonly clients = new Set<Client>();
  private readonly latest = new Map<ChannelName, Latest>();
  /** How long the hops of the newest orders took. */
  readonly timings = new Timings();
  /** How often the newest predictions were right. */
  readonly accuracy = new Accuracy();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor() {
    for (const name of channelNames) this.latest.set(name, new Latest(name));
    this.timers.push(setInterval(() => this.flush(), flushMs));
    this.timers.push(setInterval(() => this.beat(), 1_000));
  }

  /** Takes an item of a channel. */
  readonly tell: Tell = (channel, item) => this.latest.get(channel)!.add(item);

  /** Takes what the store knew before, oldest first. */
  seed<Name extends ChannelName>(channel: Name, items: readonly Channels[Name][]): void {
    this.latest.get(channel)!.seed(items);
  }

  /** Forgets quotes, books, bars and predictions from before a position, where a session starts. */
  forgetMarket(position: number): void {
    for (const name of ["quotes", "trades", "books", "bars", "predictions"] as const) {
      this.latest.get(name)!.forget(position);
    }
  }

  /** The newest items of a channel. */
  newest<Name extends ChannelName>(channel: Name): readonly Channels[Name][] {
    return this.latest.get(channel)!.snapshot() as readonly Channels[Name][];
  }

  /** Clients that are connected. */
  get size(): number {
    return this.clients.size;
  }

  /** Takes over an upgraded connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, principal: Principal): void {
    this.server.handleUpgrade(request, socket, head, (open) => {
      if (this.clients.size >= streamClients) {
        return open.close(closeCodes.tooMany, "too many clients");
      }
      this.welcome(open, principal);
    });
  }

  /** Tells everyone that the server goes, and closes. */
  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const client of this.clients) client.socket.close(closeCodes.restart, "the server stops");
    this.server.close();
  }

  /** Cuts off whoever did not answer the closing. */
  terminate(): void {
    for (const client of this.clients) client.socket.terminate();
  }

  private welcome(socket: WebSocket, principal: Principal): void {
    const client: Client = { socket, principal, channels: new Map(), messages: 0 };
    this.clients.add(client);
    socket.on("message", (data, isBinary) => this.receive(client, data, isBinary));
    socket.on("close", () => this.clients.delete(client));
    // The close that follows an error does what there is to do.
    socket.on("error", () => {});
  }

  private receive(client: Client, data: RawData, isBinary: boolean): void {
    if (++client.messages > clientMessagesPerSecond) {
      client.socket.close(closeCodes.tooMany, "too many messages");
      return;
    }
    try {
      const message = readClientMessage(isBinary ? "" : data.toString());
      const id = message.id ?? null;
      const closed = message.op !== "subscribe"
        ? undefined
        : message.channels.find(({ name }) => !mayHear(client.principal, name));
      if (closed !== undefined) {
        const detail = `${closed.name} needs the scope read:account`;
        return this.send(client, { op: "error", id, code: "forbidden", detail });
      }
      if (message.op === "ping") return this.send(client, { op: "pong", id, ts: now() });
      for (const { name, ...more } of message.channels) {
        if (message.op === "unsubscribe") {
          client.channels.delete(name);
        } else {
          const symbols = "symbols" in more ? more.symbols : undefined;
          client.channels.set(name, symbols === undefined ? undefined : new Set(symbols));
        }
      }
      this.send(client, { op: "ack", id, channels: [...client.channels.keys()] });
      if (message.op === "subscribe") {
        for (const { name } of message.channels) this.sendSnapshot(client, name);
      }
    } catch (cause) {
      if (!(cause instanceof BadMessage)) throw cause;
      this.send(client, { op: "error", id: cause.id, code: "invalid", detail: cause.message });
    }
  }

  private sendSnapshot(client: Client, name: ChannelName): void {
    const latest = this.latest.get(name)!;
    const data = ofOwner(
      ofSymbols(latest.snapshot(), client.channels.get(name)),
      client.principal,
    );
    this.send(client, dataMessage(name, "snapshot", latest.seq, data));
  }

  private flush(): void {
    for (const [name, latest] of this.latest) {
      const items = latest.flush();
      if (items.length === 0) continue;
      let shared: string | undefined;
      for (const client of this.clients) {
        if (!client.channels.has(name)) continue;
        const symbols = client.channels.get(name);
        if (symbols === undefined && ownsAll(client.principal)) {
          shared ??= JSON.stringify(dataMessage(name, "update", latest.seq, items));
          this.sendText(client, shared);
          continue;
        }
        const data = ofOwner(ofSymbols(items, symbols), client.principal);
        if (data.length > 0) this.send(client, dataMessage(name, "update", latest.seq, data));
      }
    }
  }

  private beat(): void {
    const text = JSON.stringify({ op: "heartbeat", ts: now() } satisfies ServerMessage);
    for (const client of this.clients) {
      client.messages = 0;
      this.sendText(client, text);
    }
  }

  private send(client: Client, message: ServerMessage): void {
    this.sendText(client, JSON.stringify(message));
  }

  private sendText({ socket }: Client, text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > clientBufferBytes) socket.close(closeCodes.slow, "slow consumer");
    else socket.send(text);
  }
}

const dataMessage = (
  ch: ChannelName,
  type: "snapshot" | "update",
  seq: number,
  data: readonly Channels[ChannelName][],
): ServerMessage => ({ ch, type, seq, ts: now(), data }) as DataMessage as ServerMessage;

const ofSymbols = (
  items: readonly Channels[ChannelName][],
  symbols: ReadonlySet<string> | undefined,
): readonly Channels[ChannelName][] =>
  symbols === undefined
    ? items
    : items.filter((item) => !("symbol" in item) || symbols.has(item.symbol));

/** Channels that tell of accounts. */
const ofAccounts: ReadonlySet<ChannelName> = new Set(["signals", "orders", "fills", "positions"]);

const mayHear = (principal: Principal, name: ChannelName): boolean =>
  allows(principal, ofAccounts.has(name) ? "read:account" : "read:market");

/** Only what is somebody's own, of what belongs to anybody. */
const ofOwner = (
  items: readonly Channels[ChannelName][],
  principal: Principal,
): readonly Channels[ChannelName][] =>
  ownsAll(principal) ? items : items.filter((item) => {
    if (!("account" in item)) return true;
    const strategy = "strategy_id" in item ? item.strategy_id : item.strategy;
    return owns(principal, { account: item.account, strategy });
  });
