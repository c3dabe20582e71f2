// The socket over real servers: subscribing, what was before, what comes, and everything a client may do wrong.
import { request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import {
  commandRow,
  eventRow,
  fillRow,
  predictionRow,
  quoteRow,
  signalRow,
  tradeRow,
} from "../actors/testing/rows.ts";
import type { ProcessStatus } from "../streams/status.ts";
import { nowUs } from "../actors/run/clock.ts";
import { alertsLookMs } from "./limits.ts";
import { isAfter, placeOfSequence } from "./live/places.ts";
import { type Data, isData, isOp, TestClient } from "./live/testing-client.ts";
import { startTestGateway, type TestGateway } from "./testing.ts";
import { startUs, story } from "./testing-story.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(story);
}, 300_000);
afterAll(() => gateway?.stop());

const at = (position: number, outputIndex = 0) => ({
  position,
  outputIndex,
  instrumentId: 1,
  eventTimeUs: startUs + position * 1_000_000,
});

/** Subscribes, and gives the snapshots in the order they were asked for. */
const subscribed = async (
  client: TestClient,
  channels: readonly { readonly name: string; readonly symbols?: readonly string[] }[],
): Promise<Data[]> => {
  client.send({ op: "subscribe", id: "1", channels });
  const ack = await client.next(isOp("ack"));
  expect(ack).toMatchObject({ id: "1", channels: channels.map(({ name }) => name) });
  const snapshots: Data[] = [];
  for (const { name } of channels) {
    snapshots.push(await client.next(isData("snapshot", name)) as never);
  }
  return snapshots;
};

/** Asks for snapshots again until one has what the gateway reads at its start. */
const whenSeeded = async (): Promise<void> => {
  for (;;) {
    const client = await TestClient.open(gateway.url);
    const [orders, fills, books] = await subscribed(client, [
      { name: "orders" },
      { name: "fills" },
      { name: "predictions" },
    ]);
    client.socket.terminate();
    if (orders!.data.length > 0 && fills!.data.length > 0 && books!.data.length > 0) return;
  }
};

