// What is compared with: a fan-out with `ws` alone and an answer of Hono alone, of the size and pace of ours.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { WebSocketServer } from "ws";

const { BARE_PORT: port = "0", BARE_BYTES: bytes = "1200", BARE_EVERY_MS: everyMs = "50" } =
  process.env;
const quote = {
  ...{ symbol: "ALTO.sim", t: "2026-01-02T14:30:00.000000Z", bp: "100.00", bs: "10", ap: "100.01" },
  ...{ as: "10", flags: 0, position: 123_456 },
};
const data = Array.from(
  { length: Math.max(1, Math.round(Number(bytes) / JSON.stringify(quote).length)) },
  () => quote,
);
const app = new Hono();
app.get("*", (context) => context.json({ data, next_cursor: null }));
const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
setInterval(() => {
  const ts = `${new Date().toISOString().slice(0, 23)}000Z`;
  const text = JSON.stringify({ ch: "quotes", type: "update", seq: "1.0", ts, data });
  for (const one of sockets.clients) if (one.readyState === one.OPEN) one.send(text);
}, Number(everyMs));
server.listen(Number(port), "127.0.0.1", () => console.log(`bare on ${port}`));
