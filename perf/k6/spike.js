// A spike: REST goes from quiet to ten times the usual and back; nothing fails, and it is quick again afterwards. Run by `npm run k6`.
import http from "k6/http";
import exec from "k6/execution";
import { check } from "k6";

const base = __ENV.BASE_URL;
const rate = Number(__ENV.REST_RATE);

export const options = {
  scenarios: {
    spike: {
      executor: "ramping-arrival-rate",
      startRate: rate / 4,
      timeUnit: "1s",
      preAllocatedVUs: 100,
      maxVUs: 400,
      stages: [
        { target: rate / 4, duration: "5s" },
        { target: rate * 2, duration: "2s" },
        { target: rate * 2, duration: "6s" },
        { target: rate / 4, duration: "2s" },
        { target: rate / 4, duration: "10s" },
      ],
    },
  },
  thresholds: {
    "http_req_duration{part:after}": [`p(95)<${__ENV.REST_P95_MS}`],
    http_req_failed: [`rate<${__ENV.FAILED_SHARE}`],
    checks: ["rate>0.999"],
  },
};

/** One request; a refusal with 429 is an answer too, and says when to come again. */
export default function () {
  // The last 10 of 25 s, but for the second in which the rate still falls.
  const part = exec.scenario.progress < 0.64 ? "during" : "after";
  const answer = http.get(`${base}/v1/quotes/latest`, { tags: { kind: "read", part } });
  check(answer, { "is an answer": ({ status }) => status === 200 || status === 429 });
}
