// A soak: what a desk asks all day, for long: sockets, reads and orders at once, as quick at the end as at the beginning. Run by `npm run k6`.
import http from "k6/http";
import exec from "k6/execution";
import { check } from "k6";
import { Counter } from "k6/metrics";
import { WebSocket } from "k6/experimental/websockets";

const base = __ENV.BASE_URL;
const seconds = Number(__ENV.SOAK_SECONDS);
const broken = new Counter("stream_errors");
const paths = [
  "/v1/quotes/latest",
  "/v1/orders?limit=20",
  "/v1/fills?limit=20",
  "/v1/positions",
  "/v1/signals?limit=20",
  "/v1/predictions?limit=20",
  "/v1/portfolio/paper",
  "/v1/alerts",
  "/metrics",
];

export const options = {
  scenarios: {
    watchers: {
      executor: "per-vu-iterations",
      vus: 50,
      iterations: 1,
      maxDuration: `${seconds + 20}s`,
      exec: "watch",
    },
    readers: {
      executor: "constant-arrival-rate",
      rate: 20,
      timeUnit: "1s",
      duration: `${seconds}s`,
      preAllocatedVUs: 10,
      maxVUs: 50,
      exec: "read",
    },
    traders: {
      executor: "constant-arrival-rate",
      rate: 1,
      timeUnit: "1s",
      duration: `${seconds}s`,
      preAllocatedVUs: 5,
      exec: "trade",
    },
  },
  thresholds: {
    "http_req_duration{kind:read,part:first}": [`p(95)<${__ENV.REST_P95_MS}`],
    "http_req_duration{kind:read,part:last}": [`p(95)<${__ENV.REST_P95_MS}`],
    "http_req_duration{kind:order}": [`p(95)<${__ENV.EXECUTION_P95_MS}`],
    http_req_failed: [`rate<${__ENV.FAILED_SHARE}`],
    stream_errors: ["count<1"],
    checks: ["rate>0.999"],
  },
};

/** Listens to everything that an account hears, until the end. */
export function watch() {
  const socket = new WebSocket(`${base.replace("http", "ws")}/v1/stream`);
  const channels = ["quotes", "orders", "fills", "positions", "alerts"].map((name) => ({ name }));
  let [seen, over] = [0, false];
  socket.onopen = () => {
    socket.send(JSON.stringify({ op: "subscribe", channels }));
    setTimeout(() => {
      over = true;
      socket.close();
    }, seconds * 1000);
  };
  socket.onmessage = () => seen++;
  socket.onerror = () => broken.add(1);
  socket.onclose = () => {
    if (!over) broken.add(1);
    check(seen, { "hears of the market": (count) => count > seconds });
  };
}

/** One request; the halves of the run are compared. */
export function read() {
  const path = paths[(__VU * 7 + __ITER) % paths.length];
  const part = exec.scenario.progress < 0.5 ? "first" : "last";
  const answer = http.get(`${base}${path}`, {
    tags: { kind: "read", part, name: path.split("?")[0] },
  });
  check(answer, { "answers with data": ({ status }) => status === 200 });
}

/** One small order, now a buy and now a sell. */
export function trade() {
  const order = {
    symbol: "ALTO.sim",
    side: exec.scenario.iterationInTest % 2 === 0 ? "buy" : "sell",
    qty: "1",
    client_order_id: `k6-soak-${__VU}-${__ITER}-${Date.now()}`,
  };
  const answer = http.post(`${base}/v1/orders`, JSON.stringify(order), {
    headers: { "content-type": "application/json" },
    tags: { kind: "order" },
  });
  check(answer, { "is one order": ({ status }) => status === 201 });
}
