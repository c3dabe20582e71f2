// A small menu that takes home what a card shows.
import { createSignal, createUniqueId, For, Show } from "solid-js";
import { raise } from "../alerts/store.ts";
import { wordsOf } from "../api.ts";
import { type ExportedTable, exportTable, formats } from "./export.ts";
import { Icon } from "./icon.tsx";
import "./export-menu.css";

/** What can be taken: rows, a picture, or both; each is made when it is asked for. */
export interface ExportMenuProps {
  readonly what: string;
  readonly table?: () => ExportedTable;
  readonly picture?: () => void;
}

/** A button with the formats below it. */
export const ExportMenu = (props: ExportMenuProps) => {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  let box: HTMLDivElement | undefined;
  const run = (make: () => Promise<void> | void) => async (): Promise<void> => {
    setOpen(false);
    try {
      await make();
      raise({ level: "info", title: `${props.what} exported`, words: "Times are UTC" });
    } catch (cause) {
      raise({ level: "bad", title: "Nothing was exported", words: wordsOf(cause) });
    }
  };
  return (
    <div
      class="export-menu"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === "Escape") setOpen(false);
      }}
      onFocusOut={(event) => {
        if (!box?.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <button
        type="button"
        class="icon-button"
        aria-label={`Export ${props.what}`}
        title={`Export ${props.what}`}
        aria-expanded={open()}
        aria-controls={id}
        onClick={() => setOpen(!open())}
      >
        <Icon name="download" size={16} />
      </button>
      <Show when={open()}>
        <div class="export-formats" id={id}>
          <Show when={props.table}>
            {(table) => (
              <For each={formats}>
                {(format) => (
                  <button
                    type="button"
                    onClick={run(() => exportTable(table()(), format))}
                  >
                    {format}
                  </button>
                )}
              </For>
            )}
          </Show>
          <Show when={props.picture}>
            {(picture) => <button type="button" onClick={run(() => picture()())}>PNG</button>}
          </Show>
        </div>
      </Show>
    </div>
  );
};
