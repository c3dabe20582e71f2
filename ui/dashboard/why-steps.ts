// Turns the why-trace of the API into steps a person reads from top to bottom: tick first, fill last.
import type { Problem, WhyAnswer } from "../../gateway/protocol.ts";

/** One step on the way from tick to fill. */
export interface WhyStep {
  readonly title: string;
  readonly summary: string;
  /** How long it took, where it is known. */
  readonly took: string;
  readonly details: readonly (readonly [string, string])[];
}

/** Asks the API why a fill happened. Throws with the API's own words. */
export const fetchWhy = async (fillId: string): Promise<readonly WhyStep[]> => {
  const answer = await fetch(`/v1/fills/${encodeURIComponent(fillId)}/why`);
  if (!answer.ok) throw new Error((await answer.json() as Problem).detail);
  return stepsOf(await answer.json() as WhyAnswer);
};

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
