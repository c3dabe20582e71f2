// A glass card: a translucent gradient with a lit edge, a heading and a place for a note.
import type { JSX } from "solid-js";
import { Show } from "solid-js";
import "./card.css";

/** What a card shows. `tone` colours its edge. */
export interface CardProps {
  readonly title: string;
  readonly note?: JSX.Element;
  readonly tone?: "plain" | "up" | "down" | "warn" | "bad";
  readonly area?: string;
  readonly class?: string;
  readonly children: JSX.Element;
}

/** A titled glass card. */
export const Card = (props: CardProps) => (
  <section
    class={`card ${props.class ?? ""}`}
    data-tone={props.tone ?? "plain"}
    aria-label={props.title}
    style={props.area === undefined ? {} : { "grid-area": props.area }}
  >
    <header class="card-head">
      <h2>{props.title}</h2>
      <Show when={props.note}>
        <div class="card-note">{props.note}</div>
      </Show>
    </header>
    {props.children}
  </section>
);
