// How long an order takes from the client until the paper venue has it, durably. Run by `npm run k6`.
import http from "k6/http";
import exec from "k6/execution";
import { check } from "k6";
import { Trend } from "k6/metrics";

const base = __ENV.BASE_URL;
const accepted = new Trend("execution_latency_milliseconds", true);
// Two times three instruments that tick often; the client measures, so its own time is in it.
const symbols = [["ALTO.sim", "CIRRUS.sim", "NIMBUS.sim"], [
  "STRATUS.sim",
  "ZEPHYR.sim",
  "CUMULUS.sim",
]];

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
    checks: ["rate>0.99"],
  },
};

/**
 * Submits a small order. Risk denies one that would trade with another of ours that is under way, so
 * three instruments are bought for two seconds, then the others, and then they are sold again.
 */
export default function () {
  const turn = Math.floor(exec.scenario.iterationInTest / 20) % 4;
  const body = {
    symbol: symbols[turn % 2][exec.scenario.iterationInTest % 3],
    side: turn < 2 ? "buy" : "sell",
    qty: "10",
    type: "market",
    client_order_id: `k6-${__VU}-${__ITER}-${Date.now()}`,
    reason: "k6",
  };
  const answer = http.post(`${base}/v1/orders`, JSON.stringify(body), {
    headers: { "content-type": "application/json" },
    tags: { name: "POST /v1/orders" },
  });
  const order = answer.json();
  check(answer, {
    "is one order that risk let pass": () => answer.status === 201 && order.status !== "denied",
  });
  accepted.add(answer.timings.duration);
}
