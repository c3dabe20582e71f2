// A window over the page: the browser's own dialog, which keeps the focus inside and gives it back.
import type { JSX } from "solid-js";
import { onMount } from "solid-js";
import "./dialog.css";

/** What a dialog shows, and what happens when it is closed. */
export interface DialogProps {
  readonly title: string;
  readonly class?: string;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}

/** A modal dialog. Escape and a press beside it close it. */
export const Dialog = (props: DialogProps) => {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.class ?? ""}`}
      aria-label={props.title}
      onClose={() => props.onClose()}
      onClick={(event) => {
        if (event.target === dialog) dialog?.close();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2>{props.title}</h2>
          <button
            type="button"
            class="icon-button"
            onClick={() => dialog?.close()}
            aria-label="Close"
          >
            ✕
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
};
