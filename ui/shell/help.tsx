// What the keys do.
import { For } from "solid-js";
import { Dialog } from "../parts/dialog.tsx";
import { screens } from "./screens.ts";
import "./help.css";

const everywhere: readonly (readonly [keys: string, does: string])[] = [
  ["Ctrl K  ·  ⌘ K", "Find a screen, an instrument or an action"],
  ["?", "This list"],
  ["Esc", "Close what is open"],
  ["Tab, then Enter held", "Halt trading: hold the key on Hold to halt"],
];
const trading: readonly (readonly [keys: string, does: string])[] = [
  ["↑ ↓  on a line", "Move an order by a tick, Shift for ten; Enter replaces it, Esc leaves it"],
  ["B  ·  S", "Buy or sell the quantity of the ticket at the touch"],
  ["1 … 4", "The quantity of the ticket: one, two, five or ten times the first"],
  ["X", "Cancel every order by hand of this instrument"],
  ["Space", "Bring the ladder back to its middle"],
];

/** A list of the keys. */
export const Help = (props: { readonly onClose: () => void }) => (
  <Dialog title="Keys" onClose={props.onClose}>
    <div class="help">
      <Keys title="Everywhere" keys={everywhere} />
      <Keys
        title="Screens"
        keys={screens.map(({ key, name }) =>
          [`g  ${key}`, name] as const
        )}
      />
      <Keys title="Trading" keys={trading} />
      <p class="quiet small">
        B, S, X and the numbers work only while hot keys are on: they are off until you turn them on
        in the settings or on the trading screen.
      </p>
    </div>
  </Dialog>
);

const Keys = (
  props: {
    readonly title: string;
    readonly keys: readonly (readonly [keys: string, does: string])[];
  },
) => (
  <section>
    <h3>{props.title}</h3>
    <dl>
      <For each={props.keys}>
        {([keys, does]) => (
          <div>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        )}
      </For>
    </dl>
  </section>
);
