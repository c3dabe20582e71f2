// Where messages go out: a WebSocket, whose frames are written once for everyone, or server-sent events.
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { closeMs } from "../limits.ts";
import type { Outlet } from "./client.ts";

/**
 * The socket of an upgraded connection. Whole frames go to the connection itself: without compression
 * and fragments that is what `ws` would write, and 1,000 clients share the bytes of one frame.
 */
export const socketOutlet = (socket: WebSocket, connection: Duplex): Outlet => ({
  write: (message) => {
    if (socket.readyState === socket.OPEN) connection.write(message.frame);
  },
  together: (writes) => {
    connection.cork();
    writes();
    connection.uncork();
  },
  waiting: () => socket.bufferedAmount,
  close: (code, reason) => {
    if (socket.readyState !== socket.OPEN) return;
    socket.close(code, reason);
    // Whoever reads nothing will not answer the closing either.
    setTimeout(() => socket.terminate(), closeMs).unref();
  },
});
