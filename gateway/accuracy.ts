// How right models are, as it happens: over the newest outcomes of each version.
import type { Outcome } from "../streams/outcomes.ts";
import { predictionFlags } from "../streams/predictions.ts";
import { accuracyModels, accuracySamples } from "./limits.ts";

/** The newest counted outcomes of one version in one role, in a ring. */
class Newest {
  readonly labels: string;
  private readonly weight = new Float64Array(accuracySamples);
  private readonly said = new Float64Array(accuracySamples);
  private readonly was = new Float64Array(accuracySamples);
  private next = 0;
  /** Outcomes so far, marked and lost ones too. */
  counted = 0;
  excluded = 0;

  constructor(labels: string) {
    this.labels = labels;
  }

  add({ weight, probabilityUp, probabilityDown, came }: Outcome): void {
    if (weight === 0) return void this.excluded++;
    const known = probabilityUp + probabilityDown;
    this.weight[this.next] = weight;
    this.said[this.next] = known > 0 ? probabilityUp / known : 0.5;
    this.was[this.next] = came === "up" ? 1 : came === "down" ? 0 : 0.5;
    this.next = (this.next + 1) % accuracySamples;
    this.counted++;
  }

  /** The weighted mean of something over what is kept. */
  mean(of: (said: number, was: number) => number): number {
    let sum = 0;
    let votes = 0;
    for (let i = 0; i < Math.min(this.counted, accuracySamples); i++) {
      sum += this.weight[i]! * of(this.said[i]!, this.was[i]!);
      votes += this.weight[i]!;
    }
    return votes > 0 ? sum / votes : 0;
  }
}

/** A metric of every version. */
interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly value: (one: Newest) => number;
}

const metrics: readonly Metric[] = [
  {
    name: "model_accuracy",
    type: "gauge",
    help: "Share of the newest scored predictions that were right, one vote per move",
    value: (one) => one.mean((said, was) => was === 0.5 ? 0 : Number(said >= 0.5 === was > 0.5)),
  },
  {
    name: "model_brier",
    type: "gauge",
    help: "Mean squared error of the probability of up over the newest scored predictions",
    value: (one) => one.mean((said, was) => (said - was) ** 2),
  },
  {
    name: "model_bias",
    type: "gauge",
    help: "Mean probability of up that was said, less the share that went up",
    value: (one) => one.mean((said, was) => said - was),
  },
  {
    name: "model_scored_predictions",
    type: "counter",
    help: "Predictions that were scored",
    value: ({ counted }) => counted,
  },
  {
    name: "model_excluded_predictions",
    type: "counter",
    help: "Predictions that were left out: made on marked data, or their outcome is lost",
    value: ({ excluded }) => excluded,
  },
];

/** Scores models by the outcomes that come by. */
export class Accuracy {
  private readonly models = new Map<string, Newest>();

  /** Takes what became of a prediction. */
  onOutcome(one: Outcome): void {
    const role = (one.flags & predictionFlags.shadow) === 0 ? "serving" : "shadow";
    const labels = `model="${one.model}",version="${one.modelVersion}",role="${role}"`;
    let newest = this.models.get(labels);
    if (newest === undefined) {
      newest = new Newest(labels);
      this.models.set(labels, newest);
      if (this.models.size > accuracyModels) {
        this.models.delete(this.models.keys().next().value!);
      }
    }
    newest.add(one);
  }

  /** Lines of Prometheus' text format. */
  lines(): string[] {
    if (this.models.size === 0) return [];
    return metrics.flatMap(({ name, type, help, value }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...[...this.models.values()].map((one) => `${name}{${one.labels}} ${value(one)}`),
    ]);
  }
}
