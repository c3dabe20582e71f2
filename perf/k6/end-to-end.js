// A user from end to end: quotes, signals, an order and its fill, the portfolio, a rebalance plan, a backtest. Run by `npm run k6`.
import http from "k6/http";
import ws from "k6/ws";
import { check, group, sleep } from "k6";

const base = __ENV.BASE_URL;
const json = { headers: { "content-type": "application/json" } };

export const options = {
  scenarios: {
    users: { executor: "constant-vus", vus: 5, duration: __ENV.DURATION, exec: "user" },
    watchers: { executor: "constant-vus", vus: 20, duration: __ENV.DURATION, exec: "watcher" },
  },
  thresholds: {
    "http_req_duration{kind:read}": [`p(95)<${__ENV.REST_P95_MS}`],
    ws_connecting: [`p(95)<${__ENV.SOCKET_P95_MS}`],
    http_req_failed: [`rate<${__ENV.FAILED_SHARE}`],
    checks: ["rate>0.99"],
  },
};

const read = (path) =>
  http.get(`${base}${path}`, { tags: { kind: "read", name: path.split("?")[0] } });

/** Looks around, trades, plans and tests. */
export function user() {
  group("looks around", () => {
    for (
      const path of [
        "/v1/health",
        "/v1/quotes/latest",
        "/v1/signals?limit=20",
        "/v1/orders?limit=20",
        "/v1/fills?limit=20",
        "/api/portfolio/paper",
      ]
    ) {
      const answer = read(path);
      check(answer, { "answers with data": ({ status }) => status === 200 });
    }
  });
  group("trades", () => {
    const id = `k6-e2e-${__VU}-${__ITER}-${Date.now()}`;
    const order = {
      symbol: "ALTO.sim",
      side: __ITER % 2 === 0 ? "buy" : "sell",
      qty: "1",
      client_order_id: id,
    };
    const sent = http.post(`${base}/api/orders`, JSON.stringify(order), json);
    check(sent, { "is an order": ({ status }) => status === 201 });
    const again = http.post(`${base}/api/orders`, JSON.stringify(order), json);
    check(again, {
      "is the same order when sent again": (one) =>
        one.status === 201 && one.json().venue_order_id === sent.json().venue_order_id,
    });
  });
  group("plans", () => {
    const plan = { targets: { "ALTO.sim": 0.5, "CIRRUS.sim": 0.4 }, capital: 10000 };
    const answer = http.post(`${base}/api/portfolio/paper/rebalance`, JSON.stringify(plan), json);
    check(answer, { "is a plan": ({ status }) => status === 200 });
  });
  if (__ITER === 0) {
    group("tests", () => {
      const run = http.post(
        `${base}/api/backtest`,
        JSON.stringify({ strategy: "grid-maker", ticks: 5000 }),
        json,
      );
      check(run, { "is a job": ({ status }) => status === 202 });
    });
  }
  sleep(1);
}

/** Watches live quotes for some seconds. */
export function watcher() {
  const address = `${base.replace("http", "ws")}/v1/stream`;
  let updates = 0;
  ws.connect(address, {}, (socket) => {
    socket.on(
      "open",
      () => socket.send(JSON.stringify({ op: "subscribe", channels: [{ name: "quotes" }] })),
    );
    socket.on("message", () => updates++);
    socket.setTimeout(() => socket.close(), 5000);
  });
  check(updates, { "hears of the market": (count) => count > 3 });
}
