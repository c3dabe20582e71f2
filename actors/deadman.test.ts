// The dead-man's switch: late is late, a heartbeat in time is not, and a disarmed one never is.
import { describe, expect, it } from "vitest";
import { deadman, dueUs, overdue } from "./deadman.ts";
import { alone } from "./testing/alone.ts";
import { controlRow } from "./testing/rows.ts";

const second = 1_000_000;
const beat = (timeoutMs: number, ingestTimeUs: number, name = "", flatten = false) =>
  controlRow({
    ...{ control: "deadman", name, ingestTimeUs },
    value: JSON.stringify({ timeoutMs, flatten }),
  });

describe("the dead-man's switch", () => {
  it("is due a time-out after the last heartbeat", () => {
    const run = alone(deadman);
    expect(dueUs(run.state)).toBeUndefined();
    run.send(beat(5_000, 10 * second));
    expect(dueUs(run.state)).toBe(15 * second);
    expect(overdue(run.state, 15 * second - 1)).toEqual([]);
    expect(overdue(run.state, 15 * second).map(({ account }) => account)).toEqual([""]);
    run.send(beat(5_000, 14 * second));
    expect(overdue(run.state, 15 * second)).toEqual([]);
    run.send(beat(0, 16 * second));
    expect(dueUs(run.state)).toBeUndefined();
  });

  it("is one of each account", () => {
    const run = alone(deadman);
    run.send(beat(5_000, 0, "a"));
    run.send(beat(1_000, 0, "b", true));
    expect(dueUs(run.state)).toBe(second);
    expect(overdue(run.state, second)).toMatchObject([{ account: "b", heard: { flatten: true } }]);
  });

  it("takes no heartbeat that says nothing", () => {
    expect(() => alone(deadman).send(controlRow({ control: "deadman", value: "{}" })))
      .toThrow("no heartbeat");
  });
});
