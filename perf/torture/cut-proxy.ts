// A TCP proxy on loopback whose connections can be cut, stalled and passed on again.
import { connect, createServer, type Server, type Socket } from "node:net";

const host = "127.0.0.1";

/** One connection through the proxy: the side that asked, and the side that answers. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Passes bytes both ways, in order, until it is told otherwise. */
export class CutProxy {
  private readonly listener: Server;
  private readonly target: number;
  private readonly pairs = new Set<Pair>();
  private stalled = false;

  private constructor(target: number) {
    this.target = target;
    this.listener = createServer(
      { allowHalfOpen: true, pauseOnConnect: true },
      (client) => this.accept(client),
    );
  }

  /** Listens on any free port, in front of a port of this machine. Rejects where it cannot. */
  static async open(target: number): Promise<CutProxy> {
    const proxy = new CutProxy(target);
    await new Promise<void>((resolve, reject) => {
      proxy.listener.once("error", reject);
      proxy.listener.listen({ host, port: 0 }, resolve);
    });
    return proxy;
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.listener.address();
    if (address === null || typeof address === "string") throw new Error("The proxy is closed");
    return address.port;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.pairs.size;
  }

  /** Cuts all connections at once; what was on its way is gone. New ones pass. */
  cut(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Passes nothing any more; connections are still accepted, and buffers still fill. */
  stall(): void {
    this.stalled = true;
    for (const { client, server } of this.pairs) {
      client.pause();
      server.pause();
    }
  }

  /** Passes on what has waited, in order, and everything after it. */
  pass(): void {
    this.stalled = false;
    for (const pair of this.pairs) this.flow(pair);
  }

  /** Ends all connections and listens no more. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.listener.close(() => resolve()));
    this.cut();
    await closed;
  }

  private accept(client: Socket): void {
    const server = connect({ host, port: this.target, allowHalfOpen: true });
    const pair = { client, server };
    this.pairs.add(pair);
    this.join(pair, client, server);
    this.join(pair, server, client);
    server.pause();
    this.flow(pair);
  }

  private flow({ client, server }: Pair): void {
    if (this.stalled) return;
    // A side whose other side is full goes on when that one has drained.
    if (!server.writableNeedDrain) client.resume();
    if (!client.writableNeedDrain) server.resume();
  }

  private join(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on("data", (bytes) => {
      if (!to.write(bytes)) from.pause();
    });
    to.on("drain", () => this.flow(pair));
    from.on("end", () => to.end());
    // A side that breaks takes the other one with it: the error itself is of no interest.
    from.on("error", () => to.destroy());
    from.on("close", (isBroken) => {
      if (isBroken) to.destroy();
      if (from.destroyed && to.destroyed) this.pairs.delete(pair);
    });
  }
}