describe("a subscription", () => {
  it("begins with what was before, each item once", async () => {
    await whenSeeded();
    const client = await TestClient.open(gateway.url);
    const [quotes, orders, fills, signals, positions] = await subscribed(client, [
      { name: "quotes" },
      { name: "orders" },
      { name: "fills" },
      { name: "signals" },
      { name: "positions" },
    ]);
    expect(quotes!.data.map(({ symbol }) => symbol).sort()).toEqual(["ALTO.sim", "CUMULUS.sim"]);
    expect(orders!.data.map((one) => [one["client_order_id"], one["status"]])).toEqual([
      ["A1", "filled"],
      ["B0", "pending_new"],
      ["B1", "denied"],
    ]);
    expect(fills!.data).toHaveLength(3);
    expect(signals!.data).toHaveLength(2);
    expect(positions!.data).toHaveLength(1);
    client.socket.terminate();
  });

  it("goes on with what comes: conflated quotes, and every step of an order", async () => {
    const client = await TestClient.open(gateway.url);
    const before = await subscribed(client, [
      { name: "quotes" },
      { name: "predictions" },
      { name: "signals" },
      { name: "orders" },
      { name: "fills" },
    ]);
    const order = { clientOrderId: "C1", strategy: "s", priceTicks: 10_000 };
    await gateway.write([
      ...[100, 101, 102].map((position) =>
        quoteRow({ ...at(position), bidPriceTicks: position, askPriceTicks: position + 1 })
      ),
      predictionRow({ ...at(102), probabilityUp: 0.25 }),
      signalRow({ ...at(102), signalId: "s/102" }),
      commandRow({ ...at(102), ...order }),
      eventRow({ ...at(102, 1), ...order, event: "submitted" }),
      eventRow({
        ...at(103),
        ...order,
        event: "filled",
        cumQuantityLots: 1,
        leavesQuantityLots: 0,
      }),
      fillRow({ ...at(103, 1), ...order, fillId: "f/103", lastPriceTicks: 9_999 }),
    ]);
    const told = { statuses: [] as unknown[], average: null as unknown };
    let quoted: unknown;
    let open = new Set(["quotes", "predictions", "signals", "orders", "fills"]);
    while (open.size > 0) {
      const message = await client.next<never>((one) =>
        "ch" in one && one.type === "update"
      ) as Data;
      const { seq } = before.find(({ ch }) => ch === message.ch)!;
      expect(isAfter(placeOfSequence(message.seq), placeOfSequence(seq))).toBe(true);
      if (message.ch === "quotes") {
        quoted = message.data.find((one) => one["symbol"] === "ALTO.sim")?.["bp"] ?? quoted;
      }
      if (message.ch === "orders") {
        const own = message.data.filter((one) => one["client_order_id"] === "C1");
        told.statuses.push(...own.map((one) => one["status"]));
        told.average = own.at(-1)?.["filled_avg_price"] ?? null;
      }
      const whole = message.ch === "quotes"
        ? quoted === "1.02"
        : message.ch !== "orders" || told.average !== null;
      if (whole) open = new Set([...open].filter((name) => name !== message.ch));
    }
    expect(told.statuses[0]).toBe("pending_new");
    expect(told.statuses.at(-1)).toBe("filled");
    expect(told.average).toBe("99.990");
    client.socket.terminate();
  });

  it("keeps to the symbols it asked for", async () => {
    const client = await TestClient.open(gateway.url);
    const [quotes] = await subscribed(client, [{ name: "quotes", symbols: ["CUMULUS.sim"] }]);
    expect(quotes!.data.map((one) => one["symbol"])).toEqual(["CUMULUS.sim"]);
    await gateway.write([
      quoteRow({ ...at(110) }),
      quoteRow({ ...at(111), instrumentId: 4, bidPriceTicks: 500, askPriceTicks: 501 }),
    ]);
    const update = await client.next<never>(isData("update", "quotes")) as Data;
    expect(update.data.map((one) => [one["symbol"], one["bp"]])).toEqual([
      ["CUMULUS.sim", "25.00"],
    ]);
    client.socket.terminate();
  });

  it("tells the tape its newest prints", async () => {
    const client = await TestClient.open(gateway.url);
    await subscribed(client, [{ name: "trades", symbols: ["ALTO.sim"] }]);
    await gateway.write(
      Array.from({ length: 30 }, (_, i) => tradeRow({ ...at(118, i), priceTicks: 9_000 + i })),
    );
    const { data } = await client.items("update", "trades");
    expect(data).toHaveLength(20);
    expect(data.at(-1)).toMatchObject({ symbol: "ALTO.sim", price: "90.29" });
    client.socket.close();
  });

  it("ends where it is given back", async () => {
    const client = await TestClient.open(gateway.url);
    await subscribed(client, [{ name: "quotes" }, { name: "fills" }]);
    client.send({ op: "unsubscribe", id: "2", channels: [{ name: "quotes" }] });
    expect(await client.next(isOp("ack"))).toMatchObject({ id: "2", channels: ["fills"] });
    client.socket.terminate();
  });
});

