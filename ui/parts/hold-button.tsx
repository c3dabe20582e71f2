// A button that must be held for a moment: what it does should not happen by accident.
import { createSignal, type JSX, onCleanup } from "solid-js";
import "./hold-button.css";

/** Milliseconds the button is held. */
export const holdMs = 900;

/** A button that acts when it was held, by pointer or by Enter or Space. */
export const HoldButton = (
  props: {
    readonly class?: string;
    readonly title?: string;
    readonly disabled?: boolean;
    readonly onHeld: () => void;
    readonly children: JSX.Element;
  },
) => {
  const [held, setHeld] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const press = (): void => {
    if (props.disabled) return;
    clearTimeout(timer);
    setHeld(true);
    timer = setTimeout(() => {
      setHeld(false);
      props.onHeld();
    }, holdMs);
  };
  const letGo = (): void => {
    clearTimeout(timer);
    setHeld(false);
  };
  const isKey = (event: KeyboardEvent) => event.key === "Enter" || event.key === " ";
  return (
    <button
      type="button"
      class={`hold-button ${props.class ?? ""}`}
      data-held={held() ? "" : undefined}
      title={props.title}
      disabled={props.disabled ?? false}
      onPointerDown={press}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => {
        if (isKey(event)) letGo();
      }}
      onBlur={letGo}
    >
      <i aria-hidden="true" />
      <span>{props.children}</span>
    </button>
  );
};
