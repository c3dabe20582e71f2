// A feed for measuring the window alone: serves the built screens and speaks the socket's protocol, at any rate.
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import type { ChannelName, Channels, DataMessage } from "../../gateway/protocol.ts";
import type { ProcessStatus } from "../../streams/status.ts";

const dist = fileURLToPath(new URL("../../ui/dist/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** What the feed sends. */
export interface FeedOptions {
  readonly instruments: number;
  readonly updatesPerSecond: number;
}

/** Milliseconds between two messages of quotes. */
const everyMs = 20;

const symbolOf = (i: number): string => `PERF${String(i).padStart(2, "0")}.sim`;
const timeOf = (): string => new Date().toISOString().replace("Z", "000Z");

/** A market that walks: enough to make every number on the screen change. */
class Walk {
  readonly mids: number[];
  private seed = 7;
  private position = 0;

  constructor(instruments: number) {
    this.mids = Array.from({ length: instruments }, (_, i) => 100 + 10 * i);
  }

  random(): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.seed / 2_147_483_648;
  }

  quote(i: number): Channels["quotes"] {
    const mid = this.mids[i] = Math.max(1, this.mids[i]! + (this.random() - 0.5) * 0.04);
    return {
      symbol: symbolOf(i),
      t: timeOf(),
      bp: (mid - 0.01).toFixed(2),
      bs: String(Math.ceil(this.random() * 900)),
      ap: (mid + 0.01).toFixed(2),
      as: String(Math.ceil(this.random() * 900)),
      flags: 0,
      position: ++this.position,
    };
  }

  prediction(i: number): Channels["predictions"] {
    const up = this.random();
    return {
      symbol: symbolOf(i),
      t: timeOf(),
      model: "next-move",
      model_version: 1,
      model_sha256: "0".repeat(64),
      horizon_us: 0,
      mid_price: this.mids[i]!.toFixed(2),
      probability_up: up,
      probability_down: 1 - up,
      flags: 0,
      position: this.position,
    };
  }

  bar(i: number, t = timeOf()): Channels["bars"] {
    const mid = this.mids[i]!;
    const [o, h, l, c] = [mid, mid + 0.03, mid - 0.03, mid + 0.01].map((one) => one.toFixed(2));
    const symbol = symbolOf(i);
    return {
      ...{ symbol, timeframe: "1s", t: `${t.slice(0, 19)}.000000Z`, n: 5, v: "120" },
      ...{ o: o!, h: h!, l: l!, c: c!, position: this.position },
    };
  }

  book(i: number): Channels["books"] {
    const mid = this.mids[i]!;
    const level = (way: number) => (_: unknown, n: number): [string, string] => [
      (mid + way * 0.01 * (n + 1)).toFixed(2),
      String(Math.ceil(this.random() * 2_000)),
    ];
    return {
      symbol: symbolOf(i),
      t: timeOf(),
      bids: Array.from({ length: 10 }, level(-1)),
      asks: Array.from({ length: 10 }, level(1)),
      position: this.position,
    };
  }

  trade(i: number): Channels["trades"] {
    return {
      symbol: symbolOf(i),
      t: timeOf(),
      price: this.mids[i]!.toFixed(2),
      qty: String(Math.ceil(this.random() * 90)),
      aggressor_side: this.random() > 0.5 ? "buy" : "sell",
      position: this.position,
    };
  }

  signal(i: number): Channels["signals"] {
    return {
      id: `perf/${++this.position}`,
      symbol: symbolOf(i),
      t: timeOf(),
      account: "paper",
      strategy: "perf",
      side: this.random() > 0.5 ? "long" : "short",
      target_qty: "10",
      confidence: this.random(),
      reference_price: this.mids[i]!.toFixed(2),
      reason: "The walk went this way for long enough to say so",
      model: "next-move",
      prediction_position: this.position,
      position: this.position,
    };
  }

  fill(i: number): Channels["fills"] {
    const id = `perf/${++this.position}/0`;
    return {
      ...{ id, symbol: symbolOf(i), t: timeOf(), account: "paper", strategy_id: "perf" },
      ...{ client_order_id: id, venue_order_id: id, side: this.random() > 0.5 ? "buy" : "sell" },
      ...{ price: this.mids[i]!.toFixed(2), qty: "10", cum_qty: "10", leaves_qty: "0" },
      ...{ liquidity: "taker", fee: "0.01", currency: "USD", position: this.position },
    };
  }

  status(updatesPerSecond: number): ProcessStatus {
    const timeUs = Date.now() * 1000;
    const actor = (name: string) => ({
      ...{ name, received: this.position, emitted: this.position, errors: 0 },
      ...{ receivedPerSecond: updatesPerSecond, emittedPerSecond: updatesPerSecond, lagMs: 0 },
    });
    return {
      process: "core",
      state: "running",
      timeUs,
      startedTimeUs: timeUs - 60e6,
      source: {
        ...{ kind: "simulated", name: "A walk for measuring", speed: 1 },
        ...{ records: this.position, eventTimeUs: timeUs },
      },
      actors: ["book", "bars", "features", "perf", "portfolio", "risk", "orders"].map(actor),
      streams: [],
      tradingState: "active",
      memoryBytes: 1e8,
    };
  }
}

/** Starts the feed. */
export const startFeed = async (options: FeedOptions) => {
  const { instruments, updatesPerSecond } = options;
  const walk = new Walk(instruments);
  const all = Array.from({ length: instruments }, (_, i) => i);
  const server = createServer((request, response) => answer(request, response, walk));
  const sockets = new WebSocketServer({ server, path: "/v1/stream", perMessageDeflate: false });
  let sent = 0;
  const send = <Name extends ChannelName>(
    ch: Name,
    data: readonly Channels[Name][],
    type: "snapshot" | "update" = "update",
  ): void => {
    const text = JSON.stringify({ ch, type, seq: "1.0", ts: timeOf(), data } as DataMessage);
    for (const one of sockets.clients) one.send(text);
  };
  const perMessage = Math.round(updatesPerSecond * everyMs / 1000);
  let next = 0;
  let ticks = 0;
  let dueMs = performance.now();
  const timer = setInterval(() => {
    // What a late timer left out is sent now: the rate is kept on average.
    for (; dueMs <= performance.now(); dueMs += everyMs) {
      const quotes = Array.from({ length: perMessage }, () => walk.quote(next++ % instruments));
      send("quotes", quotes);
      sent += perMessage;
      ticks++;
      if (ticks % 5 === 0) send("predictions", all.map((i) => walk.prediction(i)));
      if (ticks % 5 === 1) send("trades", all.slice(0, 5).map((i) => walk.trade(i)));
      if (ticks % 5 === 2) send("books", all.slice(0, 10).map((i) => walk.book(i)));
      if (ticks % 10 === 3) send("signals", [walk.signal(ticks % instruments)]);
      if (ticks % 10 === 4) send("fills", [walk.fill(ticks % 3)]);
      if (ticks % 50 === 0) send("bars", all.map((i) => walk.bar(i)));
      if (ticks % 50 === 1) send("status", [walk.status(updatesPerSecond)]);
      if (ticks % 50 === 2) {
        const beat = JSON.stringify({ op: "heartbeat", ts: timeOf() });
        for (const one of sockets.clients) one.send(beat);
      }
    }
  }, everyMs / 2);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Quotes sent so far. */
    sent: () => sent,
    stop: () => {
      clearInterval(timer);
      for (const one of sockets.clients) one.terminate();
      server.close();
    },
  };
};

