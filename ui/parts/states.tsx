// The states a screen may be in besides showing what it is for: empty, loading, refused, not there.
import { For, type JSX, Show } from "solid-js";
import { isMissingRoute, wordsOf } from "../api.ts";
import "./states.css";

/** Nothing is there yet, and what to do about it. */
export const Empty = (props: { readonly title: string; readonly children?: JSX.Element }) => (
  <div class="state">
    <strong>{props.title}</strong>
    <p>{props.children}</p>
  </div>
);

/** Grey bars where something will be. */
export const Loading = (props: { readonly what: string; readonly rows?: number }) => (
  <div class="state-loading" role="status">
    <span class="visually-hidden">Loading {props.what}</span>
    <For each={Array.from({ length: props.rows ?? 3 })}>{() => <i aria-hidden="true" />}</For>
  </div>
);

/** What went wrong, and a way to try again. A route that is not there is told as that. */
export const Failed = (
  props: { readonly what: string; readonly cause: unknown; readonly onRetry?: () => void },
) => {
  const missing = () => isMissingRoute(props.cause);
  return (
    <div class="state" role="alert" data-tone={missing() ? undefined : "bad"}>
      <strong>{missing() ? "Not available" : `The ${props.what} did not load`}</strong>
      <p>
        {missing() ? `This server does not offer ${props.what} yet.` : wordsOf(props.cause)}
      </p>
      <Show when={!missing() && props.onRetry}>
        <button type="button" class="button button-small" onClick={() => props.onRetry?.()}>
          Try again
        </button>
      </Show>
    </div>
  );
};
