// Many clients on live quotes, and REST beside them: how old a message is when it arrives, and how long an answer takes. Run by `npm run k6`.
import http from "k6/http";
import { check } from "k6";
import { Counter, Trend } from "k6/metrics";
import { WebSocket } from "k6/experimental/websockets";

const base = __ENV.BASE_URL;
const clients = Number(__ENV.CLIENTS);
const perUser = 20;
const seconds = Number(__ENV.SECONDS);
const warmSeconds = 10;
const fanOut = new Trend("fan_out_milliseconds", true);
const messages = new Counter("stream_messages");
const broken = new Counter("stream_errors");
const paths = [
  "/v1/quotes/latest",
  "/v1/instruments",
  "/v1/orders?limit=20",
  "/v1/fills?limit=20",
  "/v1/positions?limit=20",
  "/v1/portfolio/paper",
  "/v1/trading-state",
  "/v1/health",
];

export const options = {
  scenarios: {
    watchers: {
      executor: "per-vu-iterations",
      vus: clients / perUser,
      iterations: 1,
      maxDuration: `${seconds + warmSeconds + 20}s`,
      exec: "watch",
    },
    readers: {
      executor: "constant-arrival-rate",
      rate: Number(__ENV.REST_RATE),
      timeUnit: "1s",
      startTime: `${warmSeconds}s`,
      duration: `${seconds}s`,
      preAllocatedVUs: 40,
      maxVUs: 200,
      exec: "read",
    },
  },
  thresholds: {
    fan_out_milliseconds: [`p(95)<${__ENV.FAN_OUT_P95_MS}`],
    "http_req_duration{kind:read}": [`p(95)<${__ENV.REST_P95_MS}`],
    http_req_failed: [`rate<${__ENV.FAILED_SHARE}`],
    stream_errors: ["count<1"],
    checks: ["rate>0.999"],
  },
};

/** Opens sockets one after the other, and measures once all users have theirs. */
export function watch() {
  const address = `${base.replace("http", "ws")}/v1/stream`;
  const begin = Date.now() + warmSeconds * 1000;
  for (let i = 0; i < perUser; i++) {
    setTimeout(() => listen(address, begin), (i / perUser) * (warmSeconds - 2) * 1000);
  }
}

const listen = (address, begin) => {
  const socket = new WebSocket(address);
  let seen = 0;
  let over = false;
  socket.onopen = () => {
    socket.send(JSON.stringify({ op: "subscribe", channels: [{ name: "quotes" }] }));
    setTimeout(() => {
      over = true;
      socket.close();
    }, begin + seconds * 1000 - Date.now());
  };
  socket.onmessage = ({ data }) => {
    const now = Date.now();
    const at = data.indexOf('"ts":"') + 6;
    // Every fourth message is measured, so that k6 itself does not become the bottleneck.
    if (++seen % 4 !== 0 || now < begin || data.indexOf('"update"') < 0) return;
    fanOut.add(now - Date.parse(`${data.slice(at, at + 23)}Z`));
    messages.add(4);
  };
  socket.onerror = () => broken.add(1);
  socket.onclose = () => {
    if (!over) broken.add(1);
    check(seen, { "hears of the market": (count) => count > seconds });
  };
};

/** One request of those that screens and programs ask most. */
export function read() {
  const path = paths[(__VU * 7 + __ITER) % paths.length];
  const answer = http.get(`${base}${path}`, {
    tags: { kind: "read", name: path.split("?")[0] },
  });
  check(answer, { "answers with data": ({ status }) => status === 200 });
}
