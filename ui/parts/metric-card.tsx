// One number that matters, with its unit, a word of context and its recent course.
import { Show } from "solid-js";
import { Card, type CardProps } from "./card.tsx";
import { Sparkline } from "./sparkline.tsx";

/** A metric: the value as text, and what lies around it. */
export interface MetricProps {
  readonly title: string;
  readonly value: string;
  readonly unit?: string;
  readonly detail?: string;
  readonly tone?: CardProps["tone"];
  /** The recent course, oldest first. */
  readonly course?: readonly number[];
}

/** A glass card with one number. */
export const MetricCard = (props: MetricProps) => (
  <Card class="card-metric" title={props.title} tone={props.tone ?? "plain"}>
    <div class="metric">
      <div>
        <span class={`metric-value ${props.tone ?? ""}`}>{props.value}</span>
        <Show when={props.unit}>
          <span class="metric-unit">{props.unit}</span>
        </Show>
      </div>
      <Show when={(props.course?.length ?? 0) > 1}>
        <Sparkline values={props.course!} width={72} height={30} />
      </Show>
    </div>
    <div class="metric-detail" title={props.detail}>{props.detail ?? "\u00a0"}</div>
  </Card>
);
