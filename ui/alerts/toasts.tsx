// The messages that come up, in a corner, for a moment.
import { For, Show } from "solid-js";
import { Link } from "../router.tsx";
import { dismiss, toasts } from "./store.ts";
import "./toasts.css";

/** Toasts; screen readers are told politely. */
export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite" aria-label="Messages">
    <ol>
      <For each={toasts()}>
        {(one) => (
          <li class="toast" data-level={one.level}>
            <div>
              <strong>{one.title}</strong>
              <Show when={one.count > 1}>
                <span class="quiet">× {one.count}</span>
              </Show>
              <p>{one.words}</p>
              <Show when={one.to}>
                {(to) => <Link class="small" to={to()}>Show</Link>}
              </Show>
            </div>
            <button
              type="button"
              class="icon-button"
              aria-label={`Close: ${one.title}`}
              onClick={() => dismiss(one.id)}
            >
              ✕
            </button>
          </li>
        )}
      </For>
    </ol>
  </div>
);