describe("the state of the system", () => {
  const status = (process: ProcessStatus["process"]): ProcessStatus => ({
    process,
    state: "running",
    timeUs: nowUs(),
    startedTimeUs: nowUs() - 5_000_000,
    source: {
      kind: "simulated",
      name: 'Market "7"',
      speed: 1,
      seed: 7,
      records: 9,
      eventTimeUs: 1,
      behindMs: 40,
      feed: { connected: true, reconnects: 2, gaps: 3, resyncs: 1, stale: 0 },
    },
    tradingState: "halted",
    actors: [{
      name: "orders",
      ...{
        received: 12,
        emitted: 3,
        errors: 0,
        receivedPerSecond: 1,
        emittedPerSecond: 1,
        lagMs: 2,
      },
    }],
    streams: [{ name: "INPUT", role: "writer", sequence: 5, position: 50, pending: 1 }],
    tickToOrderMs: { p50: 1.5, p99: 4.5, orders: 3 },
    refusals: { 'a.csv "price"': 2 },
    memoryBytes: 1_000,
  });

  it("comes over the socket, and makes health and metrics", async () => {
    const client = await TestClient.open(gateway.url);
    await subscribed(client, [{ name: "status" }]);
    await gateway.say(status("core"));
    const update = await client.next<never>(isData("update", "status")) as Data;
    expect(update.data[0]).toMatchObject({ process: "core", state: "running" });
    const degraded = await fetch(`${gateway.url}/v1/health`);
    expect(degraded.status).toBe(200);
    expect(await degraded.json()).toMatchObject({
      status: "degraded",
      paper: true,
      source: { kind: "simulated", seed: 7 },
    });
    await gateway.say(status("recorder"));
    await client.next(isData("update", "status"));
    expect(await (await fetch(`${gateway.url}/v1/health`)).json()).toMatchObject({ status: "ok" });
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain(
      'execution_latency_milliseconds{process="core",quantile="0.99"} 4.5\n',
    );
    expect(metrics).toContain('orders_processed_total{process="core",actor="orders"} 12\n');
    expect(metrics).toContain(
      'contrail_refusals_total{process="core",reason="a.csv \\"price\\""} 2',
    );
    expect(metrics).toContain('inference_time_ms{quantile="0.5"} 0.5\n');
    expect(metrics).toContain('contrail_trading_state{process="core",state="halted"} 1\n');
    expect(metrics).toContain('contrail_trading_state{process="core",state="active"} 0\n');
    expect(metrics).toContain('contrail_feed_gaps_total{process="core"} 3\n');
    expect(metrics).toContain('contrail_feed_connected{process="core"} 1\n');
    // Every line is a comment or a sample, and every sample has its type told before it.
    for (const line of metrics.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? -?[\d.e+-]+)$/);
    }
    client.socket.terminate();
  });

  it("is told by alerts when they begin and when they are over, and again to who was away", async () => {
    // What the tests before said is over first.
    const watcher = await TestClient.open(gateway.url);
    await subscribed(watcher, [{ name: "status" }]);
    await gateway.say({ ...status("core"), tradingState: "active" });
    await watcher.next(isData("update", "status"));
    watcher.socket.terminate();
    // Alerts are looked for now and then: what is over counts once that was seen.
    await setTimeout(2 * alertsLookMs);
    const client = await TestClient.open(gateway.url);
    await subscribed(client, [{ name: "alerts" }]);
    const seen: Data[] = [];
    const told = async (id: string, state: string): Promise<Data> => {
      for (;;) {
        const update = await client.next<never>(isData("update", "alerts")) as Data;
        seen.push(update);
        if (update.data.some((one) => one["id"] === id && one["state"] === state)) return update;
      }
    };
    await gateway.say({ ...status("core"), tradingState: "halted" });
    const raised = await told("core:trading-state", "raised");
    const other = await TestClient.open(gateway.url);
    const [snapshot] = await subscribed(other, [{ name: "alerts" }]);
    expect(snapshot!.data.map(({ id }) => id)).toContain("core:trading-state");
    await gateway.say({ ...status("core"), tradingState: "active" });
    const cleared = await told("core:trading-state", "cleared");
    expect(isAfter(placeOfSequence(cleared.seq), placeOfSequence(raised.seq))).toBe(true);
    // Who was away in between is told what they missed; who comes from before the gateway, a snapshot.
    const back = await TestClient.open(gateway.url);
    const from = (resume: string) =>
      back.send({ op: "subscribe", channels: [{ name: "alerts", resume }] });
    from(raised.seq);
    const missed = await back.next<never>(isData("update", "alerts")) as Data;
    expect(missed.data.map(({ id, state }) => `${id} ${state}`))
      .toContain("core:trading-state cleared");
    from("12.0");
    expect(await back.next(isOp("error"))).toMatchObject({ code: "cannotResume" });
    await back.next(isData("snapshot", "alerts"));
    for (const one of [client, other, back]) one.socket.terminate();
  });

  it("is told every second by a heartbeat with the time of the server", async () => {
    const client = await TestClient.open(gateway.url);
    const beat = await client.next(isOp("heartbeat"));
    expect(beat).toMatchObject({ ts: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/) });
    client.send({ op: "ping", id: "p" });
    expect(await client.next(isOp("pong"))).toMatchObject({ id: "p" });
    client.socket.terminate();
  });
});

