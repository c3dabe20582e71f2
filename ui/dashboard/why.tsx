// Why a fill happened: from the tick to the execution, with the time spent in each hop.
import { createResource, For, type JSX, Show } from "solid-js";
import { fetchWhy, type WhyStep } from "./why-steps.ts";
import "./why.css";

/** The fill to explain, and how to close. */
export interface WhyProps {
  readonly fillId: string;
  readonly onClose: () => void;
}

/** A dialog with the why-trace of one fill. */
export const Why = (props: WhyProps): JSX.Element => {
  const [steps] = createResource(() => props.fillId, fetchWhy);
  let dialog: HTMLDialogElement | undefined;
  queueMicrotask(() => dialog?.showModal());
  return (
    <dialog
      ref={dialog}
      class="why"
      onClose={() => props.onClose()}
      aria-label="Why this fill happened"
    >
      <header class="why-head">
        <h2>Why this fill happened</h2>
        <button
          type="button"
          class="icon-button"
          onClick={() => dialog?.close()}
          aria-label="Close"
        >
          ✕
        </button>
      </header>
      <p class="quiet small">{props.fillId}</p>
      <Show when={!steps.loading} fallback={<p>Looking it up…</p>}>
        <Show when={!steps.error} fallback={<p class="bad">{String(steps.error?.message)}</p>}>
          <ol class="why-steps">
            <For each={steps()}>{(step) => <Step step={step} />}</For>
          </ol>
        </Show>
      </Show>
    </dialog>
  );
};

const Step = (props: { readonly step: WhyStep }) => (
  <li class="why-step">
    <div class="why-step-head">
      <strong>{props.step.title}</strong>
      <Show when={props.step.took !== ""}>
        <span class="badge">{props.step.took}</span>
      </Show>
    </div>
    <p>{props.step.summary}</p>
    <Show when={props.step.details.length > 0}>
      <details>
        <summary>{props.step.details.length} details</summary>
        <dl>
          <For each={props.step.details}>
            {([name, value]) => (
              <>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </>
            )}
          </For>
        </dl>
      </details>
    </Show>
  </li>
);
