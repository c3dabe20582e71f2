// The API over real servers: every route answers, and every wrong request is told what was wrong.
import { Schema } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routesOf } from "./app.ts";
import type { BacktestAnswer, EquityPoint, StrategyAnswer } from "./backtests/protocol.ts";
import { Jobs } from "./backtests/jobs.ts";
import { Problem } from "./schemas.ts";
import { startTestGateway, type TestGateway } from "./testing.ts";
import type { CostsPage } from "./costs/protocol.ts";
import type { PortfolioAnswer } from "./portfolio/protocol.ts";
import type { AccountPoint, RefusalAnswer } from "./watch/protocol.ts";
import { fillId, plainFillId, story } from "./testing-story.ts";
import type * as Protocol from "./protocol.ts";

const routes = routesOf(new Jobs(join(tmpdir(), "contrail-no-jobs")));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(story);
}, 300_000);
afterAll(() => gateway?.stop());

const get = (path: string, init: RequestInit = {}) => fetch(`${gateway.url}${path}`, init);

/** The answer of a path, checked against the schema its route promises. */
const answer = async <A>(path: string): Promise<A> => {
  const response = await get(path);
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  const asked = new URL(path, gateway.url).pathname;
  const route = routes.find((one) =>
    one.method === undefined && new RegExp(`^${one.path.replace(/\{\w+\}/, "[^/]+")}$`).test(asked)
  )!;
  return Schema.decodeUnknownSync(route.answer, { onExcessProperty: "error" })(body) as A;
};
const list = async <A>(path: string) => (await answer<Protocol.Page<A>>(path)).data;

/** The problem a path is answered with, in one line: status, code and the fields. */
const problem = async (path: string, init: RequestInit = {}): Promise<string> => {
  const response = await get(path, init);
  const text = await response.text();
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(text).not.toMatch(/\bat .*\.ts|node_modules|SELECT|Code: \d+/);
  const read = Schema.decodeUnknownSync(Problem)(JSON.parse(text));
  expect(read.status).toBe(response.status);
  expect(read.request_id).toBe(response.headers.get("x-request-id"));
  return [read.status, read.code, ...(read.errors ?? []).map((one) => one.path)].join(" ");
};

