// What needs somebody now: derived from what processes say, most severe first; gone when its cause is.
import { Effect } from "effect";
import { nowUs } from "../actors/run/clock.ts";
import { nameOf, type ProcessStatus } from "../streams/status.ts";
import { textFromTimeUs } from "../streams/units.ts";
import type { Hub } from "./hub.ts";
import { lateMs, silentMs } from "./limits.ts";
import { type Route, route, wholeList } from "./route.ts";
import { pageOf } from "./schemas.ts";
import type { AlertAnswer } from "./watch/protocol.ts";
import { Alert } from "./watch/schemas.ts";

const alert = (
  severity: AlertAnswer["severity"],
  status: ProcessStatus,
  what: { readonly id: string; readonly title: string; readonly detail: string },
): AlertAnswer => ({
  ...what,
  id: `${nameOf(status)}:${what.id}`,
  severity,
  source: nameOf(status),
  since: textFromTimeUs(status.timeUs),
});

const alertsOf = (status: ProcessStatus, now: number): readonly AlertAnswer[] => {
  const name = nameOf(status);
  const found: AlertAnswer[] = [];
  if (status.state === "failed" || now - status.timeUs > silentMs * 1000) {
    const title = `${name} ${status.state === "failed" ? "failed" : "says nothing"}`;
    const detail = status.message ?? "";
    return [alert("critical", status, { id: "down", title, detail })];
  }
  if (status.tradingState !== undefined && status.tradingState !== "active") {
    const title = `Trading is ${status.tradingState}`;
    const detail = "POST /v1/resume arms it again";
    found.push(alert("warning", status, { id: "trading-state", title, detail }));
  }
  for (const one of status.actors) {
    if (one.errors > 0) {
      const detail = `${one.errors} records; see /v1/dead-letters`;
      const title = `Actor ${one.name} fails on records`;
      found.push(alert("warning", status, { id: `errors:${one.name}`, title, detail }));
    }
    if (one.lagMs > lateMs) {
      const detail = `${Math.round(one.lagMs)} ms behind its input`;
      found.push(
        alert("warning", status, { id: `lag:${one.name}`, title: `${one.name} is late`, detail }),
      );
    }
  }
  for (const { model, instrument, features } of status.drift ?? []) {
    const drifted = features.filter(({ share }) => share >= 1).map(({ feature }) => feature);
    if (drifted.length === 0) continue;
    const where = instrument === "" ? "" : ` on ${instrument}`;
    const title = `Features of ${model}${where} are other than it learned from`;
    const detail = `${drifted.join(", ")}; see /v1/models/${model}/drift`;
    found.push(alert("notice", status, { id: `drift:${model}:${instrument}`, title, detail }));
  }
  for (const [what, count] of Object.entries(status.refusals ?? {})) {
    const detail = `${count} records; see /v1/refusals`;
    found.push(
      alert("notice", status, { id: `refused:${what}`, title: `Refused: ${what}`, detail }),
    );
  }
  return found;
};

const order = { critical: 0, warning: 1, notice: 2 };

/** Everything that needs somebody now. */
export const currentAlerts = (hub: Hub): readonly AlertAnswer[] => {
  const now = nowUs();
  return hub.newest("status").flatMap((status) => alertsOf(status, now))
    .sort((a, b) => order[a.severity] - order[b.severity] || a.id.localeCompare(b.id));
};

/** The route of alerts. */
export const alertRoutes: readonly Route[] = [
  route({
    path: "/v1/alerts",
    summary: "What needs somebody now, most severe first",
    parameters: {},
    answer: pageOf(Alert),
    respond: ({ hub }) => Effect.sync(() => wholeList(currentAlerts(hub))),
  }),
];
