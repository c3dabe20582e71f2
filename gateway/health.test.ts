// Health: what is said of the whole where parts of it are missing.
import { afterEach, beforeEach, expect, it } from "vitest";
import { nowUs } from "../actors/run/clock.ts";
import { type ProcessStatus, type Stage, stages } from "../streams/status.ts";
import { healthOf } from "./health.ts";
import { Hub } from "./hub.ts";
import { silentMs } from "./limits.ts";
import { beginning } from "./live/places.ts";

let hub: Hub;
let position = 0;

beforeEach(() => {
  hub = new Hub(() => Promise.resolve({ entries: [], upTo: beginning }));
});
afterEach(() => hub.close());

const say = (
  process: ProcessStatus["process"],
  more: Partial<ProcessStatus> = {},
): void =>
  hub.tell("status", {
    ...{ process, state: "running", timeUs: nowUs(), startedTimeUs: 0 },
    ...{ actors: [], streams: [], memoryBytes: 1 },
    ...more,
  }, { position: position++, outputIndex: 0 });

const stage = (one: Stage, more: Partial<ProcessStatus> = {}) =>
  say("core", { stages: [one], ...more });

it("is down without a core, and degraded without the recorder", () => {
  say("recorder");
  expect(healthOf(hub).status).toBe("down");
  say("core");
  expect(healthOf(hub).status).toBe("ok");
  say("recorder", { timeUs: nowUs() - 2_000 * silentMs });
  expect(healthOf(hub).status).toBe("degraded");
});

it("is degraded as long as a stage of a split pipeline is missing or only begins", () => {
  say("recorder");
  for (const one of stages.slice(0, 3)) stage(one);
  expect(healthOf(hub).status).toBe("degraded");
  stage("trading", { state: "starting" });
  expect(healthOf(hub).status).toBe("degraded");
  stage("trading");
  expect(healthOf(hub).status).toBe("ok");
  stage("market", { timeUs: nowUs() - 2_000 * silentMs });
  expect(healthOf(hub).status).toBe("degraded");
});

it("is degraded while the core begins, and down where it failed", () => {
  say("recorder");
  say("core", { state: "starting" });
  expect(healthOf(hub).status).toBe("degraded");
  say("core", { state: "failed" });
  expect(healthOf(hub).status).toBe("down");
});