describe("orders by hand", () => {
  const post = (body: object, headers: Record<string, string> = {}) => ({
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
  const good = { symbol: "ALTO.sim", side: "buy", qty: "5", limit_price: "100.00" };

  it.each([
    [{}, "400 invalid symbol side qty"],
    [{ ...good, symbol: "NONE.sim" }, "400 invalid symbol"],
    [{ ...good, side: "BUY" }, "400 invalid side"],
    [{ ...good, qty: 5 }, "400 invalid qty"],
    [{ ...good, qty: "0" }, "400 invalid qty"],
    [{ ...good, qty: "0.5" }, "400 invalid qty"],
    [{ ...good, limit_price: "100.001" }, "400 invalid limit_price"],
    [{ ...good, type: "stop" }, "400 invalid limit_price"],
    [{ ...good, type: "stop_limit" }, "400 invalid stop_price"],
    [{ ...good, type: "iceberg" }, "400 invalid type"],
    [{ ...good, time_in_force: "gtd" }, "400 invalid expire_at"],
    [{ ...good, exec_inst: ["all_or_none"] }, "400 invalid exec_inst"],
    [{ ...good, client_order_id: "a b" }, "400 invalid client_order_id"],
    [{ ...good, leverage: 10 }, "400 invalid leverage"],
    [{ ...good, client_order_id: "A1" }, "409 conflict qty limit_price"],
    [good, "503 unavailable"],
  ])("%j is answered with %s", async (body, expected) => {
    expect(await problem("/v1/orders", post(body))).toBe(expected);
  });

  it("says what is wrong with what is no JSON", async () => {
    const text = { method: "POST", headers: { "content-type": "application/json" } };
    expect(await problem("/v1/orders", { ...text, body: "{" })).toBe("400 invalid body");
    expect(await problem("/v1/orders", { ...text, body: "[]" })).toBe("400 invalid body");
    expect(await problem("/v1/orders", { method: "POST", body: "symbol=ALTO.sim" }))
      .toBe("415 unsupportedMedia");
    expect(await problem("/v1/orders", post(good, { "idempotency-key": "a b" })))
      .toBe("400 invalid Idempotency-Key");
  });

  it("tells of one order, and refuses to change one that there is not", async () => {
    expect(await answer<Protocol.OrderAnswer>("/v1/orders/A1")).toMatchObject({ status: "filled" });
    expect(await problem("/v1/orders/none")).toBe("404 notFound id");
    expect(await problem("/v1/orders/none", { method: "DELETE" })).toBe("404 notFound id");
    expect(await problem("/v1/halt", post({}))).toBe("400 invalid reason");
    expect(await answer("/v1/trading-state")).toEqual({
      ...{ account: "", state: "active", reason: "", position: null },
    });
  });
});

describe("backtests", () => {
  const post = (body: object) => ({
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const asked = { strategy: "grid-maker", ticks: 20_000, settings: { halfSpread: 2, interval: 1 } };

  it("run as jobs, and tell their figures", async () => {
    const response = await get("/v1/backtests", post(asked));
    expect(response.status).toBe(202);
    const { id } = await response.json() as BacktestAnswer;
    await expect.poll(
      async () => (await answer<BacktestAnswer>(`/v1/backtests/${id}`)).state,
      {
        timeout: 30_000,
      },
    ).toBe("done");
    const done = await answer<BacktestAnswer>(`/v1/backtests/${id}`);
    expect(done).toMatchObject({ progress: 1, error: "", request: asked });
    expect(done.result!["fills"]).toBeGreaterThan(0);
    const equity = await list<EquityPoint>(`/v1/backtests/${id}/equity?points=100`);
    expect(equity.length).toBeGreaterThan(10);
    expect(equity.length).toBeLessThanOrEqual(101);
    expect((await list(`/v1/backtests/${id}/fills?points=5`)).length).toBe(5);
    const sheet = await get(`/v1/backtests/${id}/tear-sheet`);
    expect([sheet.status, await sheet.text()]).toEqual([200, expect.stringContaining("<svg")]);
    expect((await list<BacktestAnswer>("/v1/backtests")).map((one) => one.id)).toContain(
      id,
    );
  }, 40_000);

  it("tell why they failed, and are cancelled", async () => {
    const ran = async (body: object) =>
      (await (await get("/v1/backtests", post(body))).json() as BacktestAnswer).id;
    const stateOf = async (id: string) =>
      (await answer<BacktestAnswer>(`/v1/backtests/${id}`)).state;
    const wrong = await ran({ ...asked, settings: { levels: 0 } });
    await expect.poll(() => stateOf(wrong), { timeout: 20_000 }).toBe("failed");
    expect((await answer<BacktestAnswer>(`/v1/backtests/${wrong}`)).error)
      .toMatch(/"levels=0": expected a number from 1 to 100/);
    const long = await ran({ ...asked, ticks: 50_000_000 });
    await expect.poll(() => stateOf(long), { timeout: 20_000 }).toBe("running");
    expect((await get(`/v1/backtests/${long}`, { method: "DELETE" })).status).toBe(202);
    await expect.poll(() => stateOf(long), { timeout: 20_000 }).toBe("cancelled");
  }, 180_000);

  it("are refused with what is wrong", async () => {
    expect(await problem("/v1/backtests", post({ strategy: "nope" }))).toBe("400 invalid strategy");
    expect(await problem("/v1/backtests", post({ ...asked, recording: "../secrets" })))
      .toBe("400 invalid recording");
    expect(await problem("/v1/backtests", post({ ...asked, settings: { a: "b" } })))
      .toBe("400 invalid settings");
    expect(await problem("/v1/backtests/none")).toBe("404 notFound id");
    expect(await problem("/v1/backtests/none/tear-sheet")).toBe("404 notFound id");
    expect((await list<StrategyAnswer>("/v1/strategies")).map((one) => one.name))
      .toContain("moving-average-cross");
    await list("/v1/recordings");
  });
});

describe("the lists", () => {
  it("tells the instruments with their units", async () => {
    const all = await list<Protocol.InstrumentAnswer>("/v1/instruments");
    expect(all.find((one) => one.symbol === "ALTO.sim")).toMatchObject({
      tick_size: "0.01",
      price_decimals: 2,
    });
  });

  it("tells the last quote of each instrument", async () => {
    const quotes = await list<Protocol.QuoteAnswer>("/v1/quotes/latest");
    expect(quotes.map((one) => [one.symbol, one.bp, one.ap])).toEqual(
      expect.arrayContaining([["ALTO.sim", "100.04", "100.14"], ["CUMULUS.sim", "20.00", "20.05"]]),
    );
    const one = await list<Protocol.QuoteAnswer>("/v1/quotes/latest?symbol=ALTO.sim");
    expect(one.map(({ t }) => t)).toEqual(["2026-01-02T14:30:14.000000Z"]);
  });

  it("tells bars of a second and of a minute", async () => {
    const seconds = await list<Protocol.BarAnswer>("/v1/bars?symbol=ALTO.sim&timeframe=1s");
    expect(seconds.map((one) => one.c)).toEqual(["100.07", "100.05"]);
    expect(await list("/v1/bars?symbol=ALTO.sim")).toEqual([{
      symbol: "ALTO.sim",
      timeframe: "1m",
      t: "2026-01-02T14:30:04.000000Z",
      ...{ o: "100.00", h: "100.10", l: "99.95", c: "100.05", v: "70", n: 7, position: 4 },
    }]);
  });

  it("folds an order's commands, events and fills into one", async () => {
    const orders = await list<Protocol.OrderAnswer>("/v1/orders");
    expect(orders.map((one) => [one.client_order_id, one.status])).toEqual([
      ["B1", "denied"],
      ["B0", "pending_new"],
      ["A1", "filled"],
    ]);
    expect(orders[2]).toMatchObject({
      venue_order_id: "V1",
      qty: "30",
      filled_qty: "30",
      // 10 at 100.08 and 20 at 100.10, to half a tick.
      filled_avg_price: "100.095",
      limit_price: "100.10",
      updated_at: "2026-01-02T14:30:14.000000Z",
    });
    expect(orders[0]).toMatchObject({ reject_reason: "positionLimit", limit_price: null });
  });

  it("keeps only what a symbol and a strategy ask for", async () => {
    const path = "/v1/orders?symbol=CUMULUS.sim&strategy=imbalance-taker";
    expect(await list(path)).toHaveLength(2);
    expect(await list("/v1/fills?symbol=CUMULUS.sim")).toHaveLength(1);
    expect(await list("/v1/signals?strategy=prediction-follower")).toHaveLength(1);
    expect(await list("/v1/positions?strategy=nobody")).toEqual([]);
    expect(await list("/v1/dead-letters")).toEqual([]);
    const course = await list<AccountPoint>("/v1/portfolio/paper/equity?points=10");
    const held = await list<Protocol.PositionAnswer>("/v1/positions");
    const earned = held.reduce(
      (sum, one) => sum + Number(one.realized_pl) + Number(one.unrealized_pl) - Number(one.fees),
      0,
    );
    expect(course.at(-1)!.equity).toBeCloseTo(100_000 + earned, 6);
    const { equity, warnings } = await answer<PortfolioAnswer>("/v1/portfolio/paper");
    expect([equity, warnings]).toEqual([expect.closeTo(100_000 + earned, 6), []]);
  });

  it("tells what is held now, once for each strategy and instrument", async () => {
    const [held, ...others] = await list<Protocol.PositionAnswer>("/v1/positions");
    expect(others).toEqual([]);
    expect(held).toMatchObject({
      side: "long",
      qty: "30",
      avg_entry_price: "100.095",
      unrealized_pl: "-0.200",
    });
  });

  it("tells what orders cost beside the market, and what nobody can say of it", async () => {
    const { data: [a1], strategies } = await answer<CostsPage>("/v1/tca?symbol=ALTO.sim");
    expect(a1).toMatchObject({ arrival_price: "100.050", fills: 2, markout_10s_bps: null });
    const arrival_bps = expect.closeTo(130 / 300_150 * 1e4, 9);
    expect(strategies).toMatchObject([{ orders: 1, arrival_bps, filled_share: 1, fees: 24.68 }]);
  });

  it("tells predictions and refusals as they were recorded", async () => {
    const [prediction] = await list<Protocol.PredictionAnswer>("/v1/predictions");
    expect(prediction).toMatchObject({ model: "m", model_sha256: "ab".repeat(32) });
    const [refusal] = await list<RefusalAnswer>("/v1/refusals");
    expect(refusal).toMatchObject({ field: "price", value: "<script>", count: 3 });
  });

  it("goes through a list page by page, each item once, to its end", async () => {
    for (const path of ["/v1/tca", "/v1/orders", "/v1/bars?symbol=ALTO.sim&timeframe=1s"]) {
      const glue = path.includes("?") ? "&" : "?";
      const whole = await list(path);
      const seen: unknown[] = [];
      let cursor = "";
      do {
        const page = await answer<Protocol.Page<unknown>>(`${path}${glue}limit=1${cursor}`);
        expect(page.data).toHaveLength(1);
        seen.push(...page.data);
        cursor = page.next_cursor === null ? "" : `&cursor=${page.next_cursor}`;
      } while (cursor !== "");
      expect(seen).toEqual(whole);
    }
  });
});

describe("why a fill happened", () => {
  const why = (id: string) => answer<Protocol.WhyAnswer>(`/v1/fills/${encodeURIComponent(id)}/why`);

  it("leads from the fill back to the tick, with every number on the way", async () => {
    const told = await why(fillId);
    expect(told.fill).toMatchObject({ id: fillId, price: "100.10", qty: "20" });
    expect(told.order).toMatchObject({ client_order_id: "A1", qty: "30" });
    expect(told.order_events.map((one) => one.event)).toEqual([
      "submitted",
      "accepted",
      "partiallyFilled",
      "filled",
    ]);
    expect(told.risk).toEqual({
      decision: "approved",
      reason: "none",
      checks: [
        { name: "orderQuantityLimit", value: 30, limit: 1000 },
        { name: "priceCollar", value: 12.5, limit: 50 },
      ],
    });
    expect(told.signal).toMatchObject({ id: "s/10", prediction_position: 10 });
    expect(told.prediction).toMatchObject({ probability_up: 0.75, model_version: 1 });
    expect(told.prediction_reason).toBeNull();
    expect(told.features).toMatchObject({ position: 10, values: { imbalance1: 0.25 } });
    expect(told.tick).toMatchObject({ kind: "quote", position: 10, symbol: "ALTO.sim" });
    const trace_id = "636f6e747261696c16a36e86f6fed5d4";
    expect(told).toMatchObject({ order_tick: null, order_to_fill_us: 4_000_000, trace_id });
  });

  it("counts each hop from the one it waits for", async () => {
    const { hops } = await why(fillId);
    expect(hops.map((hop) => [hop.name, hop.after, hop.took_us])).toEqual([
      ["tick received", null, null],
      ["features computed", "tick received", 50],
      ["prediction received", "features computed", 500],
      ["order approved", "prediction received", 50],
      ["tick durable", "tick received", 400],
      ["order durable", "order approved", 500],
      ["order released", "order durable", 10],
    ]);
  });

  it("says why there is no prediction, and shows the features of the signal", async () => {
    const told = await why(plainFillId);
    expect(told.prediction).toBeNull();
    expect(told.prediction_reason).toBe('Strategy "imbalance-taker" decides on features alone');
    expect(told.features).toMatchObject({ position: 20, values: { imbalance1: -0.5 } });
    expect(told.hops).toEqual([]);
  });
});

describe("a wrong request", () => {
  it.each([
    ["/v1/fills?limit=ten", "400 invalid limit"],
    ["/v1/fills?limit=0", "400 invalid limit"],
    ["/v1/fills?limit=-1", "400 invalid limit"],
    ["/v1/fills?limit=1e3", "400 invalid limit"],
    ["/v1/fills?limit=99999999999999999999", "400 invalid limit"],
    ["/v1/fills?limit=5&limit=6", "400 invalid limit"],
    ["/v1/fills?limit=", "400 invalid limit"],
    ["/v1/fills?symbol=NOPE.sim", "400 invalid symbol"],
    ["/v1/quotes/latest?symbol=NOPE.sim", "400 invalid symbol"],
    ["/v1/orders?symbol=%27%20OR%201%3D1", "400 invalid symbol"],
    ["/v1/orders?strategy=%27%3B%20DROP%20TABLE%20fills", "400 invalid strategy"],
    ["/v1/orders?cursor=bm90IG91cnM", "400 invalid cursor"],
    ["/v1/orders?cursor=%00", "400 invalid cursor"],
    ["/v1/orders?cursor=nine&limit=x", "400 invalid limit cursor"],
    ["/v1/orders?limt=5", "400 invalid limt"],
    ["/v1/orders?__proto__=5", "400 invalid __proto__"],
    ["/v1/bars", "400 invalid symbol"],
    ["/v1/bars?symbol=ALTO.sim&timeframe=5m", "400 invalid timeframe"],
    ["/v1/instruments?limit=5", "400 invalid limit"],
    ["/v1/fills/no%2Fsuch%2Ffill/why", "404 notFound id"],
    ["/v1/fills/%E0%A4%A/why", "404 notFound id"],
    ["/v1/nothing", "404 notFound"],
    ["/v1", "404 notFound"],
    ["/v1/stream", "426 upgradeRequired"],
    ["/assets/none.js", "404 notFound"],
    ["/%E0", "400 invalid path"],
  ])("%s is answered with %s", async (path, expected) => {
    expect(await problem(path)).toBe(expected);
  });

  it("is told that nothing can be changed, with what is allowed", async () => {
    expect(await problem("/v1/fills", { method: "POST", body: "{" })).toBe("405 methodNotAllowed");
    const { headers } = await get("/v1/fills", { method: "DELETE" });
    expect(headers.get("allow")).toBe("GET, HEAD");
    expect((await get("/v1/orders", { method: "PUT" })).headers.get("allow")).toBe(
      "GET, HEAD, DELETE, POST",
    );
  });

  it("of somebody else's page is refused", async () => {
    const page = { headers: { origin: "https://evil.example" } };
    expect(await problem("/v1/orders", page)).toBe("403 forbidden");
    expect(await problem("/v1/orders", { headers: { origin: "null" } })).toBe("403 forbidden");
    const own = await get("/v1/orders", { headers: { origin: gateway.url } });
    expect(own.status).toBe(200);
  });
});

describe("beside the API", () => {
  it("gives every answer safe headers and a request id of the caller's choice", async () => {
    const { headers } = await get("/v1/orders", { headers: { "x-request-id": "abc-12345678" } });
    expect(headers.get("x-request-id")).toBe("abc-12345678");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy")).not.toMatch(/script-src[^;]*unsafe/);
  });

  it("describes every route in an OpenAPI 3.1 document without loose ends", async () => {
    const text = await (await get("/openapi.json")).text();
    const document = JSON.parse(text);
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual([...new Set(routes.map((route) => route.path))]);
    const schemas = document.components.schemas;
    const referred = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(referred.length).toBeGreaterThan(10);
    for (const [, name] of referred) expect(schemas).toHaveProperty(name!);
    expect(document.paths["/v1/bars"].get.parameters).toContainEqual(
      expect.objectContaining({ name: "symbol", in: "query", required: true }),
    );
  });

  it("tells health and metrics from what the processes say of themselves", async () => {
    expect((await get("/v1/health")).status).toBe(503);
  });
});
