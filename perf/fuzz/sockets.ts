// Sends hostile frames over many short connections to `/v1/stream`, and looks whether the server stands it.
import { connect } from "node:net";
import type { HostileFrame } from "./frames.ts";

/** What came of a run. */
export interface SocketOutcome {
  readonly frames: number;
  readonly connections: number;
  /** Upgrades that were refused. */
  readonly refused: number;
  /** Close codes the server sent; 0 where it hung up without one. */
  readonly closes: Readonly<Record<string, number>>;
  readonly bytesBack: number;
  /** Connections that neither answered nor closed in time. */
  readonly hangs: number;
}

/** How to send. */
export interface SocketOptions {
  readonly url: string;
  readonly credential: string;
  /** Connections at once, and frames of each. */
  readonly connections: number;
  readonly framesEach: number;
  readonly patienceMs: number;
}

interface Closed {
  readonly refused: boolean;
  readonly code: number;
  readonly bytes: number;
  readonly hung: boolean;
}

/** The code of a close frame at the end of what came; 0 where there is none. */
const closeCode = (bytes: Buffer): number => {
  const at = bytes.lastIndexOf(0x88);
  return at >= 0 && at + 4 <= bytes.length && bytes[at + 1]! >= 2 ? bytes.readUInt16BE(at + 2) : 0;
};

const oneConnection = (frames: readonly HostileFrame[], options: SocketOptions): Promise<Closed> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(options.url);
    const socket = connect(Number(port), hostname);
    let [text, open, bytes, hung] = ["", false, 0, false];
    let last: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => {
      hung = true;
      socket.destroy();
    }, options.patienceMs);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve({ refused: !open, code: closeCode(last), bytes, hung });
    });
    socket.on("data", (part) => {
      bytes += part.length;
      last = part;
      if (open) return;
      text += part.toString("latin1");
      if (!text.includes("\r\n\r\n")) return;
      if (!text.startsWith("HTTP/1.1 101")) return void socket.destroy();
      open = true;
      for (const frame of frames) socket.write(frame.bytes);
      // A close of ours last: a server that still listens answers it, and hangs up.
      socket.end(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]));
    });
    socket.write(
      [
        ...["GET /v1/stream HTTP/1.1", `Host: ${hostname}:${port}`, "Connection: Upgrade"],
        ...["Upgrade: websocket", "Sec-WebSocket-Version: 13"],
        ...[
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          `Authorization: Bearer ${options.credential}`,
        ],
        ...["", ""],
      ].join("\r\n"),
    );
  });

/** Sends every frame. */
export const sendFrames = async (
  frames: Iterable<HostileFrame>,
  options: SocketOptions,
): Promise<SocketOutcome> => {
  const iterator = frames[Symbol.iterator]();
  const take = (): HostileFrame[] => {
    const some: HostileFrame[] = [];
    while (some.length < options.framesEach) {
      const next = iterator.next();
      if (next.done === true) break;
      some.push(next.value);
    }
    return some;
  };
  const closes: Record<string, number> = {};
  let [sent, connections, refused, bytesBack, hangs] = [0, 0, 0, 0, 0];
  const work = async () => {
    for (let some = take(); some.length > 0; some = take()) {
      const closed = await oneConnection(some, options);
      connections++;
      if (closed.refused) refused++;
      else sent += some.length;
      if (closed.hung) hangs++;
      bytesBack += closed.bytes;
      closes[closed.code] = (closes[closed.code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: options.connections }, work));
  return { frames: sent, connections, refused, closes, bytesBack, hangs };
};
