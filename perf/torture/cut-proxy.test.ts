// The proxy of the torture: bytes pass in order, wait while it is stalled, and are gone when it is cut.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CutProxy } from "./cut-proxy.ts";

let echo: Server;
let proxy: CutProxy;
let client: Socket;
let received: string;

beforeEach(async () => {
  echo = createServer((socket) => void socket.on("error", () => {}).pipe(socket));
  echo.listen({ host: "127.0.0.1", port: 0 });
  await once(echo, "listening");
  proxy = await CutProxy.open((echo.address() as { readonly port: number }).port);
  client = await open();
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

const open = async (): Promise<Socket> => {
  received = "";
  const socket = connect({ host: "127.0.0.1", port: proxy.port });
  socket.on("error", () => {});
  socket.on("data", (bytes) => received += bytes.toString());
  await once(socket, "connect");
  return socket;
};

const until = async (length: number): Promise<string> => {
  while (received.length < length) await once(client, "data");
  return received;
};

it("passes bytes both ways, more than its buffers hold", async () => {
  const text = "0123456789".repeat(1_000_000);
  client.write(text);
  expect(await until(text.length) === text).toBe(true);
});

it("holds bytes back while it is stalled, and then gives them in order", async () => {
  client.write("a");
  await until(1);
  proxy.stall();
  client.write("b");
  const late = connect({ host: "127.0.0.1", port: proxy.port });
  let lateReceived = "";
  late.on("data", (bytes) => lateReceived += bytes.toString());
  late.write("new");
  await once(late, "connect");
  // The echo server answers in microseconds; what does not come in 100 ms is held back.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([received, lateReceived]).toEqual(["a", ""]);
  proxy.pass();
  client.write("c");
  expect(await until(3)).toBe("abc");
  while (lateReceived.length < 3) await once(late, "data");
  expect(lateReceived).toBe("new");
  late.destroy();
});

it("cuts every connection, and loses what waited", async () => {
  client.write("a");
  await until(1);
  proxy.stall();
  client.write("lost");
  const closed = new Promise((resolve) => client.once("close", resolve));
  proxy.cut();
  await closed;
  proxy.pass();
  client = await open();
  client.write("z");
  expect(await until(1)).toBe("z");
  expect(proxy.connections).toBe(1);
});

it("passes the end of a side on, with what was before it", async () => {
  client.end("last words");
  await once(client, "end");
  expect(received).toBe("last words");
});
