// One socket for the page: subscribes, collects, hands on once a frame, and comes back by itself.
import type { ChannelName, DataMessage, ServerMessage } from "../gateway/protocol.ts";

/** Whether the socket is up. How old the data is, is another question. */
export type SocketState = "connecting" | "open" | "closed";

/** What a page gets from the socket. */
export interface SocketHandlers {
  /** Everything that came since the last frame, in order. */
  readonly onData: (messages: readonly DataMessage[]) => void;
  readonly onState: (state: SocketState) => void;
  /** The server's clock, at every heartbeat. */
  readonly onBeat: (time: string) => void;
}

const retryMs = { first: 300, longest: 5_000 } as const;
/** Milliseconds without a heartbeat after which the socket counts as dead. */
const silentMs = 4_000;
/** Messages kept while the page is hidden; older ones are in the snapshot that comes on return. */
const collected = 2_000;

/** Opens the socket and keeps it open. Returns how to end it. */
export const openSocket = (
  channels: readonly ChannelName[],
  handlers: SocketHandlers,
): () => void => {
  let socket: WebSocket | undefined;
  let delayMs: number = retryMs.first;
  let lastMs = performance.now();
  let ended = false;
  let waiting: DataMessage[] = [];
  let frame = 0;

  const flush = (): void => {
    frame = 0;
    const messages = waiting;
    waiting = [];
    handlers.onData(messages);
  };
  const receive = (message: ServerMessage): void => {
    lastMs = performance.now();
    if ("op" in message) {
      if (message.op === "heartbeat") handlers.onBeat(message.ts);
      return;
    }
    waiting.push(message);
    if (waiting.length > collected) waiting.splice(0, collected / 2);
    frame ||= requestAnimationFrame(flush);
  };
  const connect = (): void => {
    if (ended) return;
    handlers.onState("connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const opened = new WebSocket(`${scheme}://${location.host}/v1/stream`);
    socket = opened;
    opened.onopen = () => {
      delayMs = retryMs.first;
      lastMs = performance.now();
      handlers.onState("open");
      opened.send(
        JSON.stringify({ op: "subscribe", channels: channels.map((name) => ({ name })) }),
      );
    };
    opened.onmessage = (event) => receive(JSON.parse(event.data as string) as ServerMessage);
    opened.onclose = () => {
      if (ended || socket !== opened) return;
      handlers.onState("closed");
      setTimeout(connect, delayMs * (0.75 + Math.random() / 2));
      delayMs = Math.min(delayMs * 2, retryMs.longest);
    };
  };
  const look = setInterval(() => {
    // A socket that is open and says nothing, as after a sleep, looks healthy and is not.
    if (socket?.readyState === WebSocket.OPEN && performance.now() - lastMs > silentMs) {
      socket.close();
    }
  }, 1_000);
  connect();
  return () => {
    ended = true;
    clearInterval(look);
    cancelAnimationFrame(frame);
    socket?.close();
  };
};
