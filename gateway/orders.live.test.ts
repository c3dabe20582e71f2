// Orders by hand through the whole pipeline: the live host on a simulated market, asked over NATS by the API.
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountActors, marketActors, tradingActors } from "../actors/roster.ts";
import { DeadLetters } from "../actors/run/dead-letters.ts";
import { live } from "../actors/run/live.ts";
import { noProgress } from "../actors/run/progress.ts";
import { simulatedSource } from "../actors/sources/simulated/source.ts";
import { strategies } from "../actors/strategies/roster.ts";
import { InstrumentRegistry } from "../streams/instruments.ts";
import { jetStreamTransport } from "../streams/transport/jetstream.ts";
import type * as Protocol from "./protocol.ts";
import type * as Risk from "./risk/protocol.ts";
import { startTestGateway, type TestGateway } from "./testing.ts";

let gateway: TestGateway;
let stopped: Promise<unknown>;
const stop = new AbortController();

/** Runs the pipeline without strategies, so that every order is ours. */
const runPipeline = (): Promise<unknown> => {
  const { nats } = gateway.servers.endpoints;
  const transport = jetStreamTransport({ url: nats.url, ...nats.users.core, name: "core" });
  const host = live({
    source: simulatedSource({ seed: 3, speed: 1 }),
    runId: "hand",
    stop: stop.signal,
    instruments: new InstrumentRegistry(),
    market: marketActors,
    trading: tradingActors.filter((actor) => !strategies.includes(actor)),
    predict: (vectors) => Promise.resolve(vectors.map(() => [])),
    models: 0,
    progress: noProgress(),
    deadLetters: new DeadLetters(new Set()),
  });
  return Effect.runPromise(Effect.provide(host, transport));
};

beforeAll(async () => {
  gateway = await startTestGateway([]);
  stopped = runPipeline();
}, 300_000);
afterAll(async () => {
  stop.abort();
  await stopped;
  await gateway?.stop();
});

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };

type Rebalance = Protocol.RebalanceAnswer;
type Stop = Risk.StopAnswer;
type StatusList = Protocol.Page<Risk.RiskStatusAnswer>;
type Answer = Readonly<Record<string, string>>;

const get = async (path: string) =>
  (await fetch(`${gateway.url}${path}`)).json() as Promise<Answer>;
