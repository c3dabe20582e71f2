// A labelled field of a form, with its hint and what is wrong with it.
import { createUniqueId, For, type JSX, Show } from "solid-js";
import "./field.css";

/** What a field shows. */
export interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly children: (id: string) => JSX.Element;
}

/** A label over a control. */
export const Field = (props: FieldProps) => {
  const id = createUniqueId();
  return (
    <div class="field" data-wrong={props.error === undefined ? undefined : ""}>
      <label for={id} title={props.hint}>{props.label}</label>
      {props.children(id)}
      <Show when={props.error}>
        <span class="field-error" role="alert">{props.error}</span>
      </Show>
    </div>
  );
};

/** A choice of a few words. */
export const Choice = (
  props: {
    readonly id?: string;
    readonly label?: string;
    readonly value: string;
    readonly options: readonly (readonly [value: string, text: string])[];
    readonly onChange: (value: string) => void;
  },
) => (
  <select
    id={props.id}
    aria-label={props.label}
    value={props.value}
    onChange={(event) => props.onChange(event.currentTarget.value)}
  >
    <For each={props.options}>
      {([value, text]) => <option value={value} selected={value === props.value}>{text}</option>}
    </For>
  </select>
);

/** A number as people type it. A component, so that it stays the same element while its value changes. */
export const NumberInput = (
  props: {
    readonly id: string;
    readonly value: string;
    readonly placeholder?: string;
    readonly onInput: (text: string) => void;
  },
) => (
  <input
    id={props.id}
    value={props.value}
    inputmode="decimal"
    autocomplete="off"
    placeholder={props.placeholder ?? ""}
    onInput={(event) => props.onInput(event.currentTarget.value.trim())}
  />
);
