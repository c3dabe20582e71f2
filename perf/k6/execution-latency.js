// How long an order takes from the client until the paper venue has it, durably. Run by `npm run k6`.
import http from "k6/http";
import exec from "k6/execution";
import { check } from "k6";
import { Trend } from "k6/metrics";

const base = __ENV.BASE_URL;
const accepted = new Trend("execution_latency_milliseconds", true);
// Instruments that tick often; the client measures, so its own time is in it.
const symbols = ["ALTO.sim", "CIRRUS.sim", "NIMBUS.sim", "STRATUS.sim", "ZEPHYR.sim"];
/** How far below the bid an order is: the collar of risk begins at 0.5 %. */
const below = 0.002;

export const options = {
  scenarios: {
    orders: {
      executor: "constant-arrival-rate",
      rate: 10,
      timeUnit: "1s",
      duration: __ENV.DURATION,
      preAllocatedVUs: 20,
    },
  },
  thresholds: {
    execution_latency_milliseconds: [`p(95)<${__ENV.EXECUTION_P95_MS}`],
    http_req_failed: [`rate<${__ENV.FAILED_SHARE}`],
    checks: ["rate==1"],
  },
};

/** What prices of an instrument are counted in. */
export function setup() {
  const { data } = http.get(`${base}/v1/instruments`).json();
  return Object.fromEntries(
    data.map((one) => [one.symbol, { tick: Number(one.tick_size), decimals: one.price_decimals }]),
  );
}

/**
 * Submits a small order that the venue accepts and keeps, and cancels it. The strategies trade for the
 * same account, and risk denies an order that could meet one of theirs: these buy below every bid.
 */
export default function (instruments) {
  const symbol = symbols[exec.scenario.iterationInTest % symbols.length];
  const quotes = http.get(`${base}/v1/quotes/latest`, { tags: { name: "GET /v1/quotes/latest" } });
  const bid = Number(quotes.json().data.find((one) => one.symbol === symbol).bp);
  const { tick, decimals } = instruments[symbol];
  const body = {
    symbol,
    side: "buy",
    qty: "10",
    type: "limit",
    limit_price: (Math.floor(bid * (1 - below) / tick) * tick).toFixed(decimals),
    client_order_id: `k6-${__VU}-${__ITER}-${Date.now()}`,
    reason: "k6",
  };
  const answer = http.post(`${base}/v1/orders`, JSON.stringify(body), {
    headers: { "content-type": "application/json" },
    tags: { name: "POST /v1/orders" },
  });
  accepted.add(answer.timings.duration);
  const order = answer.json();
  check(answer, {
    "is one order that the venue accepted": () =>
      answer.status === 201 && ["accepted", "new"].includes(order.status),
  });
  const gone = http.del(`${base}/v1/orders/${body.client_order_id}`, null, {
    tags: { name: "DELETE /v1/orders" },
  });
  check(gone, { "can be cancelled": ({ status }) => status < 300 });
}