const send = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    ...(body === undefined ? {} : {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  return { status: response.status, body: await response.json() as Answer };
};
const submit = (body: object) => send("POST", "/v1/orders", { symbol: "ALTO.sim", ...body });
const statusOf = async (id: string) => (await get(`/v1/orders/${id}`))["status"];

describe("orders by hand", () => {
  it("are filled, and the same id is one order and one answer", async () => {
    await expect.poll(
      async () => (await submit({ side: "buy", qty: "3", client_order_id: "M0" })).body["status"],
      soon,
    ).toMatch(/filled|denied/);
    const tries = await Promise.all(
      Array.from({ length: 40 }, () => submit({ side: "buy", qty: "3", client_order_id: "M1" })),
    );
    expect(new Set(tries.map((one) => one.status))).toEqual(new Set([201]));
    await expect.poll(() => statusOf("M1"), soon).toBe("filled");
    const orders = (await gateway.hub.newest("orders")).filter((one) =>
      one.client_order_id === "M1"
    );
    expect(new Set(orders.map((one) => one.venue_order_id).filter((id) => id !== "")).size).toBe(1);
    const fills = gateway.hub.newest("fills").filter((one) => one.client_order_id === "M1");
    expect(fills.reduce((sum, one) => sum + Number(one.qty), 0)).toBe(3);
    const other = await submit({ side: "sell", qty: "3", client_order_id: "M1" });
    expect([other.status, other.body["code"]]).toEqual([409, "conflict"]);
  }, 180_000);

  it("rest, are replaced and canceled", async () => {
    const { body } = await submit({
      ...{ side: "buy", qty: "5", limit_price: "90.00", time_in_force: "gtc" },
      client_order_id: "L1",
    });
    expect(body).toMatchObject({ status: "new", limit_price: "90.00" });
    expect(await send("PATCH", "/v1/orders/L1", { limit_price: "91.00", qty: "4" }))
      .toMatchObject({ status: 202, body: { command: "replace" } });
    await expect.poll(async () => (await get("/v1/orders/L1"))["limit_price"], soon).toBe("91.00");
    expect((await get("/v1/orders/L1"))["qty"]).toBe("4");
    const tooFar = await send("PATCH", "/v1/orders/L1", { limit_price: "500.00" });
    const rejected = async () => (await get("/v1/orders/L1"))["cancel_reject"];
    await expect.poll(rejected, soon).toMatchObject({
      ...{ request: "replace", reason: "priceCollar", position: tooFar.body["position"] },
    });
    expect(await get("/v1/orders/L1")).toMatchObject({ status: "replaced", limit_price: "91.00" });
    await send("PATCH", "/v1/orders/L1", { limit_price: "92.00" });
    await expect.poll(rejected, soon).toBe(null);
    expect(await send("PATCH", "/v1/orders/L1", {})).toMatchObject({ status: 400 });
    expect((await send("DELETE", "/v1/orders/L1")).status).toBe(202);
    await expect.poll(() => statusOf("L1"), soon).toBe("canceled");
  }, 180_000);

  it("are denied beyond a limit, with its code", async () => {
    const { status, body } = await submit({ side: "buy", qty: "1", limit_price: "500.00" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "denied", reject_reason: "priceCollar" });
  });

  it("rebalance a portfolio to target weights, once for each plan", async () => {
    const asked = { targets: { "CIRRUS.sim": 0.5, "CUMULUS.sim": 0.4 }, capital: 20_000 };
    const path = "/v1/portfolio/paper/rebalance";
    const plan = (await send("POST", path, asked)).body as unknown as Rebalance;
    expect(plan).toMatchObject({ executed: false, sent: [], account: "paper" });
    const bought = plan.orders.filter((one) => one.side === "buy").map((one) => one.symbol);
    expect(bought.sort()).toEqual(["CIRRUS.sim", "CUMULUS.sim"]);
    const execute = { ...asked, execute: true, plan_id: "P1" };
    const done = (await send("POST", path, execute)).body as unknown as Rebalance;
    expect(done.sent.length).toBe(done.orders.length);
    await expect.poll(() => statusOf(done.sent[0]!.client_order_id), soon).toBe("filled");
    await expect.poll(async () => {
      // What was not there to be taken is in the next plan.
      const again = { ...asked, execute: true };
      const { weights } = (await send("POST", path, again)).body as unknown as Rebalance;
      return weights.filter(({ before, target }) => Math.abs(before - target) > 0.05);
    }, soon).toEqual([]);
    const portfolio = await get("/api/portfolio/paper");
    expect(Number(portfolio["gross_exposure"])).toBeGreaterThan(15_000);
    expect(await send("POST", path, { ...asked, optimiser: "risk-parity" }))
      .toMatchObject({ status: 400 });
    expect(await send("POST", path, { targets: { "CIRRUS.sim": 0.6, "CUMULUS.sim": 0.6 } }))
      .toMatchObject({ status: 400 });
    expect(await send("POST", "/v1/portfolio/other/rebalance", asked)).toMatchObject({
      status: 404,
    });
  }, 180_000);

  it("are canceled by halting, and denied until trading is armed again", async () => {
    await submit({ side: "buy", qty: "5", limit_price: "90.00", client_order_id: "H1" });
    const halted = await send("POST", "/v1/halt", { reason: "a drill" });
    expect(halted).toMatchObject({
      status: 200,
      body: { state: "halted", reason: "a drill", complete: true, working: 0 },
    });
    const { acknowledgements, position } = halted.body as unknown as Stop;
    expect(acknowledgements.map(({ actor }) => actor)).toEqual(
      expect.arrayContaining([...accountActors]),
    );
    expect(new Set(acknowledgements.map((one) => one.position))).toEqual(new Set([position]));
    expect(acknowledgements.find(({ actor }) => actor === "orders")!.emitted).toBeGreaterThan(0);
    expect(await statusOf("H1")).toBe("canceled");
    expect((await submit({ side: "buy", qty: "1" })).body)
      .toMatchObject({ status: "denied", reject_reason: "tradingHalted" });
    expect((await send("POST", "/v1/resume", { reason: "the drill is over" })).status).toBe(200);
    await expect.poll(async () => (await submit({ side: "buy", qty: "1" })).body["status"])
      .toMatch(/filled|new|partially_filled/);
  }, 180_000);

  it("are worked by an algorithm in children, and canceled like any other", async () => {
    const asked = {
      ...{ side: "buy", qty: "40", client_order_id: "T1", algorithm: "twap" },
      algorithm_parameters: { duration_s: 2, slices: 4, rest_ms: 0 },
    };
    const { status, body } = await submit(asked);
    expect([status, body["status"], body["algorithm"]]).toEqual([201, "new", "twap"]);
    expect((await submit(asked)).status).toBe(201);
    expect(await submit({ ...asked, qty: "41" })).toMatchObject({ status: 409 });
    await expect.poll(() => statusOf("T1"), soon).toBe("filled");
    const children = gateway.hub.newest("orders").filter((one) => one.algorithm_order_id === "T1");
    expect(children.length).toBeGreaterThanOrEqual(4);
    expect((await get("/v1/algorithm-orders/T1"))["filled_qty"]).toBe("40");
    const long = { ...asked, client_order_id: "T2", algorithm_parameters: { duration_s: 3_600 } };
    await submit(long);
    expect((await send("DELETE", "/v1/orders/T2")).status).toBe(202);
    await expect.poll(() => statusOf("T2"), soon).toBe("canceled");
    const wrong = { ...asked, client_order_id: "T3", algorithm_parameters: { slices: 0 } };
    expect(await submit(wrong)).toMatchObject({ status: 400 });
  }, 180_000);

  it("are held to limits that change while trading goes on", async () => {
    const limits = await get("/v1/risk/limits") as unknown as Risk.LimitsAnswer;
    const at = (answer: Risk.LimitsAnswer, name: string) =>
      answer.limits.find((one) => one.name === name)!;
    expect(at(limits, "max_order_quantity_lots")).toMatchObject({ source: "default" });
    const asked = { limits: { max_order_quantity_lots: 2 }, reason: "a drill" };
    const put = (body: object, ifMatch?: string) =>
      fetch(`${gateway.url}/v1/risk/limits`, {
        method: "PUT",
        body: JSON.stringify(body),
        headers: {
          "content-type": "application/json",
          ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
        },
      });
    const changed = await put(asked, `"${limits.version}"`);
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).toContain(`"${limits.version + 1}"`);
    const now = await changed.json() as Risk.LimitsAnswer;
    expect(at(now, "max_order_quantity_lots")).toMatchObject({ value: 2, source: "all" });
    expect((await submit({ side: "buy", qty: "3" })).body).toMatchObject({
      reject_reason: "orderQuantityLimit",
    });
    expect((await put(asked, `"${limits.version}"`)).status).toBe(412);
    const wrong = await put({ ...asked, limits: { max_open_orders: 0, none: 1 } });
    expect(wrong.status).toBe(400);
    expect((await wrong.json() as Protocol.Problem).errors!.map(({ path }) => path)).toEqual([
      "limits.max_open_orders",
      "limits.none",
    ]);
    const back = { limits: { max_order_quantity_lots: null }, reason: "the drill is over" };
    expect((await put({ ...back, version: limits.version + 1 })).status).toBe(200);
    expect((await submit({ side: "buy", qty: "3" })).body["status"]).not.toBe("denied");
  }, 180_000);

  it("are stopped, and their positions closed, when a heartbeat does not come", async () => {
    const holds = () =>
      gateway.hub.newest("positions").filter(({ qty }) => Number(qty) !== 0).length;
    await submit({ side: "buy", qty: "3", client_order_id: "D1" });
    await expect.poll(holds, soon).toBeGreaterThan(0);
    const armed = await send("PUT", "/v1/deadman", { timeout_s: 0.5, flatten: true });
    expect(armed).toMatchObject({ status: 200, body: { armed: true, timeout_s: 0.5 } });
    const status = async () => (await get("/v1/risk/status") as never as StatusList).data[0];
    await expect.poll(status, soon)
      .toMatchObject({
        state: "halted",
        reason: "No heartbeat for 0.5 s: the dead-man's switch",
      });
    await expect.poll(holds, soon).toBe(0);
    expect(await get("/v1/deadman")).toMatchObject({ armed: false });
    expect((await send("POST", "/v1/resume", { reason: "the drill is over" })).body)
      .toMatchObject({ complete: true, state: "active" });
  }, 180_000);
});
