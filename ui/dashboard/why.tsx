// Why a fill happened: from the tick to the execution, with the time spent in each hop.
import { For, type JSX, Show } from "solid-js";
import { Dialog } from "../parts/dialog.tsx";
import { createAnswer } from "../parts/poll.ts";
import { Failed, Loading } from "../parts/states.tsx";
import { fetchWhy, type WhyStep } from "./why-steps.ts";
import "./why.css";

/** The steps that led to a fill, as a timeline. */
export const WhySteps = (props: { readonly fillId: string }): JSX.Element => {
  const steps = createAnswer(() => props.fillId, fetchWhy);
  return (
    <Show
      when={steps.error() === undefined}
      fallback={<Failed what="trace" cause={steps.error()} onRetry={steps.again} />}
    >
      <Show when={steps.latest()} fallback={<Loading what="the trace" rows={6} />}>
        <ol class="why-steps">
          <For each={steps.latest()}>{(step) => <Step step={step} />}</For>
        </ol>
      </Show>
    </Show>
  );
};

/** A dialog with the why-trace of one fill. */
export const Why = (
  props: { readonly fillId: string; readonly onClose: () => void },
): JSX.Element => (
  <Dialog title="Why this fill happened" class="why" onClose={props.onClose}>
    <p class="quiet small mono">{props.fillId}</p>
    <WhySteps fillId={props.fillId} />
  </Dialog>
);

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
