// A performance card: the figures of a run or an account, side by side.
import { For } from "solid-js";
import { Card } from "./card.tsx";
import "./performance-card.css";

/** One figure: its name, its value as text, and whether it is good. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly tone?: "up" | "down" | "plain";
}

/** A glass card of figures. */
export const PerformanceCard = (
  props: { readonly title: string; readonly note?: string; readonly figures: readonly Figure[] },
) => (
  <Card title={props.title} note={props.note}>
    <dl class="figures">
      <For each={props.figures}>
        {(figure) => (
          <div>
            <dt>{figure.name}</dt>
            <dd class={figure.tone ?? "plain"}>{figure.value}</dd>
          </div>
        )}
      </For>
    </dl>
  </Card>
);
