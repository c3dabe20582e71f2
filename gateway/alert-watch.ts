// What changed among the alerts since the last look: each is told when it begins and when it is over.
import type { AlertAnswer, AlertChangeAnswer } from "./watch/protocol.ts";

/** Compares what needs somebody now with what needed somebody before. */
export class AlertWatch {
  private before = new Map<string, AlertAnswer>();
  private position = 0;

  /** The alerts that began or are over, at a time in microseconds; each has a position of its own. */
  look(alerts: readonly AlertAnswer[], timeUs: number): readonly AlertChangeAnswer[] {
    const now = new Map(alerts.map((one) => [one.id, one]));
    const raised = alerts.filter((one) => {
      const known = this.before.get(one.id);
      // Its detail counts up while it lasts; only what it says tells something new.
      return known?.title !== one.title || known.severity !== one.severity;
    });
    const cleared = [...this.before.values()].filter(({ id }) => !now.has(id));
    this.before = now;
    this.position = Math.max(this.position, timeUs);
    const change = (one: AlertAnswer, state: "raised" | "cleared"): AlertChangeAnswer => ({
      ...one,
      state,
      position: this.position++,
    });
    return [
      ...cleared.map((one) => change(one, "cleared")),
      ...raised.map((one) => change(one, "raised")),
    ];
  }
}
