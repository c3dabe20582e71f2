// Alerts as they begin and end: each once, in order, whatever else changes meanwhile.
import { describe, expect, it } from "vitest";
import { AlertWatch } from "./alert-watch.ts";
import { Journal } from "./live/journal.ts";
import type { AlertAnswer } from "./watch/protocol.ts";

const alert = (id: string, fields: Partial<AlertAnswer> = {}): AlertAnswer => ({
  ...{ id, severity: "warning", source: "core", title: id, detail: "", since: "" },
  ...fields,
});
const told = (watch: AlertWatch, alerts: readonly AlertAnswer[], timeUs: number) =>
  watch.look(alerts, timeUs).map(({ id, state, position }) => `${id} ${state} ${position}`);

describe("alerts", () => {
  it("are told when they begin and when they are over", () => {
    const watch = new AlertWatch();
    expect(told(watch, [alert("a"), alert("b")], 100)).toEqual(["a raised 100", "b raised 101"]);
    expect(told(watch, [alert("b"), alert("c")], 200)).toEqual(["a cleared 200", "c raised 201"]);
    expect(told(watch, [], 300)).toEqual(["b cleared 300", "c cleared 301"]);
    expect(told(watch, [alert("a")], 400)).toEqual(["a raised 400"]);
  });

  it("are told again where they say something else, not where they count up", () => {
    const watch = new AlertWatch();
    watch.look([alert("a")], 1);
    expect(told(watch, [alert("a", { detail: "2 ms" })], 10)).toEqual([]);
    expect(told(watch, [alert("a", { severity: "critical" })], 20)).toEqual(["a raised 20"]);
  });

  it("go on in order when the clock goes back", () => {
    const watch = new AlertWatch();
    watch.look([alert("a")], 100);
    expect(told(watch, [], 50)).toEqual(["a cleared 101"]);
  });

  it("are in a snapshot for as long as they last", () => {
    const watch = new AlertWatch();
    const journal = new Journal("alerts");
    for (const alerts of [[alert("a"), alert("b")], [alert("b")]]) {
      for (const change of watch.look(alerts, 100)) {
        journal.add(change, { position: change.position, outputIndex: 0 });
      }
    }
    expect(journal.flush()).toHaveLength(3);
    expect(journal.newest().map(({ id }) => id)).toEqual(["b"]);
  });
});
