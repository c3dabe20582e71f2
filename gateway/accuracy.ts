// How often models are right, as it happens: each sampled prediction is scored when the mid price next moves.
import type { Quote } from "../streams/market.ts";
import type { Prediction } from "../streams/predictions.ts";
import { accuracySamples } from "./limits.ts";

interface Open {
  readonly model: string;
  readonly instrumentId: number;
  readonly midHalfTicks: number;
  readonly up: boolean;
}

/**
 * Scores predictions of the next move of the mid price. The gateway sees the newest prediction of each
 * message, so this is a sample; marked predictions, and even ones, are left out.
 */
export class Accuracy {
  /** The newest open prediction by instrument and model. */
  private readonly open = new Map<string, Open>();
  /** The newest outcomes by model. */
  private readonly outcomes = new Map<string, boolean[]>();

  /** Opens a prediction; the one before it is forgotten where nothing has moved since. */
  onPrediction(one: Prediction): void {
    if (one.horizonUs !== 0 || one.flags !== 0) return;
    if (one.probabilityUp === one.probabilityDown || one.midPriceHalfTicks === 0) return;
    this.open.set(`${one.instrumentId} ${one.model}`, {
      model: one.model,
      instrumentId: one.instrumentId,
      midHalfTicks: one.midPriceHalfTicks,
      up: one.probabilityUp > one.probabilityDown,
    });
  }

  /** Scores what a quote decides. */
  onQuote({ instrumentId, bidPriceTicks, askPriceTicks, flags }: Quote): void {
    if (flags !== 0 || bidPriceTicks === 0 || askPriceTicks === 0) return;
    const mid = bidPriceTicks + askPriceTicks;
    for (const [key, one] of this.open) {
      if (one.instrumentId !== instrumentId || mid === one.midHalfTicks) continue;
      this.open.delete(key);
      const outcomes = this.outcomes.get(one.model) ?? [];
      outcomes.push(mid > one.midHalfTicks === one.up);
      if (outcomes.length > accuracySamples) outcomes.shift();
      this.outcomes.set(one.model, outcomes);
    }
  }

  /** Lines of Prometheus' text format. */
  lines(): string[] {
    if (this.outcomes.size === 0) return [];
    const of = (name: string, value: (all: readonly boolean[]) => number) =>
      [...this.outcomes].map(([model, all]) => `${name}{model="${model}"} ${value(all)}`);
    return [
      "# HELP model_accuracy Share of the newest sampled predictions of the next mid-price move that were right",
      "# TYPE model_accuracy gauge",
      ...of("model_accuracy", (all) => all.filter(Boolean).length / all.length),
      "# HELP model_scored_predictions Sampled predictions that model_accuracy is of",
      "# TYPE model_scored_predictions gauge",
      ...of("model_scored_predictions", (all) => all.length),
    ];
  }
}
