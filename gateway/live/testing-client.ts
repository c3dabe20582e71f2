// A client of the socket for tests: it keeps what it was told, and gives it piece by piece.
import { WebSocket } from "ws";
import type { ServerMessage } from "../protocol.ts";

/** A message with items. */
export interface Data {
  readonly ch: string;
  readonly type: string;
  readonly seq: string;
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

/** Whether a message is of an operation. */
export const isOp = (op: string) => (message: ServerMessage) =>
  "op" in message && message.op === op;
/** Whether a message has items of a channel. */
export const isData = (type: string, ch: string) => (message: ServerMessage) =>
  "ch" in message && message.ch === ch && message.type === type;

/** A client that keeps what it was told. */
export class TestClient {
  readonly socket: WebSocket;
  private readonly told: ServerMessage[] = [];
  private waiting: (() => void) | undefined;
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(`${url.replace("http", "ws")}/v1/stream`, { headers });
    this.socket.on("message", (data) => {
      this.told.push(JSON.parse(data.toString()) as ServerMessage);
      this.waiting?.();
    });
    this.closed = new Promise((resolve) => this.socket.on("close", (code) => resolve(code)));
  }

  static async open(url: string): Promise<TestClient> {
    const client = new TestClient(url);
    await new Promise((resolve, reject) => {
      client.socket.on("open", resolve).on("error", reject);
    });
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** The next message that fits; those before it are dropped. */
  async next<M extends ServerMessage>(fits: (message: ServerMessage) => boolean): Promise<M> {
    for (;;) {
      const at = this.told.findIndex(fits);
      if (at >= 0) return this.told.splice(0, at + 1).at(-1) as M;
      await new Promise<void>((resolve) => this.waiting = resolve);
    }
  }

  /** The next items of a channel. */
  async items(type: "snapshot" | "update", channel: string): Promise<Data> {
    return await this.next(isData(type, channel)) as never as Data;
  }
}
