// Turns the why-trace of the API into steps a person reads from top to bottom: tick first, fill last.
import type { WhyAnswer } from "../../gateway/protocol.ts";
import { ApiError, ask } from "../api.ts";

/** One step on the way from tick to fill. */
export interface WhyStep {
  readonly title: string;
  readonly summary: string;
  /** How long it took, where it is known. */
  readonly took: string;
  readonly details: readonly (readonly [string, string])[];
}

/** A fill is told before it is recorded: times that its trace is asked for, and milliseconds between. */
const tries = { most: 15, everyMs: 1_000 } as const;

/** The trace of a fill; of one that is too new to be recorded it waits for the store. Throws `ApiError`. */
export const traceOf = async (fillId: string): Promise<WhyAnswer> => {
  for (let i = 1;; i++) {
    try {
      return await ask<WhyAnswer>("GET", `/v1/fills/${encodeURIComponent(fillId)}/why`);
    } catch (cause) {
      const later = cause instanceof ApiError && ["notFound", "unavailable"].includes(cause.code);
      if (!later || i >= tries.most) throw cause;
      await new Promise((resolve) => setTimeout(resolve, tries.everyMs));
    }
  }
};

/** The steps that led to a fill. Throws `ApiError`. */
export const fetchWhy = async (fillId: string): Promise<readonly WhyStep[]> =>
  stepsOf(await traceOf(fillId));

const took = (micros: number | null | undefined): string => {
  if (micros === null || micros === undefined) return "";
  return micros < 1000 ? `${micros} µs` : `${(micros / 1000).toFixed(2)} ms`;
};

const pairs = (values: Readonly<Record<string, unknown>>): (readonly [string, string])[] =>
  Object.entries(values).map(([name, value]) => [name, String(value)] as const);

const stepsOf = (why: WhyAnswer): readonly WhyStep[] => {
  const hop = (name: string) => took(why.hops.find((one) => one.name === name)?.took_us);
  const { tick, features, prediction, signal, risk, order, fill } = why;
  const steps: WhyStep[] = [];
  if (tick !== null) {
    const summary = `${tick["kind"]} of ${tick["symbol"]} at position ${tick["position"]}`;
    steps.push({ title: "Tick", summary, took: "", details: pairs(tick) });
  }
  if (features !== null) {
    const summary = `${Object.keys(features.values).length} features, set ${features.set}`;
    const details = pairs(features.values);
    steps.push({ title: "Feature vector", summary, took: hop("features computed"), details });
  }
  if (prediction !== null) {
    steps.push({
      title: "Prediction",
      summary: `${prediction.model} v${prediction.model_version}: up ` +
        `${(prediction.probability_up * 100).toFixed(1)} %, down ${
          (prediction.probability_down * 100).toFixed(1)
        } %`,
      took: hop("prediction received"),
      details: [["sha256", prediction.model_sha256], ["mid price", prediction.mid_price]],
    });
  }
  if (prediction === null && signal !== null) {
    const summary = why.prediction_reason ?? "Not used by this strategy";
    steps.push({ title: "No prediction", summary, took: "", details: [] });
  }
  if (signal !== null) {
    const target = `${signal.side} ${signal.target_qty}`;
    steps.push({
      title: `Signal of ${signal.strategy}`,
      summary: `${signal.reason} → ${target}`,
      took: "",
      details: [["id", signal.id], ["confidence", signal.confidence.toFixed(3)], [
        "position",
        `${signal.position}`,
      ]],
    });
  }
  if (risk !== null) {
    steps.push({
      title: `Risk: ${risk.decision}`,
      summary: `${risk.checks.length} limits looked at`,
      took: hop("order approved"),
      details: risk.checks.map((one) => [one.name, `${one.value} of ${one.limit}`] as const),
    });
  }
  steps.push({
    title: `Order ${order.client_order_id}`,
    summary: `${order.side} ${order.qty} ${order.type} ${
      order.limit_price ?? ""
    } ${order.time_in_force}: ${order.reason}`,
    took: hop("order durable"),
    details: why.order_events.map((one) => [one.t, `${one.event} ${one.reason}`] as const),
  });
  steps.push({
    title: "Fill (simulated venue)",
    summary:
      `${fill.side} ${fill.qty} at ${fill.price}, ${fill.liquidity}, fee ${fill.fee} ${fill.currency}`,
    took: `${took(why.order_to_fill_us)} of market time`,
    details: why.hops.map((one) =>
      [one.name, `${one.at ?? "unknown"} ${took(one.took_us)}`] as const
    ),
  });
  return steps;
};