const answer = (request: IncomingMessage, response: ServerResponse, walk: Walk): void => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://feed");
  const json = (body: object) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const page = (data: readonly unknown[]) => json({ data, next_cursor: null });
  if (pathname === "/v1/instruments") {
    return page(walk.mids.map((_, i) => ({
      ...{ instrument_id: i + 1, symbol: symbolOf(i), venue: "sim", asset_class: "simulated" },
      ...{ currency: "USD", tick_size: "0.01", lot_size: "1", price_decimals: 2 },
    })));
  }
  if (pathname === "/v1/bars") {
    const i = Number(/\d+/.exec(searchParams.get("symbol") ?? "")?.[0] ?? 0);
    return page(
      Array.from(
        { length: 900 },
        (_, n) => walk.bar(i, new Date(Date.now() - (n + 1) * 1000).toISOString()),
      ),
    );
  }
  if (pathname === "/v1/portfolio/paper") {
    return json({
      account: "paper",
      paper: true,
      currency: "USD",
      capital: 100_000,
      equity: 100_000,
    });
  }
  if (pathname.startsWith("/v1/")) return page([]);
  const file = join(dist, extname(pathname) === "" ? "index.html" : pathname);
  if (!existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": types[extname(file)] ?? "text/html; charset=utf-8" });
  response.end(readFileSync(file));
};
