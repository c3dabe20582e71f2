// The command palette: every screen, instrument and action, found by a few letters.
import { createEffect, createMemo, createSignal, createUniqueId, For, Show } from "solid-js";
import { Dialog } from "../parts/dialog.tsx";
import "./help.css";

/** Something that can be done. */
export interface Command {
  readonly name: string;
  /** What kind of thing it is, on the right. */
  readonly kind: string;
  readonly run: () => void;
}

const mostShown = 40;

/** How well letters fit a name, in order but with gaps; undefined where they do not. Less is better. */
export const fitOf = (letters: string, name: string): number | undefined => {
  const [text, wanted] = [name.toLowerCase(), letters.toLowerCase().replaceAll(/\s/g, "")];
  let [at, gaps] = [-1, 0];
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    // A letter that begins a word is as good as one that follows.
    if (next > at + 1 && !/[\s.]/.test(text[next - 1] ?? " ")) gaps += next - at;
    at = next;
  }
  return gaps + text.length / 100;
};

/** A dialog that finds commands and runs one. */
export const Palette = (
  props: { readonly commands: readonly Command[]; readonly onClose: () => void },
) => {
  const listId = createUniqueId();
  const [text, setText] = createSignal("");
  const [at, setAt] = createSignal(0);
  const found = createMemo(() =>
    props.commands.map((command) => ({ command, fit: fitOf(text(), command.name) }))
      .filter(({ fit }) => fit !== undefined)
      .sort((a, b) => a.fit! - b.fit!)
      .slice(0, mostShown).map(({ command }) => command)
  );
  createEffect(() => {
    void text();
    setAt(0);
  });
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    props.onClose();
    command.run();
  };
  const move = (steps: number): void => {
    const many = found().length;
    if (many === 0) return;
    setAt((at() + steps + many) % many);
    document.getElementById(`${listId}-${at()}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title="Find a command" class="palette" onClose={props.onClose}>
      <input
        role="combobox"
        aria-label="Screen, instrument or action"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found().length > 0 ? `${listId}-${at()}` : undefined}
        placeholder="Screen, instrument or action…"
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") move(1);
          else if (event.key === "ArrowUp") move(-1);
          else if (event.key === "Enter") run(found()[at()]);
          else return;
          event.preventDefault();
        }}
      />
      <ul class="palette-list" id={listId} role="listbox" aria-label="Commands">
        <For each={found()}>
          {(command, i) => (
            <li
              id={`${listId}-${i()}`}
              class="palette-item"
              role="option"
              aria-selected={i() === at()}
              onPointerMove={() => setAt(i())}
              onClick={() => run(command)}
            >
              <span>{command.name}</span>
              <span class="quiet small">{command.kind}</span>
            </li>
          )}
        </For>
      </ul>
      <Show when={found().length === 0}>
        <p class="quiet">Nothing is called that.</p>
      </Show>
    </Dialog>
  );
};
