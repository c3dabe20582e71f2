// Messages as a list: the level as a word and a mark, never as a colour alone.
import { For, Show } from "solid-js";
import { clockOf } from "../parts/format.ts";
import { Link } from "../router.tsx";
import type { Alert } from "./store.ts";
import "./list.css";

const marks = { info: "·", good: "✓", warn: "!", bad: "✕" } as const;
const words = { info: "Note", good: "Good", warn: "Warning", bad: "Error" } as const;
const tones = { info: "quiet", good: "up", warn: "warn", bad: "bad" } as const;

/** A list of messages, newest first. */
export const AlertList = (props: { readonly alerts: readonly Alert[] }) => (
  <Show
    when={props.alerts.length > 0}
    fallback={<p class="quiet">Nothing happened yet that you should know.</p>}
  >
    <ul class="alert-list">
      <For each={props.alerts}>
        {(one) => (
          <li>
            <span class={`alert-mark ${tones[one.level]}`}>
              <span aria-hidden="true">{marks[one.level]}</span>
              <span class="visually-hidden">{words[one.level]}</span>
            </span>
            <div>
              <strong>{one.title}</strong>
              <Show when={one.count > 1}>
                <span class="quiet">× {one.count}</span>
              </Show>
              <div class="alert-words">{one.words}</div>
            </div>
            <Show when={one.to} fallback={<span />}>
              {(to) => <Link to={to()} label={`Show: ${one.title}`}>Show</Link>}
            </Show>
            <time class="quiet">{clockOf(one.timeMs)}</time>
          </li>
        )}
      </For>
    </ul>
  </Show>
);