describe("a client that does something wrong", () => {
  it("is told what was wrong with each message, and stays connected", async () => {
    const client = await TestClient.open(gateway.url);
    for (
      const [message, words] of [
        ["{", "is no JSON"],
        ["null", "Expected"],
        ["[]", "Expected"],
        ['{"op":"subscribe","id":"7"}', "Expected"],
        ['{"op":"subscribe","id":"7","channels":[{"name":"secrets"}]}', "quotes, trades, bars"],
        ['{"op":"subscribe","id":"7","channels":[{"name":"__proto__"}]}', "quotes, trades, bars"],
        ['{"op":"subscribe","id":"7","channels":[]}', "Expected"],
        ['{"op":"subscribe","id":"7","channels":[{"name":"quotes","symbols":"ALTO"}]}', "Expected"],
        ['{"op":"order","id":"7"}', "Expected"],
      ] as const
    ) {
      client.send(message);
      const error = await client.next(isOp("error"));
      expect(error, message).toMatchObject({
        code: "invalid",
        detail: expect.stringContaining(words),
      });
      expect(error).toMatchObject({ id: message.includes('"7"') ? "7" : null });
    }
    client.socket.send(new Uint8Array([0, 255, 1]));
    expect(await client.next(isOp("error"))).toMatchObject({ code: "invalid" });
    await subscribed(client, [{ name: "quotes" }]);
    client.socket.terminate();
  });

  it("is closed where it says too much at once, or too often", async () => {
    const long = await TestClient.open(gateway.url);
    long.send("x".repeat(70_000));
    expect(await long.closed).toBe(1009);
    const often = await TestClient.open(gateway.url);
    for (let i = 0; i < 200; i++) often.send({ op: "ping" });
    expect(await often.closed).toBe(4429);
  });

  it("is closed as slow where it does not read, and others are not", async () => {
    const slow = await TestClient.open(gateway.url);
    const quick = await TestClient.open(gateway.url);
    await subscribed(slow, [{ name: "refusals" }]);
    await subscribed(quick, [{ name: "refusals" }]);
    slow.socket.pause();
    const refusal = { t: "", source: "test", field: "", expected: "", place: "", count: 1 };
    // More than the buffers of the system hold.
    for (let i = 0; i < 24; i++) {
      const position = 1_000_000 + i;
      const item = { ...refusal, value: "x".repeat(1_000_000), position };
      gateway.hub.tell("refusals", item, { position, outputIndex: 0 });
    }
    const update = await quick.next<never>(isData("update", "refusals")) as Data;
    expect(update.data).toHaveLength(24);
    // It is cut off some seconds later, and what waits for it is dropped.
    while (gateway.hub.size > 1) await quick.next(isOp("heartbeat"));
    slow.socket.resume();
    expect([4408, 1006]).toContain(await slow.closed);
    quick.socket.terminate();
  }, 90_000);

  const refusal = (client: TestClient) =>
    new Promise<string>((resolve) => client.socket.on("error", (error) => resolve(error.message)));

  it("is refused where it comes from somebody else's page or under another name", async () => {
    expect(await refusal(new TestClient(gateway.url, { origin: "https://evil.example" })))
      .toContain("403");
    expect(await refusal(new TestClient(gateway.url, { origin: "null" }))).toContain("403");
    expect(await refusal(new TestClient(gateway.url, { host: "evil.example" }))).toContain("403");
    const own = new TestClient(gateway.url, { origin: gateway.url });
    await own.next(isOp("heartbeat"));
    own.socket.terminate();
  });

  it("is refused by the API too, where a stranger's name was pointed at us", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${gateway.url}/v1/fills`, { headers: { host: "evil.example:8080" } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on("error", reject).end();
    });
    expect(status).toBe(403);
  });

  it("finds no socket elsewhere, and an answer where it offers another protocol", async () => {
    const elsewhere = new WebSocket(`${gateway.url.replace("http", "ws")}/v1/elsewhere`);
    const words = await new Promise<string>((resolve) =>
      elsewhere.on("error", (error) => resolve(error.message))
    );
    expect(words).toContain("404");
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { connection: "Upgrade", upgrade: "h2c" };
      request(`${gateway.url}/v1/instruments`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on("error", reject).end();
    });
    expect(status).toBe(200);
  });
});
