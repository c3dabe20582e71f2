// One socket for the page: subscribes, collects, hands on once a frame, and comes back by itself.
import type {
  ChannelName,
  Channels,
  DataMessage,
  Sequence,
  ServerMessage,
} from "../gateway/protocol.ts";
import { nameOf } from "../streams/status.ts";

/** Whether the socket is up. How old the data is, is another question. */
export type SocketState = "connecting" | "open" | "closed" | "signed out";

/** What a page gets from the socket. */
export interface SocketHandlers {
  /** Everything that came since the last frame: of what replaces itself only the newest. */
  readonly onData: (messages: readonly DataMessage[]) => void;
  readonly onState: (state: SocketState) => void;
  /** The server's clock, at every heartbeat. */
  readonly onBeat: (time: string) => void;
}

const retryMs = { first: 300, longest: 5_000 } as const;
/** Milliseconds without a heartbeat after which the socket counts as dead. */
const silentMs = 4_000;
/** Items of a channel that are collected while the page is hidden; older ones are dropped. */
const collected = 500;
/** Milliseconds between two looks; a longer pause means that the machine slept. */
const lookMs = 1_000;

/** The close code of a page whose session is over: it comes back only after somebody signed in. */
const signedOut = 4401;
/** Channels of which every item is told, so that they go on from where they were. */
const goOn: ReadonlySet<ChannelName> = new Set(["bars", "signals", "orders", "fills", "refusals"]);

/** Channels whose newer items replace the older ones of the same key. */
const keys: { readonly [Name in ChannelName]?: (item: Channels[Name]) => string } = {
  quotes: (one) => one.symbol,
  books: (one) => one.symbol,
  predictions: (one) => `${one.symbol} ${one.model}`,
  positions: (one) => `${one.account} ${one.strategy_id} ${one.symbol}`,
  status: nameOf,
};

/** Collects messages until the next frame. */
export class Collected {
  private readonly lists = new Map<ChannelName, DataMessage>();
  private readonly latest = new Map<ChannelName, Map<string, Channels[ChannelName]>>();

  add(message: DataMessage): void {
    const keyOf = keys[message.ch] as ((item: Channels[ChannelName]) => string) | undefined;
    if (keyOf !== undefined) {
      let items = this.latest.get(message.ch);
      if (items === undefined) this.latest.set(message.ch, items = new Map());
      for (const item of message.data) items.set(keyOf(item), item);
      return;
    }
    const before = this.lists.get(message.ch);
    const data = before === undefined || message.type === "snapshot"
      ? message.data
      : [...before.data, ...message.data].slice(-collected);
    // What follows a snapshot in one frame still belongs to it.
    const type = before?.type === "snapshot" ? "snapshot" : message.type;
    this.lists.set(message.ch, { ...message, type, data } as DataMessage);
  }

  take(): readonly DataMessage[] {
    const taken = [...this.lists.values()];
    for (const [ch, items] of this.latest) {
      const data = [...items.values()];
      taken.push({ ch, type: "update", seq: "start", ts: "", data } as DataMessage);
    }
    this.lists.clear();
    this.latest.clear();
    return taken;
  }
}

/** Opens the socket and keeps it open. Returns how to end it. */
export const openSocket = (
  channels: readonly ChannelName[],
  handlers: SocketHandlers,
): () => void => {
  let socket: WebSocket | undefined;
  let delayMs: number = retryMs.first;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lastMs = performance.now();
  let lookedMs = Date.now();
  let ended = false;
  let frame = 0;
  const waiting = new Collected();
  /** Where each channel was: what was missed comes from there on. */
  const places = new Map<ChannelName, Sequence>();

  const subscribe = (to: WebSocket): void =>
    to.send(JSON.stringify({
      op: "subscribe",
      channels: channels.map((name) => {
        const resume = places.get(name);
        return resume === undefined ? { name } : { name, resume };
      }),
    }));
  const flush = (): void => {
    frame = 0;
    handlers.onData(waiting.take());
  };
  const receive = (message: ServerMessage): void => {
    lastMs = performance.now();
    if ("op" in message) {
      if (message.op === "heartbeat") handlers.onBeat(message.ts);
      // What was missed cannot be told any more: everything begins anew.
      if (message.op === "error" && places.size > 0) {
        places.clear();
        if (socket?.readyState === WebSocket.OPEN) subscribe(socket);
      }
      return;
    }
    if (goOn.has(message.ch)) places.set(message.ch, message.seq);
    waiting.add(message);
    frame ||= requestAnimationFrame(flush);
  };
  const connect = (): void => {
    if (ended) return;
    clearTimeout(retry);
    handlers.onState("connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const opened = new WebSocket(`${scheme}://${location.host}/v1/stream`);
    socket = opened;
    opened.onopen = () => {
      delayMs = retryMs.first;
      lastMs = performance.now();
      handlers.onState("open");
      subscribe(opened);
    };
    opened.onmessage = (event) => receive(JSON.parse(event.data as string) as ServerMessage);
    opened.onclose = ({ code }) => {
      if (ended || socket !== opened) return;
      if (code === signedOut) {
        ended = true;
        return handlers.onState("signed out");
      }
      handlers.onState("closed");
      retry = setTimeout(connect, delayMs * (0.75 + Math.random() / 2));
      delayMs = Math.min(delayMs * 2, retryMs.longest);
    };
  };
  /** Leaves a socket that may be dead and takes a new one, which begins with a snapshot of everything. */
  const renew = (): void => {
    const old = socket;
    socket = undefined;
    old?.close();
    delayMs = retryMs.first;
    connect();
  };
  const look = setInterval(() => {
    const slept = Date.now() - lookedMs > silentMs + lookMs;
    lookedMs = Date.now();
    // A socket that is open and says nothing, as after a sleep, looks healthy and is not.
    const silent = performance.now() - lastMs > silentMs;
    if (socket?.readyState === WebSocket.OPEN && (slept || silent)) renew();
  }, lookMs);
  const wake = (): void => {
    if (document.hidden || ended) return;
    if (socket?.readyState !== WebSocket.OPEN || performance.now() - lastMs > silentMs) renew();
  };
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  connect();
  return () => {
    ended = true;
    clearInterval(look);
    clearTimeout(retry);
    removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
    cancelAnimationFrame(frame);
    socket?.close();
  };
};
