// Every alert says what to do, has a test of its rule, and the rules are what Prometheus takes.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { recordsPending } from "../streams/transport/limits.ts";
import { findPromtool } from "./prometheus/find.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const alerts = read("./prometheus/alerts.yml");
const names = [...alerts.matchAll(/alert: (\w+)/g)].map((match) => match[1]!);
const promtool = findPromtool();
const folder = fileURLToPath(new URL("./prometheus/", import.meta.url));

describe("the alerts", () => {
  it("say what to do", () => {
    const runbook = read("../docs/OPERATIONS.md");
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      expect(runbook).toContain(`## ${name}\n`);
      expect(alerts).toContain(`docs/OPERATIONS.md#${name.toLowerCase()}`);
    }
  });

  it("fire before what is bounded has reached its bound, which it never passes", () => {
    const threshold = Number(/contrail_stream_pending.* > (\d+) or/.exec(alerts)![1]);
    expect(threshold).toBeLessThan(recordsPending);
  });

  it("have a test for each rule", () => {
    const tested = [...read("./prometheus/alerts.test.yml").matchAll(/^ +name: (\w+)/gm)]
      .map((match) => match[1]!);
    expect([...new Set(tested)].sort()).toEqual([...names].sort());
  });

  it.skipIf(promtool === undefined)(
    "fire on series made for them, and not before (skipped where promtool is not installed)",
    () => {
      for (const args of [["check", "rules", "alerts.yml"], ["test", "rules", "alerts.test.yml"]]) {
        const told = execFileSync(promtool!, args, { cwd: folder, stdio: "pipe" }).toString();
        expect(told).toContain("SUCCESS");
      }
    },
  );
});
