// Live data: one WebSocket that comes back by itself and goes on where it stopped, each item once and in order.
import { type Channels, resumable } from "./channels.ts";

/** A channel. */
export type ChannelName = keyof Channels;

/** What a listener is told. */
export interface Told<Name extends ChannelName = ChannelName> {
  readonly channel: Name;
  /** `snapshot`: the newest there is, in place of everything before. `update`: what came. */
  readonly type: "snapshot" | "update";
  readonly items: readonly Channels[Name][];
  /** The place of the last item: keep it with what you did, and give it as `resume` later. */
  readonly sequence: string;
  /** When the server said it. */
  readonly time: string;
}

/** What is listened to. */
export interface Listening<Name extends ChannelName> {
  /** Only of these instruments. */
  readonly symbols?: readonly string[];
  /** Goes on after this place, of channels that tell every item: `start` is the very first. */
  readonly resume?: string;
  readonly on: (told: Told<Name>) => void;
}

/** Where the gateway is, and what to do when something happens to the connection. */
export interface StreamOptions {
  /** `http://127.0.0.1:8080`, without a path. */
  readonly url: string;
  /** Makes a ticket for each connection, for pages and gateways that ask who it is. */
  readonly ticket?: () => Promise<string>;
  readonly onState?: (state: StreamState) => void;
  /** The server refused something, or cannot go on where it was asked to: then a snapshot follows. */
  readonly onProblem?: (problem: { readonly code: string; readonly detail: string }) => void;
  /** Milliseconds of silence after which a connection counts as dead; the server speaks every second. */
  readonly silentMs?: number;
  /** Milliseconds before the first and at most before any further try to connect. */
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

/** Whether the connection is up. How old the data is, is another question. */
export type StreamState = "connecting" | "open" | "closed";

interface Subscribed {
  readonly name: ChannelName;
  readonly symbols: readonly string[] | undefined;
  readonly on: (told: Told) => void;
  sequence: string | undefined;
}

interface Message {
  readonly op?: string;
  readonly ch?: ChannelName;
  readonly type: "snapshot" | "update";
  readonly seq: string;
  readonly ts: string;
  readonly data: readonly never[];
  readonly code: string;
  readonly detail: string;
}

/** Places compare as two numbers; `start` is before all. */
const isAfter = (one: string, other: string): boolean => {
  if (other === "start") return one !== "start";
  const [a = 0, b = 0] = one.split(".").map(Number);
  const [c = 0, d = 0] = other.split(".").map(Number);
  return a > c || (a === c && b > d);
};

/** A connection to the live data of a gateway. */
export class LiveStream {
  private readonly options: StreamOptions;
  private readonly subscribed = new Map<ChannelName, Subscribed>();
  private socket: WebSocket | undefined;
  private delayMs: number;
  private heardMs = 0;
  private ended = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly look: ReturnType<typeof setInterval>;

  constructor(options: StreamOptions) {
    this.options = options;
    this.delayMs = this.retryMs.first;
    this.look = setInterval(() => this.lookAlive(), 500);
    void this.connect();
  }

  /** Listens to a channel; again with another listener replaces it. Returns how to stop. */
  listen<Name extends ChannelName>(name: Name, listening: Listening<Name>): () => void {
    const one: Subscribed = {
      name,
      symbols: listening.symbols,
      on: listening.on as unknown as Subscribed["on"],
      sequence: resumable.includes(name) ? listening.resume : undefined,
    };
    this.subscribed.set(name, one);
    this.ask([one]);
    return () => {
      if (this.subscribed.get(name) !== one) return;
      this.subscribed.delete(name);
      this.send({ op: "unsubscribe", channels: [{ name }] });
    };
  }

  /** The place a channel has come to. */
  sequenceOf(name: ChannelName): string | undefined {
    return this.subscribed.get(name)?.sequence;
  }

  /** Ends the connection for good. */
  close(): void {
    this.ended = true;
    clearInterval(this.look);
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private get retryMs(): { readonly first: number; readonly longest: number } {
    return this.options.retryMs ?? { first: 250, longest: 5_000 };
  }

  private async connect(): Promise<void> {
    if (this.ended) return;
    this.options.onState?.("connecting");
    const address = `${this.options.url.replace(/^http/, "ws").replace(/\/+$/, "")}/v1/stream`;
    try {
      const ticket = await this.options.ticket?.();
      if (this.ended) return;
      this.open(ticket === undefined ? address : `${address}?ticket=${encodeURIComponent(ticket)}`);
    } catch {
      this.later();
    }
  }

  private open(address: string): void {
    const socket = new WebSocket(address);
    this.socket = socket;
    this.heardMs = Date.now();
    socket.onopen = () => {
      this.options.onState?.("open");
      this.ask([...this.subscribed.values()]);
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket) this.receive(JSON.parse(data as string) as Message);
    };
    socket.onerror = () => {};
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.options.onState?.("closed");
      this.later();
    };
  }

  private later(): void {
    if (this.ended) return;
    this.timer = setTimeout(() => void this.connect(), this.delayMs * (0.5 + Math.random() / 2));
    this.delayMs = Math.min(2 * this.delayMs, this.retryMs.longest);
  }

  private lookAlive(): void {
    if (this.socket === undefined || Date.now() - this.heardMs < (this.options.silentMs ?? 5_000)) {
      return;
    }
    // A socket that is open and says nothing, as after a sleep, looks healthy and is not.
    const dead = this.socket;
    this.socket = undefined;
    dead.close();
    this.options.onState?.("closed");
    this.later();
  }

  private ask(channels: readonly Subscribed[]): void {
    if (channels.length === 0) return;
    this.send({
      op: "subscribe",
      channels: channels.map(({ name, symbols, sequence }) => ({
        name,
        ...(symbols === undefined ? {} : { symbols }),
        ...(sequence === undefined ? {} : { resume: sequence }),
      })),
    });
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private receive(message: Message): void {
    this.heardMs = Date.now();
    this.delayMs = this.retryMs.first;
    if (message.op === "error") {
      this.options.onProblem?.({ code: message.code, detail: message.detail });
    }
    if (message.ch === undefined) return;
    const one = this.subscribed.get(message.ch);
    if (one === undefined) return;
    const { type, seq, ts, data } = message;
    if (resumable.includes(one.name)) {
      // What was told already, as over a connection that had died, is told once.
      const told = one.sequence;
      if (type === "update" && told !== undefined && !isAfter(seq, told)) return;
      one.sequence = seq;
    }
    one.on({ channel: one.name, type, items: data, sequence: seq, time: ts });
  }
}
