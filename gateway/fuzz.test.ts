// A little of the fuzz run on the running system: hostile requests and frames, and nothing that must not come. The long one: npm run fuzz.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostileFrames } from "../perf/fuzz/frames.ts";
import { hostileRequests } from "../perf/fuzz/requests.ts";
import { samples } from "../perf/fuzz/samples.ts";
import { sendAll } from "../perf/fuzz/send.ts";
import { sendFrames } from "../perf/fuzz/sockets.ts";
import { openApi } from "./contracts/main.ts";
import { type Stack, startStack } from "./testing-stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ args: ["--access=keys"], env: { CONTRAIL_RATE_SHARE: "1000" } });
}, 300_000);
afterAll(() => stack?.stop(), 300_000);
const patienceMs = 60_000;

describe("hostile requests made of the document", () => {
  it("get no 5xx, no hang, no leak, and a problem for whatever is wrong", async () => {
    const requests = hostileRequests(openApi(), stack.adminKey);
    const outcome = await sendAll(samples(requests, { count: 1_000, seed: 7 }), {
      ...{ url: stack.url, connections: 8, patienceMs },
    });
    expect(outcome.findings).toEqual([]);
    expect(outcome.requests).toBe(1_000);
    // Not all are refused at the door: some get as far as the pipeline.
    expect(outcome.statuses["200"]).toBeGreaterThan(50);
    expect(outcome.statuses["400"]).toBeGreaterThan(100);
  }, 600_000);
});

describe("hostile frames", () => {
  it("are answered or hung up on, and the next client is served", async () => {
    const outcome = await sendFrames(samples(hostileFrames, { count: 2_000, seed: 7 }), {
      ...{ url: stack.url, credential: stack.adminKey, connections: 8, framesEach: 40, patienceMs },
    });
    expect(outcome).toMatchObject({ hangs: 0, refused: 0, frames: 2_000 });
  }, 600_000);
});

describe("the system afterwards", () => {
  it("runs, has not restarted, and has told of no failure of its own", async () => {
    const headers = { authorization: `Bearer ${stack.adminKey}` };
    expect((await fetch(`${stack.url}/v1/instruments`, { headers })).status).toBe(200);
    expect(stack.output()).not.toMatch(/unhandled|error: request|restart|died/i);
  });
});
